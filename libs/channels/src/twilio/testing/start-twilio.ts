import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLedger } from '../../../../../tools/sandbox/ledger.ts';
import { startSandbox } from '../../../../../tools/sandbox/start-sandbox.ts';
import { ACCOUNT, LINE } from './twilio-rig.ts';

const SERVER = fileURLToPath(new URL('../../../../../tools/sandbox/twilio/server.ts', import.meta.url));

export type LedgerLine = { at: string; type: string } & Record<string, unknown>;
export interface StandIn {
  readonly apiRoot: string;
  readonly authToken: string;
  /** An order to the control API. */
  order(path: string, body?: object): Promise<Record<string, unknown>>;
  state(): Promise<{ messages: Record<string, unknown>[]; calls: Record<string, unknown>[]; ringing: Record<string, unknown>[]; numbers: { settings: Record<string, string> }[] }>;
  ledger(type?: string): LedgerLine[];
  stop(): Promise<void>;
}

/** The stand-in as its own process; a second of it lasts 1/`timeScale` of ours. */
export async function startTwilio(timeScale = 50): Promise<StandIn> {
  const file = join(mkdtempSync(join(tmpdir(), 'okno-twilio-')), 'ledger.jsonl');
  const authToken = 'token-4f0c2c8e91d7';
  const sandbox = await startSandbox(SERVER, ['--account', ACCOUNT, '--token', authToken, '--number', LINE, '--ledger', file, '--time-scale', String(timeScale)]);
  const control = `http://127.0.0.1:${sandbox.control}`;
  return {
    apiRoot: `http://127.0.0.1:${sandbox.port}`,
    authToken,
    async order(path, body = {}) {
      const response = await fetch(control + path, { method: 'POST', body: JSON.stringify(body) });
      const answer = (await response.json()) as Record<string, unknown>;
      if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
      return answer;
    },
    state: async () => (await (await fetch(`${control}/state`)).json()) as Awaited<ReturnType<StandIn['state']>>,
    ledger: (type) => readLedger<LedgerLine>(file).filter((line) => !type || line.type === type),
    stop: () => sandbox.stop(),
  };
}

export async function waitFor<T>(look: () => T | null | undefined | false | Promise<T | null | undefined | false>, ms = 8_000): Promise<T> {
  for (const until = Date.now() + ms; ; ) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > until) throw new Error(`It did not come within ${ms} ms: ${look.toString()}`);
    await new Promise((wake) => setTimeout(wake, 10));
  }
}
