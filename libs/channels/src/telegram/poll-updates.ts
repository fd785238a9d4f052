import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cursor, RawInbound } from '../contract.ts';
import { ListenError } from '../errors.ts';
import type { AdapterDependencies } from '../setup.ts';
import { BotApiRefusal, BotApiSilence } from './bot-api.ts';
import type { BotApi } from './bot-api.ts';

/** Named one by one: an omitted list keeps whatever this bot was told last. */
export const ALLOWED_UPDATES = [
  'message', 'edited_message', 'callback_query', 'my_chat_member', 'message_reaction', 'business_connection', 'business_message', 'edited_business_message', 'deleted_business_messages',
] as const;

const POLL_SECONDS = 25;
const MAX_WAIT_MS = 30_000;

/**
 * One update as it is kept. Update ids may start anew after a quiet week, so the content is part of the key; a redelivery is equal in
 * both. The same bytes come out for a webhook's body and for an item of getUpdates.
 */
export function keepUpdate(update: { update_id: number }, botId: number, receivedAt: Date): RawInbound {
  const body = Buffer.from(JSON.stringify(update));
  const digest = createHash('sha256').update(body).digest('base64url');
  return { providerKey: `${botId}:${update.update_id}:${digest}`, body, headers: {}, receivedAt };
}

/**
 * getUpdates without telegraf's own loop, which confirms before its handlers have run. Starts without an offset (what we committed
 * but never confirmed comes again and is known), confirms by the next call only what `deliver` has committed, and forgets the
 * offset once the queue is empty, since ids may start anew below it. https://core.telegram.org/bots/api#getupdates
 */
export async function pollUpdates(
  api: BotApi,
  botId: number,
  deliver: (raw: RawInbound | null, next: Cursor) => Promise<void>,
  signal: AbortSignal,
  report: (health: { ok: boolean; detail?: string }) => void,
  { now, log }: Pick<AdapterDependencies, 'now' | 'log'>,
): Promise<void> {
  let offset: number | undefined;
  let failures = 0;
  let healthy: boolean | undefined;
  const say = (ok: boolean, detail?: string) => {
    if (healthy === ok) return;
    healthy = ok;
    report({ ok, ...(detail ? { detail } : {}) });
  };

  while (!signal.aborted) {
    try {
      // At first and after a failure ask without waiting, to know at once whether all is well (again).
      const payload = { timeout: healthy ? POLL_SECONDS : 0, limit: 100, allowed_updates: ALLOWED_UPDATES, ...(offset === undefined ? {} : { offset }) };
      const updates = readBatch(await api.call('getUpdates', payload, { signal, timeoutMs: (POLL_SECONDS + 15) * 1000 }));
      // Until all of this is committed nothing of it is confirmed: without an offset it comes again.
      offset = undefined;
      globalThis.oknoFailpoint?.('K1');
      for (const update of updates) {
        if (signal.aborted) return;
        await deliver(keepUpdate(update, botId, now()), { updateId: update.update_id });
        globalThis.oknoFailpoint?.('K3');
      }
      failures = 0;
      say(true);
      if (updates.length > 0) offset = Math.max(...updates.map((update) => update.update_id)) + 1;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      const { waitMs, detail } = await afterFailure(error, failures, api, signal);
      log('warn', 'Telegram polling failed', { detail, failures });
      say(false, detail);
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

function readBatch(result: unknown): readonly { update_id: number }[] {
  const valid = (update: unknown): update is { update_id: number } => typeof update === 'object' && update !== null && Number.isSafeInteger((update as { update_id?: unknown }).update_id);
  if (Array.isArray(result) && result.every(valid)) return result;
  throw new BotApiSilence(true, 'the list of updates could not be read');
}

/** Throws ListenError when only a person can mend it; else says how long to wait. */
async function afterFailure(error: unknown, failures: number, api: BotApi, signal: AbortSignal): Promise<{ waitMs: number; detail: string }> {
  const backOff = Math.min(MAX_WAIT_MS, 500 * 2 ** Math.min(failures, 8));
  if (error instanceof BotApiSilence) return { waitMs: backOff, detail: error.message };
  if (!(error instanceof BotApiRefusal)) return { waitMs: backOff, detail: 'A message could not be stored; Telegram keeps it meanwhile.' };
  if (error.code === 401 || error.code === 404) throw new ListenError('Telegram does not accept the token of this bot any more.');
  if (error.code === 429) return { waitMs: (error.retryAfterSeconds ?? 5) * 1000, detail: 'Telegram asks us to slow down.' };
  if (error.code === 409 && /webhook/i.test(error.description)) {
    // Nobody but us has a right to this bot: a webhook left over from elsewhere would keep its messages from us. Nothing queued is dropped.
    await api.call('deleteWebhook', {}, { signal, timeoutMs: 10_000 }).catch(() => undefined);
    return { waitMs: Math.min(backOff, 3_000), detail: 'A webhook of this bot was still set and has been removed.' };
  }
  if (error.code === 409) return { waitMs: Math.max(3_000, Math.min(backOff, 10_000)), detail: 'Another program receives the messages of this bot: stop it, or take another bot.' };
  return { waitMs: backOff, detail: error.message };
}
