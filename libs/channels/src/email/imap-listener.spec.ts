import { ImapFlow } from 'imapflow';
import type { Cursor, MessageReceived, RawInbound } from '../contract.ts';
import { ListenError } from '../errors.ts';
import { hasDovecot } from '../testing/dovecot.ts';
import { startTcpProxy } from '../testing/tcp-proxy.ts';
import { until } from '../testing/until.ts';
import type { MailChannel } from './email-adapter.ts';
import { startMailRig, type MailRig } from './testing/mail-rig.ts';

if (!hasDovecot) console.warn('Dovecot is not installed: the suite "reading a mailbox" does not run.');
const DAY = 86_400_000;
const mail = (token: string, more = '') => `From: olena@example.com\r\nTo: support@shop.example\r\nSubject: ${token}\r\nDate: ${new Date().toUTCString()}\r\n${more}\r\n${token} text\r\n`;

/** What a desk does: keeps raw mail and cursor together, and each mail once. */
class Desk {
  cursor: Cursor | null = null;
  readonly kept = new Map<string, RawInbound>();
  readonly deliveries: string[] = [];
  readonly health: { ok: boolean; detail?: string }[] = [];
  broken = false;
  readonly deliver = (raw: RawInbound | null, next: Cursor): Promise<void> => {
    if (this.broken) return Promise.reject(new Error('the database is away'));
    if (raw) {
      this.deliveries.push(raw.providerKey);
      this.kept.set(raw.providerKey, raw);
    }
    this.cursor = JSON.parse(JSON.stringify(next)) as Cursor;
    return Promise.resolve();
  };
  tokens(): string[] {
    return [...this.kept.values()].map((raw) => /^Subject: (.*)\r?$/m.exec(raw.body.toString())?.[1] ?? '?');
  }
}

