import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLedger } from '../../../../../tools/sandbox/ledger.ts';
import { startSandbox } from '../../../../../tools/sandbox/start-sandbox.ts';
import type { RunningSandbox } from '../../../../../tools/sandbox/start-sandbox.ts';
import type { WebhookRequest } from '../../contract.ts';
import type { AdapterDependencies } from '../../setup.ts';
import { createTelegramAdapter } from '../telegram-adapter.ts';
import type { TelegramAdapter } from '../telegram-adapter.ts';

export const TOKEN = '6100000001:CANARY-bot-token-aaaaaaaaaaaaaaaaaaa';
export const CUSTOMER = 7_000_000_101;

export interface LedgerEntry {
  readonly type: 'sent' | 'update' | 'confirmed' | 'webhook' | 'edited' | 'deleted';
  readonly method?: string;
  readonly text?: string;
  readonly chat_id?: number;
  readonly message_id?: number;
  readonly update_id?: number;
  readonly how?: string;
  readonly reply_to?: number;
  readonly file?: { readonly kind: string; readonly name: string; readonly size: number; readonly sha256: string };
}

/** A stand-in Telegram in its own process, and an adapter that talks to it. */
export interface SandboxRig {
  readonly sandbox: RunningSandbox;
  readonly adapter: TelegramAdapter;
  readonly logLines: string[];
  readonly signingKey: Buffer;
  make(options?: { apiRoot?: string; webhookUrl?: string | null; token?: string; dependencies?: Partial<AdapterDependencies>; receive?: string }): TelegramAdapter;
  control(path: string, body?: object, method?: string): Promise<Record<string, unknown>>;
  ledger(): LedgerEntry[];
  stop(): Promise<void>;
}

export async function startTelegramRig(): Promise<SandboxRig> {
  const folder = mkdtempSync(join(tmpdir(), 'okno-telegram-'));
  const ledgerPath = join(folder, 'ledger.jsonl');
  const sandbox = await startSandbox('tools/sandbox/telegram/server.ts', ['--ledger', ledgerPath, '--bot', TOKEN, '--pause-ms', '50']);
  const logLines: string[] = [];
  const signingKey = Buffer.from('CANARY-signing-key');
  const made: TelegramAdapter[] = [];
  const make: SandboxRig['make'] = ({ apiRoot = `http://127.0.0.1:${sandbox.port}`, webhookUrl = 'https://desk.example.com/hooks/inbox-1', token = TOKEN, dependencies = {}, receive = 'auto' } = {}) => {
    const adapter = createTelegramAdapter(
      { settings: { apiRoot, receive }, credentials: { token } },
      {
        inboxId: 'inbox-1', signingKey, webhookUrl, fetch, checkHost: () => Promise.resolve(), now: () => new Date(),
        log: (level, message, fields) => logLines.push(JSON.stringify({ level, message, fields })), ...dependencies,
      },
    );
    made.push(adapter);
    return adapter;
  };
  const control: SandboxRig['control'] = async (path, body, method = 'POST') => {
    const response = await fetch(`http://127.0.0.1:${sandbox.control}${path}`, { method, ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}) });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    sandbox, logLines, signingKey, make, control,
    adapter: make(),
    ledger: () => readLedger<LedgerEntry & Record<string, unknown>>(ledgerPath),
    async stop() {
      await Promise.all(made.map((adapter) => adapter.close()));
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A request as Telegram makes it, with whatever secret token. */
export function webhookRequest(body: string | Buffer | object, secretToken: string | undefined): WebhookRequest {
  const rawBody = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    method: 'POST', url: 'https://desk.example.com/hooks/inbox-1', path: '', query: new URLSearchParams(), rawBody, receivedAt: new Date('2026-11-21T10:00:00Z'),
    headers: { 'content-type': 'application/json', ...(secretToken === undefined ? {} : { 'x-telegram-bot-api-secret-token': secretToken }) },
  };
}
