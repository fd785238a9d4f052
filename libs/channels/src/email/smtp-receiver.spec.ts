import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import type { RawInbound } from '../contract.ts';
import { createAuthority } from '../testing/certificates.ts';
import { until } from '../testing/until.ts';
import { plainAddress, startMailReceiver, type MailReceiver, type MailReceiverOptions } from './smtp-receiver.ts';

const MAIL = 'From: Olena <olena@example.com>\r\nSubject: hello\r\n\r\nhello\r\n';

describe('taking mail by SMTP', () => {
  let receiver: MailReceiver;
  let kept: { inboxId: string; raw: RawInbound }[] = [];
  let commit: () => Promise<void> = () => Promise.resolve();
  let lookup: MailReceiverOptions['resolveRecipient'];

  beforeEach(async () => {
    kept = [];
    commit = () => Promise.resolve();
    lookup = (address) => Promise.resolve(address === 'inbox-a@desk.example' ? 'a' : address === 'inbox-b@desk.example' ? 'b' : null);
    receiver = await startMailReceiver({
      host: '127.0.0.1', port: 0, name: 'desk.example', maxBytes: 100_000, maxHeldBytes: 150_000, now: () => new Date('2026-11-21T10:00:00Z'),
      resolveRecipient: (address) => lookup(address),
      deliver: async (inboxId, raw) => {
        await commit();
        kept.push({ inboxId, raw });
      },
    });
  });
  afterEach(() => receiver.close());

  const send = (to: string | string[], raw: string = MAIL, from = 'olena@example.com') =>
    createTransport({ host: '127.0.0.1', port: receiver.port, secure: false, ignoreTLS: true }).sendMail({ envelope: { from, to }, raw });

  it('says 250 only when the commit is done', async () => {
    let release: (() => void) | null = null;
    commit = () => new Promise((resolve) => (release = resolve));
    let answered = false;
    const sending = send('INBOX-A@desk.example').then(() => (answered = true));
    await until('the commit to begin', () => release !== null);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(answered).toBe(false);
    release!();
    await sending;
    expect(kept).toMatchObject([{ inboxId: 'a', raw: { providerKey: expect.stringMatching(/^smtp\/[0-9a-f]{64}$/) as string, receivedAt: new Date('2026-11-21T10:00:00Z') } }]);
    expect(kept[0]!.raw.body.toString()).toContain(MAIL);
    expect(kept[0]!.raw.body.toString()).toMatch(/^Return-Path: <olena@example\.com>\r\nDelivered-To: inbox-a@desk\.example\r\nReceived: from /);
  });
  it('gives the same mail the same key when it comes again', async () => {
    await send('inbox-a@desk.example');
    await send('inbox-a@desk.example');
    expect(kept[0]!.raw.providerKey).toBe(kept[1]!.raw.providerKey);
    await send('inbox-a@desk.example', MAIL.replace('\r\nhello', '\r\nhello again'));
    expect(kept[2]!.raw.providerKey).not.toBe(kept[0]!.raw.providerKey);
  });
  it('delivers once to every inbox that is meant', async () => {
    await send(['inbox-a@desk.example', 'inbox-b@desk.example']);
    expect(kept.map(({ inboxId }) => inboxId).sort()).toEqual(['a', 'b']);
  });
  it('tells 550 for an address nobody has', async () => {
    await expect(send('nobody@desk.example')).rejects.toMatchObject({ responseCode: 550, response: expect.stringContaining('5.1.1') as string });
    expect(kept).toEqual([]);
  });
  it('tells 451 while it cannot store or look up, so that the sender tries again', async () => {
    commit = () => Promise.reject(new Error('the database is away'));
    await expect(send('inbox-a@desk.example')).rejects.toMatchObject({ responseCode: 451 });
    lookup = () => Promise.reject(new Error('the database is away'));
    await expect(send('inbox-a@desk.example')).rejects.toMatchObject({ responseCode: 451 });
    expect(kept).toEqual([]);
  });
  it('tells 552 for a mail that is too large, announced or not', async () => {
    await expect(send('inbox-a@desk.example', MAIL + `${'y'.repeat(76)}\r\n`.repeat(2_000))).rejects.toMatchObject({ responseCode: 552 });
    await expect(unannounced(receiver.port, 200_000)).resolves.toMatch(/^552/);
    expect(kept).toEqual([]);
  });
  it('takes bounces, whose sender is empty', async () => {
    await send('inbox-a@desk.example', MAIL, '');
    expect(kept[0]!.raw.body.toString()).toMatch(/^Return-Path: <>/);
  });
  it('knows a Cyrillic domain in both its spellings', async () => {
    lookup = (address) => Promise.resolve(address === plainAddress(' Inbox-A@Пошта.УКР ') ? 'a' : null);
    await send('inbox-a@xn--80a1acn3a.xn--j1amh');
    expect(kept[0]!.raw.body.toString()).toContain('Delivered-To: inbox-a@xn--80a1acn3a.xn--j1amh\r\n');
  });
  it('keeps nothing of a mail whose sender breaks off in the middle', async () => {
    const socket = await halfSent(receiver.port, 'half a mail');
    socket.destroy();
    await send('inbox-a@desk.example');
    expect(kept).toHaveLength(1);
  });
  it('holds only so much in memory: who brings more meanwhile is told to come again', async () => {
    const large = MAIL + `${'y'.repeat(76)}\r\n`.repeat(1_000);
    const socket = await halfSent(receiver.port, `${'z'.repeat(98)}\r\n`.repeat(900));
    await expect(send('inbox-a@desk.example', large)).rejects.toMatchObject({ responseCode: 452 });
    await send('inbox-a@desk.example', MAIL);
    socket.destroy();
    await until('room again', () => send('inbox-a@desk.example', large).then(() => true, () => false));
    expect(kept).toHaveLength(2);
  });
});