(hasDovecot ? describe : describe.skip)('reading a mailbox', () => {
  let rig: MailRig;
  const running: { stop: AbortController; done: Promise<void> }[] = [];

  beforeEach(async () => {
    rig = await startMailRig(true);
  });
  afterEach(async () => {
    for (const { stop, done } of running.splice(0)) {
      stop.abort();
      await done.catch(() => undefined);
    }
    await rig.stop();
  });

  function listen(desk: Desk, adapter: MailChannel): { stop: AbortController; done: Promise<void> } {
    const stop = new AbortController();
    const done = adapter.listen(desk.cursor, desk.deliver, stop.signal, (health) => desk.health.push(health));
    done.catch(() => undefined);
    running.push({ stop, done });
    return { stop, done };
  }
  const ready = (desk: Desk) => until('the mailbox to be open', () => desk.health.at(-1)?.ok === true);

  it('begins at the end of a mailbox: what was there before is not new', async () => {
    rig.dovecot!.deliver(mail('old'));
    const desk = new Desk();
    listen(desk, rig.make());
    await ready(desk);
    rig.dovecot!.deliver(mail('new'));
    await until('the new mail', () => desk.kept.size === 1);
    expect(desk.tokens()).toEqual(['new']);
  });

  it('goes on after a stop where it stood, in order, each mail once', async () => {
    const desk = new Desk();
    const first = listen(desk, rig.make());
    await ready(desk);
    rig.dovecot!.deliver(mail('one'));
    await until('the first', () => desk.kept.size === 1);
    first.stop.abort();
    await first.done;
    for (let i = 0; i < 120; i++) rig.dovecot!.deliver(mail(`missed-${String(i).padStart(3, '0')}`));
    listen(desk, rig.make());
    await until('all that was missed', () => desk.kept.size === 121);
    expect(desk.deliveries).toHaveLength(121);
    expect(desk.tokens().slice(1)).toEqual([...desk.tokens().slice(1)].sort());
  });

  it('never marks a mail as read and never deletes one', async () => {
    const desk = new Desk();
    listen(desk, rig.make());
    await ready(desk);
    rig.dovecot!.deliver(mail('untouched'));
    await until('the mail', () => desk.kept.size === 1);
    const client = new ImapFlow({ host: '127.0.0.1', port: rig.dovecot!.port, secure: false, doSTARTTLS: false, auth: { user: rig.dovecot!.user, pass: rig.dovecot!.password }, logger: false });
    await client.connect();
    await client.mailboxOpen('INBOX', { readOnly: true });
    const [only] = await client.fetchAll('1:*', { flags: true });
    expect(only?.flags?.has('\\Seen')).toBe(false);
    await client.logout();
  });

  it('reads history of N days as history, and new mail before it', async () => {
    rig.dovecot!.deliver(mail('ancient'), { at: new Date(Date.now() - 40 * DAY) });
    for (let i = 0; i < 5; i++) rig.dovecot!.deliver(mail(`recent-${i}`), { at: new Date(Date.now() - 3 * DAY) });
    const desk = new Desk();
    const adapter = rig.make({ settings: { backfillDays: 30 } });
    listen(desk, adapter);
    await until('the history', () => desk.kept.size === 5);
    rig.dovecot!.deliver(mail('live'));
    await until('the new mail', () => desk.kept.size === 6);
    expect(desk.tokens()).not.toContain('ancient');
    const events = await Promise.all([...desk.kept.values()].map((raw) => adapter.parse(raw)));
    const history = events.flat().filter((event): event is MessageReceived => event.type === 'message-received').map((event) => [event.subject, event.history ?? false]);
    expect(Object.fromEntries(history)).toMatchObject({ 'recent-0': true, 'recent-4': true, live: false });
    await until('the end of the history', () => desk.cursor?.historyNext === 0);
  });

  it('reads everything anew after a change of UIDVALIDITY, and a known mail keeps its identity', async () => {
    rig.dovecot!.deliver(`From: older@example.com\r\nDate: Mon, 2 Mar 2020 10:00:00 +0000\r\nSubject: long ago\r\n\r\nx\r\n`, { at: new Date('2020-03-02') });
    const desk = new Desk();
    const adapter = rig.make();
    listen(desk, adapter);
    await ready(desk);
    rig.dovecot!.deliver(mail('before'));
    await until('the first mail', () => desk.kept.size === 1);
    await rig.dovecot!.changeUidValidity();
    rig.dovecot!.deliver(mail('after'));
    await until('both under their new keys', () => desk.kept.size === 3);
    const ids = (await Promise.all([...desk.kept.values()].map((raw) => adapter.parse(raw)))).flat().map((event) => (event.type === 'message-received' ? `${event.subject} ${event.externalId}` : ''));
    expect(new Set(ids).size).toBe(2);
    expect(desk.tokens()).not.toContain('long ago');
  });

  it('comes back by itself when the server is killed and when it is away for a while', async () => {
    const desk = new Desk();
    listen(desk, rig.make());
    await ready(desk);
    await rig.dovecot!.kill();
    await until('the outage to be seen', () => desk.health.at(-1)?.ok === false);
    rig.dovecot!.deliver(mail('during the outage'));
    await rig.dovecot!.restart();
    await until('the mail of the outage', () => desk.kept.size === 1);
    expect(desk.health.at(-1)?.ok).toBe(true);
  });

  it('gives up a server that has fallen silent and connects anew', async () => {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: rig.dovecot!.port });
    try {
      const desk = new Desk();
      listen(desk, rig.make({ settings: { imap: { host: '127.0.0.1', port: proxy.port, security: 'plain', user: rig.dovecot!.user } }, tuning: { checkMs: 200, silenceMs: 300 } }));
      await ready(desk);
      proxy.freeze();
      rig.dovecot!.deliver(mail('while silent'));
      await until('the mail over a new connection', () => desk.kept.size === 1);
      expect(proxy.connections).toBeGreaterThan(1);
    } finally {
      await proxy.stop();
    }
  });

  it('finds new mail by asking when IDLE says nothing', async () => {
    const desk = new Desk();
    listen(desk, rig.make({ tuning: { checkMs: 150, idleMs: 100 } }));
    await ready(desk);
    for (let i = 0; i < 3; i++) {
      rig.dovecot!.deliver(mail(`checked-${i}`));
      await until(`mail ${i}`, () => desk.kept.size === i + 1, 3_000);
    }
  });

  it('loses and doubles nothing when the connection is cut at any byte', async () => {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: rig.dovecot!.port });
    try {
      const desk = new Desk();
      const adapter = rig.make({ settings: { imap: { host: '127.0.0.1', port: proxy.port, security: 'plain', user: rig.dovecot!.user } }, tuning: { retryMs: 5, maxRetryMs: 20 } });
      listen(desk, adapter);
      await ready(desk);
      const cuts = Array.from({ length: 25 }, (_, i) => 150 + ((i * 7_919) % 60_000));
      proxy.cutAfter(cuts);
      for (let i = 0; i < 60; i++) rig.dovecot!.deliver(mail(`cut-${i}`, `X-Padding: ${'x'.repeat(900)}\r\n`));
      await rig.dovecot!.restart();
      await until('every mail', () => desk.kept.size === 60, 25_000);
      expect(desk.deliveries).toHaveLength(60);
      expect(new Set(desk.tokens()).size).toBe(60);
      expect(proxy.connections).toBeGreaterThan(4);
    } finally {
      await proxy.stop();
    }
  });

  it('waits on the server while the desk cannot store, and takes each mail once afterwards', async () => {
    const desk = new Desk();
    listen(desk, rig.make());
    await ready(desk);
    desk.broken = true;
    rig.dovecot!.deliver(mail('patience'));
    await until('the trouble to be seen', () => desk.health.some((health) => health.detail?.includes('cannot be stored') ?? false));
    desk.broken = false;
    await until('the mail', () => desk.kept.size === 1);
    expect(desk.deliveries).toHaveLength(1);
  });

  it('cuts a huge mail at its limit and says that the rest is in the mailbox', async () => {
    const desk = new Desk();
    const adapter = rig.make({ tuning: { maxMailBytes: 60_000 } });
    listen(desk, adapter);
    await ready(desk);
    rig.dovecot!.deliver(
      ['From: olena@example.com', 'Subject: big', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'the words', '--b', 'Content-Type: application/zip; name=big.zip', 'Content-Transfer-Encoding: base64', '', Buffer.alloc(200_000, 7).toString('base64'), '--b--'].join('\r\n'),
    );
    rig.dovecot!.deliver(mail('small'));
    await until('both', () => desk.kept.size === 2);
    const [event] = await adapter.parse([...desk.kept.values()][0]!);
    expect(event).toMatchObject({ type: 'message-received', text: 'the words', attachments: [{ name: 'big.zip', content: { type: 'unavailable' } }] });
  });

  it('stops and asks for a person when the login is refused, not before the third time', async () => {
    const desk = new Desk();
    const { done } = listen(desk, rig.make({ credentials: { imapPassword: 'wrong', smtpPassword: 'x' } }));
    await expect(done).rejects.toBeInstanceOf(ListenError);
    expect(desk.health.filter((health) => !health.ok).length).toBeGreaterThanOrEqual(3);
  });

  it('tells in its check which of the two logins fails', async () => {
    const health = await rig.make({ credentials: { imapPassword: 'wrong', smtpPassword: 'CANARY-smtp-password' } }).check();
    expect(health).toMatchObject({ ok: false, account: 'support@shop.example', steps: [{ name: 'IMAP login', ok: false }, { name: 'SMTP login', ok: true }] });
    expect(JSON.stringify(health)).not.toContain('CANARY');
  });

  it('settles an uncertain delivery by the copy the provider put into Sent, and by nothing else', async () => {
    const adapter = rig.make();
    const message = {
      deliveryId: '5f0c9a52-5d6e-4a0f-8a55-9a5c7f2b0c01', messageId: '5f0c9a52-5d6e-4a0f-8a55-9a5c7f2b0c02', channel: 'email', recipient: { kind: 'email', value: 'olena@example.com' }, externalThreadId: null,
      to: [{ kind: 'email', value: 'olena@example.com' }], cc: [], subject: 'x', text: 'x', html: null, attachments: [], replyTo: null, references: [], senderName: null, queuedAt: new Date(),
    } as const;
    const settle = () => adapter.settle(message, new Date(), new Set(), AbortSignal.timeout(5_000));
    expect(await settle()).toEqual({ outcome: 'unknown' });
    rig.dovecot!.deliver('From: x@y.example\r\nX-Okno-Delivery: 5f0c9a52-5d6e-4a0f-8a55-9a5c7f2b0cff\r\n\r\nanother delivery\r\n', { folder: 'Sent' });
    expect(await settle()).toEqual({ outcome: 'unknown' });
    rig.dovecot!.deliver(`From: x@y.example\r\nX-Okno-Delivery: ${message.deliveryId}\r\n\r\nours\r\n`, { folder: 'Sent' });
    expect(await settle()).toMatchObject({ outcome: 'sent', receipt: { status: 'sent' } });
  });
});
