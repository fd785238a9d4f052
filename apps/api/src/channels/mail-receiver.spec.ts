import { createServer, type AddressInfo } from 'node:net';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { ContactDetailView, ConversationRowView, InboxSettingsView, LeadView, MessageView, Page, TaskView } from '#crm-core';
import { createAuthority, type Authority } from '../../../../libs/channels/src/testing/certificates.ts';
import { startTcpProxy, type TcpProxy } from '../../../../libs/channels/src/testing/tcp-proxy.ts';
import { ADMIN, Browser, connectScreen, createTestDatabase, startTestOkno, until, type TestDatabase, type TestOkno } from '../testing/okno.ts';

const FORWARDING = 'sales-7f3a@desk.example';
/** A person writes it as they see it; mail servers write it as DNS does. */
const CYRILLIC = { typed: ' Orders@Почта.УКР ', onTheWire: 'orders@xn--80a1acny.xn--j1amh' };

describe('mail delivered to us by SMTP', () => {
  let db: TestDatabase;
  let proxy: TcpProxy;
  let authority: Authority;
  let okno: TestOkno;
  let admin: Browser;
  let port: number;
  beforeAll(async () => {
    db = await createTestDatabase();
    authority = createAuthority();
    const url = new URL(db.url);
    proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    port = await freePort();
    const { certFile, keyFile } = authority.issue(['desk.example']);
    okno = await startTestOkno({ ...db, url: url.href }, { ...ADMIN, LOG_LEVEL: 'silent', PUBLIC_URL: 'https://desk.example', SMTP_PORT: String(port), SMTP_HOST: '127.0.0.1', SMTP_TLS_CERT: certFile, SMTP_TLS_KEY: keyFile });
    admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
    await admin.ask('PATCH', 'auth/me', { onDuty: true }, ORIGIN);
  });
  afterAll(async () => {
    await okno?.stop();
    await proxy?.stop();
    authority?.remove();
    await db.drop();
  });

  /** Mail goes out by a server that is not there: only the way in is looked at here. */
  async function connect(name: string, address: string, forwardingAddress: string): Promise<InboxSettingsView> {
    const { body } = await admin.ask<{ id: string }>('GET', 'auth/me');
    const made = await admin.ask<InboxSettingsView>('POST', 'inboxes', {
      adapter: 'email', name, settings: { address, forwardingAddress, smtp: { host: '127.0.0.1', port: 9, security: 'plain' } }, credentials: {}, policy: { assignment: 'round-robin' }, userIds: [body.id],
    }, ORIGIN);
    expect(made.status).toBe(200);
    return made.body;
  }
  const deliver = (mail: SendMailOptions, options: object = { ignoreTLS: true }) =>
    createTransport({ host: '127.0.0.1', port, secure: false, name: 'mx.customer.example', ...options }).sendMail({ from: 'Олена <olena@customer.example>', to: FORWARDING, ...mail });
  const refusal = (mail: SendMailOptions) => deliver(mail).then(() => { throw new Error('It was taken.'); }, (error: unknown) => error as { responseCode?: number; response?: string });
  const rowsOf = (subject: string) => db.dataSource.query<{ text: string; inbox_id: string }[]>('SELECT text, inbox_id FROM message WHERE subject = $1', [subject]);
  const ask = async <T>(path: string): Promise<T> => (await admin.ask<T>('GET', path)).body;

  it('makes contact, lead, conversation, owner and task, seen at once on the screen', async () => {
    const inbox = await connect('Delivered', 'sales@shop.example', FORWARDING);
    const me = await ask<{ id: string; cursor: string }>('auth/me');
    const screen = await connectScreen(admin, me.cursor);
    const bytes = Buffer.from('%PDF-1.4 рахунок');
    const sent = await deliver({ to: `"Shop" <${FORWARDING.toUpperCase()}>`, subject: 'Рахунок 17', text: 'Надішліть, будь ласка.\n.крапка', attachments: [{ filename: 'рахунок.pdf', content: bytes }] });
    expect(sent.response).toMatch(/^250/);
    // Told 250, so it is there.
    expect(await rowsOf('Рахунок 17')).toEqual([{ text: 'Надішліть, будь ласка.\n.крапка', inbox_id: inbox.id }]);
    const message = await until(() => screen.events.flatMap((event) => (event.type === 'message' && event.message.subject === 'Рахунок 17' ? [event.message] : []))[0], 3_000, 'the message on the screen');
    screen.close();

    const conversation = await ask<ConversationRowView>(`conversations/${message.conversationId}`);
    expect(conversation).toMatchObject({ status: 'open', contactName: 'Олена', ownerId: me.id, inboxIds: [inbox.id] });
    const contact = await ask<ContactDetailView>(`contacts/${conversation.contactId}`);
    expect(contact.identities).toMatchObject([{ kind: 'email', value: 'olena@customer.example' }]);
    expect((await ask<Page<LeadView>>('leads')).items).toMatchObject([{ contactId: conversation.contactId, ownerId: me.id }]);
    expect((await ask<Page<TaskView>>('tasks')).items).toMatchObject([{ conversationId: conversation.id, assigneeId: me.id }]);
    const shown = (await ask<Page<MessageView>>(`conversations/${conversation.id}/messages`)).items.find(({ id }) => id === message.id)!;
    expect(shown.attachments).toMatchObject([{ name: 'рахунок.pdf', size: bytes.length }]);
    const file = await fetch(`${okno.url}/api/v1/files/${shown.attachments[0]!.id}`, { headers: { cookie: admin.cookie } });
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('says 250 not before the commit', async () => {
    const holder = db.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE message IN ACCESS EXCLUSIVE MODE');
    let answered = false;
    const sending = deliver({ subject: 'held', text: 'x' }).then(() => (answered = true));
    await new Promise((wake) => setTimeout(wake, 1_000));
    expect(answered).toBe(false);
    await holder.commitTransaction();
    await holder.release();
    await sending;
    expect(await rowsOf('held')).toHaveLength(1);
  });

  it('is one message however often it comes', async () => {
    const mail = { subject: 'again and again', text: 'once', messageId: '<again@customer.example>', date: new Date('2026-11-20T10:00:00Z') };
    for (let n = 0; n < 3; n++) await deliver(mail);
    await Promise.all([deliver(mail), deliver(mail)]);
    expect(await rowsOf('again and again')).toHaveLength(1);
  });

  it('goes to one inbox: a second one cannot claim its address, in whatever case it is typed', async () => {
    const second = await admin.ask('POST', 'inboxes', {
      adapter: 'email', name: 'Second', settings: { address: 'second@shop.example', forwardingAddress: FORWARDING.toUpperCase(), smtp: { host: '127.0.0.1', port: 9, security: 'plain' } }, credentials: {},
    }, ORIGIN);
    expect(second).toMatchObject({ status: 409, body: { code: 'forwarding-taken' } });
  });

  it('is refused for an address nobody has, and when it is too large: 550, 552', async () => {
    expect(await refusal({ to: 'nobody@desk.example', text: 'x' })).toMatchObject({ responseCode: 550 });
    expect(await refusal({ to: 'sales@shop.example', text: 'not forwarded, so not ours' })).toMatchObject({ responseCode: 550 });
    expect(await refusal({ subject: 'too large', text: 'x', attachments: [{ filename: 'a.bin', content: Buffer.alloc(38 * 1024 * 1024, 1) }] })).toMatchObject({ responseCode: 552 });
    expect(await rowsOf('too large')).toEqual([]);
  });

  it('finds its inbox by a Cyrillic domain, however it was typed', async () => {
    const inbox = await connect('Украина', 'zakaz@shop.example', CYRILLIC.typed);
    await deliver({ to: CYRILLIC.onTheWire, subject: 'кириллица', text: 'дошло' });
    expect(await rowsOf('кириллица')).toEqual([{ text: 'дошло', inbox_id: inbox.id }]);
  });

  it('goes on over STARTTLS, with the certificate we were given', async () => {
    const secure = { requireTLS: true, tls: { ca: authority.cert, servername: 'desk.example' } };
    expect((await deliver({ subject: 'encrypted', text: 'x' }, secure)).response).toMatch(/^250/);
    expect(await rowsOf('encrypted')).toHaveLength(1);
    const { raw } = (await db.dataSource.query<{ raw: string }[]>(`SELECT convert_from(substring(r.body for 300), 'latin1') AS raw FROM raw_event r JOIN message m ON m.raw_event_id = r.id WHERE m.subject = 'encrypted'`))[0]!;
    expect(raw).toMatch(/by desk\.example with ESMTPS;/);
    await expect(deliver({ text: 'x' }, { requireTLS: true, tls: { ca: authority.cert, servername: 'other.example' } })).rejects.toThrow(/other\.example/);
  });

  it('waits at the sender while its inbox is out of order, and while PostgreSQL is away: 451, then once', async () => {
    const broken = await connect('Broken', 'broken@shop.example', 'broken@desk.example');
    await db.dataSource.query(`UPDATE inbox SET settings = settings - 'smtp', version = version + 1 WHERE id = $1`, [broken.id]);
    const mail = { subject: 'while away', text: 'patience', messageId: '<away@customer.example>', date: new Date('2026-11-20T10:00:00Z') };
    proxy.refuse(true);
    expect(await refusal(mail)).toMatchObject({ responseCode: 451 });
    proxy.refuse(false);
    await until(() => deliver(mail).then(() => true, () => false), 15_000, 'the mail to be taken');
    expect(await rowsOf('while away')).toHaveLength(1);
    await until(async () => (await deliver({ to: 'broken@desk.example', text: 'x' }).then(() => null, (error: { responseCode?: number }) => error.responseCode)) === 451, 10_000, 'mail for the broken inbox to wait');
  });

  it('does not start with a certificate or a port that does not serve, and says which setting', async () => {
    const [one, other] = [authority.issue(['desk.example']), authority.issue(['desk.example'])];
    const start = (rest: Record<string, string>) => startTestOkno(db, { LOG_LEVEL: 'silent', SMTP_PORT: '0', ...rest }).then(async (started) => { await started.stop(); return 'started'; }, (error: unknown) => (error as Error).message);
    expect(await start({ SMTP_TLS_CERT: one.certFile })).toContain('SMTP_TLS_CERT and SMTP_TLS_KEY: set both or neither');
    expect(await start({ SMTP_TLS_CERT: '/nowhere/cert.pem', SMTP_TLS_KEY: one.keyFile })).toBe('SMTP_TLS_CERT: /nowhere/cert.pem cannot be read (ENOENT).');
    expect(await start({ SMTP_TLS_CERT: one.certFile, SMTP_TLS_KEY: other.keyFile })).toContain('SMTP_TLS_CERT and SMTP_TLS_KEY do not hold a certificate and its key');
    expect(await start({ SMTP_PORT: String(port) })).toContain(`port ${port} is taken by another program. Set SMTP_PORT`);
  });
});

/** The browser of PUBLIC_URL. */
const ORIGIN = { origin: 'https://desk.example' };

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((ready) => probe.listen(0, '127.0.0.1', ready));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
