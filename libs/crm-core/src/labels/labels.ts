import { read, write, type Core } from '../core.ts';
import type { LabelsApi } from '../crm.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id, LabelView } from '../views.ts';
import { EVERYBODY } from '../visibility.ts';

/** Words by which the company sorts its conversations. */
export function createLabels(core: Core): LabelsApi {
  return {
    list: async (actor) => {
      demand(actor, 'label.read');
      return read(core).query<LabelView>('SELECT id, name, colour FROM label WHERE deleted_at IS NULL ORDER BY lower(name), id');
    },
    save: (actor, input) =>
      write(core, async (tx) => {
        demand(actor, 'label.manage');
        const name = input.name.trim();
        if (!name) throw new Invalid('empty-name', 'A label needs a name.', 'name');
        await requireFree(tx, name, input.id ?? null);
        const label = input.id
          ? await tx.one<LabelView>('UPDATE label SET name = $2, colour = $3 WHERE id = $1 AND deleted_at IS NULL RETURNING id, name, colour', [input.id, name, input.colour])
          : await tx.one<LabelView>('INSERT INTO label (id, name, colour, created_at) VALUES ($1, $2, $3, $4) RETURNING id, name, colour', [core.newId(), name, input.colour, core.now()]);
        if (!label) throw new NotFound('label');
        tell(tx, { change: { type: 'label', label }, audience: EVERYBODY });
        return label;
      }),
    remove: (actor, id) =>
      write(core, async (tx) => {
        demand(actor, 'label.manage');
        if (!(await tx.one('UPDATE label SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING 1', [id, core.now()]))) throw new NotFound('label');
        tell(tx, { change: { type: 'label-removed', labelId: id }, audience: EVERYBODY });
      }),
  };
}

/** Two at once under one name: one waits for the other and then sees it. */
async function requireFree(tx: Tx, name: string, exceptId: Id | null): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(7130613)');
  if (await tx.one('SELECT 1 FROM label WHERE lower(name) = lower($1) AND deleted_at IS NULL AND id IS DISTINCT FROM $2', [name, exceptId])) throw new Conflict('name-taken', 'A label with this name exists.');
}
