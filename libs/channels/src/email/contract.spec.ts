import { createServer, type AddressInfo } from 'node:net';
import type { MediaRef } from '../contract.ts';
import type { Inbound } from '../testing/channel-harness.ts';
import { notMeaningful } from '../testing/channel-harness.ts';
import { describeChannelContract } from '../testing/describe-channel-contract.ts';
import { hasDovecot } from '../testing/dovecot.ts';
import { mintLocalPart } from './message-id.ts';
import { rawMail, SMTP_LOGIN, startMailRig, type MailRig } from './testing/mail-rig.ts';

if (!hasDovecot) console.warn('Dovecot is not installed: the contract suite of e-mail runs without a mailbox behind it.');

let uid = 0;
const mail = (...lines: string[]): Inbound => {
  uid += 1;
  return { raw: rawMail(lines, { providerKey: `imap/INBOX/1700000000/${uid}` }) };
};
const OUR_MESSAGE = '0b5c1c3e-6f7a-4c2e-9a53-3a4a5d0f6b11';

describeChannelContract<MailRig>('email', {
  start: () => startMailRig(hasDovecot),
  stop: (rig) => rig.stop(),
  adapter: (rig) => rig.make(),
  fresh: (rig) => rig.make(),
  canaries: (rig) => [SMTP_LOGIN.password, rig.signingKey.toString(), ...(rig.dovecot ? [rig.dovecot.password] : [])],
  logLines: (rig) => rig.logLines,

  samples: () => [
    { name: 'a text', inbound: mail('From: Олена <olena@example.com>', 'To: support@shop.example', 'Subject: =?utf-8?B?0JfQsNC80L7QstC70LXQvdC90Y8=?=', 'Message-ID: <1@example.com>', 'Date: Sat, 21 Nov 2026 09:59:00 +0000', 'Content-Type: text/plain; charset=utf-8', '', 'Доброго дня!') },
    { name: 'the same Message-ID again with other words', inbound: mail('From: olena@example.com', 'Message-ID: <1@example.com>', '', 'Another text') },
    {
      name: 'a mail with a file',
      inbound: mail('From: olena@example.com', 'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'see the file', '--b', "Content-Type: application/pdf; name*=utf-8''%D1%87%D0%B5%D0%BA.pdf", 'Content-Disposition: attachment', 'Content-Transfer-Encoding: base64', '', 'JVBERi0=', '--b--'),
    },
    { name: 'a mail without a subject, text or Message-ID', inbound: mail('From: olena@example.com', '', '') },
    { name: 'HTML', inbound: mail('From: olena@example.com', 'Content-Type: text/html; charset=utf-8', '', '<p>Привіт<script>alert(1)</script></p>') },
  ],
  forged: notMeaningful('mail comes through the mailbox or our own receiver; whom to believe is decided by DMARC evidence, never by refusing'),
  malformed: () => [
    { raw: rawMail('') }, { raw: rawMail(Buffer.from([0, 255, 254, 13, 10])) }, { raw: rawMail('no header at all, only words') },
    mail('From: a@b.example', 'Content-Type: multipart/mixed; boundary=never', '', 'the boundary never comes'),
    mail('From: a@b.example', 'Content-Type: text/plain; charset=klingon-9', 'Content-Transfer-Encoding: base64', '', '%%%%'),
    { raw: rawMail(`${'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n'.repeat(5_000)}deep`) },
  ],
  signatureExample: notMeaningful('mail has no request signature; DKIM and DMARC are tested in check-sender.spec.ts'),
  unknown: notMeaningful('every mail is a message; what cannot be shown is attached as a file'),
  ownEcho: (rig) => [
    mail('From: Shop <support@shop.example>', 'To: olena@example.com', 'Cc: support@shop.example', `Message-ID: <${mintLocalPart(OUR_MESSAGE, rig.signingKey)}@shop.example>`, '', 'our own answer, in copy'),
  ],
  automatic: () => [
    { inbound: mail('From: olena@example.com', 'Auto-Submitted: auto-replied', 'Subject: Re: order', '', 'I am on holiday'), expected: 'auto-reply' },
    { inbound: mail('From: MAILER-DAEMON@mx.example', 'Return-Path: <>', 'Subject: Undelivered Mail Returned to Sender', 'Content-Type: multipart/report; report-type=delivery-status; boundary=r', '', '--r', '', 'could not be delivered', '--r', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', '', 'Final-Recipient: rfc822; olena@example.com', 'Action: failed', 'Status: 5.1.1', '', '--r--'), expected: 'bounce' },
    { inbound: mail('From: news@example.com', 'List-Unsubscribe: <https://example.com/u>', 'Subject: Sale', '', 'Buy'), expected: 'bulk' },
    { inbound: mail('From: fbl@example.com', 'Content-Type: multipart/report; report-type=feedback-report; boundary=r', '', '--r', '', 'complaint', '--r', 'Content-Type: message/feedback-report', '', 'Feedback-Type: abuse', '', '--r--'), expected: 'report' },
  ],
  addresses: () => [
    { inbound: mail('From: "Olena T." <OLENA@Example.COM>', '', 'x'), expected: { kind: 'email', value: 'olena@example.com' } },
    { inbound: mail('From: <olena@example.com>', '', 'x'), expected: { kind: 'email', value: 'olena@example.com' } },
    { inbound: mail('From: olena@example.com (Olena)', '', 'x'), expected: { kind: 'email', value: 'olena@example.com' } },
    // A form on our own site writes from our own address and names the customer in Reply-To.
    { inbound: mail('From: Shop <support@shop.example>', 'Reply-To: Олена <Olena@example.com>', '', 'x'), expected: { kind: 'email', value: 'olena@example.com' } },
  ],

  recipient: () => ({ channel: 'email', address: { kind: 'email', value: 'olena@example.com' }, externalThreadId: '1@example.com' }),
  accepted: (rig) => rig.accepted().length,
  async rateLimited(rig) {
    await rig.fail({ fault: 'rate-limit' });
    return { retryAfterMs: 1_000 };
  },
  async refused(rig) {
    await rig.fail({ fault: '550-at-rcpt' });
    return { kinds: ['recipient'] };
  },
  optedOut: notMeaningful('a mail server cannot say that a customer unsubscribed; the desk keeps that itself'),
  silentAfterAccept: (rig) => rig.fail({ fault: 'accept-then-hang' }),
  async unreachable(rig) {
    return rig.make({ settings: { smtp: { host: '127.0.0.1', port: await closedPort(), security: 'plain', user: SMTP_LOGIN.user } } });
  },
  shown: notMeaningful('a letter that left cannot be changed or called back'),
  tooLong: true,
  undeclaredAttachment: true,
  foreignMedia: (_rig, url): MediaRef[] => [{ url }, { path: '/etc/passwd' }, {}],
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
