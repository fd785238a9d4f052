import { NotFound } from '../errors.ts';
import type { TaskRow } from '../tasks/row.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { ordersOf } from './orders-beside.ts';
import type { ConversationRow, ConversationSurroundings } from './row.ts';

/** A conversation nobody else can change until the commit, and what stands beside it. */
export interface LockedConversation {
  readonly row: ConversationRow;
  readonly contactName: string;
  readonly contactKind: ConversationSurroundings['contact_kind'];
  /** Its open tasks. */
  readonly tasks: readonly TaskRow[];
  readonly orders: ConversationSurroundings['orders'];
}

/** Locks first and reads the rest in a statement of its own, so that nothing is older than the lock. */
export async function lockConversation(tx: Tx, id: Id): Promise<LockedConversation> {
  const row = await tx.one<ConversationRow>('SELECT * FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [id]);
  if (!row) throw new NotFound('conversation');
  const beside = await tx.one<Beside>(BESIDE, [id]);
  return { row, contactName: beside!.beside_name, contactKind: beside!.beside_kind, tasks: beside!.beside_tasks ?? [], orders: beside!.beside_orders };
}

/** The same in one statement, for where thousands come in a row. Somebody changed it while we waited for the lock: what stands beside it is read again. */
export async function lockAndRead(tx: Tx, id: Id): Promise<LockedConversation> {
  const found = await tx.one<ConversationRow & Beside & { locked_version: string; stale: boolean }>(LOCK_AND_READ, [id]);
  if (!found || found.stale) return lockConversation(tx, id);
  const { locked_version: _version, stale: _stale, beside_name: contactName, beside_kind: contactKind, beside_tasks: tasks, beside_orders: orders, ...row } = found;
  return { row, contactName, contactKind, tasks: tasks ?? [], orders };
}

interface Beside {
  readonly beside_name: string;
  readonly beside_kind: LockedConversation['contactKind'];
  readonly beside_tasks: TaskRow[] | null;
  readonly beside_orders: LockedConversation['orders'];
}

const COLUMNS = `k.name AS beside_name, k.kind AS beside_kind,
  (SELECT json_agg(t) FROM task t WHERE t.conversation_id = c.id AND t.status = 'open') AS beside_tasks,
  ${ordersOf('c.id')} AS beside_orders`;
const BESIDE = `SELECT ${COLUMNS} FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE c.id = $1`;
const LOCK_AND_READ = `WITH c AS (SELECT l.*, l.xmin::text AS locked_version FROM conversation l WHERE l.id = $1 FOR NO KEY UPDATE)
  SELECT c.*, c.locked_version <> (SELECT s.xmin::text FROM conversation s WHERE s.id = c.id) AS stale, ${COLUMNS} FROM c JOIN contact k ON k.id = c.contact_id`;
