import { createTransport } from 'nodemailer';
import { hasDovecot, startDovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import type { Dovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import { openLedger, readLedger } from '../../sandbox/ledger.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import type { RunningSandbox } from '../../sandbox/start-sandbox.ts';
import { countTokens, untilTaken } from '../channel.ts';
import type { WayIn, WayOut } from '../channel.ts';
import type { Desk } from '../desk.ts';

const FORWARDING = 'in@desk.example';
const customer = (way: string, index: number): string => `customer-${index}@${way}.example`;

interface Entry {
  readonly type: string;
  readonly text?: string;
  readonly raw?: string;
}

/** Mail by delivery to our own receiver, mail from a real Dovecot (`imap` is null where none is installed), and a server that takes everything we send. */
export async function openMail(folder: string, smtpPort: number): Promise<{ sink: RunningSandbox; connect(desk: Desk): Promise<void>; delivery: WayIn; imap: WayIn | null; out: WayOut; stop(): Promise<void> }> {
  const sinkLedger = `${folder}/mail-sink.jsonl`;
  const sink = await startSandbox('tools/sandbox/mail-sink/server.ts', ['--ledger', sinkLedger]);
  const dovecot = hasDovecot ? await startDovecot() : null;
  const handedOver = `${folder}/mail-handed-over.jsonl`;
  const ledger = openLedger(handedOver);
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort, secure: false, ignoreTLS: true, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 30_000, disableFileAccess: true, disableUrlAccess: true });

  const acknowledged = (type: string) => (tokens: readonly string[]) => countTokens(tokens, readLedger<Entry & Record<string, unknown>>(handedOver).flatMap((entry) => (entry.type === type ? [entry.text ?? ''] : [])));
  const delivery: WayIn = {
    name: 'SMTP delivery', points: ['K1', 'K2', 'K3', 'K4'], atOnce: 4, patienceMs: 90_000,
    async write(index, text) {
      const from = customer('delivery', index);
      // As a mail server: the same mail, under the same Message-ID, again until it hears 250.
      await untilTaken(() => transport.sendMail({ from, to: FORWARDING, subject: 'Proof', text, messageId: `<${text}@delivery.example>`, date: new Date(1_795_291_000_000) }));
      ledger.append({ type: 'delivered', text });
    },
    acknowledged: acknowledged('delivered'),
  };
  const imap = dovecot && mailboxWay(dovecot, (text) => ledger.append({ type: 'in-mailbox', text }), acknowledged('in-mailbox'));
  return {
    sink, delivery, imap,
    out: {
      name: 'SMTP', from: delivery,
      accepted: (tokens) => countTokens(tokens, readLedger<Entry & Record<string, unknown>>(sinkLedger).flatMap((entry) => (entry.type === 'accepted' ? [Buffer.from(entry.raw ?? '', 'base64').toString('utf8')] : []))),
    },
    async connect(desk) {
      const smtp = { host: '127.0.0.1', port: sink.port, security: 'plain' };
      await desk.call('POST', '/inboxes', { adapter: 'email', name: 'Delivered mail', settings: { address: 'delivered@shop.example', forwardingAddress: FORWARDING, smtp }, credentials: {} });
      if (!dovecot) return;
      const box = { host: dovecot.host, port: dovecot.port, security: 'plain', user: dovecot.user };
      await desk.call('POST', '/inboxes', { adapter: 'email', name: 'Mailbox', settings: { address: dovecot.user, imap: box, smtp }, credentials: { imapPassword: dovecot.password } });
    },
    async stop() {
      transport.close();
      ledger.close();
      await sink.stop();
      await dovecot?.stop();
    },
  };
}

/** Mail that lies in a mailbox is there, whether we have seen it or not. */
function mailboxWay(dovecot: Dovecot, note: (text: string) => void, acknowledged: WayIn['acknowledged']): WayIn {
  return {
    name: 'IMAP', points: ['K1', 'K2', 'K3', 'K4'], atOnce: 1, patienceMs: 90_000, acknowledged,
    async write(index, text) {
      const from = `Customer ${index} <${customer('mailbox', index)}>`;
      dovecot.deliver([`From: ${from}`, `To: ${dovecot.user}`, 'Subject: Proof', `Message-ID: <${text}@mailbox.example>`, `Date: ${new Date().toUTCString()}`, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', text, ''].join('\r\n'));
      note(text);
      await new Promise((resolve) => setTimeout(resolve, 40));
    },
  };
}
