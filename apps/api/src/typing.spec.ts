import { rmSync } from 'node:fs';
import { io, type Socket } from 'socket.io-client';
import type { ConversationRowView, EphemeralEvent, InboxSettingsView, Page } from '#crm-core';
import { ADMIN, Browser, connectScreen, createTestDatabase, PASSWORD, startTestOkno, until, type TestDatabase, type TestOkno } from './testing/okno.ts';
import { startRedis, type RunningRedis } from './testing/redis.ts';
import { visit } from './widget/testing/running-desk.ts';

type Typing = Extract<EphemeralEvent, { type: 'typing' }>;

/** The visitor's page is connected to one process, the operators' screens to another: who types is seen on the other side all the same. */
describe.each(['PostgreSQL alone', 'Redis'])('typing across processes with %s', (variant) => {
  let db: TestDatabase;
  let redis: RunningRedis | null = null;
  let first: TestOkno;
  let second: TestOkno;
  let admin: Browser;
  let inboxId: string;
  let conversationId: string;
  let visitor: Awaited<ReturnType<typeof visit>>;
  const pages: Socket[] = [];
  beforeAll(async () => {
    db = await createTestDatabase();
    redis = variant === 'Redis' ? await startRedis(null) : null;
    const environment: Record<string, string> = redis ? { REDIS_URL: redis.url } : {};
    first = await startTestOkno(db, { ...ADMIN, ...environment, ROLE: 'api' });
    second = await startTestOkno(db, { ...environment, ROLE: 'api' });
    admin = await new Browser(second.url).login(ADMIN.OKNO_ADMIN_EMAIL);
    inboxId = (await admin.ask<InboxSettingsView>('POST', 'inboxes', { adapter: 'webchat', name: 'Site', settings: {}, credentials: {} })).body.id;
    visitor = await visit(first, inboxId);
    expect((await visitor.say('Чи є в наявності?')).status).toBe(200);
    conversationId = (await admin.ask<Page<ConversationRowView>>('GET', 'conversations')).body.items[0]!.id;
  });
  afterEach(() => {
    for (const page of pages.splice(0)) page.disconnect();
  });
  afterAll(async () => {
    await Promise.all([first, second].map((process) => process?.stop()));
    redis?.process.kill();
    if (redis) rmSync(redis.directory, { recursive: true, force: true });
    await db.drop();
  });

  /** A page as the widget connects it. */
  async function page(at: TestOkno, { token }: { token: string }) {
    const socket = io(`${at.url}/visitor`, { path: '/socket', transports: ['websocket'], auth: { inboxId, token }, reconnection: false, forceNew: true });
    pages.push(socket);
    const heard: { name: string | null }[] = [];
    socket.on('typing', (who: { name: string | null }) => void heard.push(who));
    await new Promise<void>((hello, failed) => { socket.once('hello', () => hello()); socket.once('connect_error', failed); });
    return { socket, heard };
  }
  const typingOf = (screen: { told: { name: string; body: unknown }[] }): Typing[] =>
    screen.told.flatMap(({ name, body }) => (name === 'ephemeral' && (body as EphemeralEvent).type === 'typing' ? [body as Typing] : []));
  async function looking(browser: Browser): Promise<Awaited<ReturnType<typeof connectScreen>>> {
    const screen = await connectScreen(browser, (await browser.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor);
    screen.socket.emit('viewing', { conversationId });
    await until(() => screen.told.some(({ name, body }) => name === 'ephemeral' && (body as EphemeralEvent).type === 'viewing'), 5_000, 'to be looking');
    return screen;
  }
  const moment = (ms = 600): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

  it('a visitor who types at one is seen by the operator who looks on at the other, once, without the words', async () => {
    const screen = await looking(admin);
    const elsewhere = await connectScreen(admin);
    const { socket, heard } = await page(first, visitor);
    socket.emit('typing', { preview: 'а скільки кошт' });
    await until(() => typingOf(screen).length, 3_000, 'typing on the screen');
    await moment();
    expect(typingOf(screen)).toEqual([{ type: 'typing', conversationId, who: 'customer', userId: null }]);
    // Who looks at something else sees it in the list; the visitor's own page hears nothing.
    expect(typingOf(elsewhere)).toEqual([{ type: 'typing', conversationId, who: 'customer', userId: null }]);
    expect(heard).toEqual([]);
    screen.close();
    elsewhere.close();
  });

  it('shows the words before they are sent only where the inbox says so', async () => {
    const before = (await admin.ask<InboxSettingsView[]>('GET', 'inboxes')).body.find(({ id }) => id === inboxId)!;
    expect((await admin.ask('PATCH', `inboxes/${inboxId}`, { settings: { ...before.settings, typingPreview: true } })).status).toBe(200);
    const screen = await looking(admin);
    const elsewhere = await connectScreen(admin);
    await until(async () => {
      const { socket } = await page(first, visitor);
      socket.emit('typing', { preview: 'а скільки кошт' });
      await moment(300);
      return typingOf(screen).some(({ preview }) => preview === 'а скільки кошт');
    }, 8_000, 'the preview');
    // Only to whoever has the conversation open.
    expect(typingOf(elsewhere).filter(({ preview }) => preview !== undefined)).toEqual([]);
    elsewhere.close();
    await admin.ask('PATCH', `inboxes/${inboxId}`, { settings: before.settings });
    screen.close();
  });

  it('an operator who types at the other is seen on every page of this visitor, and on no other', async () => {
    const stranger = await visit(first, inboxId);
    expect((await stranger.say('Я інший')).status).toBe(200);
    const [here, there, foreign] = [await page(first, visitor), await page(second, visitor), await page(first, stranger)];
    const screen = await looking(admin);
    screen.socket.emit('typing', { conversationId });
    await until(() => here.heard.length && there.heard.length, 3_000, 'typing on both pages');
    await moment();
    const { body: me } = await admin.ask<{ name: string }>('GET', 'auth/me');
    expect({ here: here.heard, there: there.heard, foreign: foreign.heard }).toEqual({ here: [{ name: me.name }], there: [{ name: me.name }], foreign: [] });
    expect(typingOf(screen)).toEqual([]);
    screen.close();
  });

  it('who looks at it at one process is seen at the other, until the last of their screens is gone', async () => {
    const viewersOn = (screen: { told: { name: string; body: unknown }[] }): string[] | undefined =>
      screen.told.flatMap(({ name, body }) => (name === 'ephemeral' && (body as EphemeralEvent).type === 'viewing' ? [(body as Extract<EphemeralEvent, { type: 'viewing' }>).userIds] : [])).at(-1);
    const email = `${variant === 'Redis' ? 'looks-r' : 'looks-p'}@nord.example`;
    const { body } = await admin.ask<{ url: string }>('POST', 'invitations', { email, name: 'Ilya', role: 'operator', inboxIds: [inboxId], teamIds: [] });
    const ilya = new Browser(first.url);
    expect((await ilya.ask('POST', `invitations/${body.url.split('/invite/')[1]}`, { name: 'Ilya', password: PASSWORD, locale: 'en' })).status).toBe(200);
    const screen = await looking(admin);
    const [one, two] = [await looking(ilya), await looking(ilya)];
    await until(() => viewersOn(screen)?.length === 2, 3_000, 'both on the screen of the other process');
    await until(() => viewersOn(one)?.length === 2, 3_000, 'both on this one');
    one.socket.emit('viewing', { conversationId: null });
    await moment(300);
    expect(viewersOn(screen)).toHaveLength(2);
    two.close();
    await until(() => viewersOn(screen)?.length === 1, 3_000, 'the one who stays');
    one.close();
    screen.close();
  });

  it('an operator without a right to the inbox neither sees nor shows it', async () => {
    const { body } = await admin.ask<{ url: string }>('POST', 'invitations', { email: `${variant === 'Redis' ? 'r' : 'p'}@nord.example`, name: 'Op', role: 'operator', inboxIds: [], teamIds: [] });
    const operator = new Browser(second.url);
    expect((await operator.ask('POST', `invitations/${body.url.split('/invite/')[1]}`, { name: 'Op', password: PASSWORD, locale: 'en' })).status).toBe(200);
    const screen = await connectScreen(operator);
    screen.socket.emit('viewing', { conversationId });
    const { socket, heard } = await page(first, visitor);
    await moment(300);
    screen.socket.emit('typing', { conversationId });
    socket.emit('typing', {});
    await moment();
    expect({ seen: typingOf(screen), shown: heard }).toEqual({ seen: [], shown: [] });
    screen.close();
  });
});
