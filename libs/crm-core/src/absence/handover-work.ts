import { MAY_OWN } from '../assignment/may-own.ts';
import { notify } from '../company/notifications.ts';
import { read, write, type Core } from '../core.ts';
import { announceDeal } from '../deals/announce-deal.ts';
import { factsOf, readDeal } from '../deals/row.ts';
import { tell } from '../sync/append.ts';
import { audiencesOfTask } from '../tasks/audiences.ts';
import { toTaskView, type TaskRow } from '../tasks/row.ts';
import { tickOffReminders } from '../tasks/remind.ts';
import type { Tx } from '../transaction.ts';
import type { HandoverOutcome, HandoverThing, Id } from '../views.ts';
import { moveOn, orQueue } from './move-on.ts';

/** A row of `handover`. */
export interface HandoverRow {
  readonly id: Id;
  readonly user_id: Id;
  readonly deputy_id: Id;
  readonly begun_by: Id;
  readonly begun_at: Date;
  readonly ended_by: Id | null;
  readonly ended_at: Date | null;
}

/**
 * Carries on every handover: what is still, or again, with somebody who is away goes to their deputy; what was moved by one that has ended goes
 * back. Each thing in a commit of its own, written down in it, so that whoever is interrupted goes on where they were.
 */
export async function carryOnHandovers(core: Core, only: Id | null = null): Promise<void> {
  const rows = await read(core).query<HandoverRow>(
    'SELECT h.* FROM handover h WHERE ($1::uuid IS NULL OR h.id = $1) AND (h.ended_at IS NULL OR EXISTS (SELECT 1 FROM handover_item i WHERE i.handover_id = h.id AND i.outcome IS NULL)) ORDER BY h.begun_at, h.id', [only]);
  for (const row of rows) await (row.ended_at === null ? handOver(core, row) : giveBack(core, row));
}

async function handOver(core: Core, handover: HandoverRow): Promise<void> {
  const ids = async (sql: string): Promise<Id[]> => (await read(core).query<{ id: Id }>(sql, [handover.user_id])).map(({ id }) => id);
  let given = 0;
  for (const id of await ids("SELECT id FROM conversation WHERE owner_id = $1 AND status <> 'closed' ORDER BY id")) given += await write(core, (tx) => handConversation(tx, core, handover, id));
  for (const id of await ids("SELECT id FROM deal WHERE owner_id = $1 AND status = 'open' ORDER BY id")) given += await write(core, (tx) => handDeal(tx, core, handover, id));
  for (const id of await ids("SELECT id FROM task WHERE assignee_id = $1 AND status = 'open' ORDER BY id")) given += await write(core, (tx) => handTask(tx, core, handover, id));
  if (given > 0) await write(core, (tx) => notify(tx, core, [handover.deputy_id], { type: 'assigned', conversationId: null, title: String(given) }));
}

/** Running still: whoever ends it meanwhile waits for this commit, and comes after it. */
async function runs(tx: Tx, { id }: HandoverRow): Promise<boolean> {
  return Boolean(await tx.one('SELECT 1 FROM handover WHERE id = $1 AND ended_at IS NULL FOR SHARE', [id]));
}

async function handConversation(tx: Tx, core: Core, handover: HandoverRow, id: Id): Promise<number> {
  if (!(await runs(tx, handover))) return 0;
  const alarms = await activeAlarms(tx, 'conversation_id', id);
  const moved = await moveOn(tx, core, id, handover.begun_by, 'handover', async (row) => (row.owner_id === handover.user_id && row.status !== 'closed' ? orQueue(tx, handover.deputy_id, row.inbox_ids) : undefined));
  if (!moved) return 0;
  await keep(tx, core, handover, 'conversation', id, moved.to);
  for (const alarm of alarms) await keep(tx, core, handover, 'alarm', alarm, moved.to);
  return moved.to ? 1 : 0;
}

async function handDeal(tx: Tx, core: Core, handover: HandoverRow, id: Id): Promise<number> {
  if (!(await runs(tx, handover)) || !(await moveDeal(tx, id, handover.user_id, handover.deputy_id))) return 0;
  await keep(tx, core, handover, 'deal', id, handover.deputy_id);
  for (const alarm of await activeAlarms(tx, 'deal_id', id)) await keep(tx, core, handover, 'alarm', alarm, handover.deputy_id);
  return 1;
}

async function handTask(tx: Tx, core: Core, handover: HandoverRow, id: Id): Promise<number> {
  if (!(await runs(tx, handover))) return 0;
  const conversation = await tx.one<{ inbox_ids: Id[] }>('SELECT c.inbox_ids FROM task t JOIN conversation c ON c.id = t.conversation_id WHERE t.id = $1', [id]);
  const to = conversation ? await orQueue(tx, handover.deputy_id, conversation.inbox_ids) : handover.deputy_id;
  if (!(await moveTask(tx, core, id, handover.user_id, to))) return 0;
  await keep(tx, core, handover, 'task', id, to);
  for (const alarm of await activeAlarms(tx, 'task_id', id)) await keep(tx, core, handover, 'alarm', alarm, to);
  return to ? 1 : 0;
}

