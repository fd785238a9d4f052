import type { Address, ChannelCapabilities } from '#channels';
import { Invalid } from '../errors.ts';
import type { Id } from '../views.ts';
import { splitText } from './split-text.ts';

/** One vendor call to one recipient. */
export interface PlannedDelivery {
  readonly recipient: Address;
  readonly text: string;
  readonly attachmentIds: readonly Id[];
}

const MOST_PARTS = 20;

/** Which calls a message takes: per recipient a part of the text each, and files with the first part or in calls of their own. */
export function planDeliveries(text: string, attachmentIds: readonly Id[], recipients: readonly Address[], capability: ChannelCapabilities): PlannedDelivery[] {
  const parts = splitText(text, capability.maxTextLength);
  if (parts.length > MOST_PARTS) throw new Invalid('too-long', `Too long for this channel: at most ${capability.maxTextLength * MOST_PARTS} characters.`, 'text');
  const calls = capability.attachmentsWithText
    ? (parts.length ? parts : ['']).map((part, i) => ({ text: part, attachmentIds: i === 0 ? attachmentIds : [] }))
    : [...parts.map((part) => ({ text: part, attachmentIds: [] as Id[] })), ...attachmentIds.map((id) => ({ text: '', attachmentIds: [id] }))];
  return recipients.flatMap((recipient) => calls.map((call) => ({ recipient, ...call })));
}
