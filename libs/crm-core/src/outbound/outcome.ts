import { notify } from '../company/notifications.ts';
import { announce, announceMessages } from '../conversations/announce.ts';
import { stateOf, type ConversationRow } from '../conversations/row.ts';
import { previewDeliveryPart } from '../conversations/preview.ts';
import type { Core } from '../core.ts';
import { worst } from '../messages/advance.ts';
import type { MessageRow } from '../messages/row.ts';
import type { Tx } from '../transaction.ts';
import type { DeliveryStatus, Id } from '../views.ts';
import { giveWaitingBack, takeWaitingAgain } from './waiting.ts';

const wentWrong = (status: DeliveryStatus | null): boolean => status === 'failed' || status === 'uncertain';

/**
 * After one or more deliveries of a message changed: the message shows its worst one, the list row its tick, the customer waits
 * again where it went wrong, its author is told, and every screen learns of it. `conversation` is locked, as it stood before.
 */
export async function messageMoved(tx: Tx, core: Core, conversation: ConversationRow, messageId: Id): Promise<void> {
  const message = (await tx.one<Pick<MessageRow, 'id' | 'created_at' | 'payload' | 'delivery_status' | 'author_id'>>(
    'SELECT id, created_at, payload, delivery_status, author_id FROM message WHERE id = $1', [messageId]))!;
  const rows = await tx.query<{ status: DeliveryStatus }>('SELECT status FROM delivery WHERE message_id = $1', [messageId]);
  const before = message.delivery_status;
  const after = worst(rows.map((row) => row.status));
  if (after !== before) await tx.query('UPDATE message SET delivery_status = $2 WHERE id = $1', [messageId, after]);

  const reply = { id: message.id, created_at: message.created_at, memory: message.payload.reply };
  let changed = false;
  if (wentWrong(after) && !wentWrong(before)) changed = await giveWaitingBack(tx, core, conversation, reply);
  if (wentWrong(before) && !wentWrong(after)) changed = await takeWaitingAgain(tx, core, conversation, reply);
  if (after !== before && conversation.preview?.messageId === messageId) {
    const { text, values } = previewDeliveryPart(conversation.id, messageId, after);
    await tx.query(text, values);
    changed = true;
  }
  if (changed) await announce(tx, conversation.id, stateOf(conversation), [messageId]);
  else await announceMessages(tx, conversation.id, [messageId]);

  if (wentWrong(after) && after !== before) {
    const name = await tx.one<{ name: string }>('SELECT name FROM contact WHERE id = $1', [conversation.contact_id]);
    const people = [message.author_id, conversation.owner_id].filter((id) => id !== null);
    await notify(tx, core, people, { type: after === 'uncertain' ? 'delivery-uncertain' : 'delivery-failed', conversationId: conversation.id, messageId, title: name!.name });
  }
}