async function moveDeal(tx: Tx, id: Id, from: Id | null, to: Id | null): Promise<boolean> {
  const row = await tx.one("SELECT 1 FROM deal WHERE id = $1 AND owner_id IS NOT DISTINCT FROM $2 AND status = 'open' FOR NO KEY UPDATE", [id, from]);
  if (!row) return false;
  const before = factsOf((await readDeal(tx, id))!);
  await tx.query('UPDATE deal SET owner_id = $2 WHERE id = $1', [id, to]);
  await announceDeal(tx, id, before);
  return true;
}

/** Whoever gets it is told anew when it is due. */
async function moveTask(tx: Tx, core: Core, id: Id, from: Id | null, to: Id | null): Promise<boolean> {
  const row = await tx.one<TaskRow>("UPDATE task SET assignee_id = $3, reminded_at = NULL WHERE id = $1 AND assignee_id IS NOT DISTINCT FROM $2 AND status = 'open' RETURNING *", [id, from, to]);
  if (!row) return false;
  await tickOffReminders(tx, core.now(), [id]);
  for (const audience of await audiencesOfTask(tx, row)) tell(tx, { change: { type: 'task', task: toTaskView(row) }, audience });
  return true;
}

async function activeAlarms(tx: Tx, of: 'conversation_id' | 'deal_id' | 'task_id', id: Id): Promise<Id[]> {
  return (await tx.query<{ id: Id }>(`SELECT id FROM alarm WHERE ${of} = $1 AND state <> 'resolved'`, [id])).map((row) => row.id);
}

/** Moved again after somebody gave it back by hand, it is one line of the log. */
async function keep(tx: Tx, core: Core, { id }: HandoverRow, kind: HandoverThing, thingId: Id, to: Id | null): Promise<void> {
  await tx.query(
    `INSERT INTO handover_item (handover_id, kind, thing_id, to_id, moved_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (handover_id, kind, thing_id) DO UPDATE SET to_id = EXCLUDED.to_id, moved_at = EXCLUDED.moved_at, outcome = NULL, settled_at = NULL`, [id, kind, thingId, to, core.now()]);
}

async function giveBack(core: Core, handover: HandoverRow): Promise<void> {
  const items = await read(core).query<{ kind: HandoverThing; thing_id: Id; to_id: Id | null }>(
    "SELECT kind, thing_id, to_id FROM handover_item WHERE handover_id = $1 AND outcome IS NULL ORDER BY kind = 'alarm', kind, thing_id", [handover.id]);
  for (const { kind, thing_id: id, to_id: to } of items) {
    await write(core, async (tx) => {
      // Two workers at once: the second finds it done.
      const back = { conversation: backConversation, deal: backDeal, task: backTask, alarm: backAlarm }[kind];
      const outcome = await back(tx, core, handover, id, to);
      await tx.query('UPDATE handover_item SET outcome = $4, settled_at = $5 WHERE handover_id = $1 AND kind = $2 AND thing_id = $3 AND outcome IS NULL', [handover.id, kind, id, outcome, core.now()]);
    });
  }
}

/** Only what is as the handover left it goes back: what the deputy gave to somebody, or somebody took, is theirs. */
async function backConversation(tx: Tx, core: Core, { user_id, ended_by }: HandoverRow, id: Id, to: Id | null): Promise<HandoverOutcome> {
  let closed = false;
  const moved = await moveOn(tx, core, id, ended_by, 'handover-back', async (row) => {
    closed = row.status === 'closed';
    return closed || row.owner_id !== to ? undefined : ((await orQueue(tx, user_id, row.inbox_ids)) ?? undefined);
  });
  return moved ? 'returned' : closed ? 'over' : 'kept';
}

async function backDeal(tx: Tx, _core: Core, { user_id }: HandoverRow, id: Id, to: Id | null): Promise<HandoverOutcome> {
  if (await moveDeal(tx, id, to, user_id)) return 'returned';
  return (await tx.one("SELECT 1 FROM deal WHERE id = $1 AND status = 'open'", [id])) ? 'kept' : 'over';
}

async function backTask(tx: Tx, core: Core, { user_id }: HandoverRow, id: Id, to: Id | null): Promise<HandoverOutcome> {
  const may = await tx.one(`SELECT 1 FROM task t JOIN app_user u ON u.id = $2 LEFT JOIN conversation c ON c.id = t.conversation_id WHERE t.id = $1 AND u.active AND (c.id IS NULL OR ${MAY_OWN('c.inbox_ids')})`, [id, user_id]);
  if (may && (await moveTask(tx, core, id, to, user_id))) return 'returned';
  return (await tx.one("SELECT 1 FROM task WHERE id = $1 AND status = 'open'", [id])) ? 'kept' : 'over';
}

/** Its conversation, task or deal went back before it, or did not. */
async function backAlarm(tx: Tx, _core: Core, { id: handoverId }: HandoverRow, id: Id): Promise<HandoverOutcome> {
  const row = await tx.one<{ state: string; back: boolean }>(
    `SELECT a.state, EXISTS (SELECT 1 FROM handover_item i WHERE i.handover_id = $2 AND i.outcome = 'returned' AND i.thing_id IN (a.conversation_id, a.task_id, a.deal_id)) AS back FROM alarm a WHERE a.id = $1`, [id, handoverId]);
  return !row || row.state === 'resolved' ? 'over' : row.back ? 'returned' : 'kept';
}
