import { NotFound } from '../errors.ts';
import type { TaskRow } from '../tasks/row.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import type { ConversationRow, ConversationSurroundings } from './row.ts';

/** A conversation nobody else can change until the commit, and what stands beside it. */
export interface LockedConversation {
  readonly row: ConversationRow;
  readonly contactName: string;
  readonly contactKind: ConversationSurroundings['contact_kind'];
  /** Its open tasks. */
  readonly tasks: readonly TaskRow[];
  readonly orderTotal: ConversationSurroundings['order_total'];
}

/** Locks first and reads the rest in a statement of its own, so that nothing is older than the lock. */
export async function lockConversation(tx: Tx, id: Id): Promise<LockedConversation> {
  const row = await tx.one<ConversationRow>('SELECT * FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [id]);
  if (!row) throw new NotFound('conversation');
  const beside = await tx.one<{ name: string; kind: LockedConversation['contactKind']; tasks: TaskRow[] | null; order_total: LockedConversation['orderTotal'] }>(BESIDE, [id]);
  return { row, contactName: beside!.name, contactKind: beside!.kind, tasks: beside!.tasks ?? [], orderTotal: beside!.order_total };
}

const BESIDE = `SELECT k.name, k.kind,
  (SELECT jsonb_agg(to_jsonb(t)) FROM task t WHERE t.conversation_id = c.id AND t.status = 'open') AS tasks,
  (SELECT jsonb_build_object('minor', sum(o.total_minor), 'currency', o.currency) FROM sales_order o WHERE o.conversation_id = c.id AND o.status <> 'cancelled'
   GROUP BY o.currency ORDER BY max(o.created_at) DESC LIMIT 1) AS order_total
  FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE c.id = $1`;
