import type { Bot, Update } from './bot.ts';
import { Refused } from './methods.ts';
import { jsonField } from './request-body.ts';
import type { CallParameters } from './request-body.ts';

const MAX_TIMEOUT_SECONDS = 50;
const waiting = new WeakMap<Bot, (conflict: Refused) => void>();

/**
 * Long polling as the server does it: an offset confirms and forgets everything below it; a second poller throws the first one out;
 * a webhook forbids it. https://core.telegram.org/bots/api#getupdates
 */
export function getUpdates(bot: Bot, call: CallParameters, gone: AbortSignal): Promise<readonly Update[]> {
  if (bot.webhook) return Promise.reject(new Refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"));
  waiting.get(bot)?.(new Refused(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'));

  const allowed = jsonField<string[]>(call.fields.allowed_updates);
  if (allowed) bot.allowedUpdates = allowed.length > 0 ? allowed : null;
  const offset = Number(call.fields.offset ?? 0);
  if (offset > 0) bot.confirm(bot.queue.filter(({ update_id: id }) => id < offset), 'offset');
  if (offset < 0) bot.confirm(bot.queue.slice(0, offset), 'offset');
  const limit = Math.min(Math.max(Number(call.fields.limit ?? 100), 1), 100);
  const seconds = Math.min(Number(call.fields.timeout ?? 0), MAX_TIMEOUT_SECONDS);
  if (bot.queue.length > 0 || seconds <= 0) return Promise.resolve(bot.queue.slice(0, limit));

  return new Promise((resolve, reject) => {
    const settle = (result: readonly Update[] | Refused) => {
      clearTimeout(timer);
      bot.off('update', arrived);
      bot.off('webhook', closed);
      gone.removeEventListener('abort', left);
      if (waiting.get(bot) === settle) waiting.delete(bot);
      if (result instanceof Refused) reject(result);
      else resolve(result);
    };
    const arrived = () => settle(bot.queue.slice(0, limit));
    const closed = () => settle(new Refused(409, 'Conflict: terminated by setWebhook request'));
    const left = () => settle([]);
    const timer = setTimeout(() => settle([]), seconds * 1000);
    waiting.set(bot, settle);
    bot.once('update', arrived);
    bot.once('webhook', closed);
    gone.addEventListener('abort', left, { once: true });
  });
}
