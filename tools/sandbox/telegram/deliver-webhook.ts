import type { Bot, Update, Webhook } from './bot.ts';

const ANSWER_TIMEOUT_MS = 60_000;
const LONGEST_PAUSE_MS = 60_000;

/** Which updates wait for each other: those of one chat keep their order, chats are independent. */
function lane(update: Update): string {
  const content = Object.values(update).find((value): value is { chat?: { id: number }; message?: { chat: { id: number } } } => typeof value === 'object' && value !== null);
  return String(content?.chat?.id ?? content?.message?.chat.id ?? update.update_id);
}

/**
 * Posts each queued update to the bot's webhook until a 2xx: in order within a chat, chats in parallel; after a failure at once, then
 * after 1, 2, 4 … times `pauseMs`; `Retry-After` is honoured. Returns a function that ends it.
 */
export function deliverToWebhook(bot: Bot, pauseMs: number): () => void {
  const busy = new Set<string>();
  let ended = false;

  const pump = () => {
    const webhook = bot.webhook;
    if (ended || !webhook) return;
    for (const update of bot.queue) {
      if (busy.size >= webhook.maxConnections) return;
      const chat = lane(update);
      if (busy.has(chat)) continue;
      busy.add(chat);
      void deliver(update, webhook).finally(() => {
        busy.delete(chat);
        pump();
      });
    }
  };

  async function deliver(update: Update, webhook: Webhook): Promise<void> {
    for (let failures = 0; !ended && bot.webhook === webhook; failures += 1) {
      const outcome = await post(update, webhook);
      if (outcome.done) return bot.confirm([update], 'webhook');
      bot.lastError = { date: Math.floor(Date.now() / 1000), message: outcome.error };
      const pause = failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, pauseMs * 2 ** (failures - 1));
      await new Promise((resolve) => setTimeout(resolve, Math.max(pause, outcome.retryAfterMs)));
    }
  }

  bot.on('update', pump);
  bot.on('webhook', pump);
  return () => {
    ended = true;
    bot.off('update', pump);
    bot.off('webhook', pump);
  };
}

async function post(update: Update, webhook: Webhook): Promise<{ done: true } | { done: false; error: string; retryAfterMs: number }> {
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(webhook.secret ? { 'x-telegram-bot-api-secret-token': webhook.secret } : {}) },
      body: JSON.stringify(update),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      redirect: 'manual',
    });
    await response.arrayBuffer();
    if (response.ok) return { done: true };
    return { done: false, error: `Wrong response from the webhook: ${response.status} ${response.statusText}`, retryAfterMs: Number(response.headers.get('retry-after') ?? 0) * 1000 };
  } catch {
    return { done: false, error: 'Webhook connection closed', retryAfterMs: 0 };
  }
}
