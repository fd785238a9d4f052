import type { ChannelEvent } from '#channels';
import { questionOf, receiveMessage } from './receive-message.ts';
import { recordCopy } from './record-copy.ts';
import { deleteMessages, editMessage } from './change-message.ts';
import { questionOfCall, updateCall } from './update-call.ts';
import { applyDeliveryUpdate, applyReadMark } from '../outbound/receipts.ts';
import { placeOrder } from './place-order.ts';
import { changeReachability } from './change-reachability.ts';
import { look as lookFor, type Work } from './work.ts';
import type { Look, Question } from './look.ts';

/** What to look for while the raw event is kept, so that the most frequent events need no second look. */
export function questionFor(event: ChannelEvent | undefined, country: string): Question {
  if (event?.type === 'message-received' && event.direction === 'inbound') return questionOf(event, country);
  if (event?.type === 'call-updated') return questionOfCall(event, country);
  return { address: null, externalId: event?.type === 'message-received' ? event.externalId : null, replyTo: null };
}

/** One event → rows. `seen` is what was seen while the raw event was kept; null for all but the first. */
export async function interpret(work: Work, event: ChannelEvent, seen: Look | null): Promise<void> {
  const look = async (): Promise<Look> => seen ?? lookFor(work, questionFor(event, work.company.country));
  globalThis.oknoFailpoint?.('K4');
  if (event.type !== 'message-received') work.touched.add('*');
  switch (event.type) {
    case 'message-received': {
      const found = await look();
      if (event.direction === 'inbound') return receiveMessage(work, event, found);
      work.touched.add('*');
      return found.existingId ? void work.messageIds.push(found.existingId) : recordCopy(work, event);
    }
    case 'message-edited':
      if ((await editMessage(work, event)) || !event.original) return;
      // It overtook its message, which is then already here when it comes.
      await interpret(work, event.original, null);
      return void (await editMessage(work, event));
    case 'message-deleted':
      return deleteMessages(work, event);
    case 'delivery-updated':
      return applyDeliveryUpdate(work.tx, work.core, work.inbox.id, event);
    case 'call-updated':
      return updateCall(work, event, await look());
    case 'order-placed':
      return placeOrder(work, event);
    case 'reachability-changed':
      return changeReachability(work, event);
    case 'read-by-customer':
      return applyReadMark(work.tx, work.core, work.inbox.id, event);
    case 'typing':
    case 'unsupported':
      return;
  }
}
