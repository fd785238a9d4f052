/** Finding people, messages and actions with the keyboard alone. */
import { until } from '../../api/src/testing/okno.ts';
import type { SearchView } from '../../../libs/crm-core/src/views.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «finding without a mouse» does not run.');

(hasChromium ? describe : describe.skip)('finding without a mouse', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let marina: string;
  let oleg: string;
  beforeAll(async () => {
    desk = await openSmallDesk();
    daria = await desk.sit();
    await desk.hire('Ilya Gromov', 'ilya@nord.example');
    marina = await desk.write('Марина Лебедева', 'Посылку отправили в Киев?');
    await desk.write('Марина Лебедева', 'Жду ответа');
    oleg = await desk.write('Олег Гриценко', 'Добрый день');
    const [row] = await desk.committed.rows<{ contact_id: string }>('SELECT contact_id FROM conversation WHERE id = $1', [oleg]);
    await desk.admin.ask('POST', `contacts/${row!.contact_id}/identities`, { kind: 'phone', value: '+380671234567' });
    const found = async (query: string): Promise<SearchView> => (await desk.admin.ask<SearchView>('GET', `search?q=${encodeURIComponent(query)}`)).body;
    await until(async () => (await found('посылка')).messages.length === 1 && (await found('4567')).people.length === 1, 10_000, 'the index');
    // Ten days ago, with a thousand messages since.
    await desk.committed.rows("UPDATE message SET occurred_at = now() - interval '10 days' WHERE text LIKE 'Посылку%'");
    await desk.fill(marina, 1_000);
    await daria.page.reload();
    await daria.row(marina).waitFor();
    await daria.mark();
  });
  afterAll(async () => {
    await desk?.stop();
  });
  afterEach(async () => {
    expect(daria.complaints).toEqual([]);
    expect(await daria.wasReloaded()).toBe(false);
  });

  const press = async (...keys: string[]): Promise<void> => { for (const key of keys) await daria.page.keyboard.press(key); };
  const type = (text: string): Promise<void> => daria.page.keyboard.type(text);
  const hits = () => daria.page.locator('[data-hit]');
  const lines = () => daria.page.locator('[data-command]');
  const palette = () => daria.page.locator('.palette');
  const leaveSearch = async (): Promise<void> => {
    await press('/', 'Escape');
    await daria.page.locator('.list-search').waitFor({ state: 'detached' });
  };

  it('a phone by its last four digits: /, digits, Enter', async () => {
    await press('/');
    await type('4567');
    await press('Enter');
    await daria.page.waitForURL(`**/${oleg}`);
    await daria.page.locator('.thread .composer').waitFor();
    expect(await hits().first().innerText()).toContain('Олег Гриценко');
    expect((await hits().first().locator('mark').innerText()).replace(/\s/g, '')).toBe('4567');
    await leaveSearch();
  });

  it('what is typed before the search itself was fetched is what is searched for', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((go) => { release = go; });
    await daria.page.route(/assets\/search-pane-.*\.js/, async (route) => { await held; await route.continue(); });
    await daria.page.reload();
    await daria.row(marina).waitFor();
    await daria.mark();
    await press('/');
    await daria.page.locator('.list-search input:focus').waitFor();
    await type('4567');
    await press('Enter');
    expect(await hits().count()).toBe(0);
    release();
    await daria.page.waitForURL(`**/${oleg}`);
    expect(await daria.page.locator('.list-search input').inputValue()).toBe('4567');
    await daria.page.unroute(/assets\/search-pane-.*\.js/);
    await leaveSearch();
  });

  it('a message far up in the history by other forms of its words, opened where it stands; End leads back to the newest', async () => {
    await press('/');
    await type('отправка посылки');
    await hits().first().and(daria.page.locator('.message')).waitFor();
    expect(await hits().first().locator('mark').allInnerTexts()).toEqual(['Посылку', 'отправили']);
    await press('Enter');
    const message = daria.said('Посылку отправили в Киев?');
    await message.and(daria.page.locator('.found')).waitFor();
    const inView = await message.evaluate((element) => {
      const pane = element.closest('.thread-scroll')?.getBoundingClientRect();
      const box = element.getBoundingClientRect();
      return pane !== undefined && box.top >= pane.top && box.bottom <= pane.bottom;
    });
    expect(inView).toBe(true);
    expect(await daria.said('Жду ответа').count()).toBe(0);

    await press('End');
    await daria.said('Жду ответа').waitFor();
    expect(await daria.page.locator('.thread-scroll').evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight)).toBeLessThan(60);
    // Asked for once more, it is shown once more.
    await press('/', 'Enter');
    await message.and(daria.page.locator('.found')).waitFor();
  });

  it('what a customer writes meanwhile does not tear the old stretch, and stands at its end', async () => {
    await desk.write('Марина Лебедева', 'Совсем новое слово');
    await daria.page.locator('.to-bottom').waitFor();
    expect(await daria.said('Совсем новое слово').count()).toBe(0);
    await press('End');
    await daria.said('Совсем новое слово').waitFor();
    await leaveSearch();
  });

  it('on from a found message, down to the end, each message once', async () => {
    await press('/');
    await type('посылка');
    await press('Enter');
    await daria.said('Посылку отправили в Киев?').waitFor();
    const scroller = daria.page.locator('.thread-scroll');
    await until(async () => {
      await scroller.evaluate((element) => { element.scrollTop = element.scrollHeight; });
      return (await daria.said('Совсем новое слово').count()) === 1;
    }, 20_000, 'the end of the conversation');
    const ids = await daria.page.locator('.thread [data-message]').evaluateAll((elements) => elements.map((element) => element.getAttribute('data-message')));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(1_003);
    await leaveSearch();
  });

  it('words typed in the wrong layout, and says so', async () => {
    await press('/');
    await type('gjcskre');
    await daria.page.locator('.search-note', { hasText: 'посылку' }).waitFor();
    expect(await hits().first().innerText()).toContain('Посылку отправили');
    await press('Escape');
  });

  it('spam only when it is asked for', async () => {
    const robber = await desk.write('Casino', 'Вы выиграли посылку');
    await until(async () => (await desk.admin.ask<SearchView>('GET', `search?q=${encodeURIComponent('выиграли')}`)).body.messages.length === 1, 10_000, 'the index');
    await desk.admin.ask('POST', `conversations/${robber}/spam`, { spam: true });
    await press('/');
    await type('выиграли');
    await daria.page.locator('.search-results .empty').waitFor();
    const chip = daria.page.getByRole('button', { name: words('search.spam') });
    await chip.press('Enter');
    await hits().filter({ hasText: 'Casino' }).waitFor();
    expect(await chip.getAttribute('aria-pressed')).toBe('true');
    await chip.press('Enter');
    await daria.page.locator('.search-results .empty').waitFor();
    await leaveSearch();
  });

  describe('the palette', () => {
    it('hands the open conversation over: an action, a name, Enter', async () => {
      await press('Control+KeyK');
      await palette().waitFor();
      await type('hand');
      expect(await lines().first().getAttribute('data-command')).toBe('assign');
      await press('Enter');
      await type('ilya');
      await press('Enter');
      await until(async () => (await desk.committed.count("conversation c JOIN app_user u ON u.id = c.owner_id WHERE c.id = $1 AND u.name = 'Ilya Gromov'", [marina])) === 1);
      expect(await palette().count()).toBe(0);
    });

    it('reads the keys of another layout, steps back with Backspace, shows each action’s key', async () => {
      await press('Control+KeyK');
      await type('ытщщяу');
      expect(await lines().first().getAttribute('data-command')).toBe('snooze');
      expect(await lines().first().locator('kbd').innerText()).toBe('H');
      await press('Enter');
      expect(await palette().locator('.chip').innerText()).toBe(words('keys.snooze'));
      await press('Backspace');
      expect(await palette().locator('.chip').count()).toBe(0);
      await type('snooze');
      await press('Enter', 'ArrowDown', 'Enter');
      await until(async () => (await desk.committed.count("conversation WHERE id = $1 AND status = 'snoozed'", [marina])) === 1);
    });

    it('keeps the focus while it stands, and goes when the window behind is pressed', async () => {
      await press('Control+KeyK');
      await palette().locator('input:focus').waitFor();
      await press('Tab', 'Shift+Tab', 'Tab');
      expect(await palette().locator(':focus').count()).toBe(1);
      await daria.page.mouse.click(30, 700);
      await palette().waitFor({ state: 'detached' });
      expect(new URL(daria.page.url()).pathname).toContain('/inbox/');
      await press('Control+KeyK');
      await palette().locator('input:focus').waitFor();
      await press('Escape');
      await palette().waitFor({ state: 'detached' });
    });

    it('leads to people, pages and the composer, and leaves the keys as they were', async () => {
      await press('Control+KeyK');
      await type('uhbwtyrj');
      await palette().locator('[data-command^="person"]').waitFor();
      await press('Enter');
      await daria.page.waitForURL(`**/${oleg}`);
      await press('Control+KeyK');
      await type('note');
      await press('Enter');
      await daria.page.locator('.composer.note-mode textarea:focus, .composer.note-mode [contenteditable]:focus').waitFor();
      await press('Escape', 'Control+KeyK');
      await type('tasks');
      await press('Enter');
      await daria.page.waitForURL('**/tasks');
      await press('g', 'q');
      await daria.page.waitForURL('**/inbox/queue');
    });
  });
});