describe('STARTTLS', () => {
  it('is offered with a certificate, which can be renewed while it runs, and not without', async () => {
    const authority = createAuthority();
    const [first, second] = [authority.issue(['first.example']), authority.issue(['second.example'])];
    const options = { host: '127.0.0.1', port: 0, name: 'desk.example', maxBytes: 100_000, now: () => new Date(), resolveRecipient: () => Promise.resolve('a'), deliver: () => Promise.resolve() };
    const [open, secure] = [await startMailReceiver(options), await startMailReceiver({ ...options, tls: first })];
    const send = (port: number, servername: string) =>
      createTransport({ host: '127.0.0.1', port, secure: false, requireTLS: true, tls: { ca: authority.cert, servername } }).sendMail({ envelope: { from: 'a@b.example', to: 'c@d.example' }, raw: MAIL });
    try {
      await expect(send(open.port, 'first.example')).rejects.toMatchObject({ code: 'ETLS' });
      await expect(send(secure.port, 'first.example')).resolves.toMatchObject({ response: expect.stringMatching(/^250/) as string });
      expect(() => secure.renewCertificate({ cert: second.cert, key: first.key })).toThrow();
      await expect(send(secure.port, 'first.example')).resolves.toBeDefined();
      secure.renewCertificate(second);
      await expect(send(secure.port, 'second.example')).resolves.toBeDefined();
    } finally {
      await Promise.all([open.close(), secure.close()]);
      authority.remove();
    }
  });
});

/** A client that does not announce the size. */
async function unannounced(port: number, size: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await until('the greeting', () => heard.startsWith('220'));
  for (const [line, answer] of [['EHLO x', '250 '], ['MAIL FROM:<a@b.example>', '250 '], ['RCPT TO:<inbox-a@desk.example>', '250 '], ['DATA', '354']] as const) {
    heard = '';
    socket.write(`${line}\r\n`);
    await until(`the answer to ${line}`, () => heard.includes(answer));
  }
  heard = '';
  socket.write(`${`${'z'.repeat(98)}\r\n`.repeat(size / 100)}.\r\n`);
  await until('the verdict', () => /^\d{3}/.test(heard));
  socket.destroy();
  return heard;
}

/** A client that stops in the middle of a mail. */
async function halfSent(port: number, content: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  for (const [answer, line] of [['220', 'EHLO x\r\n'], ['250 ', 'MAIL FROM:<a@b.example>\r\n'], ['250 Acc', 'RCPT TO:<inbox-a@desk.example>\r\n'], ['250 Acc', 'DATA\r\n'], ['354', content]] as const) {
    await until(answer, () => heard.includes(answer));
    heard = '';
    socket.write(line);
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  return socket;
}
