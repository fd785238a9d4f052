import type { AcceptedMessage } from '../contract.ts';
import { SendError } from '../errors.ts';
import { BotApiRefusal } from './bot-api.ts';
import type { BotApi } from './bot-api.ts';
import { readSentId } from './external-id.ts';

const MAX_CAPTION = 1024;
const MAX_TEXT = 4096;
const TIMEOUT_MS = 15_000;

/** Other words in place of those that were sent. Telegram calls the same words again an error; for us they are there. https://core.telegram.org/bots/api#editmessagetext */
export async function editMessage(api: BotApi, message: AcceptedMessage, text: string, signal: AbortSignal): Promise<void> {
  const { place, messageId } = placeOf(message);
  const longest = message.captioned ? MAX_CAPTION : MAX_TEXT;
  if (text.length > longest) throw new SendError('invalid', `Telegram takes at most ${longest} characters here; this text has ${text.length}.`);
  const [method, words] = message.captioned ? ['editMessageCaption', { caption: text }] : ['editMessageText', { text }];
  await api.call(method, { ...place, message_id: messageId, ...words }, { signal, timeoutMs: TIMEOUT_MS }).catch(unless(/message is not modified/i));
}

/** Taken away from the customer too; what is gone already is taken away. https://core.telegram.org/bots/api#deletemessage, #deletebusinessmessages */
export async function deleteMessage(api: BotApi, message: AcceptedMessage, signal: AbortSignal): Promise<void> {
  const { place, messageId } = placeOf(message);
  const call = place.business_connection_id
    ? api.call('deleteBusinessMessages', { business_connection_id: place.business_connection_id, message_ids: JSON.stringify([messageId]) }, { signal, timeoutMs: TIMEOUT_MS })
    : api.call('deleteMessage', { ...place, message_id: messageId }, { signal, timeoutMs: TIMEOUT_MS });
  await call.catch(unless(/message to delete not found/i));
}

function placeOf(message: AcceptedMessage): { place: { chat_id: string; business_connection_id?: string }; messageId: number } {
  const sent = readSentId(message.externalId);
  if (!sent) throw new SendError('invalid', 'This is no message of Telegram.');
  return { place: { chat_id: sent.chatId, ...(sent.businessConnectionId ? { business_connection_id: sent.businessConnectionId } : {}) }, messageId: sent.messageId };
}

const unless = (expected: RegExp) => (error: unknown): void => {
  if (!(error instanceof BotApiRefusal && expected.test(error.description))) throw error;
};
