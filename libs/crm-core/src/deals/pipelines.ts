import { read, write, type Core, type Reader } from '../core.ts';
import type { DealsApi, StageInput } from '../crm.ts';
import { cut } from '../cut.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id, Locale, PipelineTemplate, PipelineView, StageView } from '../views.ts';
import { EVERYBODY } from '../visibility.ts';
import { TEMPLATES } from './templates.ts';

/** The boards of the company. */
export function createPipelines(core: Core): DealsApi['pipelines'] {
  return {
    list: async (actor) => {
      demand(actor, 'pipeline.read');
      return readPipelines(read(core));
    },
    save: (actor, input) =>
      write(core, async (tx) => {
        demand(actor, 'pipeline.manage');
        return savePipeline(tx, core, input);
      }),
    fromTemplate: (actor, template, locale) =>
      write(core, async (tx) => {
        demand(actor, 'pipeline.manage');
        return savePipeline(tx, core, inWords(template, locale));
      }),
    order: (actor, ids) =>
      write(core, async (tx) => {
        demand(actor, 'pipeline.manage');
        await lockPipelines(tx);
        await tx.query(
          `UPDATE pipeline p SET position = o.position FROM (SELECT id, row_number() OVER (ORDER BY array_position($1::uuid[], id) NULLS LAST, position, id) AS position FROM pipeline) o WHERE o.id = p.id`, [ids]);
        const pipelines = await readPipelines(tx);
        tell(tx, { change: { type: 'pipeline-order', pipelineIds: pipelines.map(({ id }) => id) }, audience: EVERYBODY });
        return pipelines;
      }),
    remove: (actor, id) =>
      write(core, async (tx) => {
        demand(actor, 'pipeline.manage');
        await lockPipelines(tx);
        if (await tx.one("SELECT 1 FROM deal WHERE pipeline_id = $1 AND status = 'open' LIMIT 1", [id])) throw new Conflict('pipeline-in-use', 'Open deals stand on this board: move or end them first.');
        if (!(await tx.one('UPDATE pipeline SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL RETURNING 1', [id, core.now()]))) throw new NotFound('pipeline');
        tell(tx, { change: { type: 'pipeline-removed', pipelineId: id }, audience: EVERYBODY });
      }),
  };
}

/** A company that has no board yet gets one with its first deal, so that qualifying asks for nothing. Returns the first. */
export async function firstPipeline(tx: Tx, core: Core): Promise<PipelineView> {
  const [before] = await readPipelines(tx);
  if (before) return before;
  await lockPipelines(tx);
  const [meanwhile] = await readPipelines(tx);
  if (meanwhile) return meanwhile;
  const company = await tx.one<{ language: Locale }>('SELECT language FROM company');
  return savePipeline(tx, core, inWords('retail', company!.language));
}

export async function readPipelines(reader: Reader, id: Id | null = null): Promise<PipelineView[]> {
  return reader.query<PipelineView>(
    `SELECT p.id, p.name, (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'colour', s.colour, 'required', s.required, 'stuckAfterDays', s.stuck_after_days,
        'script', s.script, 'checks', s.checks) ORDER BY s.position, s.id), '[]') FROM stage s WHERE s.pipeline_id = p.id AND s.removed_at IS NULL) AS stages
     FROM pipeline p WHERE p.removed_at IS NULL AND ($1::uuid IS NULL OR p.id = $1) ORDER BY p.position, p.id`, [id]);
}

/** Whoever changes boards waits for whoever else does; whoever brings a deal to a stage holds the stage. */
const lockPipelines = (tx: Tx): Promise<unknown> => tx.query('SELECT pg_advisory_xact_lock(7130614)');

const inWords = (template: PipelineTemplate, locale: Locale): { name: string; stages: StageInput[] } => ({
  name: TEMPLATES[template].name[locale],
  stages: TEMPLATES[template].stages.map((stage) => ({
    name: stage.name[locale], colour: stage.colour, required: stage.required ?? [], stuckAfterDays: stage.stuckAfterDays, script: stage.script[locale], checks: stage.checks.map((check) => ({ text: check[locale] })),
  })),
});

async function savePipeline(tx: Tx, core: Core, input: { id?: Id; name: string; stages: readonly StageInput[] }): Promise<PipelineView> {
  await lockPipelines(tx);
  const name = input.name.trim();
  if (!name) throw new Invalid('empty-name', 'A pipeline needs a name.', 'name');
  if (!input.stages.length) throw new Invalid('no-stages', 'A pipeline has at least one stage.', 'stages');
  const id = input.id ?? core.newId();
  if (input.id) {
    if (!(await tx.one('UPDATE pipeline SET name = $2 WHERE id = $1 AND removed_at IS NULL RETURNING 1', [id, cut(name, 100)]))) throw new NotFound('pipeline');
  } else {
    await tx.query('INSERT INTO pipeline (id, name, position, created_at) SELECT $1, $2, coalesce(max(position) + 1, 0), $3 FROM pipeline', [id, cut(name, 100), core.now()]);
  }
  const known = new Set((await tx.query<{ id: Id }>('SELECT id FROM stage WHERE pipeline_id = $1 AND removed_at IS NULL ORDER BY id FOR UPDATE', [id])).map((row) => row.id));
  await removeOthers(tx, core, known, new Set(input.stages.map((stage) => stage.id)));
  for (const [position, stage] of input.stages.entries()) await saveStage(tx, core, id, known, stage, position);
  const pipeline = (await readPipelines(tx, id))[0]!;
  tell(tx, { change: { type: 'pipeline', pipeline }, audience: EVERYBODY });
  return pipeline;
}

async function removeOthers(tx: Tx, core: Core, known: ReadonlySet<Id>, stay: ReadonlySet<Id | undefined>): Promise<void> {
  const gone = [...known].filter((id) => !stay.has(id));
  const used = await tx.one<{ name: string }>("SELECT s.name FROM stage s WHERE s.id = ANY ($1::uuid[]) AND EXISTS (SELECT 1 FROM deal d WHERE d.stage_id = s.id AND d.status = 'open') LIMIT 1", [gone]);
  if (used) throw new Conflict('stage-in-use', `Open deals stand in «${used.name}»: move them first.`);
  await tx.query('UPDATE stage SET removed_at = $2 WHERE id = ANY ($1::uuid[])', [gone, core.now()]);
}

async function saveStage(tx: Tx, core: Core, pipelineId: Id, known: ReadonlySet<Id>, stage: StageInput, position: number): Promise<void> {
  const name = stage.name.trim();
  if (!name) throw new Invalid('empty-name', 'A stage needs a name.', `stages.${position}.name`);
  if (stage.id && !known.has(stage.id)) throw new NotFound('stage');
  const checks: StageView['checks'] = (stage.checks ?? []).filter(({ text }) => text.trim()).map((check) => ({ id: check.id ?? core.newId(), text: cut(check.text.trim(), 300) }));
  await tx.query(
    `INSERT INTO stage (id, pipeline_id, name, colour, position, required, stuck_after_days, script, checks) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, colour = EXCLUDED.colour, position = EXCLUDED.position, required = EXCLUDED.required, stuck_after_days = EXCLUDED.stuck_after_days,
       script = EXCLUDED.script, checks = EXCLUDED.checks`,
    [stage.id ?? core.newId(), pipelineId, cut(name, 100), stage.colour, position, [...new Set(stage.required ?? [])], stage.stuckAfterDays ?? null, cut((stage.script ?? '').trim(), 5_000), JSON.stringify(checks)]);
}
