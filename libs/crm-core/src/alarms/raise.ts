import { write, type Core } from '../core.ts';
import type { Tx } from '../transaction.ts';
import type { AlarmKind, AlarmStepView, Id, SumView } from '../views.ts';
import { clockOf } from './clock.ts';
import { latestDue, stepDue, type CompanyClock } from './due.ts';
import { ALARM_COLUMNS, tellAlarms, type AlarmRow } from './row.ts';
import { CANDIDATES } from './standing.ts';

interface Candidate {
  readonly subject: string;
  readonly title: string;
  readonly contact_id: Id | null;
  readonly conversation_id: Id | null;
  readonly lead_id?: Id;
  readonly task_id?: Id;
  readonly deal_id?: Id;
  readonly inbox_id?: Id;
  readonly message_id?: Id;
  readonly since: Date;
  readonly time_zone: string | null;
  readonly money: SumView | null;
}

/** Raises what waited long enough: one alarm for each thing, whatever dies and however many workers look. Returns how many there are new. */
export async function raiseAlarms(core: Core): Promise<number> {
  const rules = await write(core, (tx) => tx.query<{ kind: AlarmKind }>('SELECT kind FROM alarm_rule WHERE enabled ORDER BY position'));
  let raised = 0;
  for (const { kind } of rules) raised += await write(core, (tx) => raiseBy(tx, core, kind));
  return raised;
}

async function raiseBy(tx: Tx, core: Core, kind: AlarmKind): Promise<number> {
  const rule = await tx.one<{ steps: AlarmStepView[]; applies_from: Date | number }>('SELECT steps, applies_from FROM alarm_rule WHERE kind = $1 AND enabled', [kind]);
  const [first] = rule?.steps ?? [];
  if (!rule || !first) return 0;
  const clock = await clockOf(tx);
  const zones = ['', ...(await tx.query<{ time_zone: string }>('SELECT DISTINCT time_zone FROM team WHERE time_zone IS NOT NULL')).map((row) => row.time_zone)];
  const latest = zones.map((zone) => latestDue(core.now(), first, inZone(clock, zone)));
  const from = typeof rule.applies_from === 'number' ? '-infinity' : rule.applies_from;
  const found = await tx.query<Candidate>(CANDIDATES[kind], [zones, latest, from, new Date(Math.max(...latest.map(Number)))]);
  // Of somebody who waits in several places the longest wait counts.
  const candidates = [...new Map(found.toReversed().map((each) => [each.subject, each])).values()];
  const rows: AlarmRow[] = [];
  for (const each of candidates) rows.push(...(await insert(tx, core, kind, rule.steps, clock, each)));
  await tellAlarms(tx, rows);
  return rows.length;
}

const inZone = (clock: CompanyClock, zone: string | null): CompanyClock => (zone ? { ...clock, timeZone: zone } : clock);

/** What was thought to be over goes on where its ladder stood: a step that was told is not told again. */
async function insert(tx: Tx, core: Core, kind: AlarmKind, steps: readonly AlarmStepView[], clock: CompanyClock, each: Candidate): Promise<AlarmRow[]> {
  const calendar = inZone(clock, each.time_zone);
  return tx.query<AlarmRow>(INSERT, [
    core.newId(), kind, each.subject, each.title, each.contact_id, each.conversation_id, each.lead_id ?? null, each.task_id ?? null, each.deal_id ?? null, each.inbox_id ?? null, each.message_id ?? null,
    each.since, each.time_zone, JSON.stringify(steps), stepDue(each.since, steps[0]!, calendar), each.money?.minor ?? null, each.money?.currency ?? null, core.now(),
  ]);
}

const INSERT = `INSERT INTO alarm AS a (id, kind, subject, title, contact_id, conversation_id, lead_id, task_id, deal_id, inbox_id, message_id, since, time_zone, steps, next_at, money_minor, money_currency, raised_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
  ON CONFLICT (kind, subject, since) DO UPDATE SET state = CASE WHEN a.taken_by IS NULL THEN 'raised' ELSE 'taken' END, resolved_at = NULL,
    next_at = CASE WHEN a.taken_by IS NULL AND a.step < jsonb_array_length(a.steps) THEN EXCLUDED.raised_at END
    WHERE a.state = 'resolved'
  RETURNING ${ALARM_COLUMNS}`;
