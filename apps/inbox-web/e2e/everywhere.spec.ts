/** Everywhere in the window: density, widths, own keys, parts and their roles, a newer build, small screens and other people's colours. */
import { until } from '../../api/src/testing/okno.ts';
import type { MeView } from '../../../libs/crm-core/src/views.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

/**
 * What a finger of 44 px that comes down on the middle of something does not hit. Another thing to press may take the room beside it, never more than half of the way;
 * links inside of a sentence may be as small as the sentence.
 */
const FINGER = `[...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, [role=switch]')].filter((each) => {
  const box = each.getBoundingClientRect();
  const style = getComputedStyle(each);
  if (box.width === 0 || style.visibility === 'hidden' || style.opacity === '0' || each.disabled || each.hidden || each.matches('.hidden-text, .skip-link')) return false;
  if (each.tagName === 'A' && style.display === 'inline' && each.closest('p')) return false;
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  if (x < 22 || y < 22 || x > innerWidth - 22 || y > innerHeight - 22) return false;
  const own = (there) => each.contains(there) || each.closest('label')?.contains(there) === true || (each.tagName === 'INPUT' && each.closest('.input') === there);
  if (!own(document.elementFromPoint(x, y))) return false;
  const reach = (dx, dy) => {
    let far = 0;
    while (far < 21 && own(document.elementFromPoint(x + dx * (far + 1), y + dy * (far + 1)))) far += 1;
    const beside = document.elementFromPoint(x + dx * (far + 1), y + dy * (far + 1));
    return far >= 21 || (far >= 12 && beside?.closest('button, a[href], input, select, textarea, label') !== null);
  };
  return !([[1, 0], [-1, 0], [0, 1], [0, -1]].every(([dx, dy]) => reach(dx, dy)));
}).map((each) => Math.round(each.getBoundingClientRect().width) + ' × ' + Math.round(each.getBoundingClientRect().height) + ' ' + each.outerHTML.slice(0, 120))`;

if (!hasChromium) console.warn('Chromium is not installed: the suite «everywhere» does not run.');

