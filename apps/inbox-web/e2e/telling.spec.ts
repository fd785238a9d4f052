/** How a person is told: sound, one ring over all tabs, the number on the tab, the desktop, the bell, the switch of duty. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { Browser, until } from '../../api/src/testing/okno.ts';
import { en } from '../src/i18n/messages/en.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «telling» does not run.');

const ILYA = 'ilya@nord.example';

/**
 * In each page before anything of ours: inspected, a desktop that writes down its notices, a window that can be put out of sight. And sound only after a
 * person's click or key, as browsers have it: to Chromium whatever its driver asks of a page counts as one.
 */
const beforeOurs = `
  sessionStorage.setItem('okno.inspect', '1');
  window.notices = [];
  window.asked = 0;
  window.Notification = class {
    static get permission() { return localStorage.getItem('test.permission') ?? 'default'; }
    static requestPermission() { window.asked += 1; localStorage.setItem('test.permission', 'granted'); return Promise.resolve('granted'); }
    constructor(title, options) { this.title = title; this.body = options.body; this.closed = false; window.notices.push(this); }
    close() { this.closed = true; this.onclose?.(); }
  };
  let clicked = false;
  for (const type of ['pointerdown', 'keydown']) window.addEventListener(type, ({ isTrusted }) => { clicked ||= isTrusted; }, true);
  window.AudioContext = class extends AudioContext {
    get state() { return clicked ? super.state : 'suspended'; }
    resume() { return clicked ? super.resume() : new Promise(() => {}); }
  };
  window.outOfSight = false;
  window.putOutOfSight = (out) => { window.outOfSight = out; document.dispatchEvent(new Event('visibilitychange')); window.dispatchEvent(new Event(out ? 'blur' : 'focus')); };
  Object.defineProperty(document, 'visibilityState', { get: () => (window.outOfSight ? 'hidden' : 'visible') });
  Object.defineProperty(document, 'hidden', { get: () => window.outOfSight });
  document.hasFocus = () => !window.outOfSight;
`;

