import { SendError } from '../errors.ts';
import { BotApiRefusal, BotApiSilence } from './bot-api.ts';

/** Telegram's answer to a send, as who must act. Texts: tdlib/telegram-bot-api Client.cpp `fail_query_with_error`. */
export function toSendError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  if (error instanceof BotApiSilence) {
    return error.begun
      ? new SendError('unknown-outcome', `${error.message} The message may have been sent.`)
      : new SendError('unavailable', `Telegram cannot be reached: ${error.reason}.`);
  }
  if (!(error instanceof BotApiRefusal)) return new SendError('unknown-outcome', 'Sending to Telegram failed in an unexpected way; the message may have been sent.');

  const code = String(error.code);
  const said = `Telegram says: ${error.description}`;
  if (error.code === 429) return new SendError('rate-limited', 'Telegram asks us to slow down.', { code, retryAfterMs: (error.retryAfterSeconds ?? 5) * 1000 });
  if (error.code >= 500) return new SendError('unknown-outcome', 'Telegram failed while it took the message; it may have been sent.', { code });
  if (error.code === 401 || error.code === 404) return new SendError('config', 'Telegram does not accept the token of this bot; an admin must renew it.', { code });
  if (error.code === 409) return new SendError('unavailable', said, { code });
  if (error.code === 413) return new SendError('invalid', 'The file is too big for Telegram.', { code });
  const row = REFUSALS.find(({ text }) => text.test(error.description));
  if (row) return new SendError(row.failure, row.message ?? said, { code });
  return new SendError(error.code === 403 ? 'recipient' : 'invalid', said, { code });
}

const REFUSALS: readonly { readonly text: RegExp; readonly failure: 'opted-out' | 'recipient' | 'unsupported'; readonly message?: string }[] = [
  { text: /blocked by the user/i, failure: 'opted-out', message: 'The customer has blocked the bot.' },
  { text: /user is deactivated/i, failure: 'recipient', message: 'The customer has deleted their Telegram account.' },
  { text: /can't initiate conversation/i, failure: 'recipient', message: 'The customer has not started the bot yet; Telegram lets only them begin.' },
  { text: /chat not found|PEER_ID_INVALID|user not found/i, failure: 'recipient', message: 'Telegram does not know this chat.' },
  { text: /kicked from|not a member of|group chat was deleted|upgraded to a supergroup|message thread not found|TOPIC_CLOSED|TOPIC_DELETED/i, failure: 'recipient' },
  { text: /not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|BUSINESS_PEER_INVALID|BUSINESS_CONNECTION/i, failure: 'recipient' },
  { text: /VOICE_MESSAGES_FORBIDDEN|PHOTO_INVALID|wrong type of|IMAGE_PROCESS_FAILED/i, failure: 'unsupported' },
];
