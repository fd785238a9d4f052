import type { OutboundMessage, SendReceipt } from '../contract.ts';
import { SendError } from '../errors.ts';
import { HOOKS, hookUrl } from './hooks.ts';
import type { TwilioSettings } from './settings.ts';
import { E164 } from './settings.ts';
import { sendErrorOf } from './send-error.ts';
import type { TwilioClient } from './transport.ts';

/** One message, ten segments of seventy and more; Twilio's own limit. */
export const MAX_TEXT = 1600;

/** One messages.create; our delivery id rides in the receipt's URL. Rejects with SendError. */
export async function sendMessage(client: TwilioClient, settings: TwilioSettings, root: string | null, message: OutboundMessage): Promise<SendReceipt> {
  if (message.channel !== 'sms') throw new SendError('unsupported', 'Text goes by SMS; a call is made by its own button.');
  if (message.attachments.length) throw new SendError('unsupported', 'A text message carries no files. Send them by another channel.');
  if (!message.text.trim()) throw new SendError('invalid', 'The message is empty.');
  if (message.text.length > MAX_TEXT) throw new SendError('invalid', `A text message may have at most ${MAX_TEXT} characters.`);
  if (message.recipient.kind !== 'phone' || !E164.test(message.recipient.value)) throw new SendError('recipient', 'A text message needs a phone number with its country code.');
  try {
    const created = await client.messages.create({
      ...route(settings, message),
      body: message.text,
      ...(root ? { statusCallback: hookUrl(root, HOOKS.smsStatus, { d: message.deliveryId }) } : {}),
    });
    return { externalId: created.sid, aliases: [], status: 'sent' };
  } catch (error) {
    throw sendErrorOf(error);
  }
}

/** Back the way it came: what was written as `whatsapp:+380…` is answered there. */
function route(settings: TwilioSettings, message: OutboundMessage): { to: string; from?: string; messagingServiceSid?: string } {
  const thread = message.externalThreadId ?? '';
  const prefix = thread.endsWith(`:${message.recipient.value}`) ? thread.slice(0, thread.indexOf(':') + 1) : '';
  const to = prefix + message.recipient.value;
  return settings.messagingServiceSid ? { to, messagingServiceSid: settings.messagingServiceSid } : { to, from: prefix + settings.phoneNumber };
}
