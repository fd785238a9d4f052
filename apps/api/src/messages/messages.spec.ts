import { randomUUID } from 'node:crypto';
import type { ConversationRowView, InboxView, MessageVersionView, MessageView, MeView, Page, TakenBackView } from '#crm-core';
import { connectMessenger, type Messenger } from '../testing/messenger.ts';
import { ADMIN, Browser, createTestDatabase, startTestOkno, until, type TestDatabase, type TestOkno } from '../testing/okno.ts';

let db: TestDatabase;
let okno: TestOkno;
let admin: Browser;
let messenger: Messenger;
beforeAll(async () => {
  db = await createTestDatabase();
  okno = await startTestOkno(db, ADMIN);
  admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  messenger = await connectMessenger(admin);
});
afterAll(async () => {
  await messenger?.close();
  await okno?.stop();
  await db.drop();
});
beforeEach(() => {
  messenger.answer = { status: 200 };
  messenger.received.length = 0;
});

async function asked(by: string): Promise<string> {
  await messenger.post(okno.url, messenger.signed([messenger.message('Is it in stock?', by)]));
  return (await until(async () => (await admin.ask<Page<ConversationRowView>>('GET', 'conversations?view=all')).body.items.find((row) => row.contactName === by))).id;
}
const reply = async (conversationId: string, given: object = {}): Promise<MessageView> =>
  (await admin.ask<MessageView>('POST', `conversations/${conversationId}/messages`, { id: randomUUID(), kind: 'text', text: 'Yes, three of them.', seenVersion: 99, ...given })).body;
const shown = async (message: MessageView): Promise<MessageView | undefined> =>
  (await admin.ask<Page<MessageView>>('GET', `conversations/${message.conversationId}/messages`)).body.items.find(({ id }) => id === message.id);
const sent = (message: MessageView) => until(async () => (await shown(message))?.delivery === 'sent', 10_000, 'sent');
const posts = (type: string) => messenger.bodies.filter((body) => body.type === type);
const canChange = (can: boolean) => admin.ask('PATCH', `inboxes/${messenger.inboxId}`, { settings: { ...messenger.settings, canEdit: can, canDelete: can } });

describe('a message that was sent', () => {
  it('is refused in words where the channel says it cannot', async () => {
    const message = await reply(await asked('ann'));
    await sent(message);
    expect(await admin.ask('PATCH', `messages/${message.id}`, { text: 'Two.' })).toMatchObject({ status: 422, body: { code: 'cannot-edit' } });
    expect(await admin.ask('DELETE', `messages/${message.id}`)).toMatchObject({ status: 422, body: { code: 'cannot-delete' } });
    expect(posts('message-edited')).toEqual([]);
  });

  it('is changed at the messenger and then in the window, and what it said before can be read', async () => {
    expect((await canChange(true)).status).toBe(200);
    expect((await admin.ask<InboxView[]>('GET', 'inboxes')).body[0]!.capabilities[0]).toMatchObject({ canEdit: { withinMs: null }, canDelete: { withinMs: null } });
    const message = await reply(await asked('bob'));
    await sent(message);
    expect((await admin.ask<MessageView>('PATCH', `messages/${message.id}`, { text: 'Two of them.' })).body.change).toEqual({ kind: 'edit', failure: null });
    await until(async () => (await shown(message))?.text === 'Two of them.', 10_000, 'the new words');
    expect(posts('message-edited')).toMatchObject([{ deliveryId: message.deliveries[0]!.id, text: 'Two of them.', to: { kind: 'id', value: 'bob' } }]);
    expect((await admin.ask<MessageVersionView[]>('GET', `messages/${message.id}/versions`)).body).toMatchObject([{ text: 'Yes, three of them.' }]);

    messenger.answer = { status: 422, body: { error: { code: 'invalid', message: 'Too late for that.' } } };
    await admin.ask('DELETE', `messages/${message.id}`);
    const refused = await until(async () => { const now = await shown(message); return now?.change?.failure ? now : undefined; }, 10_000, 'the refusal');
    expect(refused).toMatchObject({ text: 'Two of them.', deletedAt: null, change: { kind: 'delete', failure: expect.stringContaining('Too late for that.') } });

    messenger.answer = { status: 200 };
    await admin.ask('DELETE', `messages/${message.id}`);
    await until(async () => (await shown(message))?.deletedAt !== null, 10_000, 'deleted');
    expect((await shown(message))!.text).toBe('');
  });

  it('that waits for a messenger which is away can be taken back, and does not go when it is there again', async () => {
    const conversation = await asked('eve');
    messenger.answer = { status: 503 };
    const message = await reply(conversation);
    await until(async () => Boolean((await shown(message))?.failure), 10_000, 'refused for now');
    const { status, body } = await admin.ask<TakenBackView>('POST', `messages/${message.id}/take-back`);
    expect([status, body.text, body.to]).toEqual([200, 'Yes, three of them.', [expect.stringContaining('eve')]]);
    expect(await admin.ask('POST', `messages/${message.id}/take-back`)).toMatchObject({ status: 404 });
    messenger.answer = { status: 200 };
    messenger.received.length = 0;
    const after = await reply(conversation, { text: 'Only this.' });
    await sent(after);
    expect(messenger.received.map(({ text }) => text)).toEqual(['Only this.']);
  });

  it('failed and sent again is at the messenger then', async () => {
    messenger.answer = { status: 422 };
    const message = await reply(await asked('fay'));
    await until(async () => (await shown(message))?.delivery === 'failed', 10_000, 'failed');
    messenger.answer = { status: 200 };
    messenger.received.length = 0;
    expect((await admin.ask<MessageView>('POST', `messages/${message.id}/retry`)).body.delivery).toBe('queued');
    await sent(message);
    expect(messenger.received.map(({ text }) => text)).toEqual(['Yes, three of them.']);
  });
});

