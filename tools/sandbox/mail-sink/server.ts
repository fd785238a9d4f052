/**
 * A mail server that takes everything and writes it down, in a process of its own.
 *   node tools/sandbox/mail-sink/server.ts [--port 0] [--control 0] [--ledger mail.jsonl] [--user u --password p] [--deliver-to host:port]
 * Prints one JSON line with its ports when it is ready. Answers 250 only when the ledger line is on the disk.
 */
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import PostalMime from 'postal-mime';
import { openLedger, readLedger } from '../ledger.ts';
import { createControlServer, type SinkMail } from './control-server.ts';
import { Faults } from './faults.ts';
import { serveSmtp, type Envelope } from './smtp-session.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    control: { type: 'string', default: '0' },
    ledger: { type: 'string', default: 'mail-ledger.jsonl' },
    user: { type: 'string' },
    password: { type: 'string', default: '' },
    'max-bytes': { type: 'string', default: String(40 * 1024 * 1024) },
    'deliver-to': { type: 'string' },
  },
});

/** What every message of a proof carries, wherever it stands in the mail. */
const TOKEN = /\btok-[0-9a-z][0-9a-z-]{3,63}\b/i;
/** The page and tests read the last ones; the ledger has all. */
const REMEMBERED = 2_000;

const ledger = openLedger(values.ledger);
const faults = new Faults();
const mails: SinkMail[] = [];
for (const entry of readLedger<{ type: string; from: string; to: string[]; raw: string }>(values.ledger)) {
  if (entry.type === 'accepted') mails.push(await understand(entry, Buffer.from(entry.raw, 'base64'), entry.at));
}

async function understand(envelope: Envelope, raw: Buffer, at: string): Promise<SinkMail> {
  const mail = await PostalMime.parse(raw);
  return {
    at,
    from: envelope.from,
    to: envelope.to,
    messageId: mail.messageId ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    inReplyTo: mail.inReplyTo ?? '',
    attachments: mail.attachments.map((file) => ({ name: file.filename ?? '', mime: file.mimeType, size: typeof file.content === 'string' ? file.content.length : file.content.byteLength })),
  };
}

async function keep(envelope: Envelope, raw: Buffer): Promise<void> {
  const mail = await understand(envelope, raw, new Date().toISOString());
  const token = TOKEN.exec(`${mail.subject}\n${mail.text}\n${mail.html}`)?.[0] ?? null;
  ledger.append({ type: 'accepted', from: envelope.from, to: envelope.to, messageId: mail.messageId, subject: mail.subject, token, raw: raw.toString('base64') });
  mails.push(mail);
  if (mails.length > REMEMBERED) mails.shift();
}

const login = values.user === undefined ? null : { user: values.user, password: values.password };
const smtp = createServer((socket) =>
  serveSmtp(socket, { faults, login, maxBytes: Number(values['max-bytes']), keep, drop: (envelope, raw, why) => ledger.append({ type: 'dropped', from: envelope.from, to: envelope.to, why, size: raw.length }) }),
);
const receiver = values['deliver-to'] ? { host: values['deliver-to'].replace(/:\d+$/, ''), port: Number(/:(\d+)$/.exec(values['deliver-to'])?.[1]) } : null;
const control = createControlServer(faults, mails, receiver);
const listen = (server: Server | ReturnType<typeof createControlServer>, port: number): Promise<number> =>
  new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
const ports = { port: await listen(smtp, Number(values.port)), control: await listen(control, Number(values.control)) };
console.log(JSON.stringify({ ready: true, ...ports }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    ledger.close();
    process.exit(0);
  });
}
