import { Readable } from 'node:stream';
import type { ChannelCapabilities, ChannelHealth, ListeningChannel, OutboundMessage, RawInbound, SettlingChannel } from '../contract.ts';
import { MediaError, SendError } from '../errors.ts';
import type { AdapterDependencies, AdapterSetup } from '../setup.ts';
import { compose, MAIL_LIMITS } from './compose.ts';
import { connectImap, isRefusal, type ImapLogin } from './imap-connection.ts';
import { listenImap, type ImapTiming } from './imap-listener.ts';
import { mintLocalPart } from './message-id.ts';
import { INTAKE, parseMail, type ParseContext } from './parse-mail.ts';
import { findInSent } from './sent-folder.ts';
import { readSettings } from './settings.ts';
import { explainTls, type TlsProblem } from './tls-failure.ts';
import { transmit, tryLogin, type SmtpTiming } from './smtp-send.ts';

const MINUTE = 60_000;
const TIMING: ImapTiming & SmtpTiming = { connectMs: 15_000, finalAnswerMs: 10 * MINUTE, idleMs: 9 * MINUTE, checkMs: 2 * MINUTE, silenceMs: 2 * MINUTE, retryMs: 1_000, maxRetryMs: MINUTE };
/** Larger mails are read up to here; their last file is then shown as still in the mailbox. */
const MAX_MAIL_BYTES = 40 * 1024 * 1024;

const CAPABILITIES: ChannelCapabilities = {
  channel: 'email',
  maxTextLength: MAIL_LIMITS.textLength,
  format: 'html',
  subject: true,
  attachments: { maxCount: MAIL_LIMITS.attachments, maxBytes: MAIL_LIMITS.attachmentBytes },
  attachmentsWithText: true,
  startsConversation: true,
  addressKind: 'email',
  highestReceipt: 'sent',
  cc: true,
  calls: false,
};

export type MailChannel = ListeningChannel & SettlingChannel;

/**
 * A mailbox: read by IMAP, written to by SMTP. Throws SettingsError. `tuning` shortens the times for tests.
 */
