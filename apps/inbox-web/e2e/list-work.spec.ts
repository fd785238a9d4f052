/** The list without a mouse: who waits longest, handing over, putting off, labels, many at once and all of it taken back; also on a Russian layout. */
import { until } from '../../api/src/testing/okno.ts';
import { Keyboard } from './keyboard.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «work in the list» does not run.');

/** More than one page of the list. */
const CROWD = 130;

(hasChromium ? describe : describe.skip)('work in the list', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let keys: Keyboard;
  let inbox: string;
  const ids: Record<string, string> = {};

  const row = async (id: string): Promise<{ status: string; owner: string | null; waiting: boolean; snoozed: boolean; priority: string; labels: number }> =>
    (await desk.committed.rows<{ status: string; owner: string | null; waiting: boolean; snoozed: boolean; priority: string; labels: number }>(
      `SELECT c.status, u.name AS owner, c.waiting_since IS NOT NULL AS waiting, c.snoozed_until IS NOT NULL AS snoozed, c.priority, cardinality(c.label_ids) AS labels FROM conversation c LEFT JOIN app_user u ON u.id = c.owner_id WHERE c.id = $1`, [id]))[0]!;
  const becomes = (id: string, expected: Partial<Awaited<ReturnType<typeof row>>>): Promise<unknown> =>
    until(async () => { const now = await row(id); return Object.entries(expected).every(([key, value]) => now[key as keyof typeof now] === value) || undefined; }, 10_000, `${id} to become ${JSON.stringify(expected)}`);
  const waiting = async (): Promise<number> => (await desk.committed.rows<{ n: number }>("SELECT count(*)::int AS n FROM conversation WHERE status = 'open' AND waiting_since IS NOT NULL AND NOT spam"))[0]!.n;
  const openId = (): string => new URL(daria.page.url()).pathname.split('/')[3] ?? '';
  /** J from a list in which nothing is open. */
  const openFirst = async (): Promise<void> => {
    await until(async () => openId() === '', 5_000, 'the conversation to be left');
    await until(async () => (await daria.page.locator('[data-row]').first().getAttribute('data-row')) === ids['Марина'], 5_000, 'the longest wait to stand first');
    await keys.press('j');
    await until(async () => openId() === ids['Марина'], 5_000, 'the longest wait to open');
    await daria.page.locator('.thread .composer').waitFor();
  };
  const counter = (view: string): Promise<string> => daria.page.locator(`.views a[href="/inbox/${view}"] .n`).innerText();
  const picker = () => daria.page.locator('.picker');
  /** Colleagues come after the list: who sits down this moment may be quicker than they. */
  const offers = (name: string): Promise<void> => picker().locator('.picker-line', { hasText: name }).waitFor();

  beforeAll(async () => {
    desk = await openSmallDesk();
    inbox = desk.messenger.inboxId;
    for (const name of ['Марина', 'Пётр', 'Олена']) ids[name] = await desk.write(name, 'Есть Hoshi 12?');
    await desk.hire('Борис Ким', 'boris@desk.example');
    await desk.hire('Анна Громова', 'anna@desk.example');
    // Marina waits longest, then Petr, then Olena; the crowd came after them.
    for (const [minutes, name] of [[300, 'Марина'], [200, 'Пётр'], [100, 'Олена']] as const) {
      await desk.committed.rows("UPDATE conversation SET waiting_since = now() - $2::int * interval '1 minute', answer_due_at = now() - interval '1 minute' WHERE id = $1", [ids[name], minutes]);
    }
    await desk.committed.rows(
      `WITH k AS (INSERT INTO contact (id, name, named) SELECT gen_random_uuid(), 'Клиент ' || n, true FROM generate_series(1, $2::int) n RETURNING id)
       INSERT INTO conversation (id, contact_id, inbox_id, inbox_ids, channels, status, waiting_since, answer_due_at, last_message_at, inbound_count, version)
       SELECT gen_random_uuid(), id, $1, ARRAY[$1::uuid], ARRAY['http'], 'open', now() - random() * interval '50 minutes', now() + interval '1 day', now(), 1, 1 FROM k`, [inbox, CROWD]);
    await desk.committed.rows('INSERT INTO conversation_inbox (inbox_id, conversation_id) SELECT unnest(inbox_ids), id FROM conversation ON CONFLICT DO NOTHING', []);
    await desk.committed.rows('INSERT INTO conversation_channel (channel, conversation_id) SELECT unnest(channels), id FROM conversation ON CONFLICT DO NOTHING', []);
    await desk.admin.ask('POST', 'labels', { name: 'VIP', colour: 'violet' });
    await desk.admin.ask('POST', 'labels', { name: 'Гарантия', colour: 'teal' });
    daria = await desk.sit();
    keys = await Keyboard.of(daria.page);
    await daria.page.locator(`[data-row="${ids['Марина']}"]`).waitFor();
  });
  afterAll(async () => {
    await desk?.stop();
  });
  afterEach(async () => {
    for (let n = 0; n < 3; n++) await keys.press('Escape');
  });

  it('shows without a key who waits longest, and by the server’s counters how many wait', async () => {
    expect(await daria.page.locator('[data-row]').first().getAttribute('data-row')).toBe(ids['Марина']);
    expect(await counter('queue')).toBe(String(CROWD + 3));
    await keys.press('j');
    await until(async () => openId() === ids['Марина'], 5_000, 'the longest wait to open');
  });

  it('hands over by A, two letters and Enter, and Z gives back', async () => {
    await keys.press('g');
    await keys.press('q');
    await openFirst();
    await keys.press('a');
    await keys.type('bo');
    await keys.press('Backspace');
    await keys.press('Backspace');
    await keys.type('бо');
    await offers('Борис Ким');
    await keys.press('Enter');
    await becomes(ids['Марина']!, { owner: 'Борис Ким' });
    await daria.notice(words('acts.handedOver')).waitFor();
    await keys.press('z');
    await becomes(ids['Марина']!, { owner: null, waiting: true });
  });

  it('hands over with a note: A, two letters, Tab, the words', async () => {
    await openFirst();
    await keys.press('a');
    await keys.type('ан');
    await offers('Анна Громова');
    await keys.press('Tab');
    await daria.page.locator('.composer.note textarea:focus, .composer textarea:focus').waitFor();
    await keys.type('Просит скидку');
    await keys.press('Control+Enter');
    await becomes(ids['Марина']!, { owner: 'Анна Громова' });
    await until(async () => (await desk.committed.count("message WHERE kind = 'note' AND text = $1", ['Просит скидку'])) === 1, 10_000, 'the note');
  });

  it('puts off by H 1, by H and words, and Z takes it back with the wait', async () => {
    await openFirst();
    await keys.press('h');
    await keys.press('1');
    await becomes(ids['Марина']!, { status: 'snoozed', snoozed: true });
    await keys.press('z');
    await becomes(ids['Марина']!, { status: 'open', waiting: true, snoozed: false });
    await keys.press('h');
    await keys.type('завтра 10');
    await picker().locator('[data-option="words"]').waitFor();
    await keys.press('Enter');
    await becomes(ids['Марина']!, { status: 'snoozed' });
    const [until10] = await desk.committed.rows<{ at: Date }>('SELECT snoozed_until AS at FROM conversation WHERE id = $1', [ids['Марина']]);
    expect(until10!.at.getTime()).toBe(new Date(new Date(Date.now() + 86_400_000).setHours(10, 0, 0, 0)).getTime());
    // The customer writes: it is awake.
    await desk.write('Марина', 'Алло?');
    await becomes(ids['Марина']!, { status: 'open', snoozed: false });
  });

  it('labels and prioritises by L and P; the row shows both, a filter finds them, Z takes the last one back', async () => {
    await openFirst();
    await keys.press('l');
    await keys.type('vi');
    await keys.press('Enter');
    await becomes(ids['Марина']!, { labels: 1 });
    await keys.press('l');
    await keys.type('Опт');
    await keys.press('Enter');
    await becomes(ids['Марина']!, { labels: 2 });
    await keys.press('p');
    await keys.type('urg');
    await keys.press('Enter');
    await becomes(ids['Марина']!, { priority: 'urgent' });
    await daria.row(ids['Марина']!).locator('.row-labels', { hasText: 'VIP' }).waitFor();
    await daria.row(ids['Марина']!).getByLabel(words('priority.urgent')).waitFor();
    await keys.press('z');
    await becomes(ids['Марина']!, { priority: 'none', labels: 2 });
    await keys.press('Escape');
    await keys.press('Shift+F');
    await daria.page.getByLabel(words('filter.label'), { exact: true }).selectOption({ label: 'VIP' });
    await keys.press('Escape');
    await until(async () => (await daria.page.locator('[data-row]').count()) === 1, 5_000, 'one row');
    await daria.page.locator('.filter-row .chip', { hasText: 'VIP' }).click();
    await until(async () => (await daria.page.locator('[data-row]').count()) > 5, 5_000, 'all rows');
  });

  it('marks unread by Shift+U and leaves, so that it stays so', async () => {
    await daria.page.goto(new URL(`/inbox/queue/${ids['Пётр']}`, desk.okno.url).href);
    await daria.page.locator('.thread .composer').waitFor();
    await daria.row(ids['Пётр']!).waitFor();
    const unread = daria.row(ids['Пётр']!).locator('.count');
    await unread.waitFor({ state: 'detached' });
    await keys.press('Shift+U');
    await unread.waitFor();
    expect(openId()).toBe('');
  });

  it('does the same on a Russian layout', async () => {
    await daria.page.goto(new URL(`/inbox/queue/${ids['Олена']}`, desk.okno.url).href);
    await daria.page.locator('.thread .composer').waitFor();
    await keys.inRussian('KeyA');
    await picker().waitFor();
    // «bo» with the Russian layout left on.
    await keys.inRussian('Comma', 'KeyJ');
    await keys.press('Enter');
    await becomes(ids['Олена']!, { owner: 'Борис Ким' });
    await keys.inRussian('KeyH');
    await picker().waitFor();
    await keys.press('1');
    await becomes(ids['Олена']!, { status: 'snoozed' });
    await keys.inRussian('KeyZ');
    await becomes(ids['Олена']!, { status: 'open', waiting: true });
    await keys.inRussian('KeyE');
    await becomes(ids['Олена']!, { status: 'closed' });
    await keys.inRussian('KeyZ');
    await becomes(ids['Олена']!, { status: 'open', waiting: true });
  });

  it('picks by X and Shift+J, closes them by E, and Z opens them again', async () => {
    await keys.press('g');
    await keys.press('q');
    const before = await waiting();
    await keys.press('x');
    await daria.page.locator('.bulk-bar').waitFor();
    await keys.press('Shift+J');
    await keys.press('Shift+J');
    await keys.press('Shift+K');
    await daria.page.locator('.bulk-bar b', { hasText: String(2) }).waitFor();
    await keys.press('e');
    await daria.page.locator('.bulk-toast[data-job="done"]', { hasText: String(2) }).waitFor();
    expect(await waiting()).toBe(before - 2);
    await keys.press('z');
    await daria.page.locator('.bulk-toast[data-job="undone"]').waitFor();
    expect(await waiting()).toBe(before);
    await until(async () => (await counter('queue')) === String(before), 5_000, 'the counter');
  });

  it('closes everything that the list holds, also what is not loaded, and takes all of it back', async () => {
    const before = await waiting();
    await keys.press('x');
    await keys.press('Shift+A');
    await daria.page.locator('.bulk-bar b', { hasText: String(before) }).waitFor();
    await keys.press('e');
    await daria.page.locator('.bulk-toast[data-job="done"]', { hasText: String(before) }).waitFor({ timeout: 60_000 });
    expect(await waiting()).toBe(0);
    await daria.page.locator('.list .empty b', { hasText: words('empty.queue') }).waitFor();
    await keys.press('z');
    await daria.page.locator('.bulk-toast[data-job="undone"]', { hasText: String(before) }).waitFor({ timeout: 60_000 });
    expect(await waiting()).toBe(before);
    await until(async () => (await counter('queue')) === String(before), 5_000, 'the counter');
  });

  it('brings the row of a conversation that a link opened into view', async () => {
    const rows = await desk.committed.rows<{ id: string }>("SELECT id FROM conversation WHERE status = 'open' AND waiting_since IS NOT NULL ORDER BY waiting_since LIMIT 40");
    const far = rows.at(-1)!.id;
    await daria.page.goto(new URL(`/inbox/queue/${far}`, desk.okno.url).href);
    await daria.row(far).waitFor();
    const inView = async (): Promise<boolean> => {
      const [row, list] = [await daria.row(far).boundingBox(), await daria.page.locator('.rows').boundingBox()];
      return row !== null && list !== null && row.y >= list.y - 1 && row.y + row.height <= list.y + list.height + 1;
    };
    await until(inView, 10_000, 'its row in view');
    await daria.page.goto(new URL('/inbox/unassigned', desk.okno.url).href);
    await daria.page.locator('.views a[aria-current="true"]').waitFor();
    // However many views stand beside it, what was chosen behind the arrow and the arrow itself are on the screen.
    const strip = (await daria.page.locator('.views').boundingBox())!;
    for (const part of ['.views a[aria-current="true"]', '.views > button']) {
      await until(async () => { const box = (await daria.page.locator(part).boundingBox())!; return box.x >= strip.x && box.x + box.width <= strip.x + strip.width + 1; }, 10_000, `${part} in view`);
    }
    await daria.page.goto(new URL('/inbox/queue', desk.okno.url).href);
    await daria.page.locator('[data-row]').first().waitFor();
  });

  it('lets a mouse click the row it stands on, right after the wheel', async () => {
    const list = (await daria.page.locator('.rows').boundingBox())!;
    const [x, y] = [list.x + list.width / 2, list.y + list.height / 2];
    // Asked in the frame in which the scroll was drawn: no click of a hand is quicker.
    const under = await daria.page.evaluate<string | null>(`new Promise((done) => {
      const rows = document.querySelector('.rows .scrolls');
      rows.addEventListener('scroll', () => requestAnimationFrame(() => requestAnimationFrame(() => done(document.elementFromPoint(${x}, ${y}).closest('[data-row]')?.dataset.row ?? null))), { once: true });
      rows.scrollTop += 300;
    })`);
    expect(under).not.toBeNull();
    await daria.page.evaluate("document.querySelector('.rows .scrolls').scrollTop = 0");
  });

  it('keeps a list under a name', async () => {
    await keys.press('Shift+F');
    await daria.page.getByLabel(words('filter.overdue'), { exact: true }).press('Space');
    await daria.page.getByRole('button', { name: words('savedView.save') }).press('Enter');
    await daria.page.getByLabel(words('savedView.name')).fill('Горит');
    await keys.press('Enter');
    await daria.page.locator('.views a[aria-current="true"]', { hasText: 'Горит' }).waitFor();
    expect(await daria.page.locator('.list .pane-title').innerText()).toBe('Горит');
    expect(await daria.page.locator('[data-row]').count()).toBeLessThan(10);
    await daria.page.reload();
    await daria.page.locator('.views a[aria-current="true"]', { hasText: 'Горит' }).waitFor();
    await daria.page.locator('.views a[href="/inbox/queue"]').first().press('Enter');
    await until(async () => (await daria.page.locator('[data-row]').count()) > 5, 5_000, 'the whole queue');
  });

  it('sorts by the money that waits', async () => {
    await desk.admin.ask('POST', 'orders', { id: '0197c000-0000-7000-8000-000000000001', conversationId: ids['Пётр'], currency: 'EUR', lines: [{ name: 'Hoshi 12', quantity: 1, priceMinor: 99_000 }] });
    await keys.press('s');
    await until(async () => (await daria.page.locator('[data-row]').first().getAttribute('data-row')) === ids['Пётр'], 5_000, 'the money first');
    await keys.press('s');
    await until(async () => (await daria.page.locator('[data-row]').first().getAttribute('data-row')) !== ids['Пётр'], 5_000, 'the wait first');
  });

  it('puts a conversation into the Mentions of whoever was named, until they look', async () => {
    const anna = await desk.sit('en-GB', 'anna@desk.example');
    const [{ id }] = (await desk.committed.rows<{ id: string }>("SELECT id FROM app_user WHERE email = 'anna@desk.example'")) as [{ id: string }];
    await desk.admin.ask('POST', `conversations/${ids['Пётр']}/messages`, { id: '0197c000-0000-7000-8000-000000000002', kind: 'note', text: '@Анна посмотри', seenVersion: 0, mentions: { userIds: [id], teamIds: [] } });
    const tab = anna.page.locator('.views a[href="/inbox/mentions"]');
    await tab.click();
    await anna.row(ids['Пётр']!).click();
    await anna.page.locator('.thread .composer').waitFor();
    await tab.locator('.n').waitFor({ state: 'detached' });
    expect(await desk.committed.count('mention WHERE seen_at IS NULL')).toBe(0);
    expect(anna.complaints).toEqual([]);
  });

  it('says nothing wrong meanwhile', () => expect(daria.complaints).toEqual([]));
});
