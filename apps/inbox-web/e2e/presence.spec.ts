/** Two operators at one conversation: each sees the other, and one answer goes out. */
import { until } from '../../api/src/testing/okno.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «two operators» does not run.');

(hasChromium ? describe : describe.skip)('two operators at one conversation', () => {
  let desk: SmallDesk;
  let admin: Operator;
  let ilya: Operator;
  let conversation: string;
  let other: string;
  beforeAll(async () => {
    desk = await openSmallDesk();
    await desk.hire('Ilya Frolov', 'ilya@nord.example');
    conversation = await desk.write('Olena', 'Is it in stock?');
    other = await desk.write('Petro', 'Good morning');
    [admin, ilya] = [await desk.sit(), await desk.sit('en-GB', 'ilya@nord.example')];
    await Promise.all([admin.view('all'), ilya.view('all')]);
  });
  afterAll(async () => {
    await desk?.stop();
  });

  it('see each other in the head while both look, and no longer than that', async () => {
    await admin.open(conversation);
    expect(await admin.page.locator('.thread .viewers').count()).toBe(0);
    await ilya.open(conversation);
    await admin.page.locator('.thread .viewers[aria-label*="Ilya Frolov"]').waitFor();
    await ilya.page.locator('.thread .viewers').waitFor();
    await ilya.open(other);
    await admin.page.locator('.thread .viewers').waitFor({ state: 'detached' });
    await ilya.open(conversation);
    await admin.page.locator('.thread .viewers').waitFor();
    // The connection breaks: whoever is gone is not shown, whoever is back is.
    await ilya.page.context().setOffline(true);
    await ilya.page.evaluate("window.dispatchEvent(new Event('offline'))");
    await admin.page.locator('.thread .viewers').waitFor({ state: 'detached', timeout: 45_000 });
    await ilya.page.context().setOffline(false);
    await admin.page.locator('.thread .viewers').waitFor({ timeout: 20_000 });
  });

  it('are told who writes: above the composer, and in the row of whoever is elsewhere', async () => {
    await ilya.open(conversation);
    await admin.open(conversation);
    await ilya.page.locator('.composer textarea').fill('Yes, two are left');
    await admin.page.locator('.colleagues-typing', { hasText: 'Ilya' }).waitFor();
    await admin.open(other);
    await ilya.page.locator('.composer textarea').pressSequentially(' of them', { delay: 500 });
    await admin.row(conversation).locator('.row-prev.typing', { hasText: 'Ilya' }).waitFor();
    // Their own screen says nothing of it.
    expect(await ilya.page.locator('.colleagues-typing:not(:empty)').count()).toBe(0);
    await ilya.page.locator('.composer textarea').fill('');
  });

  it('who answer at once make one answer; the other keeps the text, sees the news, and may send anyway', async () => {
    await ilya.open(conversation);
    await admin.open(conversation);
    await ilya.page.locator('.composer textarea').fill('Ilya: two are left');
    await admin.page.locator('.composer textarea').fill('Admin: we have it');
    // In one moment: neither has seen the other's.
    await Promise.all([ilya, admin].map(({ page }) => page.route('**/messages', async (route) => {
      if (route.request().method() === 'POST') await both;
      await route.continue();
    })));
    let release: () => void = () => undefined;
    const both = new Promise<void>((go) => { release = go; });
    await Promise.all([ilya, admin].map(({ page }) => page.locator('.composer textarea').press('Enter')));
    release();
    const stopped = await until(async () => ((await admin.page.locator('.collision').count()) ? admin : (await ilya.page.locator('.collision').count()) ? ilya : null), 10_000, 'one of them to be stopped');
    const through = stopped === admin ? ilya : admin;
    const [kept, said] = stopped === admin ? ['Admin: we have it', 'Ilya: two are left'] : ['Ilya: two are left', 'Admin: we have it'];
    expect(await stopped.page.locator('.composer textarea').inputValue()).toBe(kept);
    await stopped.page.locator('.collision', { hasText: said }).waitFor();
    expect(await through.page.locator('.collision').count()).toBe(0);
    expect(await desk.committed.count("message WHERE conversation_id = $1 AND direction = 'outbound'", [conversation])).toBe(1);
    await until(() => desk.messenger.received.length === 1, 10_000, 'the one answer to leave');

    await stopped.page.locator('.collision .primary').click();
    await through.said(kept).waitFor();
    expect(await desk.committed.count("message WHERE conversation_id = $1 AND direction = 'outbound'", [conversation])).toBe(2);
    await until(() => desk.messenger.received.length === 2, 10_000, 'the second, which was insisted on');
    expect([...admin.complaints, ...ilya.complaints].filter((line) => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(line))).toEqual([]);
  });
});