export function createEmailAdapter(setup: AdapterSetup, dependencies: AdapterDependencies, tuning: Partial<ImapTiming & SmtpTiming & { maxMailBytes: number }> = {}): MailChannel {
  const { settings, imapPassword, smtpPassword } = readSettings(setup);
  const timing = { ...TIMING, ...tuning };
  const closing = new AbortController();
  const imap: ImapLogin | null = settings.imap ? { server: settings.imap, user: settings.imap.user, password: imapPassword } : null;
  const smtpLogin = settings.smtp.user ? { user: settings.smtp.user, password: smtpPassword } : null;
  const context: ParseContext = {
    ownAddresses: [settings.address, ...(settings.forwardingAddress ? [settings.forwardingAddress] : [])],
    signingKey: dependencies.signingKey,
    authservId: settings.authservId ?? (settings.imap ? (AUTHSERV_IDS[settings.imap.host.toLowerCase()] ?? null) : null),
  };

  return {
    kind: 'email',
    capabilities: [CAPABILITIES],
    listens: imap !== null,

    async parse(raw: RawInbound) {
      if (raw.headers[INTAKE.unavailable]) throw new Error(raw.headers[INTAKE.unavailable]);
      return parseMail(raw, context);
    },

    async listen(from, deliver, signal, report) {
      if (!imap || !settings.imap) return;
      const options = { login: imap, folder: settings.imap.folder, backfillDays: settings.backfillDays, maxMailBytes: tuning.maxMailBytes ?? MAX_MAIL_BYTES, timing };
      await listenImap(options, dependencies, from, deliver, AbortSignal.any([signal, closing.signal]), report);
    },

    async send(message, signal) {
      const stop = AbortSignal.any([signal, closing.signal]);
      if (stop.aborted) throw new SendError('unavailable', 'Sending was stopped before the mail left.', { code: 'aborted' });
      try {
        const mail = await compose(message, { address: settings.address, name: settings.name }, dependencies.signingKey);
        await allowedHost(dependencies, settings.smtp.host, settings.smtp.port);
        const { serverMailId } = await transmit(settings.smtp, smtpLogin, mail, timing, stop);
        return { externalId: mail.mailId, aliases: serverMailId && serverMailId !== mail.mailId ? [serverMailId] : [], status: 'sent' };
      } catch (error) {
        // Everything after the first byte rejects with SendError by itself; what else fails, fails before.
        if (error instanceof SendError) throw error;
        throw new SendError('unavailable', 'The mail could not be put together.', { code: 'compose' });
      }
    },

    async settle(message: OutboundMessage, _attemptedAt, claimed, signal) {
      if (!imap) return { outcome: 'unknown' };
      const mailId = `${mintLocalPart(message.messageId, dependencies.signingKey)}@${settings.address.split('@').at(-1)!}`;
      const sole = message.to.length + message.cc.length <= 1 && !claimed.has(mailId);
      try {
        await dependencies.checkHost(imap.server.host, imap.server.port);
        const found = await findInSent(imap, message.deliveryId, mailId, sole, timing, AbortSignal.any([signal, closing.signal]));
        return found ? { outcome: 'sent', receipt: { externalId: mailId, aliases: [], status: 'sent' } } : { outcome: 'unknown' };
      } catch {
        return { outcome: 'unknown' };
      }
    },

    openMedia: () => Promise.reject<Readable>(new MediaError('Mail carries its files with it; there is nothing to fetch.', true)),

    async check() {
      const steps: { name: string; ok: boolean; detail?: string; milliseconds: number }[] = [];
      if (imap) steps.push(await step('IMAP login', () => checkImap(dependencies, imap, settings.imap!.folder, timing)));
      steps.push(await step(smtpLogin ? 'SMTP login' : 'SMTP connection', async () => {
        await allowedHost(dependencies, settings.smtp.host, settings.smtp.port);
        await tryLogin(settings.smtp, smtpLogin, timing);
      }));
      return { ok: steps.every((one) => one.ok), account: settings.address, steps } satisfies ChannelHealth;
    },

    async close() {
      closing.abort();
    },
  };
}

/** The names under which providers sign their own Authentication-Results. */
const AUTHSERV_IDS: Readonly<Record<string, string>> = { 'imap.gmail.com': 'mx.google.com', 'imap.mail.ru': 'mxs.mail.ru', 'imap.mail.me.com': 'bimi.icloud.com' };

async function allowedHost(dependencies: AdapterDependencies, host: string, port: number): Promise<void> {
  try {
    await dependencies.checkHost(host, port);
  } catch {
    throw new SendError('config', 'The mail server’s address is not allowed or cannot be resolved.', { code: 'host' });
  }
}

async function checkImap(dependencies: AdapterDependencies, login: ImapLogin, folder: string, timing: ImapTiming): Promise<void> {
  await allowedHost(dependencies, login.server.host, login.server.port);
  let client;
  try {
    client = await connectImap(login, timing);
  } catch (error) {
    if (isRefusal(error)) throw new SendError('config', 'The mail server refuses the login. Some providers need an app password.');
    const insecure = explainTls(error as TlsProblem, login.server);
    throw insecure ? new SendError('config', insecure) : new SendError('unavailable', 'The mail server cannot be reached with this address, port and security.');
  }
  try {
    await client.mailboxOpen(folder, { readOnly: true });
  } catch {
    throw new SendError('config', `The folder ${folder} cannot be opened.`);
  } finally {
    client.close();
  }
}

async function step(name: string, work: () => Promise<void>): Promise<{ name: string; ok: boolean; detail?: string; milliseconds: number }> {
  const startedAt = performance.now();
  const milliseconds = () => Math.round(performance.now() - startedAt);
  try {
    await work();
    return { name, ok: true, milliseconds: milliseconds() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof SendError ? error.message : 'Failed.', milliseconds: milliseconds() };
  }
}
