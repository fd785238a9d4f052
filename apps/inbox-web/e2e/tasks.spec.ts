/** The page of tasks without a mouse: added in words, walked by keys, done with a result and a next step, put off, handed over, taken back, whoever's they are. */
import { until } from '../../api/src/testing/okno.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «tasks» does not run.');

/** Days of the calendar, as the window of this machine counts them. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface Row { status: string; result: string; days: number; assignee: string; conversation: string | null }

(hasChromium ? describe : describe.skip)('the page of tasks', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let boris: Operator;
  let marina: string;
  let borisId: string;

  const press = async (...keys: string[]): Promise<void> => { for (const key of keys) await daria.page.keyboard.press(key); };
  const type = (text: string): Promise<void> => daria.page.keyboard.type(text);
  const row = (title: string, who = daria) => who.page.locator('.tasks-list > li', { hasText: title });
  const inGroup = (group: string, title: string, who = daria) => who.page.locator(`[data-group=${group}] li`, { hasText: title });
  const becomes = (title: string, fits: (row: Row) => boolean): Promise<Row> =>
    until(async () => {
      const [now] = await desk.committed.rows<Row>(
        `SELECT t.status, t.result, (t.due_at AT TIME ZONE $2)::date - (now() AT TIME ZONE $2)::date AS days, u.name AS assignee, t.conversation_id AS conversation FROM task t LEFT JOIN app_user u ON u.id = t.assignee_id WHERE t.title = $1`, [title, zone]);
      return now && fits(now) ? now : undefined;
    }, 20_000, `the task «${title}» to change`);
  /** Walks down to a row. */
  const stepTo = async (title: string): Promise<void> => {
    await row(title).waitFor();
    const order = await daria.page.locator('.tasks-list > li').evaluateAll((rows) => rows.map((each) => (each as unknown as { textContent: string }).textContent));
    const from = await daria.page.locator('.tasks-list > li').evaluateAll((rows) => rows.findIndex((each) => (each as unknown as { classList: { contains(name: string): boolean } }).classList.contains('current')));
    const to = order.findIndex((text) => text.includes(title));
    for (let at = from; at !== to; at += at < to ? 1 : -1) {
      const next = at < to ? at + 1 : at - 1;
      await press(at < to ? 'j' : 'k');
      await daria.page.locator(`.tasks-list > li.current:focus`, { hasText: order[next]!.slice(0, 12) }).waitFor();
    }
    await daria.page.locator('.tasks-list > li.current', { hasText: title }).waitFor();
  };
  const dialogGone = (): Promise<void> => daria.page.locator('.dialog').waitFor({ state: 'detached' });
  const openPage = async (): Promise<void> => {
    await press('g', 't');
    await daria.page.locator('.tasks-page').waitFor();
  };

  beforeAll(async () => {
    desk = await openSmallDesk();
    marina = await desk.write('Марина', 'Скиньте счёт');
    await desk.hire('Борис Ким', 'boris@desk.example');
    const users = (await desk.admin.ask<{ id: string; name: string }[]>('GET', 'users')).body;
    borisId = users.find(({ name }) => name === 'Борис Ким')!.id;
    await desk.admin.ask('POST', 'teams', { name: 'Sales', memberIds: [borisId] });
    await desk.admin.ask('POST', 'tasks', { title: 'Send the quote', dueAt: new Date(Date.now() - 3_600_000).toISOString(), conversationId: marina });
    daria = await desk.sit();
    boris = await desk.sit('en-GB', 'boris@desk.example');
    await boris.go('/tasks');
    await boris.page.locator('.tasks-page').waitFor();
  }, 180_000);
  afterAll(async () => {
    await desk?.stop();
  }, 60_000);

  it('is opened by G T and shows what is late first, with whom it is about', async () => {
    await openPage();
    await inGroup('overdue', 'Send the quote').locator('.whom', { hasText: 'Марина' }).waitFor();
  });

  it('T adds one in words; it stands where it is due', async () => {
    await press('t');
    await daria.page.locator('.quick input:focus').waitFor();
    await type('order more boxes tomorrow at 10');
    await daria.page.locator('.quick .when').waitFor();
    await press('Enter');
    await inGroup('tomorrow', 'order more boxes').waitFor();
    await press('Escape');
    await daria.page.locator('.quick input:focus').waitFor({ state: 'detached' });
  });

  it('Enter opens the conversation of the one that has the keys', async () => {
    await stepTo('Send the quote');
    await press('Enter');
    await daria.page.waitForURL(`**/inbox/all/${marina}`);
    await daria.page.locator('.thread .composer').waitFor();
    await openPage();
  });

  it('E asks what came of it and for the next step, which stays with the customer', async () => {
    await stepTo('Send the quote');
    await press('e');
    await daria.page.locator('input[name=result]:focus').waitFor();
    await type('She wants two');
    await press('Enter');
    await daria.page.locator('input[name=next]:focus').waitFor();
    await type('call again in 40 days');
    await press('Enter');
    await dialogGone();
    await inGroup('done', 'Send the quote').locator('.result', { hasText: 'She wants two' }).waitFor();
    await inGroup('later', 'call again').locator('.whom', { hasText: 'Марина' }).waitFor();
    expect(await becomes('Send the quote', ({ status }) => status === 'done')).toMatchObject({ result: 'She wants two' });
    expect(await becomes('call again', ({ status }) => status === 'open')).toMatchObject({ days: 40, conversation: marina });
  });

  it('H puts it off to a time in words', async () => {
    await stepTo('order more boxes');
    await press('h');
    await daria.page.locator('.dialog [role=combobox]:focus').waitFor();
    await type('in 50 days');
    await daria.page.locator('[data-option=words]').waitFor();
    await press('Enter');
    await dialogGone();
    await becomes('order more boxes', ({ days }) => days === 50);
    await inGroup('later', 'order more boxes').waitFor();
  });

  it('A hands it over by some letters; it leaves this list and comes into the colleague’s', async () => {
    await stepTo('order more boxes');
    await press('a');
    await daria.page.locator('.dialog [role=combobox]:focus').waitFor();
    await type('бор');
    await daria.page.locator('[data-option]', { hasText: 'Борис' }).and(daria.page.locator('[data-active]')).waitFor();
    await press('Enter');
    await dialogGone();
    await becomes('order more boxes', ({ assignee }) => assignee === 'Борис Ким');
    await row('order more boxes').waitFor({ state: 'detached' });
    await inGroup('later', 'order more boxes', boris).waitFor();
  });

  it('a team’s and everybody’s are chosen by the keyboard, and say whose each is', async () => {
    await press('Shift+F');
    await daria.page.locator('.whose-all:focus').waitFor();
    await press('ArrowDown');
    await daria.page.waitForURL('**/tasks?of=everybody');
    await row('order more boxes').locator('.whom', { hasText: 'Борис Ким' }).waitFor();
    await row('call again').waitFor();
    await press('ArrowDown');
    await daria.page.waitForURL('**/tasks?of=team*');
    await row('order more boxes').waitFor();
    await row('call again').waitFor({ state: 'detached' });
    await press('ArrowDown');
    await daria.page.waitForURL('**/tasks?of=person*');
    await row('order more boxes').waitFor();
  });

  it('I takes it back from everybody’s list', async () => {
    await press('ArrowUp');
    await daria.page.waitForURL('**/tasks?of=team*');
    await press('ArrowUp');
    await daria.page.waitForURL('**/tasks?of=everybody');
    await row('call again').waitFor();
    // Out of the list of lists, which has the letters to itself.
    await daria.page.locator('.tasks-list > li', { hasText: 'order more boxes' }).focus();
    await daria.page.locator('.tasks-list > li.current', { hasText: 'order more boxes' }).waitFor();
    await press('i');
    await becomes('order more boxes', ({ assignee }) => assignee !== 'Борис Ким');
    await inGroup('later', 'order more boxes', boris).waitFor({ state: 'detached' });
  });

  it('what was done is opened again by the same key', async () => {
    await stepTo('Send the quote');
    await press('e');
    await becomes('Send the quote', ({ status }) => status === 'open');
    await inGroup('overdue', 'Send the quote').waitFor();
  });

  it('a long list comes page by page, in the order in which it is due', async () => {
    await desk.committed.rows(
      `INSERT INTO task (id, kind, title, assignee_id, due_at, status, created_by, created_at)
       SELECT gen_random_uuid(), 'manual', 'Bulk ' || lpad(n::text, 3, '0'), $1, now() + interval '60 days' + n * interval '1 minute', 'open', $1, now() FROM generate_series(1, 150) n`, [borisId]);
    await daria.page.goto(new URL('/tasks?of=everybody', desk.okno.url).href);
    await row('Bulk 001').waitFor();
    expect(await row('Bulk 150').count()).toBe(0);
    for (let pages = 0; (await row('Bulk 150').count()) === 0 && pages < 5; pages += 1) {
      const before = await row('Bulk').count();
      await daria.page.locator('.tasks-more').first().focus();
      await press('Enter');
      await until(async () => (await row('Bulk').count()) > before, 20_000, 'another page of tasks');
    }
    const titles = await row('Bulk').locator('.task > span:not(.due)').allTextContents();
    expect(titles).toEqual(Array.from({ length: 150 }, (_, n) => `Bulk ${String(n + 1).padStart(3, '0')}`));
  });

  it('on a phone nothing stands beyond the edge', async () => {
    await daria.page.setViewportSize({ width: 360, height: 740 });
    await row('Bulk 001').waitFor();
    expect(await daria.page.evaluate('document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll(".tasks-list > li")].every((row) => row.getBoundingClientRect().right <= innerWidth)')).toBe(true);
  });

  it('the profile makes a secret address of one’s tasks for a calendar, shows it once and ends it', async () => {
    await boris.page.goto(new URL('/settings/profile', desk.okno.url).href);
    const block = boris.page.locator('.calendar-block');
    await block.getByRole('button', { name: words('profile.calendarMake') }).press('Enter');
    const url = (await block.locator('.copy code').textContent())!;
    expect(new URL(url).pathname).toMatch(/^\/calendar\/[\w-]{43}\.ics$/);
    const read = (): Promise<Response> => fetch(new URL(new URL(url).pathname, desk.okno.url));
    expect(await (await read()).text()).toContain('SUMMARY:Bulk 001');
    await boris.page.reload();
    await block.getByRole('button', { name: words('profile.calendarAnew') }).waitFor();
    expect(await block.locator('.copy').count()).toBe(0);
    await block.getByRole('button', { name: words('profile.calendarWithdraw') }).press('Enter');
    await block.getByRole('button', { name: words('profile.calendarMake') }).waitFor();
    expect((await read()).status).toBe(404);
  });

  it('nothing was complained of', () => {
    expect([daria.complaints, boris.complaints]).toEqual([[], []]);
  });
});
