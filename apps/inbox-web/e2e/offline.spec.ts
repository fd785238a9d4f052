/** Without a connection: what was written waits and goes once, in its order; what was missed is caught up exactly, and nothing is asked twice. */
import { ADMIN, PASSWORD, until } from '../../api/src/testing/okno.ts';
import { layLine, type Line } from './line.ts';
import { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «offline» does not run.');

const CUSTOMERS = 40;
const EVENTS = 500;
const CUT_MS = 60_000;
/** What a browser says of a line that was cut, and of the one refusal that is asked for. */
const CUT_OFF = /net::ERR_|WebSocket|status of (401|409)/;

(hasChromium ? describe : describe.skip)('offline', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let line: Line;
  const conversations: string[] = [];
  beforeAll(async () => {
    desk = await openSmallDesk();
    for (let n = 0; n < CUSTOMERS; n += 1) conversations.push(await desk.write(`Customer ${n}`, 'Good morning'));
    line = await layLine(desk.okno.url);
    daria = await Operator.sit(desk.browser, 'en-GB', CUT_OFF);
    await daria.page.addInitScript("sessionStorage.setItem('okno.inspect', '1')");
    await daria.signIn(`${line.url}/inbox/all/${conversations[0]}`, ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
    await daria.page.locator('.composer textarea').waitFor();
    await daria.page.locator('.composer .way .ch').waitFor();
    await live();
  });
  afterAll(async () => {
    await line?.stop();
    await desk?.stop();
  });

  afterEach(() => line.mend());

  /** The window hears what happens. */
  const live = async (): Promise<void> => {
    await desk.write('Customer 39', 'Ping');
    await until(async () => (await daria.page.evaluate<number>('Object.values(okno.state().conversations).filter((row) => row.preview?.text === "Ping").length')) > 0, 15_000, 'the live connection');
  };

  const sent = (id: string): Promise<string[]> =>
    desk.committed.rows<{ text: string }>("SELECT text FROM message WHERE conversation_id = $1 AND direction = 'outbound' ORDER BY created_at, id", [id]).then((rows) => rows.map((row) => row.text));
  const clocks = (text: string) => daria.said(text).getByLabel(words('delivery.queued'));

  it('what was written without a connection is said after three seconds, and goes out once and in its order', async () => {
    const id = conversations[0] as string;
    line.cut();
    for (const text of ['One', 'Two', 'Three']) {
      await daria.answer(text);
      await clocks(text).waitFor();
    }
    await daria.page.locator('.link-banner', { hasText: /3\smessages/ }).waitFor();
    expect(await sent(id)).toEqual([]);
    line.mend();
    await daria.page.locator('.link-banner').waitFor({ state: 'detached' });
    await until(async () => (await sent(id)).length >= 3, 10_000, 'all three');
    await daria.answer('Four');
    await until(async () => (await sent(id)).length >= 4, 10_000, 'the fourth');
    expect(await sent(id)).toEqual(['One', 'Two', 'Three', 'Four']);
  });

  it('a part of the window that is not here yet is waited for, and nothing else stops', async () => {
    line.cut();
    await daria.page.locator('.link-banner').waitFor();
    await daria.page.keyboard.press('Escape');
    await daria.page.keyboard.press('?');
    await daria.page.locator('.composer textarea').fill('Still here');
    expect(await daria.page.locator('[role="dialog"]').count()).toBe(0);
    line.mend();
    await daria.page.locator('[role="dialog"] .key-list').waitFor();
    await daria.page.keyboard.press('Escape');
    await daria.page.locator('[role="dialog"]').waitFor({ state: 'detached' });
    await daria.page.locator('.composer textarea').fill('');
  });

  it('what the server did not take survives a reload, stands in its conversation, and goes behind nothing written later', async () => {
    const id = conversations[1] as string;
    await daria.open(id);
    // The page comes, the messages do not go.
    await daria.page.route('**/api/v1/conversations/*/messages', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await daria.answer('Before the reload');
    await clocks('Before the reload').waitFor();
    await daria.page.reload();
    await clocks('Before the reload').waitFor();
    await daria.answer('After it');
    await clocks('After it').waitFor();
    expect(await daria.page.locator('.composer textarea').inputValue()).toBe('');
    await daria.page.unroute('**/api/v1/conversations/*/messages');
    await until(async () => (await sent(id)).length >= 2, 15_000, 'both');
    expect(await sent(id)).toEqual(['Before the reload', 'After it']);
    await until(async () => (await clocks('After it').count()) === 0 || (await sent(id)).length === 2, 5_000, 'the tick');
    expect(await daria.page.locator('[data-message]', { hasText: 'After it' }).count()).toBe(1);
  });

  it('what is refused when it goes out at last is a draft again', async () => {
    const id = conversations[2] as string;
    await daria.open(id);
    await daria.page.locator('.composer .way .ch').waitFor();
    line.cut();
    await daria.answer('I have an old picture of this');
    // Its author has long gone on when it is refused.
    await daria.page.locator('.link-banner', { hasText: /1\smessage/ }).waitFor();
    await desk.write('Customer 2', 'No, not that one!');
    await desk.admin.ask('POST', `conversations/${id}/messages`, { id: crypto.randomUUID(), kind: 'text', text: 'A colleague was faster', seenVersion: 2 });
    line.mend();
    await daria.notice(words('link.givenBack')).waitFor();
    await until(async () => (await daria.page.locator('.composer textarea').inputValue()) === 'I have an old picture of this', 5_000, 'the words in the composer');
    expect(await sent(id)).toEqual(['A colleague was faster']);
  });

  it(`after ${CUT_MS / 1000} s away and ${EVENTS} events the window holds what a fresh one holds, and asked for nothing twice`, async () => {
    const id = conversations[3] as string;
    await daria.open(id);
    await daria.said('Good morning').waitFor();
    const cutAt = Date.now();
    line.cut();
    await happen();
    await new Promise((go) => setTimeout(go, Math.max(0, CUT_MS - (Date.now() - cutAt))));
    const asked: string[] = [];
    // What the cut line swallows is no answer, and may be asked again.
    daria.page.on('response', (response) => { const request = response.request(); if (request.url().includes('/api/')) asked.push(`${request.method()} ${new URL(request.url()).pathname}${new URL(request.url()).search} ${request.postData() ?? ''}`); });
    line.mend();
    await daria.said('The last word').waitFor({ timeout: 30_000 });
    await daria.page.locator('.link-banner').waitFor({ state: 'detached' });

    const other = await desk.sit();
    await other.page.addInitScript("sessionStorage.setItem('okno.inspect', '1')");
    await other.page.goto(`${desk.okno.url}/inbox/all/${id}`);
    await other.said('The last word').waitFor();
    const held = (operator: Operator): Promise<Record<string, unknown>> => operator.page.evaluate<Record<string, unknown>>(HELD);
    const same = async (): Promise<boolean> => JSON.stringify((await held(daria)).counts) === JSON.stringify((await held(other)).counts);
    await until(same, 15_000, 'the same counters');
    const [mine, fresh] = [await held(daria), await held(other)];
    expect(Object.keys(fresh.conversations as object).length).toBeGreaterThan(CUSTOMERS - 10);
    // A fresh window has not fetched what is closed.
    expect(mine).toMatchObject(fresh);
    expect(asked.filter((request, index) => asked.indexOf(request) !== index)).toEqual([]);
    // Caught up by the cursor, not fetched anew: nothing of what it had is asked again.
    expect(asked.filter((request) => /^GET \/api\/v1\/(conversations\?|conversations\/[\w-]+\/messages|inboxes|users|tasks|drafts)/.test(request))).toEqual([]);
    expect(daria.complaints).toEqual([]);
  });

  /** Customers old and new write, colleagues take, close, snooze, answer and set tasks. Every act is one event or more. */
  async function happen(): Promise<void> {
    const { id: me } = (await desk.admin.ask<{ id: string }>('GET', 'auth/me')).body;
    const before = await desk.committed.count('sync_event');
    for (let round = 0; (await desk.committed.count('sync_event')) - before < EVENTS; round += 1) {
      const conversation = conversations[round % CUSTOMERS] as string;
      switch (round % 6) {
        case 0:
          await desk.admin.ask('POST', `conversations/${conversation}/assign`, { ownerId: round % 12 ? me : null });
          break;
        case 1:
          await desk.admin.ask('POST', `conversations/${conversation}/status`, { status: 'closed' });
          break;
        case 2:
          if (round < 40) await desk.write(`Newcomer ${round}`, 'Is anybody there?');
          break;
        case 3:
          await desk.admin.ask('POST', `conversations/${conversation}/messages`, { id: crypto.randomUUID(), kind: 'note', text: `Note ${round}`, seenVersion: 0 });
          break;
        default:
          await desk.messenger.post(desk.okno.url, desk.messenger.signed([desk.messenger.message(`Message ${round}`, `Customer ${round % CUSTOMERS}`)]));
      }
    }
    await desk.write('Customer 3', 'The last word');
  }
});

/** What a window shows, in an order that does not depend on when it came; texts of the open conversation in theirs. */
const HELD = `(() => {
  const state = okno.state();
  const sorted = (table) => Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
  const open = location.pathname.split('/').at(-1);
  return {
    conversations: sorted(state.conversations), readCounts: sorted(state.readCounts), counts: sorted(state.counts ?? {}), users: sorted(state.users), teams: sorted(state.teams),
    tasks: sorted(Object.fromEntries(Object.entries(state.tasks).filter(([, task]) => task.status === 'open' && task.assigneeId === state.me.id))),
    timeline: state.timelines[open].ids.slice(-50).map((id) => state.messages[id]),
  };
})()`;
