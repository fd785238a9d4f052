import type { ChannelHealth } from '../contract.ts';
import type { BotApi } from './bot-api.ts';
import { whoAmI } from './discover-telegram.ts';
import { toSendError } from './send-error.ts';

const RECENT_MS = 10 * 60_000;

interface WebhookInfo {
  readonly url?: string;
  readonly last_error_date?: number;
  readonly last_error_message?: string;
  readonly pending_update_count?: number;
}

/** The settings page's test: is the token good, and do messages reach us? Never rejects. */
export async function checkTelegram(api: BotApi, allowed: () => Promise<void>, webhookUrl: string | null, now: () => Date): Promise<ChannelHealth> {
  const steps: { name: string; ok: boolean; detail?: string; milliseconds: number }[] = [];
  const step = async <T>(name: string, work: () => Promise<T>, describe: (result: T) => { ok: boolean; detail?: string }): Promise<T | null> => {
    const started = now().getTime();
    try {
      const result = await work();
      steps.push({ name, ...describe(result), milliseconds: now().getTime() - started });
      return result;
    } catch (error) {
      steps.push({ name, ok: false, detail: toSendError(error).message, milliseconds: now().getTime() - started });
      return null;
    }
  };

  const bot = await step('token', () => allowed().then(() => whoAmI(api)), (me) => ({ ok: true, detail: `@${me.username}` }));
  if (bot) {
    await step('receiving', async () => (await api.call('getWebhookInfo', {}, { timeoutMs: 10_000 })) as WebhookInfo, (info) => judge(info, webhookUrl, now()));
  }
  return { ok: steps.every(({ ok }) => ok), ...(bot ? { account: `@${bot.username}` } : {}), steps };
}

function judge(info: WebhookInfo, webhookUrl: string | null, now: Date): { ok: boolean; detail?: string } {
  const failing = info.last_error_date !== undefined && now.getTime() - info.last_error_date * 1000 < RECENT_MS;
  if (webhookUrl === null) return { ok: true, detail: info.url ? 'A webhook set elsewhere will be removed when the inbox is connected.' : 'Messages are fetched by polling.' };
  if (info.url !== webhookUrl) return { ok: true, detail: info.url ? 'The webhook set elsewhere will be replaced when the inbox is connected.' : 'The webhook will be set when the inbox is connected.' };
  if (failing && (info.pending_update_count ?? 0) > 0) return { ok: false, detail: `Telegram cannot deliver: ${(info.last_error_message ?? 'unknown reason').slice(0, 200)} (${info.pending_update_count} waiting)` };
  return { ok: true, detail: 'The webhook is set.' };
}
