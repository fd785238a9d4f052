import { createHmac, randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { ConversationRowView, InboxSettingsView, MessageView, Page } from '../../../../libs/crm-core/src/views.ts';
import { reader } from '../../../../libs/crm-core/src/transaction.ts';
import { startDesk, visit, type RunningDesk } from './testing/running-desk.ts';
import type { PageHistory, PageMessage } from './thread-answers.ts';

const identitySecret = 'identity-secret-0123456789-abcdefghij';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
let desk: RunningDesk;
let inbox: string;
let other: string;
const rows = <Row>(text: string, values: unknown[] = []): Promise<Row[]> => reader(desk.db.dataSource).query<Row>(text, values);
const connect = (settings: Record<string, unknown> = {}) => desk.api<InboxSettingsView>('POST', '/inboxes', { adapter: 'webchat', name: 'Site', settings, credentials: { identitySecret } });

beforeAll(async () => {
  desk = await startDesk();
  inbox = (await connect({ allowedOrigins: ['https://shop.example'], country: 'UA' })).id;
  other = (await connect()).id;
});
afterAll(() => desk[Symbol.asyncDispose]());

async function until<T>(what: () => Promise<T | undefined | false>, ms = 25_000): Promise<T> {
  for (const end = Date.now() + ms; ; ) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) throw new Error('It did not come.');
    await new Promise((wake) => setTimeout(wake, 25));
  }
}
async function conversationOf(visitorId: string): Promise<{ id: string; version: number }> {
  const [found] = await rows<{ id: string; version: number }>('SELECT c.id, c.version FROM conversation c JOIN message m ON m.conversation_id = c.id WHERE m.external_thread_id = $1 LIMIT 1', [visitorId]);
  return found!;
}
async function reply(visitorId: string, text: string, attachmentIds: string[] = []): Promise<MessageView> {
  const { id, version } = await conversationOf(visitorId);
  return desk.api('POST', `/conversations/${id}/messages`, { id: randomUUID(), kind: 'text', text, seenVersion: version, attachmentIds });
}
/** A page's socket; what it was told, in order. */
async function listen(visitor: { token: string }, inboxId = inbox) {
  const socket: Socket = io(`${desk.url}/visitor`, { path: '/socket', transports: ['websocket'], auth: { inboxId, token: visitor.token }, reconnection: false });
  const told: { event: string; payload: unknown }[] = [];
  socket.onAny((event: string, payload: unknown) => void told.push({ event, payload }));
  const heard = <T>(event: string, fits: (payload: T) => boolean = () => true): Promise<T> => until(() => Promise.resolve(told.find((one) => one.event === event && fits(one.payload as T))?.payload as T));
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return { socket, told, heard };
}

describe('a first message in the web chat', () => {
  it('becomes one message, contact, lead with its source, and conversation, however often it is posted', async () => {
    const visitor = await visit(desk, inbox, { site: 'https://shop.example' });
    const body = visitor.message('Привіт! Чи є Hoshi 12?', {
      profile: { name: 'Оксана', phone: '050 123 45 67' }, language: 'uk', page: 'https://shop.example/hoshi',
      source: { utm: { utm_source: 'google', utm_campaign: 'осінь' }, referrer: 'https://google.com/', landingPage: 'https://shop.example/?utm_source=google' },
    });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => visitor.post('messages', body)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    const statuses = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { status: string }).status));
    expect(statuses.sort()).toEqual(['committed', 'duplicate', 'duplicate', 'duplicate', 'duplicate']);
    const messages = await rows<{ contact_id: string; text: string }>('SELECT contact_id, text FROM message WHERE external_thread_id = $1', [visitor.visitorId]);
    expect(messages.map((message) => message.text)).toEqual(['Привіт! Чи є Hoshi 12?']);
    const contact = messages[0]!.contact_id;
    expect(await rows('SELECT name, language FROM contact WHERE id = $1', [contact])).toEqual([{ name: 'Оксана', language: 'uk' }]);
    const leads = await rows<{ source: Record<string, unknown> }>('SELECT source FROM lead WHERE contact_id = $1', [contact]);
    expect(leads).toMatchObject([{ source: { utm: { utm_source: 'google', utm_campaign: 'осінь' }, referrer: 'https://google.com/' } }]);
    expect(await rows('SELECT 1 FROM conversation WHERE contact_id = $1', [contact])).toHaveLength(1);
    // What was typed into the form only hints.
    expect(await rows('SELECT kind, value FROM contact_claim WHERE contact_id = $1', [contact])).toEqual([{ kind: 'phone', value: '+380501234567' }]);
    expect(await rows('SELECT kind FROM contact_identity WHERE contact_id = $1', [contact])).toEqual([{ kind: 'visitor' }]);
  });

  it('of a signed-in customer belongs to the contact who has that address already', async () => {
    const sign = (userId: string, email: string) => createHmac('sha256', identitySecret).update(`${userId}\n${email}\n`).digest('hex');
    const known = await desk.api<{ id: string }>('POST', '/contacts', { name: 'Тарас', identities: [{ kind: 'email', value: 'taras@x.example' }] });
    const visitor = await visit(desk, inbox, { identity: { userId: '7', email: 'Taras@x.example', hash: sign('7', 'Taras@x.example') } });
    expect((await visitor.say('Я вже ваш клієнт')).status).toBe(200);
    expect(await rows('SELECT contact_id FROM message WHERE external_thread_id = $1', [visitor.visitorId])).toEqual([{ contact_id: known.id }]);
    const again = await visit(desk, inbox, { identity: { userId: '7', email: 'Taras@x.example', hash: sign('7', 'Taras@x.example') } });
    expect(((await (await again.get('messages')).json()) as PageHistory).items.map((message) => message.text)).toEqual(['Я вже ваш клієнт']);
  });
});

