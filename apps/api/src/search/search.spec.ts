import type { ConversationRowView, Page, SearchView, TimelineView } from '#crm-core';
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

const write = async (text: string, from: string): Promise<void> => void (await messenger.post(okno.url, messenger.signed([messenger.message(text, from)])));
const search = async (query: string): Promise<SearchView> => (await admin.ask<SearchView>('GET', `search?${query}`)).body;

it('what a customer just wrote is found by another form of its words, and its conversation opens at it', async () => {
  for (const text of ['Добрый день', 'Посылку так и не привезли', 'Ау?']) await write(text, 'vera');
  const found = await until(async () => (await search('q=посылки')).messages[0]);
  expect([found.excerpt, found.marks, found.contactName]).toEqual(['Посылку так и не привезли', [{ from: 0, to: 7 }], 'vera']);
  const around = (await admin.ask<TimelineView>('GET', `conversations/${found.conversationId}/messages?around=${found.messageId}&limit=2`)).body;
  expect(around.items.filter(({ kind }) => kind === 'text').map(({ text }) => text)).toEqual(['Ау?', 'Посылку так и не привезли', 'Добрый день']);
  const [row] = (await admin.ask<Page<ConversationRowView>>('GET', 'conversations?view=all')).body.items;
  await until(async () => (await search('q=vera&only=people')).people.some(({ conversationId }) => conversationId === row!.id));
  expect((await search('q=vera&only=messages')).people).toEqual([]);
});

it.each(['q=x&channel=pigeon', 'q=x&limit=0', 'q=x&from=yesterday', 'q=x&nonsense=1', `q=${'x'.repeat(201)}`, ''])('«%s» is refused as it stands', async (query) => {
  expect((await admin.ask('GET', `search?${query}`)).status).toBe(400);
});
it.each(['q=', 'q=%00', 'q=%27%20%7C%20!', 'q=%3A*&only=messages'])('«%s» finds nothing and harms nothing', async (query) => {
  const answer = await admin.ask<SearchView>('GET', `search?${query}`);
  expect([answer.status, answer.body.messages]).toEqual([200, []]);
});
it('a timeline is asked for one place at a time', async () => {
  const [row] = (await admin.ask<Page<ConversationRowView>>('GET', 'conversations?view=all')).body.items;
  expect((await admin.ask('GET', `conversations/${row!.id}/messages?around=${row!.id}&after=x`)).status).toBe(400);
});