(hasChromium ? describe : describe.skip)('everywhere in the window', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let marina: string;
  let petr: string;

  const me = async (): Promise<MeView> => (await desk.admin.ask<MeView>('GET', 'auth/me')).body;
  const preferences = (given: Partial<MeView['preferences']>) => desk.admin.ask('PATCH', 'auth/me', { preferences: given });
  const root = (name: string): Promise<string | null> => daria.page.locator('html').getAttribute(name);
  const goto = async (path: string, there: string): Promise<void> => {
    await daria.page.goto(new URL(path, desk.okno.url).href);
    await daria.page.locator(there).first().waitFor();
  };
  const openMarina = (): Promise<void> => goto(`/inbox/all/${marina}`, '.thread .composer textarea');
  /** The part of the window in which the focus stands. */
  const part = (): Promise<string | null> => daria.page.evaluate<string | null>("document.activeElement?.closest('[data-region]')?.dataset.region ?? null");
  const said = () => daria.page.locator('[role="status"][aria-live="polite"] p');

  beforeAll(async () => {
    desk = await openSmallDesk();
    marina = await desk.write('Marina', 'Is it in stock?');
    petr = await desk.write('Petr', 'Good morning');
    daria = await desk.sit();
    await daria.view('all');
    await daria.row(marina).waitFor();
  });
  afterAll(async () => {
    await desk?.stop();
  });

  describe('density and theme', () => {
    it('are chosen in the profile, and kept for every device', async () => {
      await goto('/settings/profile', '.settings-main');
      await daria.page.getByRole('button', { name: words('profile.compact'), exact: true }).click();
      await until(async () => (await me()).preferences.density === 'compact', 10_000, 'the density to be kept');
      await daria.page.getByRole('button', { name: words('profile.themeDark'), exact: true }).click();
      await until(async () => (await me()).theme === 'dark', 10_000, 'the theme to be kept');
      await goto('/inbox/all', `[data-row="${marina}"]`);
      expect((await daria.row(marina).boundingBox())?.height).toBe(52);
      const elsewhere = await desk.sit();
      await elsewhere.page.locator('html[data-density="compact"][data-theme="dark"]').waitFor();
      await elsewhere.page.context().close();
    });

    it('stand before the first paint, while the program is not there yet', async () => {
      await daria.page.route('**/assets/*.js', (route) => route.abort());
      await daria.page.goto(desk.okno.url, { waitUntil: 'domcontentloaded' });
      expect([await root('data-density'), await root('data-theme')]).toEqual(['compact', 'dark']);
      expect(await daria.page.locator('meta[name="theme-color"]').evaluateAll((bars) => bars.map((bar) => bar.getAttribute('content')))).toEqual(['#0e0f11', '#0e0f11']);
      await daria.page.unroute('**/assets/*.js');
      await preferences({ density: 'comfortable' });
      await desk.admin.ask('PATCH', 'auth/me', { theme: 'system' });
      daria.complaints.length = 0;
      await goto('/inbox/all', `[data-row="${marina}"]`);
      await daria.page.locator('html[data-density="comfortable"]:not([data-theme])').waitFor();
    });
  });

  it('sets the width of a pane by arrows, by pulling and back by a double click; a reload keeps it', async () => {
    await openMarina();
    const line = daria.page.getByRole('separator', { name: words('panes.list') });
    await line.waitFor();
    const width = async (): Promise<number> => Math.round((await daria.page.locator('.pane.list').boundingBox())?.width ?? 0);
    const becomes = (expected: number): Promise<unknown> => until(async () => (await width()) === expected && (await line.getAttribute('aria-valuenow')) === String(expected), 10_000, `${expected} px`);
    await becomes(352);
    await line.focus();
    await daria.page.keyboard.press('ArrowRight');
    await becomes(368);
    await daria.page.keyboard.press('Shift+ArrowLeft');
    await becomes(304);
    await daria.page.keyboard.press('End');
    await becomes(Number(await line.getAttribute('aria-valuemax')));
    await daria.page.keyboard.press('Home');
    await becomes(Number(await line.getAttribute('aria-valuemin')));
    await daria.page.reload();
    await line.waitFor();
    await becomes(280);
    const box = (await line.boundingBox())!;
    await daria.page.mouse.move(box.x + 5, 400);
    await daria.page.mouse.down();
    await daria.page.mouse.move(box.x + 45, 400, { steps: 4 });
    await daria.page.mouse.up();
    await becomes(320);
    await line.dblclick({ position: { x: 5, y: 300 } });
    await becomes(352);
  });

  describe('keys', () => {
    const line = (usual: string) => daria.page.locator(`[data-key="${usual}"]`);
    const move = async (usual: string, key: string): Promise<void> => {
      await line(usual).locator('.key-now').click();
      await daria.page.locator('.key-now.catching').waitFor();
      await daria.page.keyboard.press(key);
    };
    const kept = (expected: Record<string, string>): Promise<unknown> => until(async () => JSON.stringify((await me()).preferences.keys) === JSON.stringify(expected), 10_000, JSON.stringify(expected));
    const status = async (id: string): Promise<string | undefined> => (await desk.committed.rows<{ status: string }>('SELECT status FROM conversation WHERE id = $1', [id]))[0]?.status;

    it('go where a person puts them, and a key that is taken is only taken over when they say so', async () => {
      await goto('/settings/keyboard', '[data-key="KeyE"]');
      await move('KeyE', 'y');
      await kept({ KeyE: 'KeyY' });
      await move('KeyH', 'c');
      await line('KeyH').locator('.key-trouble', { hasText: words('keys.new') }).waitFor();
      expect((await me()).preferences.keys).toEqual({ KeyE: 'KeyY' });
      await line('KeyH').getByRole('button', { name: words('keys.takeOver') }).click();
      await until(async () => (await me()).preferences.keys['KeyC'] === '', 10_000, 'the other to have none');
      expect((await me()).preferences.keys).toEqual({ KeyE: 'KeyY', KeyH: 'KeyC', KeyC: '' });
      await move('KeyI', 'Control+c');
      await line('KeyI').locator('.key-trouble', { hasText: words('keys.reserved') }).waitFor();
    });

    it('act there, and are shown there: on the button and in the sheet', async () => {
      await openMarina();
      const close = daria.page.locator('.thread .pane-head').getByRole('button', { name: words('thread.close') });
      await close.locator('kbd', { hasText: /^Y$/ }).waitFor();
      await daria.page.keyboard.press('Escape');
      await openMarina();
      await daria.page.keyboard.press('e');
      await daria.page.keyboard.press('y');
      await until(async () => (await status(marina)) === 'closed', 10_000, 'closing by the own key');
      await daria.page.locator('.thread .pane-head').getByRole('button', { name: words('thread.reopen') }).waitFor();
      await daria.page.keyboard.press('y');
      await until(async () => (await status(marina)) === 'open', 10_000, 'opening by the own key');
      await daria.page.keyboard.press('?');
      await daria.page.locator('.key-list > div', { hasText: words('keys.close') }).locator('kbd', { hasText: /^Y$/ }).waitFor();
      expect(await daria.page.locator('.key-list > div', { hasText: words('keys.new') }).locator('kbd').count()).toBe(0);
      await daria.page.keyboard.press('Escape');
      await daria.page.locator('.key-list').waitFor({ state: 'detached' });
    });

    it('of one character can be switched off; the palette stays', async () => {
      await goto('/settings/keyboard', '[data-key="KeyE"]');
      await daria.page.getByRole('switch', { name: words('profile.letterKeys') }).click();
      await until(async () => !(await me()).preferences.letterKeys, 10_000, 'the switch to be kept');
      await openMarina();
      await daria.page.keyboard.press('y');
      await daria.page.keyboard.press('?');
      await daria.page.keyboard.press('Control+k');
      await daria.page.locator('.palette').waitFor();
      expect(await daria.page.locator('.key-list').count()).toBe(0);
      expect(await status(marina)).toBe('open');
      await daria.page.keyboard.press('Escape');
      await daria.page.locator('.palette').waitFor({ state: 'detached' });
    });

    it('go back one by one and all at once', async () => {
      await goto('/settings/keyboard', '[data-key="KeyE"]');
      await daria.page.getByRole('switch', { name: words('profile.letterKeys') }).click();
      await until(async () => (await me()).preferences.letterKeys, 10_000, 'the switch to be kept');
      await line('KeyE').locator('.key-back button').click();
      await until(async () => (await me()).preferences.keys['KeyE'] === undefined, 10_000, 'one to be back');
      await daria.page.getByRole('button', { name: words('keys.resetAll') }).click();
      await kept({});
      expect((await desk.admin.ask('PATCH', 'auth/me', { preferences: { keys: { KeyE: 'KeyQ', KeyH: 'KeyQ' } } })).status).toBe(400);
      expect((await desk.admin.ask('PATCH', 'auth/me', { preferences: { keys: { KeyE: '<script>' } } })).status).toBe(400);
    });
  });

  it('goes through its parts by F6 and back by Shift F6, also out of the text', async () => {
    await openMarina();
    await daria.page.locator('[data-region="panel"]').waitFor();
    const seen: (string | null)[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      await daria.page.keyboard.press('F6');
      seen.push(await part());
    }
    expect(seen).toEqual(['rail', 'list', 'thread', 'composer', 'panel', 'rail']);
    await daria.page.keyboard.press('Shift+F6');
    await daria.page.keyboard.press('Shift+F6');
    expect(await part()).toBe('composer');
    expect(await daria.page.evaluate<string>('document.activeElement.tagName')).toBe('TEXTAREA');
    await daria.page.keyboard.press('Shift+F6');
    expect(await daria.page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  });

  it('lets the first Tab skip the sections; the list has one stop, which follows what is open', async () => {
    await goto('/inbox/all', `[data-row="${petr}"]`);
    await daria.page.keyboard.press('Tab');
    expect(await daria.page.evaluate<string>('document.activeElement.className')).toBe('skip-link');
    await daria.page.keyboard.press('Enter');
    expect(await part()).toBe('list');
    const list = daria.page.getByRole('list', { name: words('list.label') });
    expect(await list.locator('[data-row][tabindex="0"]').count()).toBe(1);
    const first = await list.locator('[data-row]').first().getAttribute('data-row');
    await daria.page.keyboard.press('ArrowDown');
    await daria.page.locator('.thread .composer').waitFor();
    await list.locator('[data-row][aria-current="true"][tabindex="0"]:focus').waitFor();
    expect(await list.locator('[aria-current="true"]').getAttribute('data-row')).toBe(first);
    await daria.page.keyboard.press('ArrowDown');
    await list.locator(`[data-row][aria-current="true"]:focus:not([data-row="${first}"])`).waitFor();
    expect(await daria.page.locator('main').count()).toBe(1);
    expect(await list.locator(`[data-row="${first}"]`).locator('xpath=..').getAttribute('aria-posinset')).toBe('1');
  });

  it('says what is new in the open conversation and what came of an act, and nothing of the others', async () => {
    await openMarina();
    await desk.write('Petr', 'Hello from elsewhere');
    await daria.row(petr).locator('.row-prev', { hasText: 'Hello from elsewhere' }).waitFor();
    await desk.write('Marina', 'Still waiting here');
    await said().filter({ hasText: 'Marina: Still waiting here' }).waitFor({ state: 'attached' });
    expect(await said().filter({ hasText: 'elsewhere' }).count()).toBe(0);
    await daria.page.keyboard.press('e');
    await daria.page.locator('.thread .pane-head').getByRole('button', { name: words('thread.reopen') }).waitFor();
    await until(async () => (await said().count()) > 1, 10_000, 'the act to be told');
    await daria.page.keyboard.press('e');
    await daria.page.locator('.thread .pane-head').getByRole('button', { name: words('thread.close') }).waitFor();
    expect(await daria.page.locator('.rail [aria-current="page"]').getAttribute('aria-label')).toContain(words('nav.inbox'));
    expect(await daria.page.locator('[aria-live]').count()).toBe(1);
  });

  it('offers a canned reply that was written elsewhere while the list stood open', async () => {
    await openMarina();
    const field = daria.page.locator('.thread .composer textarea');
    await desk.admin.ask('POST', 'canned-replies', { title: 'Price', audience: 'shared', texts: { en: 'It costs 990.' } });
    await field.fill('/');
    await daria.page.locator('.suggest-item', { hasText: 'Price' }).waitFor();
    await desk.admin.ask('POST', 'canned-replies', { title: 'Delivery', audience: 'shared', texts: { en: 'We deliver tomorrow.' } });
    await daria.page.locator('.suggest-item', { hasText: 'Delivery' }).waitFor();
    await field.fill('');
  });

  it('gives the focus back after a menu and a dialog', async () => {
    await openMarina();
    const more = daria.page.locator('.thread [data-picker="more"]');
    await more.focus();
    await daria.page.keyboard.press('Enter');
    await daria.page.locator('[role="menu"]').waitFor();
    await daria.page.keyboard.press('Escape');
    await daria.page.locator('.thread [data-picker="more"]:focus').waitFor();
    await daria.page.keyboard.press('?');
    await daria.page.locator('[role="dialog"]').waitFor();
    for (let turn = 0; turn < 4; turn += 1) await daria.page.keyboard.press('Tab');
    expect(await daria.page.evaluate<boolean>("document.activeElement.closest('[role=dialog]') !== null")).toBe(true);
    // Escape closes the tip of a button first, where one stands.
    await daria.page.locator('[role="dialog"] .key-list').focus();
    await daria.page.keyboard.press('Escape');
    await daria.page.locator('.thread [data-picker="more"]:focus').waitFor();
  });

  it('offers a newer window, never takes it by itself, and keeps what was being written', async () => {
    // This page was built before the one that the server has now.
    await daria.page.addInitScript(`document.addEventListener('readystatechange', () => {
      if (sessionStorage.getItem('older')) return;
      sessionStorage.setItem('older', 'once');
      document.querySelector('meta[name="okno-build"]').content = 'older';
    }, { once: true })`);
    await openMarina();
    await daria.mark();
    const offer = daria.page.locator('.toast.update');
    await offer.waitFor();
    await daria.page.locator('.composer textarea').fill('Half a sentence');
    expect(await daria.wasReloaded()).toBe(false);
    await offer.getByRole('button', { name: words('update.reload') }).click();
    await until(async () => daria.wasReloaded().catch(() => false), 20_000, 'the reload that was asked for');
    const field = daria.page.locator('.composer textarea');
    await field.waitFor();
    await until(async () => (await field.inputValue()) === 'Half a sentence', 10_000, 'the draft');
    expect(await offer.count()).toBe(0);
    await field.fill('');
  });

  it('can be installed: a manifest with icons in their sizes', async () => {
    const manifest = (await (await daria.page.request.get(new URL('/manifest.webmanifest', desk.okno.url).href)).json()) as { icons: { src: string; sizes: string; type: string; purpose?: string }[] };
    const icons = manifest.icons.filter(({ type }) => type === 'image/png');
    expect(icons.map(({ sizes, purpose }) => `${sizes} ${purpose ?? 'any'}`)).toEqual(['192x192 any', '512x512 any', '512x512 maskable']);
    for (const { src, sizes } of icons) {
      const png = await (await daria.page.request.get(new URL(src, desk.okno.url).href)).body();
      expect([png.subarray(1, 4).toString(), `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`]).toEqual(['PNG', sizes]);
    }
  });

  describe('on other screens', () => {
    const pages = (): [string, string][] => [
      ['/inbox/queue', '.list'], [`/inbox/all/${marina}`, '.thread .composer textarea'], ['/tasks', '.tasks-col'],
      ...['channels', 'quarantine', 'team', 'company', 'canned', 'labels', 'products', 'tokens', 'webhooks', 'keyboard', 'profile'].map((page): [string, string] => [`/settings/${page}`, '.settings-main']),
    ];
    /** What a pointer that is off by half of 24 px does not hit, though it is scrolled into the middle; links inside of a sentence may be as small as the sentence. */
    const tooSmall = (): Promise<string[]> => daria.page.evaluate<string[]>(`[...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, [role=switch]')].filter((each) => {
      const box = each.getBoundingClientRect();
      const style = getComputedStyle(each);
      if (box.width === 0 || style.visibility === 'hidden' || style.opacity === '0' || each.disabled || each.classList.contains('hidden-text') || each.classList.contains('skip-link') || each.hidden) return false;
      if (each.tagName === 'A' && style.display === 'inline' && each.closest('p')) return false;
      const middle = () => { const now = each.getBoundingClientRect(); return [now.left + now.width / 2, now.top + now.height / 2]; };
      const hits = (dx, dy) => { const [x, y] = middle(); const there = document.elementFromPoint(x + dx, y + dy); return there !== null && (each.contains(there) || there.contains(each) && there.closest('label') !== null); };
      const [x, y] = middle();
      if (x < 12 || y < 12 || x > innerWidth - 12 || y > innerHeight - 12) return false;
      if (!hits(0, 0)) return false;
      const missed = () => (box.width < 24 && !(hits(-11, 0) && hits(11, 0))) || (box.height < 24 && !(hits(0, -11) && hits(0, 11)));
      if (!missed()) return false;
      // The edge of what scrolls may run through it.
      each.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      return missed();
    }).map((each) => each.outerHTML.slice(0, 160))`);

    it.each([[320, 640], [640, 450], [1440, 900]])('of %i × %i nothing scrolls sideways and everything can be hit', async (width, height) => {
      await daria.page.setViewportSize({ width, height });
      const wrong: Record<string, unknown> = {};
      for (const [path, there] of pages()) {
        await goto(path, there);
        const over = await daria.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        const small = await tooSmall();
        if (over > 0 || small.length > 0) wrong[path] = { over, small };
      }
      await daria.page.setViewportSize({ width: 1440, height: 900 });
      expect(wrong).toEqual({});
    });

    it('of a phone everything takes a finger: 44 px, or all the room that its neighbours leave', async () => {
      const context = await desk.browser.newContext({ locale: 'ru-RU', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, storageState: await daria.page.context().storageState() });
      context.setDefaultTimeout(30_000);
      const phone = await context.newPage();
      const wrong: Record<string, unknown> = {};
      for (const [path, there] of pages()) {
        await phone.goto(new URL(path, desk.okno.url).href);
        await phone.locator(there).first().waitFor();
        const small = await phone.evaluate<string[]>(FINGER);
        if (small.length > 0) wrong[path] = small;
      }
      await context.close();
      expect(wrong).toEqual({});
    });

    it('nothing moves where somebody asked for stillness', async () => {
      await daria.page.emulateMedia({ reducedMotion: 'reduce' });
      await openMarina();
      expect(await daria.page.evaluate<number>("document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations === Infinity || Number(effect.getComputedTiming().duration) > 10).length")).toBe(0);
      expect(await daria.page.evaluate<string>("getComputedStyle(document.querySelector('.btn')).transitionDuration")).toMatch(/^0s/);
      await daria.page.emulateMedia({ reducedMotion: 'no-preference' });
    });

    it('in the colours of the system what is open still stands out', async () => {
      await daria.page.emulateMedia({ forcedColors: 'active' });
      await openMarina();
      const style = (selector: string): Promise<string> => daria.page.evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).outlineStyle`);
      await daria.row(marina).and(daria.page.locator('[aria-current="true"]')).waitFor();
      expect(await style('.row[aria-current="true"]')).toBe('solid');
      expect(await style('.row:not([aria-current])')).toBe('none');
      expect(await style('.rail-item[aria-current="page"]')).toBe('solid');
      await daria.page.emulateMedia({ forcedColors: 'none' });
    });
  });

  it('says nothing wrong meanwhile', () => {
    expect(daria.complaints.filter((line) => !/status of 400/.test(line))).toEqual([]);
  });
});
