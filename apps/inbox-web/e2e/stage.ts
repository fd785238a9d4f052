import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { ADMIN, startTestOkno, type TestOkno } from '../../api/src/testing/okno.ts';
import { startDovecot, type Dovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import { createTestDatabase, type TestDatabase } from '../../../libs/crm-core/src/testing/database.ts';
import { readLedger } from '../../../tools/sandbox/ledger.ts';
import { startSandbox, type RunningSandbox } from '../../../tools/sandbox/start-sandbox.ts';
import { ensureBuilt } from '../../api/src/testing/built.ts';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

export const TELEGRAM_TOKEN = '6100000001:stand-in-token-aaaaaaaaaaaaaaaaaaaaa';
export const TWILIO = { account: 'AC0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d', token: 'token-4f0c2c8e91d7', number: '+380555000100' };

export type LedgerLine = { at: string; type: string } & Record<string, unknown>;
/** A stand-in vendor: orders to it, and what it wrote down. */
export interface Vendor {
  readonly sandbox: RunningSandbox;
  order(path: string, body: object): Promise<Record<string, unknown>>;
  ledger(): LedgerLine[];
}

/** Everything outside and inside the company: real mailbox, stand-in vendors, a shop on another origin, our process, a browser. */
export interface Stage {
  readonly okno: TestOkno;
  readonly db: TestDatabase;
  readonly dovecot: Dovecot;
  readonly mail: Vendor;
  readonly telegram: Vendor;
  readonly twilio: Vendor;
  readonly browser: Browser;
  /** The shop's address; its page shows the chat of this inbox. */
  readonly shop: string;
  showChat(snippet: string): void;
  stop(): Promise<void>;
}

/**
 * `phoneSpeed`: so many seconds of the telephone network pass in one of ours. `environment` goes to our process: by default it
 * makes an admin at its start; an empty one leaves the first start to the window.
 */
export async function setStage({ phoneSpeed = 50, environment = ADMIN }: { phoneSpeed?: number; environment?: Record<string, string> } = {}): Promise<Stage> {
  ensureBuilt('inbox-web', 'index.html');
  ensureBuilt('widget', 'frame.html');
  const folder = mkdtempSync(join(tmpdir(), 'okno-e2e-'));
  const [db, dovecot] = await Promise.all([createTestDatabase(), startDovecot()]);
  const vendor = async (name: string, script: string, args: string[]): Promise<Vendor> => {
    const path = join(folder, `${name}.jsonl`);
    const sandbox = await startSandbox(`tools/sandbox/${script}/server.ts`, ['--ledger', path, ...args]);
    return {
      sandbox,
      ledger: () => readLedger<LedgerLine>(path),
      async order(order, body) {
        const response = await fetch(`http://127.0.0.1:${sandbox.control}${order}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
        const answer = (await response.json()) as Record<string, unknown>;
        if (!response.ok) throw new Error(`${name} ${order}: ${response.status} ${JSON.stringify(answer)}`);
        return answer;
      },
    };
  };
  const [mail, telegram, twilio] = await Promise.all([
    vendor('mail', 'mail-sink', ['--user', dovecot.user, '--password', dovecot.password]),
    vendor('telegram', 'telegram', ['--bot', TELEGRAM_TOKEN, '--pause-ms', '50']),
    vendor('twilio', 'twilio', ['--account', TWILIO.account, '--token', TWILIO.token, '--number', TWILIO.number, '--time-scale', String(phoneSpeed)]),
  ]);
  // Twilio signs over the public address: it must be known before the process listens.
  const port = await freePort();
  const okno = await startTestOkno(db, { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, ...environment });

  let snippet = '';
  const shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="ru"><meta name="viewport" content="width=device-width"><title>Shop</title><h1>Hoshi Inverter 12</h1>${snippet}</html>`);
  });
  await new Promise<void>((ready) => shop.listen(0, '127.0.0.1', ready));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  return {
    okno, db, dovecot, mail, telegram, twilio, browser,
    shop: `http://localhost:${(shop.address() as AddressInfo).port}`,
    showChat: (given) => {
      snippet = given;
    },
    async stop() {
      await browser.close();
      shop.close();
      await okno.stop();
      await Promise.all([mail, telegram, twilio].map((each) => each.sandbox.stop()));
      await dovecot.stop();
      await db.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}
