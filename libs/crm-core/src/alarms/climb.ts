import { write, type Core } from '../core.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { aloneAtIt } from './alone.ts';
import { clockOf, nextDue } from './clock.ts';
import { colleagues, reached } from './reach.ts';
import { ALARM_COLUMNS, tellAlarms, type AlarmRow } from './row.ts';
import { settleAlarms } from './settle.ts';
import { AT_ONCE } from './standing.ts';
import { tellPeople, type Fired } from './tell-people.ts';

interface DueRow extends AlarmRow {
  readonly owner_id: Id | null;
  readonly inbox_ids: Id[] | null;
}

/** Tells the next rung of every alarm whose step is due. Each step is told once, whatever dies and however many workers climb. Returns how many steps. */
export async function climb(core: Core): Promise<number> {
  let told = 0;
  for (;;) {
    const looked = await write(core, (tx) => climbOnce(tx, core));
    told += looked.told;
    // What somebody holds at this moment is looked at again next time.
    if (looked.due === 0) return told;
  }
}

async function climbOnce(tx: Tx, core: Core): Promise<{ due: number; told: number }> {
  const now = core.now();
  if (!(await aloneAtIt(tx))) return { due: 0, told: 0 };
  // What it is about is locked first, as everywhere: whoever takes it or answers comes before or after, and never between.
  const held = (await tx.query<{ id: Id }>(LOCK_CONVERSATIONS, [now])).map(({ id }) => id);
  const ids = (await tx.query<{ id: Id }>(LOCK_DUE, [now, held])).map(({ id }) => id);
  if (ids.length === 0) return { due: 0, told: 0 };
  await settleAlarms(tx, now, { alarmIds: ids });
  const rows = await tx.query<DueRow>(DUE, [ids]);
  const clock = await clockOf(tx);
  const staff = await colleagues(tx);
  const fired = rows.map((row): Fired => {
    const step = row.steps[row.step]!;
    return { row, step, userIds: reached(step.who, { ownerId: row.owner_id, inboxIds: row.inbox_ids }, staff, clock) };
  });
  await log(tx, now, fired);
  await tx.query('UPDATE alarm a SET step = a.step + 1, next_at = n.at FROM unnest($1::uuid[], $2::timestamptz[]) AS n (id, at) WHERE a.id = n.id',
    [rows.map(({ id }) => id), rows.map((row) => nextDue(row, row.step + 1, clock))]);
  await tellPeople(tx, core, fired);
  await tellAlarms(tx, await tx.query<AlarmRow>(`SELECT ${ALARM_COLUMNS} FROM alarm a WHERE a.id = ANY ($1::uuid[])`, [rows.map(({ id }) => id)]));
  return { due: ids.length, told: rows.length };
}

/** The primary key refuses a step that was told. */
async function log(tx: Tx, now: Date, fired: readonly Fired[]): Promise<void> {
  for (const { row, step, userIds } of fired) {
    tx.write({ text: 'INSERT INTO alarm_step (alarm_id, position, who, user_ids, ways, due_at, at) VALUES ($1, $2, $3, $4, $5, $6, $7)', values: [row.id, row.step, step.who, userIds, step.ways, row.next_at, now] });
  }
}

const LOCK_CONVERSATIONS = `SELECT id FROM conversation
  WHERE id IN (SELECT conversation_id FROM alarm WHERE state = 'raised' AND next_at <= $1 ORDER BY next_at, id LIMIT ${AT_ONCE}) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`;
const LOCK_DUE = `SELECT id FROM alarm WHERE state = 'raised' AND next_at <= $1 AND (conversation_id IS NULL OR conversation_id = ANY ($2::uuid[]))
  ORDER BY next_at, id LIMIT ${AT_ONCE} FOR NO KEY UPDATE SKIP LOCKED`;

const DUE = `SELECT ${ALARM_COLUMNS}, CASE a.kind WHEN 'task-overdue' THEN t.assignee_id WHEN 'deal-stuck' THEN d.owner_id WHEN 'no-next-step' THEN d.owner_id WHEN 'unowned-lead' THEN NULL
    WHEN 'send-failed' THEN COALESCE(c.owner_id, m.author_id) ELSE c.owner_id END AS owner_id,
    COALESCE(c.inbox_ids, CASE WHEN a.inbox_id IS NOT NULL THEN ARRAY[a.inbox_id] END) AS inbox_ids
  FROM alarm a LEFT JOIN conversation c ON c.id = a.conversation_id LEFT JOIN task t ON t.id = a.task_id LEFT JOIN deal d ON d.id = a.deal_id LEFT JOIN message m ON m.id = a.message_id
  WHERE a.id = ANY ($1::uuid[]) AND a.state = 'raised' ORDER BY a.next_at, a.id`;
