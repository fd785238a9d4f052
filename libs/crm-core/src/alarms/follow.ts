import type { ConversationRow } from '../conversations/row.ts';
import type { Tx } from '../transaction.ts';
import { retellAlarms } from './row.ts';
import { settleAlarms } from './settle.ts';

/** A conversation moved on: nobody waits there any more, or somebody else may see that they do. */
export async function followAlarms(tx: Tx, now: Date, before: ConversationRow, after: ConversationRow): Promise<void> {
  const over = (before.waiting_since !== null && after.waiting_since === null) || (before.status !== after.status && after.status === 'closed') || (after.spam && !before.spam);
  if (over || before.owner_id !== after.owner_id) await settleAlarms(tx, now, { conversationId: after.id });
  if (before.owner_id !== after.owner_id) await retellAlarms(tx, after.id);
}