it('a message put off can be sent now, and a time that has passed is refused', async () => {
  const conversation = await asked('gil');
  const message = await reply(conversation, { sendAt: new Date(Date.now() + 3_600_000).toISOString(), ifNews: 'keep' });
  expect(message.hold).toMatchObject({ kind: 'put-off', ifNews: 'keep' });
  expect(await admin.ask('POST', `conversations/${conversation}/messages`, { id: randomUUID(), kind: 'text', text: 'x', seenVersion: 99, sendAt: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 422, body: { code: 'too-soon' } });
  expect((await admin.ask('POST', `messages/${message.id}/send-now`)).status).toBe(200);
  await sent(message);
  expect(await admin.ask('POST', `messages/${message.id}/send-now`)).toMatchObject({ status: 409, body: { code: 'not-held' } });
});

it('a person’s signature is cleaned and their hold is one of four', async () => {
  const { body } = await admin.ask<MeView>('PATCH', 'auth/me', { signature: '<p onclick="x()">Best,<br>{name}</p><script>1</script>', preferences: { mailHoldSeconds: 30 } });
  expect([body.signature, body.preferences.mailHoldSeconds]).toEqual(['<p>Best,<br />{name}</p>', 30]);
  expect((await admin.ask('PATCH', 'auth/me', { preferences: { mailHoldSeconds: 7 } })).status).toBe(400);
  await admin.ask('PATCH', `inboxes/${messenger.inboxId}`, { signature: '<p><b>Nord</b></p><style>p{}</style>' });
  expect((await admin.ask<InboxView[]>('GET', 'inboxes')).body[0]!.signature).toBe('<p><b>Nord</b></p>');
});

it('after an update a channel knows again what its adapter has learned', async () => {
  await canChange(true);
  await db.dataSource.query(`UPDATE inbox SET capabilities = jsonb_build_array((capabilities->0) - 'canEdit' - 'canDelete')`);
  await okno.stop();
  okno = await startTestOkno(db, ADMIN);
  admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  expect((await admin.ask<InboxView[]>('GET', 'inboxes')).body[0]).toMatchObject({ signature: '<p><b>Nord</b></p>', capabilities: [{ canEdit: { withinMs: null } }] });
});
