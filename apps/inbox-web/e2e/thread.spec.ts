/** The timeline of a long conversation: opens at the right place, scrolls back without a jump, says what is new below. */
import type { Locator } from 'playwright-core';
import { until } from '../../api/src/testing/okno.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «a long conversation» does not run.');
const LONG = 5_000;

(hasChromium ? describe : describe.skip)('a long conversation', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let long: string;
  let short: string;
  beforeAll(async () => {
    desk = await openSmallDesk();
    daria = await desk.sit();
    long = await desk.write('Olena', 'Is it in stock?');
    short = await desk.write('Petro', 'Good morning');
    await desk.fill(long, LONG);
    await desk.admin.ask('POST', `conversations/${long}/read`, { readCount: 1_000_000 });
  });
  afterAll(async () => {
    await desk?.stop();
  });

  const scroller = (): Locator => daria.page.locator('.thread-scroll');
  const fromEnd = (): Promise<number> => scroller().evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
  const loaded = (): Promise<number> => daria.page.locator('.thread [data-message]').count();
  /** Where this message stands on the screen. */
  const placeOf = (text: string): Promise<number> => daria.page.locator('.thread [data-message]', { hasText: new RegExp(`^${text}\\b`) }).first().evaluate((element) => element.getBoundingClientRect().top);

  it('opens at its end with one page of messages', async () => {
    await daria.view('all');
    await daria.page.reload();
    await daria.open(long);
    await daria.said(`Message ${LONG}`).waitFor();
    expect(await fromEnd()).toBeLessThan(5);
    expect(await loaded()).toBeLessThanOrEqual(100);
  });

  it('keeps what is looked at in its place when older messages come in above', async () => {
    for (let page = 0; page < 4; page += 1) {
      const before = await loaded();
      // Somewhere in the middle of what is loaded, then close to its top: the next page is fetched.
      await scroller().evaluate((element) => { element.scrollTop = 300; });
      const text = await daria.page.evaluate<string>(`(() => {
        const top = document.querySelector('.thread-scroll').getBoundingClientRect().top;
        return [...document.querySelectorAll('.thread [data-message]')].find((element) => element.getBoundingClientRect().top >= top + 20).textContent.match(/^Message \\d+/)[0];
      })()`);
      const place = await placeOf(text);
      await until(async () => (await loaded()) > before, 10_000, 'older messages');
      expect(Math.abs((await placeOf(text)) - place)).toBeLessThan(2);
    }
    await until(async () => (await loaded()) >= 200, 10_000, 'all that was asked for');
  });

  it('does not pull the reader down when somebody writes, counts what is new, and End goes there', async () => {
    await scroller().evaluate((element) => { element.scrollTop = 2_000; });
    const place = await scroller().evaluate((element) => element.scrollTop);
    await desk.write('Olena', 'And the price?');
    await desk.write('Olena', 'With delivery?');
    await daria.page.locator('.to-bottom .count', { hasText: '2' }).waitFor();
    expect(await scroller().evaluate((element) => element.scrollTop)).toBe(place);
    await daria.page.keyboard.press('End');
    await until(async () => (await fromEnd()) < 5, 5_000, 'the end');
    await daria.page.locator('.to-bottom').waitFor({ state: 'detached' });
  });

  it('stays at the end when a message comes in there', async () => {
    await desk.write('Olena', 'Hello?');
    await daria.said('Hello?').waitFor();
    await until(async () => (await fromEnd()) < 5, 5_000, 'the end');
  });

  it('draws the unread rule where reading stopped when it was opened, and leaves it there', async () => {
    const wasRead = (id: string): Promise<unknown> =>
      until(async () => (await desk.committed.count('conversation_read r JOIN conversation c ON c.id = r.conversation_id WHERE c.id = $1 AND r.read_count = c.inbound_count', [id])) === 1, 10_000, 'it to be read');
    await wasRead(long);
    await daria.open(short);
    await wasRead(short);
    await daria.open(long);
    await daria.said('Hello?').waitFor();
    expect(await daria.page.locator('.unread-line').count()).toBe(0);
    await desk.write('Petro', 'One question');
    await desk.write('Petro', 'or two');
    await daria.row(short).locator('.count', { hasText: '2' }).waitFor();
    await daria.open(short);
    await daria.page.locator('.unread-line', { hasText: '2' }).waitFor();
    await daria.row(short).locator('.count').waitFor({ state: 'detached' });
    await desk.write('Petro', 'or three');
    await daria.said('or three').waitFor();
    const order = await daria.page.locator('.unread-line, .thread [data-message]').evaluateAll((elements) => elements.map((element) => (element.classList.contains('unread-line') ? '—' : (element.querySelector('.bub')?.textContent ?? '').replace(/\d\d:\d\d.*$/, ''))));
    expect(order.slice(order.indexOf('—') - 1).map((line) => line.replace(/http.*$/i, '').trim())).toEqual(['Good morning', '—', 'One question', 'or two', 'or three']);
  });

  it('draws what is in view first, the rest and the person a moment later; whoever is quicker acts on what they opened', async () => {
    const { page } = daria;
    await page.locator('.side .pane-title', { hasText: 'Petro' }).waitFor();
    // While nothing is painted, what comes after the paint waits: everything between the two keys is the first picture.
    const [first, then] = await page.evaluate<{ messages: number; end: number; person: string; field: boolean }[]>(`(async () => {
      const press = (code) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code, key: code.at(-1).toLowerCase(), bubbles: true, cancelable: true }));
      const seen = () => {
        const scroller = document.querySelector('.thread-scroll');
        return { messages: scroller.querySelectorAll('[data-message]').length, end: scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight, person: document.querySelector('.side .pane-title').textContent, field: document.activeElement.matches('.side .quick input') };
      };
      document.activeElement.blur();
      const paint = window.requestAnimationFrame;
      window.requestAnimationFrame = () => 0;
      const rows = [...document.querySelectorAll('[data-row]')].map((row) => row.dataset.row);
      press(rows.indexOf('${long}') > rows.indexOf('${short}') ? 'KeyJ' : 'KeyK');
      await new Promise((go) => setTimeout(go));
      const first = seen();
      press('KeyT');
      const then = seen();
      window.requestAnimationFrame = paint;
      return [first, then];
    })()`);
    expect(first).toEqual({ messages: expect.any(Number), end: expect.any(Number), person: 'Petro', field: false });
    expect(first!.messages).toBeGreaterThan(10);
    expect(first!.messages).toBeLessThan(50);
    expect(first!.end).toBeLessThan(5);
    expect(then).toEqual({ messages: expect.any(Number), end: expect.any(Number), person: 'Olena', field: true });
    expect(then!.messages).toBeGreaterThanOrEqual(50);
    expect(then!.end).toBeLessThan(5);
    await page.keyboard.press('Escape');
  });

  it('says what a button is called and by which key, to the pointer and to Tab, until something is pressed', async () => {
    const { page } = daria;
    const tip = page.locator('.tooltip');
    const close = page.locator('.thread .pane-head .btn[data-tip-keys="E"]');
    const name = (await close.getAttribute('aria-label'))!;
    await close.hover();
    await tip.filter({ hasText: name }).filter({ hasText: 'E' }).waitFor();
    expect(await close.getAttribute('aria-describedby')).toBe('tip');
    // It may be pointed at itself, as whoever enlarges the screen has to.
    await tip.hover();
    await page.waitForTimeout(400);
    expect(await tip.count()).toBe(1);
    await page.mouse.move(700, 500);
    await tip.waitFor({ state: 'detached' });
    expect(await close.getAttribute('aria-describedby')).toBeNull();

    await close.hover();
    await tip.waitFor();
    await page.mouse.down();
    await tip.waitFor({ state: 'detached' });
    await page.mouse.move(700, 500);
    await page.mouse.up();

    await close.focus();
    await page.keyboard.press('Tab');
    await page.locator('.thread .pane-head [data-picker=more]:focus').waitFor();
    expect(await tip.count()).toBe(0);
    await page.keyboard.press('Shift+Tab');
    await tip.filter({ hasText: name }).waitFor();
    await page.keyboard.press('Shift');
    await tip.waitFor({ state: 'detached' });
    expect(daria.complaints).toEqual([]);
  });
});
