/** How the window opens: its list is asked for before its scripts are there, and nothing is lost for it. */
import { until } from '../../api/src/testing/okno.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import type { Operator } from './operator.ts';
import { hasChromium } from './stage.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «how the window opens» does not run.');

(hasChromium ? describe : describe.skip)('how the window opens', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let first: string;
  beforeAll(async () => {
    desk = await openSmallDesk();
    first = await desk.write('Marina', 'Good morning');
    daria = await desk.sit();
    await daria.view('all');
    await daria.row(first).waitFor();
  });
  afterAll(async () => {
    await desk?.stop();
  });

  /** Who asked for this list since the page began, in order: `link` is the page itself, `fetch` a script. */
  const askers = (view: string): Promise<string[]> =>
    daria.page.evaluate(`performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/conversations?view=${view}&')).map((entry) => entry.initiatorType)`);

  /** Loaded anew, and with all that comes after the first rows. */
  async function openAnew(): Promise<void> {
    const live = daria.page.waitForEvent('websocket');
    await daria.page.reload();
    await daria.row(first).waitFor();
    await live;
    // Asked for last of all.
    await until(() => daria.page.evaluate<boolean>("performance.getEntriesByType('resource').some((entry) => entry.name.includes('/conversations/counts'))"), 10_000, 'the counters');
  }

  it('the page itself asks for the list of its address; the scripts take that answer, and ask once more when the first rows stand', async () => {
    await openAnew();
    expect(await askers('all')).toEqual(['link', 'fetch']);
    expect(await askers('queue')).toEqual(['fetch']);
  });

  it('a list in another order and narrowed is asked for as it was looked at', async () => {
    await daria.page.keyboard.press('s');
    await daria.page.locator('.list [aria-pressed="true"]').first().waitFor();
    await daria.page.evaluate(`sessionStorage.setItem('okno.list', JSON.stringify({ ...JSON.parse(sessionStorage.getItem('okno.list')), filter: { channel: 'http', hasOrder: false } }))`);
    await openAnew();
    const asked = await daria.page.evaluate<string[]>(`performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/conversations?view=all&')).map((entry) => entry.initiatorType + new URL(entry.name).search)`);
    expect(asked).toEqual(['link', 'fetch'].map((asker) => `${asker}?view=all&sort=money&channel=http&hasOrder=false&limit=60`));
    await daria.page.locator('.filter-row').waitFor();
    await daria.page.evaluate("sessionStorage.removeItem('okno.list')");
  });

  it('who writes after the list was answered and before it is known who is there stands in it', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((release) => { go = release; });
    await daria.page.route('**/auth/me', async (route) => { await held; await route.continue(); });
    const answered = daria.page.waitForResponse(/conversations\?view=all/);
    await daria.page.reload({ waitUntil: 'commit' });
    await (await answered).finished();
    const late = await desk.write('Oleg', 'Anybody there?');
    go();
    await daria.row(late).waitFor();
    await daria.row(first).waitFor();
    await daria.page.unroute('**/auth/me');
  });

  it('a list that cannot be answered at the start is asked for again', async () => {
    let refused = 0;
    await daria.page.route(/conversations\?view=all/, (route) => (refused++ === 0 ? route.abort() : route.continue()));
    await daria.page.reload();
    await daria.row(first).waitFor();
    expect(refused).toBeGreaterThan(1);
    await daria.page.unroute(/conversations\?view=all/);
  });

  it('the connection comes as soon as what opens it can be fetched', async () => {
    let missed = 0;
    let reachable = false;
    await daria.page.route(/assets\/socket-client-/, (route) => {
      if (reachable) return route.continue();
      missed += 1;
      return route.abort();
    });
    await daria.page.reload();
    await daria.row(first).waitFor();
    await daria.page.locator('.link-banner').waitFor();
    expect(missed).toBeGreaterThan(0);
    reachable = true;
    await daria.page.locator('.link-banner').waitFor({ state: 'detached' });
    // In view by an event of the feed alone.
    const next = await desk.write('Taras', 'Hello');
    await daria.row(next).waitFor();
    await daria.page.unroute(/assets\/socket-client-/);
  });

  it('what is pressed before people and inboxes are here waits for them: Enter sends what goes by a messenger, A and a name hand over', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((release) => { go = release; });
    await daria.page.route('**/api/v1/inboxes', async (route) => { await held; await route.continue(); });
    await daria.page.goto(`${desk.okno.url}/inbox/all/${first}`);
    const field = daria.page.locator('.composer textarea');
    await daria.said('Good morning').waitFor();
    await field.fill('At your service');
    await daria.page.keyboard.press('Enter');
    await daria.page.locator('.thread h2').click();
    await daria.page.keyboard.press('a');
    const { name, id } = (await desk.admin.ask<{ name: string; id: string }>('GET', 'auth/me')).body;
    await daria.page.keyboard.type(name.slice(0, 4));
    await daria.page.keyboard.press('Enter');
    expect(await desk.committed.count("message WHERE direction = 'outbound'")).toBe(0);
    go();
    await until(async () => (await desk.committed.count("message WHERE text = 'At your service'")) === 1, 10_000, 'the answer');
    await until(async () => (await desk.committed.count(`conversation WHERE id = '${first}' AND owner_id = '${id}'`)) === 1, 10_000, 'the new owner');
    await until(async () => (await field.inputValue()) === '', 5_000, 'an empty field');
    await daria.page.unroute('**/api/v1/inboxes');
  });

  it('the window complained of nothing else', () => {
    expect(daria.complaints.filter((each) => !each.includes('net::ERR_FAILED'))).toEqual([]);
  });
});