(hasChromium ? describe : describe.skip)('telling', () => {
  let desk: SmallDesk;
  let admin: Operator;
  let ilya: Browser;
  let ids: { admin: string; ilya: string };
  beforeAll(async () => {
    desk = await openSmallDesk();
    await desk.hire('Ilya Frolov', ILYA);
    ilya = await new Browser(desk.okno.url).login(ILYA);
    admin = await desk.sit();
    await admin.page.context().addInitScript(beforeOurs);
    const people = await desk.committed.rows<{ id: string; email: string }>('SELECT id, email::text FROM app_user');
    ids = { admin: people.find(({ email }) => email !== ILYA)!.id, ilya: people.find(({ email }) => email === ILYA)!.id };
  });
  afterAll(async () => {
    await desk?.stop();
  });

  const heard = (page: Page): Promise<string[]> => page.evaluate('window.okno.heard()');
  const chip = (page: Page) => page.locator('.sound-chip');
  const badge = (page: Page) => page.locator('.rail .bell .rail-badge');
  /** Tabs of this browser that may sound. */
  const voices = (page: Page): Promise<number> => page.evaluate("navigator.locks.query().then(({ held }) => held.filter(({ name }) => name === 'okno.sounds').length)");
  /** Everything that this tab knows of it has told by now. */
  const settled = (page: Page): Promise<unknown> => page.evaluate("new Promise((done) => setTimeout(done, 0)).then(() => navigator.locks.request('okno.tell', () => true))");
  /** What came just now is no reason to keep quiet. */
  const forgetLastRing = (page: Page): Promise<unknown> => page.evaluate("localStorage.removeItem('okno.rang')");
  const told = (page: Page, key: string): Promise<boolean> => page.evaluate(`(localStorage.getItem('okno.told') ?? '').includes(${JSON.stringify(key)})`);
  const live = (page: Page): Promise<unknown> => until(() => page.evaluate('window.okno.state().counts !== null && window.okno.state().cursor !== null'), 20_000, 'the window to be filled');
  const notices = (page: Page): Promise<{ title: string; body: string; closed: boolean }[]> => page.evaluate('window.notices.map(({ title, body, closed }) => ({ title, body, closed }))');
  const sight = (page: Page, out: boolean): Promise<unknown> => page.evaluate(`window.putOutOfSight(${out})`);
  /** A colleague names the admin in a note; gives the note's id. */
  async function mention(conversationId: string, text: string): Promise<string> {
    const id = randomUUID();
    const { status, body } = await ilya.ask('POST', `conversations/${conversationId}/messages`, { id, kind: 'note', text, seenVersion: 0, mentions: { userIds: [ids.admin], teamIds: [] } });
    if (status >= 300) throw new Error(JSON.stringify(body));
    return id;
  }

  it('duty is a switch in the rail: who turns it is on duty on every screen, and a key turns it too', async () => {
    const { page } = admin;
    const other = await page.context().newPage();
    await other.goto(desk.okno.url);
    const duty = (each: Page) => each.locator('.rail').getByRole('switch', { name: en['duty.label'] });
    await duty(other).waitFor();
    expect(await duty(page).getAttribute('aria-checked')).toBe('false');
    await duty(page).click();
    await Promise.all([page, other].map((each) => each.locator('.rail [role=switch][aria-checked=true]').waitFor()));
    await until(async () => (await desk.committed.count('app_user WHERE on_duty AND id = $1', [ids.admin])) === 1, 20_000, 'the duty to be kept');
    await page.locator('.list h1').click();
    await page.keyboard.press('Shift+KeyD');
    await Promise.all([page, other].map((each) => each.locator('.rail [role=switch][aria-checked=false]').waitFor()));
    await page.keyboard.press('Shift+KeyD');
    await Promise.all([page, other].map((each) => each.locator('.rail [role=switch][aria-checked=true]').waitFor()));
    await duty(page).hover();
    await page.locator('.tooltip', { hasText: en['duty.onMeans'] }).first().waitFor();
    await other.close();
  });

  it('a tab in which nobody clicked offers to turn the sound on; after that a customer is heard', async () => {
    const { page } = admin;
    await page.reload();
    await live(page);
    const fresh = await page.context().newPage();
    await fresh.goto(desk.okno.url);
    await chip(fresh).click();
    await chip(fresh).waitFor({ state: 'detached' });
    await until(async () => (await voices(fresh)) >= 1, 20_000, 'a tab with a voice');
    const id = await desk.write('Olena', 'Is it in stock?');
    await fresh.locator(`[data-row="${id}"]`).waitFor();
    await until(async () => [...(await heard(page)), ...(await heard(fresh))].join() === 'message', 20_000, 'the ring');
    await fresh.close();
    await page.locator('.list h1').click();
    await until(async () => (await voices(page)) === 1, 20_000, 'the voice of the first tab');
  });

  it('two tabs ring once in all: the one that may sound while the other may not, and either when both may', async () => {
    const { page } = admin;
    const other = await page.context().newPage();
    await other.goto(desk.okno.url);
    await chip(other).waitFor();
    await forgetLastRing(page);
    const before = (await heard(page)).length;
    const first = await desk.write('Petro', 'Good morning');
    await Promise.all([page, other].map((each) => each.locator(`[data-row="${first}"]`).waitFor()));
    await until(() => told(page, `${first} 1`), 20_000, 'one of them to tell it');
    await Promise.all([settled(page), settled(other)]);
    expect([(await heard(page)).length, await heard(other)]).toEqual([before + 1, []]);

    await chip(other).click();
    await until(async () => (await voices(page)) === 2, 20_000, 'both to have a voice');
    await forgetLastRing(page);
    const second = await desk.write('Vira', 'Hello');
    await Promise.all([page, other].map((each) => each.locator(`[data-row="${second}"]`).waitFor()));
    await until(() => told(page, `${second} 1`), 20_000, 'one of them to tell it');
    await Promise.all([settled(page), settled(other)]);
    expect((await heard(page)).length + (await heard(other)).length).toBe(before + 2);
    await other.close();
  });

  it('nothing rings for what is looked at, for a colleague’s customers, or when it is off', async () => {
    const { page } = admin;
    const [olena, petro] = await Promise.all(['Olena', 'Petro'].map(async (name) => (await desk.committed.rows<{ id: string }>('SELECT c.id FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE k.name = $1', [name]))[0]!.id));
    await admin.view('all');
    await admin.open(olena!);
    const before = (await heard(page)).length;
    await forgetLastRing(page);
    await desk.write('Olena', 'I am still here');
    await admin.said('I am still here').waitFor();
    await until(() => told(page, `${olena} 2`), 20_000, 'it to be settled');
    await desk.admin.ask('POST', `conversations/${petro}/assign`, { ownerId: ids.ilya });
    await desk.write('Petro', 'And I am Ilya’s');
    await admin.row(petro!).filter({ hasText: 'And I am Ilya' }).waitFor();
    await settled(page);
    await desk.admin.ask('PATCH', 'auth/me', { preferences: { sound: false } });
    await page.locator(`.rail [aria-label="${en['sound.off']}"]`).waitFor();
    const quiet = await desk.write('Oksana', 'Is anybody there?');
    await admin.row(quiet).waitFor();
    await settled(page);
    expect((await heard(page)).length).toBe(before);

    await desk.admin.ask('PATCH', 'auth/me', { preferences: { sound: true } });
    await page.locator(`.rail [aria-label="${en['sound.on']}"]`).waitFor();
    await desk.write('Oksana', 'Hello?');
    await until(async () => (await heard(page)).length === before + 1, 20_000, 'the ring of one who is nobody’s');
  });

  it('the tab carries how many wait for this person, and nothing when nobody does', async () => {
    const { page } = admin;
    const waiting = (): Promise<{ id: string }[]> => desk.committed.rows<{ id: string }>("SELECT id FROM conversation WHERE status = 'open' AND waiting_since IS NOT NULL AND (owner_id IS NULL OR owner_id = $1)", [ids.admin]);
    const icon = (): Promise<string> => page.evaluate("decodeURIComponent(document.querySelector('link[rel=icon]').getAttribute('href'))");
    const mine = await waiting();
    expect(mine.length).toBeGreaterThan(1);
    await until(async () => (await page.title()).startsWith(`(${mine.length}) `), 20_000, 'the title');
    expect(await icon()).toContain(`>${mine.length}</text>`);
    for (const { id } of mine) await desk.admin.ask('POST', `conversations/${id}/status`, { status: 'closed' });
    await until(async () => !(await page.title()).startsWith('('), 20_000, 'the title without a number');
    await until(async () => (await icon()) === '/favicon.svg', 20_000, 'the plain picture');
  });

  it('the desktop is asked for by a click in the settings alone, tells while the window is out of sight, leads to the conversation, and stops when it was read elsewhere', async () => {
    const { page } = admin;
    expect(await page.evaluate('window.asked')).toBe(0);
    await admin.go('/settings/channels');
    await page.locator('.settings-nav a[href="/settings/profile"]').click();
    await page.getByRole('switch', { name: en['telling.desktop'] }).click();
    await page.locator(`[role=switch][aria-label="${en['telling.desktop']}"][aria-checked=true]`).waitFor();
    expect(await page.evaluate('window.asked')).toBe(1);
    const seen = await desk.write('Marko', 'While you look');
    await until(() => told(page, `${seen} 1`), 20_000, 'it to be told by sound');
    expect(await notices(page)).toEqual([]);

    await sight(page, true);
    const away = await desk.write('Nadia', 'While you are away');
    await until(async () => (await notices(page)).length === 1, 20_000, 'the notice');
    expect(await notices(page)).toEqual([{ title: 'Nadia', body: 'While you are away', closed: false }]);
    await sight(page, false);
    await page.evaluate('window.notices[0].onclick()');
    await page.waitForURL(`**/inbox/all/${away}`);
    await admin.said('While you are away').waitFor();

    await admin.go('/settings/channels');
    await page.locator('.settings-nav a[href="/settings/profile"]').click();
    await page.getByRole('switch', { name: en['telling.words'] }).click();
    await page.locator(`[role=switch][aria-label="${en['telling.words']}"][aria-checked=false]`).waitFor();
    await sight(page, true);
    const secret = await desk.write('Sofia', 'A secret');
    await until(async () => (await notices(page)).length === 2, 20_000, 'the second notice');
    expect((await notices(page))[1]).toEqual({ title: 'Okno', body: en['desktop.something'], closed: false });
    await desk.admin.ask('POST', `conversations/${secret}/read`, { readCount: 1 });
    await until(async () => (await notices(page))[1]!.closed, 20_000, 'the notice to go');
    await sight(page, false);
  });

  it('the test in the settings is heard, in a sound of its own for each kind', async () => {
    const { page } = admin;
    const before = (await heard(page)).length;
    for (const name of [en['telling.message'], en['telling.alarm'], en['telling.call']]) await page.locator('[data-block=telling]').getByRole('button', { name, exact: true }).click();
    await until(async () => (await heard(page)).length === before + 3, 20_000, 'three sounds');
    expect((await heard(page)).slice(before)).toEqual(['message', 'alarm', 'call']);
  });

  it('the bell holds what this person was told, live, and each leads to its place, without a mouse', async () => {
    const { page } = admin;
    await admin.go('/inbox/queue');
    await page.locator('.list h1').click();
    await page.keyboard.press('KeyB');
    await page.locator('.bell-panel .empty').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.bell-panel').waitFor({ state: 'detached' });

    // The key is this person's own: it opens the panel and closes it, also where they put it.
    await desk.admin.ask('PATCH', 'auth/me', { preferences: { keys: { KeyB: 'KeyY' } } });
    await page.reload();
    await page.locator('.list h1').click();
    for (const state of ['visible', 'detached'] as const) {
      await page.keyboard.press('KeyY');
      await page.locator('.bell-panel').waitFor({ state });
    }
    await desk.admin.ask('PATCH', 'auth/me', { preferences: { keys: {} } });
    await page.reload();
    await page.locator('.list h1').click();

    const named = await desk.write('Larysa', 'Do you deliver to Lviv?');
    await admin.row(named).waitFor();
    await mention(named, 'Please look at the stock');
    await badge(page).filter({ hasText: '1' }).waitFor();
    const given = await desk.write('Taras', 'An invoice, please');
    await desk.admin.ask('POST', `conversations/${given}/assign`, { ownerId: ids.ilya });
    await ilya.ask('POST', `conversations/${given}/assign`, { ownerId: ids.admin });
    desk.messenger.answer = { status: 422, body: { message: 'No such user' } };
    await admin.ask('POST', `conversations/${named}/messages`, { id: randomUUID(), kind: 'text', text: 'We do', seenVersion: 99, inboxId: desk.messenger.inboxId, channel: 'http' });
    await badge(page).filter({ hasText: '3' }).waitFor({ timeout: 20_000 });
    desk.messenger.answer = { status: 200 };
    await page.keyboard.press('KeyX');
    await page.locator('.bulk-bar').waitFor();
    await page.keyboard.press('KeyE');
    await page.locator('.bulk-toast[data-job=done]').waitFor();

    const other = await page.context().newPage();
    await other.goto(desk.okno.url);
    await badge(other).filter({ hasText: /^[34]$/ }).waitFor();
    await page.locator('.list h1').click();
    await page.keyboard.press('KeyB');
    for (const type of ['mention', 'assigned', 'delivery-failed', 'bulk-done']) await page.locator(`.told[data-type=${type}]`).waitFor();
    // Whoever watched its end has seen it.
    await page.locator('.told[data-type=bulk-done]:not([data-unread])').waitFor();
    await badge(other).filter({ hasText: '3' }).waitFor();

    await page.locator('.told[data-type=assigned] .told-open').focus();
    await page.keyboard.press('KeyM');
    await page.locator('.told[data-type=assigned]:not([data-unread])').waitFor();
    await badge(other).filter({ hasText: '2' }).waitFor();
    await page.keyboard.press('Home');
    await until(() => page.evaluate("document.activeElement?.closest('[data-told]')?.dataset.type === 'bulk-done'"), 10_000, 'the first row');
    await page.locator('.told[data-type=mention] .told-open').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/inbox/all/${named}?message=*`);
    await page.locator('.thread [data-message]', { hasText: 'Please look at the stock' }).waitFor();
    // The rest of that conversation is under this person's eyes.
    await badge(other).waitFor({ state: 'detached', timeout: 20_000 });

    await mention(given, 'And the invoice');
    await badge(other).filter({ hasText: '1' }).waitFor();
    await other.locator('.rail .bell').click();
    await other.getByRole('button', { name: en['bell.allRead'] }).click();
    await Promise.all([badge(page), badge(other)].map((each) => each.waitFor({ state: 'detached' })));
    await other.close();
  });

  it('on a phone the bell stands among the sections and fits the screen', async () => {
    const { page } = admin;
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${desk.okno.url}/inbox/queue`);
    await page.locator('.tabs .bell').click();
    await page.locator('.bell-panel .told').first().waitFor();
    const box = (await page.locator('.bell-panel').boundingBox())!;
    expect([box.x, box.width]).toEqual([0, 390]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.locator('.bell-panel').getByRole('button', { name: en['action.close'] }).click();
    await page.locator('.bell-panel').waitFor({ state: 'detached' });
  });

  it('and the screen complained of nothing', () => {
    expect(admin.complaints).toEqual([]);
  });
});
