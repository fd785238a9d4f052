import { recordAudit } from '../company/audit.ts';
import { binding, chosen, MOST_CHOSEN, planned } from '../conversations/list.ts';
import { read, write, type Core } from '../core.ts';
import type { Actor, BulkApi, BulkInput } from '../crm.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { BulkAction, BulkStatus, Id } from '../views.ts';
import { CONVERSATION_VISIBLE, scope } from '../visibility.ts';
import { tellJob, toJobView, type JobRow } from './job.ts';
import { workThrough } from './work.ts';

/** How long what was done to many can be taken back. */
const DAYS_BACK = 7;

/** The same act on many conversations: what was chosen is written down at once, a worker goes through it, and all of it can be taken back. */
export function createBulk(core: Core): BulkApi {
  return {
    start: (actor, input) =>
      planned(core, async (tx) => {
        const before = await tx.one<JobRow>('SELECT * FROM bulk_job WHERE id = $1', [input.id]);
        if (before) return same(actor, before, input.action);
        checkAction(core, input.action);
        // The number is known when they are written down.
        await tx.query("INSERT INTO bulk_job (id, by_id, action, chosen, status, total, created_at) VALUES ($1, $2, $3, $4, 'running', 0, $5)", [
          input.id, actor.userId, JSON.stringify(input.action), JSON.stringify(input.chosen), core.now(),
        ]);
        const total = await choose(tx, core, actor, input);
        const row = await tx.one<JobRow>("UPDATE bulk_job SET total = $2, status = CASE WHEN $2 = 0 THEN 'done' ELSE status END, finished_at = CASE WHEN $2 = 0 THEN $3::timestamptz END WHERE id = $1 RETURNING *", [input.id, total, core.now()]);
        await recordAudit(tx, { userId: actor.userId, action: 'conversation.bulk', thing: input.id, detail: { action: input.action.type, total } });
        tx.signal({ type: 'bulk' });
        return tellJob(tx, row!);
      }),
    get: async (actor, id) => {
      const row = await read(core).one<JobRow>('SELECT * FROM bulk_job WHERE id = $1 AND by_id = $2', [id, actor.userId]);
      if (!row) throw new NotFound('job');
      return toJobView(row);
    },
    list: async (actor) => (await read(core).query<JobRow>('SELECT * FROM bulk_job WHERE by_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20', [actor.userId])).map(toJobView),
    cancel: (actor, id) => turn(core, actor, id, { running: 'cancelled' }),
    undo: (actor, id) => turn(core, actor, id, { running: 'undoing', done: 'undoing', cancelled: 'undoing' }),
    work: (signal) => workThrough(core, signal),
    forget: () =>
      write(core, async (tx) => {
        const before = new Date(core.now().getTime() - DAYS_BACK * 86_400_000);
        await tx.query('DELETE FROM last_act WHERE at < $1', [new Date(core.now().getTime() - 86_400_000)]);
        await tx.query("DELETE FROM bulk_item WHERE job_id IN (SELECT id FROM bulk_job WHERE created_at < $1 AND status NOT IN ('running', 'undoing'))", [before]);
        await tx.query("DELETE FROM bulk_job WHERE created_at < $1 AND status NOT IN ('running', 'undoing')", [before]);
      }),
  };
}

function same(actor: Actor, row: JobRow, action: BulkAction): ReturnType<typeof toJobView> {
  if (row.by_id !== actor.userId || row.action.type !== action.type) throw new Conflict('id-taken', 'Another job was started under this id: make a new one.');
  return toJobView(row);
}

/** What no conversation could take is refused before anything is written down. */
function checkAction(core: Core, action: BulkAction): void {
  if (action.type === 'snooze' && !(new Date(action.until) > core.now())) throw new Invalid('past-time', 'This moment is already past.', 'action.until');
  if (action.type === 'assign' && action.ownerId === undefined && action.teamId === undefined) throw new Invalid('nobody', 'Say to whom: ownerId or teamId.', 'action');
}

/** Writes down which conversations it is about: what one may not see is not among them. Returns how many. */
async function choose(tx: Tx, core: Core, actor: Actor, input: BulkInput): Promise<number> {
  if ('ids' in input.chosen) {
    const rows = await tx.query(`INSERT INTO bulk_item (job_id, conversation_id) SELECT $4, c.id FROM conversation c WHERE c.id = ANY ($5::uuid[]) AND ${CONVERSATION_VISIBLE} RETURNING 1`, [
      ...scope(actor), input.id, [...new Set(input.chosen.ids)],
    ]);
    return rows.length;
  }
  demand(actor, 'conversation.bulk');
  const { values, bind } = binding([...scope(actor), actor.userId]);
  const row = await tx.one<{ count: number }>(
    `WITH made AS (INSERT INTO bulk_item (job_id, conversation_id) SELECT ${bind(input.id)}::uuid, x.id FROM (${chosen(core, actor, input.chosen, bind)} LIMIT ${MOST_CHOSEN + 1}) x RETURNING 1)
     SELECT count(*)::int AS count FROM made`, values);
  if (row!.count > MOST_CHOSEN) throw new Invalid('too-many', `At most ${MOST_CHOSEN} at once: narrow the list.`, 'chosen');
  return row!.count;
}

/** Moves a job of this person from one state to another; waits for the step at hand. */
function turn(core: Core, actor: Actor, id: Id, moves: Partial<Record<BulkStatus, BulkStatus>>): Promise<ReturnType<typeof toJobView>> {
  return write(core, async (tx) => {
    const row = await tx.one<JobRow>('SELECT * FROM bulk_job WHERE id = $1 AND by_id = $2 FOR UPDATE', [id, actor.userId]);
    if (!row) throw new NotFound('job');
    const to = moves[row.status];
    if (!to) return toJobView(row);
    const moved = await tx.one<JobRow>('UPDATE bulk_job SET status = $2, finished_at = CASE WHEN $2 = $3 THEN $4::timestamptz END WHERE id = $1 RETURNING *', [id, to, 'cancelled', core.now()]);
    tx.signal({ type: 'bulk' });
    return tellJob(tx, moved!);
  });
}
