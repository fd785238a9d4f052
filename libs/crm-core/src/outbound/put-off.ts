import { lockConversation } from '../conversations/lock.ts';
import { stateOf, type ConversationRow } from '../conversations/row.ts';
import type { Core } from '../core.ts';
import type { InboxRow } from '../inboxes/inbox-view.ts';
import { advance } from '../messages/advance.ts';
import type { MessageRow } from '../messages/row.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { concludeAnswer, concludeQuietly, prepareAnswer } from './answered.ts';
import { lockMessage, saveDelivery, wakeNext, type Locked } from './outbox.ts';
import { messageMoved } from './outcome.ts';

type PutOffMessage = Pick<MessageRow, 'id' | 'author_id' | 'payload'> & { readonly author_active: boolean };

/**
 * The time of a held or put-off message has come, in the transaction that claims it. A put-off one becomes what an answer is from
 * here on: said now, and nobody waits. Where its author wanted it kept if somebody writes before, and somebody did, it fails with
 * that reason and its author is told. Gives the conversation as it then stands; null: it does not go.
 */
export async function comesDue(tx: Tx, core: Core, { conversation, delivery }: Locked): Promise<ConversationRow | null> {
  const message = (await tx.one<PutOffMessage>(
    'SELECT m.id, m.author_id, m.payload, COALESCE(u.active, false) AS author_active FROM message m LEFT JOIN app_user u ON u.id = m.author_id WHERE m.id = $1', [delivery.message_id]))!;
  const { putOff, reply, forwardOf } = message.payload;
  if (putOff?.ifNews === 'keep' && conversation.version > putOff.version) return keepBack(tx, core, conversation, delivery.message_id);
  // All of it goes now: none of its other deliveries is held any longer, and 72 hours of trying begin here.
  await tx.query("UPDATE delivery SET not_before = NULL, queued_at = $2 WHERE message_id = $1 AND status = 'queued'", [message.id, core.now()]);
  if (!putOff) return conversation;

  const locked = await lockConversation(tx, conversation.id);
  const inbox = (await tx.one<InboxRow>('SELECT * FROM inbox WHERE id = $1', [delivery.inbox_id]))!;
  const responsible = message.author_active ? message.author_id : null;
  const answer = forwardOf ? null : await prepareAnswer(tx, core, locked, inbox, responsible, reply!.fingerprint);
  await tx.query("UPDATE message SET payload = payload - 'putOff' || $2, occurred_at = $3, created_at = $3 WHERE id = $1",
    [message.id, JSON.stringify(answer ? { reply: answer.memory } : {}), core.now()]);
  if (answer) await concludeAnswer(tx, core, locked, stateOf(locked.row), inbox, message.id, answer, responsible);
  else await concludeQuietly(tx, locked, stateOf(locked.row), inbox, message.id);
  return (await tx.one<ConversationRow>('SELECT * FROM conversation WHERE id = $1', [conversation.id]))!;
}

async function keepBack(tx: Tx, core: Core, conversation: ConversationRow, messageId: Id): Promise<null> {
  const { deliveries } = (await lockMessage(tx, messageId))!;
  for (const row of deliveries) {
    await saveDelivery(tx, core, row, {
      status: advance(row.status, 'failed', 'outdated'), failure_kind: 'outdated', failure_code: null, failure_message: 'Somebody wrote before its time: it was kept back, as its author wanted.',
    });
  }
  await messageMoved(tx, core, conversation, messageId);
  await wakeNext(tx, conversation.id, deliveries[0]!.inbox_id);
  return null;
}
