import { randomUUID } from 'node:crypto';
import type { ConversationRowView, ConversationView, MessageView, Page } from '#crm-core';
import { connectMessenger, type Messenger } from '../testing/messenger.ts';
import { Reply } from './conversations.dto.ts';
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

const write = async (text: string, from: string): Promise<void> => void (await messenger.post(okno.url, messenger.signed([messenger.message(text, from)])));
const texts = async (id: string): Promise<string[]> =>
  (await admin.ask<Page<MessageView>>('GET', `conversations/${id}/messages`)).body.items.filter(({ kind }) => kind === 'text').map(({ text }) => text).reverse();
const find = async (view: string, contactName: string): Promise<ConversationRowView | undefined> =>
  (await admin.ask<Page<ConversationRowView>>('GET', `conversations?view=${view}`)).body.items.find((row) => row.contactName === contactName);

it('what a spammer writes makes nothing, and all of it comes back when the verdict is taken back', async () => {
  await write('Buy now', 'dan');
  const conversation = await until(() => find('all', 'dan'));
  await admin.ask('POST', `conversations/${conversation.id}/spam`, { spam: true });
  await write('Buy now!!', 'dan');
  await write('Sorry, that was my son. Is the boiler in stock?', 'dan');
  expect(await texts(conversation.id)).toEqual(['Buy now']);
  expect(await find('all', 'dan')).toBeUndefined();

  const pardoned = await admin.ask<ConversationView>('POST', `conversations/${conversation.id}/spam`, { spam: false });
  expect(pardoned.status).toBe(200);
  expect(pardoned.body.spam).toBe(false);
  expect(await texts(conversation.id)).toEqual(['Buy now', 'Buy now!!', 'Sorry, that was my son. Is the boiler in stock?']);
  expect((await admin.ask<Page<unknown>>('GET', 'quarantine')).body.items).toEqual([]);
});

it('a blocked contact is heard again, with what they wrote meanwhile, when they are unblocked', async () => {
  await write('Hello', 'eve');
  const conversation = await until(() => find('all', 'eve'));
  await admin.ask('PATCH', `contacts/${conversation.contactId}`, { blocked: true });
  await write('Anybody there?', 'eve');
  expect(await texts(conversation.id)).toEqual(['Hello']);
  await admin.ask('PATCH', `contacts/${conversation.contactId}`, { blocked: false });
  expect(await texts(conversation.id)).toEqual(['Hello', 'Anybody there?']);
});

it('HTML that an operator posts is cleaned before it is stored, shown or sent', () => {
  const html = '<p onclick="x()">Hi <b>there</b><script>steal()</script><img src=x onerror=y><a href="javascript:z()">go</a><img src="cid:logo"></p>';
  const { html: cleaned } = Reply.parse({ id: randomUUID(), kind: 'text', text: 'Hi there', seenVersion: 1, html });
  expect(cleaned).toBe('<p>Hi <b>there</b><a>go</a><img src="cid:logo" /></p>');
});
