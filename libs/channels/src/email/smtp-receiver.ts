import { promises as dns } from 'node:dns';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { domainToASCII } from 'node:url';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { RawInbound } from '../contract.ts';
import { provenDomain, type DnsResolver } from './check-sender.ts';
import { mailHash } from './mail-hash.ts';
import { INTAKE } from './parse-mail.ts';

export interface ServerCertificate {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
}

export interface MailReceiverOptions {
  readonly host: string;
  /** What we call ourselves to other mail servers; a public host name, where there is one. */
  readonly name: string;
  /** 0: any free one. */
  readonly port: number;
  /** STARTTLS is offered when given. */
  readonly tls?: ServerCertificate | undefined;
  readonly maxBytes: number;
  /** So much of all mail under way is held in memory; whoever brings more is told 452, to come again. Default 256 MB. */
  readonly maxHeldBytes?: number;
  /** The inbox that takes mail for this address (as {@link plainAddress} writes it), or null: the sender is told 550. A rejection is told 451. */
  readonly resolveRecipient: (address: string) => Promise<string | null>;
  /** Commits the mail; only then is the sender told 250. A rejection is told 451, and the sender tries again. */
  readonly deliver: (inboxId: string, raw: RawInbound) => Promise<unknown>;
  readonly now: () => Date;
  /** Checks SPF, DKIM and DMARC by DNS as the mail arrives. False: every sender is unproven. */
  readonly proveSenders?: boolean | DnsResolver;
}

export interface MailReceiver {
  readonly port: number;
  /** For the connections from now on. Throws when key and certificate do not fit; the old ones then stay. */
  renewCertificate(tls: ServerCertificate): void;
  close(): Promise<void>;
}

const HELD_BYTES = 256 * 1024 * 1024;

/** One spelling for one address: lower case, the domain as DNS writes it (`пошта.укр` → `xn--…`). */
export function plainAddress(address: string): string {
  const clean = address.trim().toLowerCase();
  const at = clean.lastIndexOf('@') + 1;
  return clean.slice(0, at) + (domainToASCII(clean.slice(at)) || clean.slice(at));
}

/**
 * Takes mail by SMTP for the forwarding addresses of our inboxes: 250 only after the commit, 550 for unknown recipients, 552 for
 * too large ones, 451 while we cannot store. Never relays, knows no login. The same mail delivered again has the same key.
 */
export async function startMailReceiver(options: MailReceiverOptions): Promise<MailReceiver> {
  const inboxes = new WeakMap<SMTPServerSession, Map<string, string>>();
  const held = new Map<SMTPServerSession, number>();
  const room = (): number => [...held.values()].reduce((left, bytes) => left - bytes, options.maxHeldBytes ?? HELD_BYTES);
  const server = new SMTPServer({
    name: options.name,
    banner: 'Okno',
    size: options.maxBytes,
    rejectOversized: true,
    authOptional: true,
    disabledCommands: ['AUTH', 'WIZ', 'SHELL', ...(options.tls ? [] : ['STARTTLS'])],
    ...(options.tls ? { key: options.tls.key, cert: options.tls.cert } : {}),
    disableReverseLookup: true,
    maxClients: 200,
    maxRecipients: 50,
    maxAllowedUnauthenticatedCommands: 1_000,
    socketTimeout: 120_000,
    closeTimeout: 5_000,
    onMailFrom(_address, session, callback) {
      inboxes.set(session, new Map());
      callback();
    },
    onRcptTo({ address }, session, callback) {
      const recipient = plainAddress(address);
      options.resolveRecipient(recipient).then(
        (inboxId) => {
          if (inboxId === null) return callback(reply(550, '5.1.1 There is no such mailbox here'));
          inboxes.get(session)?.set(inboxId, recipient);
          callback();
        },
        () => callback(reply(451, '4.3.0 Cannot look up the recipient now, try again later')),
      );
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      let size = 0;
      let crowded = false;
      const letGo = (): void => {
        chunks.length = 0;
        held.delete(session);
      };
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        crowded ||= chunk.length > room();
        // Refused already: the rest is read and let go, so that the sender hears why.
        if (crowded || size > options.maxBytes) return letGo();
        chunks.push(chunk);
        held.set(session, size);
      });
      stream.on('end', () => {
        if (size > options.maxBytes) return callback(reply(552, '5.3.4 The mail is too large'));
        if (crowded) return callback(reply(452, '4.3.1 Too much mail at this moment, try again later'));
        globalThis.oknoFailpoint?.('K1');
        keep(options, session, inboxes.get(session) ?? new Map(), Buffer.concat(chunks)).then(
          () => {
            globalThis.oknoFailpoint?.('K3');
            callback();
          },
          () => callback(reply(451, '4.3.0 Cannot store the mail now, try again later')),
        ).finally(letGo);
      });
    },
    onClose: (session) => void held.delete(session),
  });
  // A client that breaks off is its own trouble; without a listener it would be ours.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    renewCertificate({ key, cert }) {
      // The server forgets the old ones before it looks at the new ones.
      createSecureContext({ key, cert });
      server.updateSecureContext({ key, cert });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** One commit per inbox; when one fails the sender repeats all, and what was kept before is known by its key. */
async function keep(options: MailReceiverOptions, session: SMTPServerSession, inboxes: ReadonlyMap<string, string>, content: Buffer): Promise<void> {
  const receivedAt = options.now();
  const mailFrom = session.envelope.mailFrom ? plainAddress(session.envelope.mailFrom.address) : '';
  const proven = options.proveSenders ? await provenDomain(content, { ip: session.remoteAddress, helo: session.hostNameAppearsAs || '', mailFrom, mta: options.name }, options.proveSenders === true ? (name, type) => dns.resolve(name, type) as Promise<string[] | string[][]> : options.proveSenders) : null;
  const providerKey = `smtp/${mailHash(content)}`;
  for (const [inboxId, address] of inboxes) {
    const trace = `Return-Path: <${mailFrom}>\r\nDelivered-To: ${address}\r\nReceived: from ${session.hostNameAppearsAs || 'unknown'} (${session.remoteAddress}) by ${options.name} with ESMTP${session.secure ? 'S' : ''}; ${receivedAt.toUTCString().replace('GMT', '+0000')}\r\n`;
    const headers: Record<string, string> = proven ? { [INTAKE.verifiedDomain]: proven } : {};
    await options.deliver(inboxId, { providerKey, body: Buffer.concat([Buffer.from(trace.replace(/[^\x20-\x7e\r\n]/g, '?'), 'latin1'), content]), headers, receivedAt });
  }
}

const reply = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });
