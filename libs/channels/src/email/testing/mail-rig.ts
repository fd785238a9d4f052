import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLedger } from '../../../../../tools/sandbox/ledger.ts';
import { startSandbox, type RunningSandbox } from '../../../../../tools/sandbox/start-sandbox.ts';
import type { RawInbound } from '../../contract.ts';
import type { AdapterDependencies } from '../../setup.ts';
import { startDovecot, type Dovecot } from '../../testing/dovecot.ts';
import { createEmailAdapter, type MailChannel } from '../email-adapter.ts';

export const SMTP_LOGIN = { user: 'support@shop.example', password: 'CANARY-smtp-password' };

export interface LedgerMail {
  readonly type: 'accepted' | 'dropped';
  readonly from: string;
  readonly to: readonly string[];
  readonly messageId: string;
  readonly subject: string;
  readonly token: string | null;
  readonly raw: string;
}

/** A mail server that takes everything, in its own process, and adapters that send through it; with Dovecot when asked for. */
export interface MailRig {
  readonly sink: RunningSandbox;
  readonly dovecot: Dovecot | null;
  readonly logLines: string[];
  readonly signingKey: Buffer;
  make(options?: { settings?: Record<string, unknown>; credentials?: Record<string, string>; tuning?: Parameters<typeof createEmailAdapter>[2]; dependencies?: Partial<AdapterDependencies> }): MailChannel;
  fail(fault: object): Promise<void>;
  ledger(): LedgerMail[];
  accepted(): LedgerMail[];
  stop(): Promise<void>;
}

export async function startMailRig(withDovecot: boolean): Promise<MailRig> {
  const folder = mkdtempSync(join(tmpdir(), 'okno-mail-'));
  const ledgerPath = join(folder, 'ledger.jsonl');
  const dovecot = withDovecot ? await startDovecot() : null;
  const sink = await startSandbox('tools/sandbox/mail-sink/server.ts', ['--ledger', ledgerPath, '--user', SMTP_LOGIN.user, '--password', SMTP_LOGIN.password]);
  const logLines: string[] = [];
  const signingKey = Buffer.from('CANARY-signing-key');
  const made: MailChannel[] = [];
  return {
    sink, dovecot, logLines, signingKey,
    make({ settings = {}, credentials, tuning = {}, dependencies = {} } = {}) {
      const adapter = createEmailAdapter(
        {
          settings: {
            address: 'support@shop.example', name: 'Крамниця',
            ...(dovecot ? { imap: { host: dovecot.host, port: dovecot.port, security: 'plain', user: dovecot.user } } : { forwardingAddress: 'inbox-1@desk.example' }),
            smtp: { host: '127.0.0.1', port: sink.port, security: 'plain', user: SMTP_LOGIN.user },
            ...settings,
          },
          credentials: credentials ?? { smtpPassword: SMTP_LOGIN.password, ...(dovecot ? { imapPassword: dovecot.password } : {}) },
        },
        {
          inboxId: 'inbox-1', signingKey, webhookUrl: null, fetch, checkHost: () => Promise.resolve(), now: () => new Date(),
          log: (level, message, fields) => logLines.push(JSON.stringify({ level, message, fields })), ...dependencies,
        },
        { retryMs: 50, maxRetryMs: 400, connectMs: 3_000, ...tuning },
      );
      made.push(adapter);
      return adapter;
    },
    async fail(fault) {
      const response = await fetch(`http://127.0.0.1:${sink.control}/fail`, { method: 'POST', body: JSON.stringify(fault) });
      if (!response.ok) throw new Error(await response.text());
    },
    ledger: () => readLedger<LedgerMail & Record<string, unknown>>(ledgerPath),
    accepted: () => readLedger<LedgerMail & Record<string, unknown>>(ledgerPath).filter((entry) => entry.type === 'accepted'),
    async stop() {
      await Promise.all(made.map((adapter) => adapter.close()));
      await sink.stop();
      await dovecot?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A mail as an intake hands it over. `lines` are joined by CRLF. */
export function rawMail(lines: readonly string[] | Buffer | string, rest: Partial<RawInbound> = {}): RawInbound {
  const body = Buffer.isBuffer(lines) ? lines : Buffer.from(typeof lines === 'string' ? lines : lines.join('\r\n'));
  return { providerKey: 'imap/INBOX/1/1', body, headers: {}, receivedAt: new Date('2026-11-21T10:00:00Z'), ...rest };
}
