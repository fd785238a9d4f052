import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { ConversationRowView, InboxSettingsView, MessageView, Page } from '../../../../libs/crm-core/src/views.ts';
import { ADMIN, Browser, createTestDatabase, PASSWORD, startTestOkno, until, type TestDatabase, type TestOkno } from '../testing/okno.ts';

const secret = `whsec_${Buffer.from('a bridge of our own, thirty-two+').toString('base64')}`;

describe('a messenger of one’s own, attached to the running program', () => {
  let db: TestDatabase;
  let okno: TestOkno;
  let admin: Browser;
  let bridge: Server;
  let inbox: InboxSettingsView;
  const received: { id: string; body: Record<string, unknown> }[] = [];

  beforeAll(async () => {
    bridge = createServer((request, response) => {
      void text(request).then((body) => {
        const parsed = new Webhook(secret).verify(body, request.headers as Record<string, string>) as Record<string, unknown>;
        const id = String(request.headers['webhook-id']);
        if (parsed.type === 'message') received.push({ id, body: parsed });
        response.end(JSON.stringify({ id: `viber-${id}` }));
      });
    });
    await new Promise<void>((resolve) => bridge.listen(0, '127.0.0.1', resolve));
    db = await createTestDatabase();
    okno = await startTestOkno(db, ADMIN);
    admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
    const answer = await admin.ask<InboxSettingsView>('POST', 'inboxes', {
      adapter: 'http', name: 'Viber', settings: { outboundUrl: `http://127.0.0.1:${(bridge.address() as AddressInfo).port}/in`, namespace: 'viber', verifiedKinds: ['phone'] }, credentials: { secret },
    });
    expect(answer.status).toBe(200);
    inbox = answer.body;
  });
  afterAll(async () => {
    await okno?.stop();
    await db?.drop();
    bridge?.close();
  });

  async function post(events: unknown[], id: string = randomUUID(), key = secret): Promise<number> {
    const body = JSON.stringify({ events });
    const now = new Date();
    const headers = { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': new Webhook(key).sign(id, now, body) };
    return (await fetch(`${okno.url}/hooks/${inbox.id}`, { method: 'POST', headers, body })).status;
  }
  const conversations = async (): Promise<ConversationRowView[]> => (await admin.ask<Page<ConversationRowView>>('GET', 'conversations?view=all')).body.items;
  const said = (message: string, id = randomUUID()) => ({ type: 'message', id, threadId: 'chat-77', from: { address: { kind: 'id', value: '991' }, name: 'Марко Гринь' }, at: new Date().toISOString(), text: message });

  it('answers its check when the bridge does', async () => {
    expect((await admin.ask<{ ok: boolean }>('POST', `inboxes/${inbox.id}/check`, {})).body).toMatchObject({ ok: true });
  });

  it('brings a message once, however often it is sent', async () => {
    const message = said('Чи є доставка?');
    const statuses = await Promise.all([1, 2, 3, 4, 5].map(() => post([message], 'evt-1')));
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    // Another request that carries the same message is no second message either.
    expect(await post([message], 'evt-2')).toBe(200);
    const [conversation, ...others] = await conversations();
    expect(others).toEqual([]);
    expect(conversation).toMatchObject({ contactName: 'Марко Гринь', channels: ['http'], inboundCount: 1 });
    expect(await post([message], 'evt-3', `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}`)).toBe(401);
  });

  it('takes the answer once, and its receipts move the ticks', async () => {
    const [conversation] = await conversations();
    const { body: sent } = await admin.ask<MessageView>('POST', `conversations/${conversation!.id}/messages`, { id: randomUUID(), kind: 'text', text: 'Так, завтра', seenVersion: conversation!.version });
    const arrived = await until(() => received[0]);
    expect(arrived.body).toMatchObject({ to: { kind: 'id', value: '991' }, threadId: 'chat-77', text: 'Так, завтра', messageId: sent.id });
    const status = async (): Promise<string | null | undefined> =>
      (await admin.ask<Page<MessageView>>('GET', `conversations/${conversation!.id}/messages`)).body.items.find((message) => message.id === sent.id)?.delivery;
    await until(async () => (await status()) === 'sent');
    expect(await post([{ type: 'delivery', id: `viber-${arrived.id}`, status: 'delivered', at: new Date().toISOString() }])).toBe(200);
    await until(async () => (await status()) === 'delivered');
    expect(await post([{ type: 'read', threadId: 'chat-77', upTo: new Date().toISOString() }])).toBe(200);
    await until(async () => (await status()) === 'read');
    expect(received).toHaveLength(1);
  });

  it('gets a clear 400 for what does not fit, and the next good message passes', async () => {
    expect(await post([{ ...said('x'), colour: 'red' }])).toBe(400);
    expect(await post([{ type: 'smoke-signal', at: new Date().toISOString() }])).toBe(400);
    expect(await post([said('А самовивіз?')])).toBe(200);
  });

  it('brings a call into the same conversation', async () => {
    const call = { type: 'call', id: 'c-1', threadId: 'chat-77', direction: 'inbound', customer: { address: { kind: 'id', value: '991' } }, line: { kind: 'phone', value: '+380441234567' } };
    expect(await post([{ ...call, state: 'ringing', at: new Date().toISOString() }])).toBe(200);
    expect(await post([{ ...call, state: 'missed', waitSeconds: 14, at: new Date().toISOString() }])).toBe(200);
    const [conversation, ...others] = await conversations();
    expect(others).toEqual([]);
    const { items } = (await admin.ask<Page<MessageView>>('GET', `conversations/${conversation!.id}/messages`)).body;
    expect(items.find((message) => message.kind === 'call')).toMatchObject({ channel: 'http', call: { state: 'missed', waitSeconds: 14 } });
  });
});
