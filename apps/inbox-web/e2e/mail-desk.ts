import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser as Chromium } from 'playwright-core';
import PostalMime, { type Email } from 'postal-mime';
import { ADMIN, Browser, createTestDatabase, PASSWORD, startTestOkno, type TestDatabase, type TestOkno } from '../../api/src/testing/okno.ts';
import { readLedger } from '../../../tools/sandbox/ledger.ts';
import { startSandbox, type RunningSandbox } from '../../../tools/sandbox/start-sandbox.ts';
import { ensureBuilt } from '../../api/src/testing/built.ts';
import { committedIn, type Committed } from './committed.ts';
import { Operator } from './operator.ts';
import { CHROMIUM, TELEGRAM_TOKEN, type LedgerLine } from './stage.ts';

/** A mail as its recipient's server got it: the bytes and what a mail program makes of them. */
export interface Arrived {
  readonly recipient: string;
  readonly raw: string;
  readonly mail: Email;
}

/** One company with a mailbox, a bot and a web chat: what suites about writing need. Mail leaves by a sink and comes in by our own SMTP port. */
export interface MailDesk {
  readonly okno: TestOkno;
  readonly db: TestDatabase;
  readonly committed: Committed;
  readonly admin: Browser;
  readonly browser: Chromium;
  readonly mailInbox: string;
  sit(locale?: string): Promise<Operator>;
  /** Somebody's mail to us. */
  mail(mail: Record<string, unknown> & { from: string; subject: string }): Promise<void>;
  /** A customer's letter; gives its conversation. */
  letter(mail: Record<string, unknown> & { from: string; subject: string }): Promise<string>;
  /** A customer writes to the bot; gives the conversation. */
  chat(id: number, text: string): Promise<string>;
  /** What the sink took for this address, oldest first. */
  arrived(recipient: string): Promise<Arrived[]>;
  telegram(): LedgerLine[];
  telegramFails(fault: Record<string, unknown>): Promise<void>;
  stop(): Promise<void>;
}

export async function openMailDesk(): Promise<MailDesk> {
  ensureBuilt('inbox-web', 'index.html');
  const folder = mkdtempSync(join(tmpdir(), 'okno-letters-'));
  const [db, smtp] = await Promise.all([createTestDatabase(), freePort()]);
  const start = (name: string, script: string, args: string[]): Promise<RunningSandbox> => startSandbox(`tools/sandbox/${script}/server.ts`, ['--ledger', join(folder, `${name}.jsonl`), ...args]);
  const [sink, bot] = await Promise.all([start('mail', 'mail-sink', ['--deliver-to', `127.0.0.1:${smtp}`]), start('telegram', 'telegram', ['--bot', TELEGRAM_TOKEN, '--pause-ms', '50'])]);
  const okno = await startTestOkno(db, { ...ADMIN, SMTP_PORT: String(smtp), SMTP_HOST: '127.0.0.1' });
  const admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  const committed = committedIn(db);
  const connect = async (body: object): Promise<string> => {
    const answer = await admin.ask<{ id: string }>('POST', 'inboxes', body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body.id;
  };
  const mailInbox = await connect({
    adapter: 'email', name: 'Support', credentials: {}, signature: '<div>{name}</div><div>{role}, Nord Klima</div>',
    settings: { address: 'support@nord.example', name: 'Nord Klima', forwardingAddress: 'support@nord.example', smtp: { host: '127.0.0.1', port: sink.port, security: 'plain' } },
  });
  await connect({ adapter: 'telegram', name: 'Bot', settings: { apiRoot: `http://127.0.0.1:${bot.port}`, receive: 'polling' }, credentials: { token: TELEGRAM_TOKEN } });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const order = async (port: number, path: string, body: object): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const mail: MailDesk['mail'] = (given) => order(sink.control, '/customer', { to: 'support@nord.example', text: 'Скільки коштує?', ...given });
  return {
    okno, db, committed, admin, browser, mailInbox,
    async sit(locale = 'en-GB') {
      const operator = await Operator.sit(browser, locale, /status of (401|409|422)/);
      await operator.signIn(okno.url, ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
      return operator;
    },
    mail,
    async letter(given) {
      await mail(given);
      return committed.conversationOf(given.from);
    },
    async chat(id, text) {
      await order(bot.control, '/customer', { kind: 'text', text, from: { id, first_name: `Customer ${id}` } });
      return committed.conversationOf(String(id));
    },
    async arrived(recipient) {
      const taken = readLedger<{ type: string; to: string[]; raw: string }>(join(folder, 'mail.jsonl')).filter((line) => line.type === 'accepted' && line.to.includes(recipient));
      return Promise.all(taken.map(async (line) => {
        const bytes = Buffer.from(line.raw, 'base64');
        return { recipient, raw: bytes.toString('utf8'), mail: await PostalMime.parse(bytes) };
      }));
    },
    telegram: () => readLedger<LedgerLine>(join(folder, 'telegram.jsonl')),
    telegramFails: (fault) => order(bot.control, '/fail', fault),
    async stop() {
      await browser.close();
      await okno.stop();
      await Promise.all([sink.stop(), bot.stop()]);
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
