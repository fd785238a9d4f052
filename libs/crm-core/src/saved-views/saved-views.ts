import { read, write, type Core } from '../core.ts';
import type { Actor, SavedViewsApi } from '../crm.ts';
import { Invalid, NotFound } from '../errors.ts';
import { can, demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id, SavedViewView } from '../views.ts';
import { EVERYBODY, onlyFor } from '../visibility.ts';

const COLUMNS = 'id, name, owner_id AS "ownerId", shared, choice';
/** Nobody finds their way among more. */
const MOST = 50;

/** Lists that people made: a view, an order and a filter under a name, for themselves or for all. */
export function createSavedViews(core: Core): SavedViewsApi {
  return {
    list: async (actor) => {
      demand(actor, 'saved-view.use');
      return read(core).query<SavedViewView>(`SELECT ${COLUMNS} FROM saved_view WHERE shared OR owner_id = $1 ORDER BY lower(name), id`, [actor.userId]);
    },
    save: (actor, input) =>
      write(core, async (tx) => {
        demand(actor, 'saved-view.use');
        if (input.shared) demand(actor, 'saved-view.share');
        const name = input.name.trim();
        if (!name) throw new Invalid('empty-name', 'Give the view a name.', 'name');
        const before = input.id ? await mine(tx, actor, input.id) : null;
        if (!before) await requireRoom(tx, actor);
        const view = before
          ? await tx.one<SavedViewView>(`UPDATE saved_view SET name = $2, shared = $3, choice = $4 WHERE id = $1 RETURNING ${COLUMNS}`, [before.id, name, input.shared, JSON.stringify(input.choice)])
          : await tx.one<SavedViewView>(`INSERT INTO saved_view (id, name, owner_id, shared, choice, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`, [
              core.newId(), name, actor.userId, input.shared, JSON.stringify(input.choice), core.now(),
            ]);
        // Shared no more: the others lose it, its owner keeps it.
        if (before?.shared && !view!.shared) tell(tx, { change: { type: 'saved-view-removed', viewId: view!.id }, audience: EVERYBODY });
        tell(tx, { change: { type: 'saved-view', view: view! }, audience: view!.shared ? EVERYBODY : onlyFor(view!.ownerId) });
        return view!;
      }),
    remove: (actor, id) =>
      write(core, async (tx) => {
        demand(actor, 'saved-view.use');
        const before = await mine(tx, actor, id);
        await tx.query('DELETE FROM saved_view WHERE id = $1', [id]);
        tell(tx, { change: { type: 'saved-view-removed', viewId: id }, audience: before.shared ? EVERYBODY : onlyFor(before.ownerId) });
      }),
  };
}

/** One's own, and of the shared ones everybody's for leaders; locked. */
async function mine(tx: Tx, actor: Actor, id: Id): Promise<SavedViewView> {
  const view = await tx.one<SavedViewView>(`SELECT ${COLUMNS} FROM saved_view WHERE id = $1 FOR UPDATE`, [id]);
  if (!view || !(view.ownerId === actor.userId || (view.shared && can(actor, 'saved-view.share')))) throw new NotFound('view');
  return view;
}

async function requireRoom(tx: Tx, actor: Actor): Promise<void> {
  const row = await tx.one<{ count: number }>('SELECT count(*)::int AS count FROM saved_view WHERE owner_id = $1', [actor.userId]);
  if (row!.count >= MOST) throw new Invalid('too-many', `At most ${MOST} views each: remove one first.`);
}