describe('who is no visitor', () => {
  it('gets nothing: a forged token, another chat, another site, a foreign page', async () => {
    const visitor = await visit(desk, inbox);
    const elsewhere = { ...visitor, token: visitor.token };
    const call = (path: string, headers: Record<string, string>, body: unknown = visitor.message('x')) =>
      fetch(`${desk.url}/widget/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }).then((answer) => answer.status);
    const authorization = `Bearer ${elsewhere.token}`;
    expect(await call(`${inbox}/messages`, { authorization: `Bearer ${visitor.token}x` })).toBe(401);
    expect(await call(`${inbox}/messages`, {})).toBe(401);
    expect(await call(`${other}/messages`, { authorization })).toBe(401);
    expect(await call(`${randomUUID()}/messages`, { authorization })).toBe(404);
    expect(await call(`${inbox}/messages`, { authorization, origin: 'https://evil.example' })).toBe(403);
    expect(await call(`${inbox}/messages`, { authorization, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await call(`${inbox}/session`, {}, { site: 'https://evil.example' })).toBe(403);
    expect(await call(`${inbox}/session`, {}, { identity: { userId: '7', hash: '0'.repeat(64) } })).toBe(403);
    const preflight = await fetch(`${desk.url}/widget/${inbox}/messages`, { method: 'OPTIONS', headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' } });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('cannot connect a socket', async () => {
    const visitor = await visit(desk, inbox);
    await expect(listen({ token: `${visitor.token}x` })).rejects.toThrow('unauthorized');
    await expect(listen(visitor, other)).rejects.toThrow('unauthorized');
  });

  it('opens no file of another thread, nor puts one into a message', async () => {
    const [owner, thief] = [await visit(desk, inbox), await visit(desk, inbox)];
    const uploaded = (await (await owner.upload('план.png', 'image/png', PNG)).json()) as { ticket: string; kind: string };
    expect(uploaded.kind).toBe('image');
    expect((await owner.say('', { files: [uploaded.ticket] })).status).toBe(200);
    const { items } = (await (await owner.get('messages')).json()) as PageHistory;
    const file = items[0]!.attachments[0]!;
    const download = await owner.get(`files/${file.id}`);
    expect(download.status).toBe(200);
    expect(Buffer.from(await download.arrayBuffer()).equals(PNG)).toBe(true);
    expect(download.headers.get('content-disposition')).toContain('attachment');
    expect((await thief.get(`files/${file.id}`)).status).toBe(404);
    expect((await thief.say('mine', { files: [uploaded.ticket] })).status).toBe(400);
  });
});

describe('bad input', () => {
  it('gets a clear answer and the next good message passes', async () => {
    const visitor = await visit(desk, inbox);
    const refused = await visitor.post('messages', { type: 'message', id: 'x', text: 'hi', colour: 'red' });
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as { detail: string }).detail).toMatch(/id:.*colour/s);
    expect((await visitor.say('ш'.repeat(10_001))).status).toBe(400);
    expect((await visitor.post('messages', 'x'.repeat(80_000))).status).toBe(413);
    expect((await visitor.get('messages?after=nonsense-nonsense')).status).toBe(422);
    expect((await visitor.upload('a.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))).status).toBe(415);
    expect((await visitor.upload('photo.png', 'image/png', Buffer.from('MZ not a picture'))).status).toBe(415);
    expect((await visitor.say('good')).status).toBe(200);
  });

  it('comes too fast: 429 says when to go on, and the post then succeeds', async () => {
    const visitor = await visit(desk, inbox);
    const answers = await Promise.all(Array.from({ length: 60 }, () => visitor.say('flood')));
    const limited = answers.filter((answer) => answer.status === 429);
    expect(limited.length).toBe(20);
    expect(Number(limited[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await rows('SELECT 1 FROM message WHERE external_thread_id = $1', [visitor.visitorId])).toHaveLength(40);
  });
});

describe('an open page', () => {
  it('is told its thread, the answer as soon as it is sent, and that it was read', async () => {
    const visitor = await visit(desk, inbox);
    await visitor.say('Скільки коштує монтаж?');
    const page = await listen(visitor);
    const hello = await page.heard<PageHistory>('hello');
    expect(hello.items.map((message) => message.text)).toEqual(['Скільки коштує монтаж?']);
    const sent = await reply(visitor.visitorId, 'Від 120 €');
    const answer = await page.heard<PageMessage>('message', (message) => message.text === 'Від 120 €');
    expect(answer).toMatchObject({ id: sent.id, direction: 'outbound', clientId: null });
    expect(page.told.filter((one) => one.event === 'message' && (one.payload as PageMessage).text === 'Від 120 €' && (one.payload as PageMessage).id !== sent.id)).toEqual([]);

    const conversation = await conversationOf(visitor.visitorId);
    await desk.api('POST', `/conversations/${conversation.id}/read`, { readCount: 1 });
    await page.heard<{ readUpTo: string | null }>('read', ({ readUpTo }) => readUpTo === hello.items[0]!.at);

    // The page says that it came, and that it was seen.
    for (const status of ['delivered', 'read']) {
      expect((await visitor.post('receipts', { type: 'receipt', status, deliveryId: answer.deliveryId, upTo: answer.at })).status).toBe(200);
      await until(async () => (await rows<{ status: string }>('SELECT delivery_status AS status FROM message WHERE id = $1', [sent.id]))[0]?.status === status);
    }
    page.socket.close();
  });

  it('that was away is told what it missed, and nothing of anybody else', async () => {
    const [visitor, stranger] = [await visit(desk, inbox), await visit(desk, inbox)];
    await visitor.say('one');
    await stranger.say('not yours');
    const strangersPage = await listen(stranger);
    await strangersPage.heard('hello');
    const sent = await reply(visitor.visitorId, 'while away');
    await until(async () => (await rows<{ status: string }>('SELECT delivery_status AS status FROM message WHERE id = $1', [sent.id]))[0]?.status === 'sent');
    const page = await listen(visitor);
    const hello = await page.heard<PageHistory>('hello');
    expect(hello.items.map((message) => message.text)).toEqual(['while away', 'one']);
    expect(JSON.stringify(strangersPage.told)).not.toContain('while away');
    page.socket.close();
    strangersPage.socket.close();
  });

  it('never sees a note', async () => {
    const visitor = await visit(desk, inbox);
    await visitor.say('hello');
    const page = await listen(visitor);
    const conversation = await conversationOf(visitor.visitorId);
    await desk.api('POST', `/conversations/${conversation.id}/messages`, { id: randomUUID(), kind: 'note', text: 'he pays late', seenVersion: conversation.version });
    await reply(visitor.visitorId, 'Good day');
    await page.heard<PageMessage>('message', (message) => message.text === 'Good day');
    expect(JSON.stringify(page.told)).not.toContain('pays late');
    expect(JSON.stringify(await (await visitor.get('messages')).json())).not.toContain('pays late');
    page.socket.close();
  });

  it('is closed when its inbox is switched off, and cannot come back', async () => {
    const site = (await connect()).id;
    const visitor = await visit(desk, site);
    const page = await listen(visitor, site);
    await page.heard('hello');
    const closed = new Promise((resolve) => page.socket.once('disconnect', resolve));
    await desk.api('PATCH', `/inboxes/${site}`, { enabled: false });
    await closed;
    await expect(listen(visitor, site)).rejects.toThrow('unauthorized');
    expect((await visitor.say('hello?')).status).toBe(404);
  });
});

describe('what a browser loads', () => {
  it('is the frame for the listed sites only', async () => {
    const framePolicy = async (id: string) => (await fetch(`${desk.url}/widget/frame/${id}`)).headers.get('content-security-policy');
    expect(await framePolicy(inbox)).toContain('frame-ancestors https://shop.example');
    expect(await framePolicy(other)).toContain('frame-ancestors *');
    expect((await fetch(`${desk.url}/widget/frame/${randomUUID()}`)).status).toBe(404);
  });

  it('is a session that tells what is public and no secret', async () => {
    const session = await (await fetch(`${desk.url}/widget/${inbox}/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).json();
    expect(session).toMatchObject({ signedIn: false, language: 'browser', prechat: { name: 'optional' }, hours: { open: expect.any(Boolean) } });
    expect(JSON.stringify(session)).not.toContain(identitySecret);
  });
});

describe('conversations of the desk', () => {
  it('list the visitor as a customer who waits', async () => {
    const visitor = await visit(desk, inbox);
    await visitor.say('Зачекаю');
    const conversation = await conversationOf(visitor.visitorId);
    const { items } = await desk.api<Page<ConversationRowView>>('GET', '/conversations?view=queue&limit=100');
    expect(items.find((item) => item.id === conversation.id)).toMatchObject({ channels: ['webchat'], waitingSince: expect.any(String) });
  });
});
