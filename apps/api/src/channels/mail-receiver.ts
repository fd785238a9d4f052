import { readFile } from 'node:fs/promises';
import { plainAddress, startMailReceiver, type MailReceiver, type ServerCertificate } from '#channels';
import type { Crm } from '#crm-core';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Accept } from './accept.ts';
import type { LiveAdapters } from './live-adapters.ts';

const MAX_MAIL = 50 * 1024 * 1024;
/** Certificates are renewed weeks before they end. */
const RENEWAL_MS = 60 * 60_000;

interface ReceiverParts { crm: Crm; adapters: LiveAdapters; accept: Accept; log: Log; now: () => Date }

/** Mail delivered to us by SMTP, for inboxes that have a forwarding address. Null when SMTP_PORT is not set. Rejects, naming the key, when certificate or port do not serve. */
export async function receiveMail({ smtp, publicUrl }: Pick<Config, 'smtp' | 'publicUrl'>, parts: ReceiverParts): Promise<Pick<MailReceiver, 'port' | 'close'> | null> {
  const { crm, adapters, accept, log, now } = parts;
  if (!smtp) return null;
  let certificate = smtp.tls && (await readCertificate(smtp.tls));
  const receiver = await startMailReceiver({
    host: smtp.host, port: smtp.port, name: publicUrl ? new URL(publicUrl).hostname : smtp.host, maxBytes: MAX_MAIL, now, proveSenders: true, ...(certificate ? { tls: certificate } : {}),
    // Asked by settings, not by what runs: an inbox that is out of order has mail wait at the sender instead of bouncing.
    async resolveRecipient(address) {
      const taker = (await crm.inboxes.runtimes()).find(({ enabled, settings }) => enabled && typeof settings.forwardingAddress === 'string' && plainAddress(settings.forwardingAddress) === address);
      return taker?.id ?? null;
    },
    deliver: (inboxId, raw) => adapters.use(inboxId, ({ adapter }) => accept(inboxId, adapter, raw)),
  }).catch((error: unknown) => { throw new Error(explain(error, smtp.port), { cause: error }); });

  async function renew(files: { cert: string; key: string }): Promise<void> {
    try {
      const fresh = await readCertificate(files);
      if (fresh.cert.equals(certificate!.cert) && fresh.key.equals(certificate!.key)) return;
      receiver.renewCertificate(fresh);
      certificate = fresh;
      log.info('the certificate of the mail receiver was renewed');
    } catch (error) {
      log.error({ err: error }, 'the certificate of the mail receiver cannot be renewed; the old one serves on');
    }
  }
  const { tls } = smtp;
  const renewal = tls && setInterval(() => void renew(tls), RENEWAL_MS).unref();
  return {
    port: receiver.port,
    close() {
      if (renewal) clearInterval(renewal);
      return receiver.close();
    },
  };
}

async function readCertificate(files: { cert: string; key: string }): Promise<ServerCertificate & { cert: Buffer; key: Buffer }> {
  const read = (name: string, path: string): Promise<Buffer> => readFile(path).catch((error: unknown) => { throw new Error(`${name}: ${path} cannot be read (${(error as { code?: string }).code}).`); });
  return { cert: await read('SMTP_TLS_CERT', files.cert), key: await read('SMTP_TLS_KEY', files.key) };
}

function explain(error: unknown, port: number): string {
  const { code = '', message } = error as { code?: string; message: string };
  if (code === 'EADDRINUSE') return `port ${port} is taken by another program. Set SMTP_PORT to another one.`;
  if (code === 'EACCES') return `this user may not listen on port ${port}. Set SMTP_PORT to one above 1023, or give the right.`;
  if (code.startsWith('ERR_OSSL') || code.startsWith('ERR_SSL')) return `SMTP_TLS_CERT and SMTP_TLS_KEY do not hold a certificate and its key (${code}).`;
  return `the mail receiver (SMTP_PORT, SMTP_HOST): ${message}`;
}
