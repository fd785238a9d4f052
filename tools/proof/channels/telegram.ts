import { readLedger } from '../../sandbox/ledger.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import type { RunningSandbox } from '../../sandbox/start-sandbox.ts';
import type { Failpoint } from '../app.ts';
import { countTokens, postJson } from '../channel.ts';
import type { WayIn, WayOut } from '../channel.ts';
import type { Desk } from '../desk.ts';
import type { Ledger } from '../judge.ts';

const WEBHOOK_BOT = '6100000001:PROOF-webhook-bot-0123456789abcdef';
const POLLING_BOT = '6100000002:PROOF-polling-bot-0123456789abcdef';

interface Entry {
  readonly type: string;
  readonly bot: number;
  readonly text?: string;
  readonly update_id?: number;
  readonly update?: { readonly update_id: number; readonly message?: { readonly text?: string } };
}

/** Two bots of one stand-in Telegram: one with a webhook, one that is polled. */
export async function openTelegram(folder: string): Promise<{ sandbox: RunningSandbox; connect(desk: Desk): Promise<void>; webhook: WayIn; polling: WayIn; out: WayOut }> {
  const ledgerPath = `${folder}/telegram.jsonl`;
  const sandbox = await startSandbox('tools/sandbox/telegram/server.ts', ['--ledger', ledgerPath, '--bot', WEBHOOK_BOT, '--bot', POLLING_BOT, '--pause-ms', '250']);
  const apiRoot = `http://127.0.0.1:${sandbox.port}`;
  const entries = (): (Entry & { at: string })[] => readLedger<Entry & Record<string, unknown>>(ledgerPath);

  const wayIn = (name: string, token: string, firstCustomer: number, rare: readonly Failpoint[] = []): WayIn => ({
    name, points: ['K1', 'K2', 'K3', 'K4'], rare, atOnce: 4, patienceMs: 90_000,
    async write(index, text) {
      const id = firstCustomer + index;
      await postJson(`http://127.0.0.1:${sandbox.control}/customer`, { token, kind: 'text', text, from: { id, first_name: `Customer ${id}` } });
      // People do not write in one batch.
      await new Promise((resolve) => setTimeout(resolve, 25));
    },
    acknowledged(tokens): Ledger {
      const bot = Number(token.split(':')[0]);
      const confirmed = new Set(entries().flatMap((entry) => (entry.type === 'confirmed' && entry.bot === bot ? [entry.update_id] : [])));
      return countTokens(tokens, entries().flatMap((entry) => (entry.type === 'update' && entry.bot === bot && confirmed.has(entry.update?.update_id) ? [entry.update?.message?.text ?? ''] : [])));
    },
  });
  const webhook = wayIn('Telegram webhook', WEBHOOK_BOT, 7_100_000_000);
  return {
    sandbox, webhook,
    polling: wayIn('Telegram polling', POLLING_BOT, 7_200_000_000, ['K1']),
    out: { name: 'Telegram', from: webhook, halfOf: sandbox.port, accepted: (tokens) => countTokens(tokens, entries().flatMap((entry) => (entry.type === 'sent' ? [entry.text ?? ''] : []))) },
    async connect(desk) {
      for (const [name, receive, token] of [['Bot by webhook', 'webhook', WEBHOOK_BOT], ['Bot by polling', 'polling', POLLING_BOT]] as const) {
        const { id } = await desk.call<{ id: string }>('POST', '/inboxes', { adapter: 'telegram', name, settings: { apiRoot, receive }, credentials: { token } });
        await desk.call('POST', `/inboxes/${id}/connect`);
      }
    },
  };
}
