/**
 * The whole life of a customer in one company, on real parts: from an advertisement to money and to the numbers of the reports. A visitor of the shop's chat buys; a second inquiry is junk;
 * a third is lost and comes back as a task; an order form of the site is a deal at once; a fifth waits. In the end every number of every report is what SQL counts over the same rows.
 */
import { randomUUID } from 'node:crypto';
import type { FrameLocator, Page } from 'playwright-core';
import { extractText } from 'unpdf';
import type { ReportBy, ReportName, ReportView } from '../../../libs/crm-core/src/views.ts';
import { until } from '../../api/src/testing/okno.ts';
import { en } from '../src/i18n/messages/en.ts';
import { ensureBuilt } from '../../api/src/testing/built.ts';
import { countBySql, differences } from './counted.ts';
import type { Operator } from './operator.ts';
import { readScreen, wrongOnScreen } from './report-screen.ts';
import { buildShop, type Shop } from './shop.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «the whole life of a customer» does not run.');

const BORIS = 'boris@desk.example';
const ADVERTISED = '/hoshi?utm_source=google&utm_medium=cpc&utm_campaign=autumn&gclid=Cj0KCQjw-7';

interface DealRow { id: string; stage: string; status: string; amount: number | null; owner: string | null }
interface LeadRow { status: string; reason: string | null; source: { channel: string; utm: Record<string, string>; referrer: string | null; landingPage: string | null; startParameter: string | null; clickId: string | null } }

(hasChromium ? describe : describe.skip)('the whole life of a customer', () => {
  let desk: SmallDesk;
  let shop: Shop;
  let daria: Operator;
  let boris: Operator;
  let visitor: Page;
  let chat: FrameLocator;
  let stages: { id: string; name: string }[];
  const ids: Record<string, string> = {};

  const deal = async (name: string): Promise<DealRow | undefined> =>
    (await desk.committed.rows<DealRow>(
      `SELECT d.id, s.name AS stage, d.status, d.amount_minor::int AS amount, u.name AS owner FROM deal d JOIN stage s ON s.id = d.stage_id JOIN contact k ON k.id = d.contact_id LEFT JOIN app_user u ON u.id = d.owner_id WHERE k.name = $1`, [name]))[0];
  const becomes = (name: string, expected: Partial<DealRow>): Promise<DealRow> =>
    until(async () => { const now = await deal(name); return now && Object.entries(expected).every(([key, value]) => now[key as keyof DealRow] === value) ? now : undefined; }, 20_000, `the deal of ${name} to become ${JSON.stringify(expected)}`);
  const lead = async (name: string): Promise<LeadRow | undefined> =>
    (await desk.committed.rows<LeadRow>('SELECT l.status, r.code AS reason, l.source FROM lead l JOIN contact k ON k.id = l.contact_id LEFT JOIN reason r ON r.id = l.junk_reason_id WHERE k.name = $1', [name]))[0];
  const order = async (name: string): Promise<{ number: number; total: number; status: string; paid: number } | undefined> =>
    (await desk.committed.rows<{ number: number; total: number; status: string; paid: number }>(
      `SELECT o.number::int, o.total_minor::int AS total, o.status, (SELECT coalesce(sum(p.amount_minor), 0)::int FROM order_payment p WHERE p.order_id = o.id AND p.removed_at IS NULL) AS paid
       FROM sales_order o JOIN contact k ON k.id = o.contact_id WHERE k.name = $1`, [name]))[0];
  const conversationOf = (name: string): Promise<string> =>
    until(async () => (await desk.committed.rows<{ id: string }>('SELECT c.id FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE k.name = $1', [name]))[0]?.id, 20_000, `a conversation of ${name}`);

  /** Somebody writes by the messenger, so many minutes ago. */
  const write = async (from: string, text: string, minutesAgo: number, source: object): Promise<string> => {
    const event = { ...desk.messenger.message(text, from), at: new Date(Date.now() - minutesAgo * 60_000).toISOString(), source };
    expect((await desk.messenger.post(desk.okno.url, desk.messenger.signed([event]))).status).toBe(200);
    return (ids[from] = await conversationOf(from));
  };
  /** Stands in the list, is opened by Enter, with the person beside it; the letters are keys then. */
  const openRow = async (who: Operator, name: string): Promise<void> => {
    await who.row(ids[name]!).press('Enter');
    await who.page.waitForURL(`**/${ids[name]}`);
    await who.page.locator('.thread .composer').waitFor();
    await who.page.locator('.side h2', { hasText: name }).waitFor();
    await leaveField(who);
  };
  const leaveField = async (who: Operator): Promise<void> => {
    await who.page.evaluate('document.activeElement?.blur()');
  };
  const openAll = async (who: Operator): Promise<void> => {
    await leaveField(who);
    await who.page.keyboard.press('g');
    await who.page.keyboard.press('i');
    await who.page.waitForURL('**/inbox/all**');
    await who.page.locator('.list').waitFor();
  };
  /** R, the words, Ctrl Enter; resolves when they went out. */
  const answer = async (who: Operator, name: string, text: string): Promise<void> => {
    await leaveField(who);
    await who.page.keyboard.press('r');
    await who.page.locator('.composer textarea:focus').waitFor();
    await who.page.keyboard.type(text);
    await who.page.keyboard.press('Control+Enter');
    await until(async () => (await desk.committed.count("message WHERE conversation_id = $1 AND direction = 'outbound' AND text = $2 AND delivery_status IN ('sent', 'delivered', 'read')", [ids[name], text])) === 1, 20_000, `«${text}» to go out`);
    await until(async () => (await who.page.locator('.composer textarea').inputValue()) === '', 10_000, 'an empty reply');
    await leaveField(who);
  };
  /** D where there is a deal: its places, each with its digit. */
  const place = async (who: Operator, digit: string): Promise<void> => {
    await leaveField(who);
    await who.page.keyboard.press('d');
    await who.page.locator('.move-places button:focus').waitFor();
    await who.page.keyboard.press(digit);
  };
  const dialogGone = (who: Operator): Promise<void> => who.page.locator('.dialog').waitFor({ state: 'detached' });
  const submit = async (who: Operator, form: string): Promise<void> => {
    await who.page.locator(`[type=submit][form=${form}]:not(:disabled)`).press('Enter');
    await dialogGone(who);
  };
  const side = (who: Operator, selector: string) => who.page.locator(`.side ${selector}`);

  beforeAll(async () => {
    ensureBuilt('widget', 'frame.html');
    [desk, shop] = await Promise.all([openSmallDesk(), buildShop()]);
    // Round the clock: whenever this runs, all time is working time.
    await desk.admin.ask('PATCH', 'company', { currency: 'UAH', timeZone: 'Europe/Kyiv', workingHours: { days: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) } });
    stages = (await desk.admin.ask<{ stages: { id: string; name: string }[] }>('POST', 'pipelines/from-template', { template: 'retail', locale: 'en' })).body.stages;
    for (const [sku, name, priceMinor] of [['H-12', 'Кондиціонер Hoshi 12', 2_460_000], ['M-1', 'Монтаж', 480_000]]) await desk.admin.ask('POST', 'products', { sku, name, priceMinor, currency: 'UAH' });
    await desk.hire('Борис Ким', BORIS);
    const inbox = await desk.admin.ask<{ id: string }>('POST', 'inboxes', { adapter: 'webchat', name: 'Site', settings: { allowedOrigins: [shop.url], prechat: { name: 'required', phone: 'no', email: 'no' } }, credentials: {} });
    expect(inbox.status).toBe(200);
    shop.open(`<script src="${desk.okno.url}/widget/loader.js" data-inbox="${inbox.body.id}" data-language="uk" async></script>`, ADVERTISED);
    daria = await desk.sit();
    boris = await desk.sit('en-GB', BORIS);
  }, 240_000);
  afterAll(async () => {
    await desk?.stop();
    shop?.stop();
  }, 60_000);

  describe('one comes from an advertisement and buys', () => {
    it('their first words are a lead with its source, in the database and in the person’s card', async () => {
      const context = await desk.browser.newContext({ locale: 'uk-UA', viewport: { width: 1280, height: 800 } });
      context.setDefaultTimeout(30_000);
      visitor = await context.newPage();
      await visitor.goto(`${shop.advertiser}/best-coolers`);
      await visitor.getByRole('link', { name: 'Hoshi 12' }).click();
      chat = visitor.frameLocator('iframe');
      await visitor.getByRole('button', { name: 'Відкрити чат' }).click();
      await chat.getByLabel('Ім’я').fill('Оксана');
      await chat.getByRole('button', { name: 'Почати чат' }).click();
      await chat.getByLabel('Ваше повідомлення').fill('Добрий день! Скільки коштує Hoshi 12 з монтажем?');
      await chat.getByLabel('Ваше повідомлення').press('Enter');
      ids['Оксана'] = await conversationOf('Оксана');
      expect(await lead('Оксана')).toMatchObject({
        status: 'open',
        source: { channel: 'webchat', utm: { utm_source: 'google', utm_medium: 'cpc', utm_campaign: 'autumn' }, clickId: 'Cj0KCQjw-7', referrer: `${shop.advertiser}/`, landingPage: shop.url + ADVERTISED },
      });
      await openRow(daria, 'Оксана');
      for (const said of ['google / cpc / autumn', `${shop.advertiser}/`, shop.url + ADVERTISED, 'Cj0KCQjw-7']) await side(daria, '.kv dd').getByText(said, { exact: true }).waitFor();
    });

    it('she is answered from the window, and reads it where she asked', async () => {
      await answer(daria, 'Оксана', 'Добрий день! 24 600 ₴ і 4 800 ₴ монтаж.');
      await chat.getByText('24 600 ₴ і 4 800 ₴ монтаж.').waitFor();
    });

    it('D makes the lead a customer with a deal, which goes on by D and a digit; what a stage asks for is asked', async () => {
      await daria.page.keyboard.press('d');
      await becomes('Оксана', { status: 'open', stage: stages[0]!.name });
      expect((await lead('Оксана'))!.status).toBe('converted');
      await side(daria, '.deal-sec').waitFor();
      await place(daria, '2');
      await becomes('Оксана', { stage: stages[1]!.name });
      await side(daria, '.deal-sec .chip').getByText(stages[1]!.name).waitFor();
      await place(daria, '3');
      await daria.page.locator('.deal-form input[name=amount]').fill('54000');
      await daria.page.locator('.deal-form input[name=amount]').press('Enter');
      await dialogGone(daria);
      await becomes('Оксана', { stage: stages[2]!.name, amount: 5_400_000 });
    });

    it('O makes the order out of the chat', async () => {
      await leaveField(daria);
      await daria.page.keyboard.press('o');
      const search = daria.page.locator('.order-search input');
      for (const [typed, found] of [['hoshi', 'Hoshi 12'], ['монтаж', 'Монтаж']] as const) {
        await search.fill(typed);
        await daria.page.locator('.order-options .option', { hasText: found }).waitFor();
        await search.press('Enter');
        await daria.page.locator('.order-line', { hasText: found }).waitFor();
      }
      await daria.page.locator('.order-line', { hasText: 'Hoshi 12' }).locator('input.quantity').fill('2');
      await daria.page.keyboard.press('Control+Enter');
      await side(daria, '.order-sec').waitFor();
      expect(await until(() => order('Оксана'), 10_000, 'the order')).toMatchObject({ total: 5_400_000, status: 'new', paid: 0 });
    });

    it('its invoice goes with the reply, and what she gets in the chat is a PDF of this order with its number and sum', async () => {
      await leaveField(daria);
      await daria.page.keyboard.press('m');
      await daria.page.locator('.menu [role=menuitem]').nth(1).press('Enter');
      await daria.page.locator('.composer-files .att', { hasText: '.pdf' }).waitFor();
      await answer(daria, 'Оксана', 'Ось рахунок.');
      const file = chat.getByRole('button', { name: /\.pdf$/ });
      await chat.locator('button.file:enabled').waitFor();
      const coming = visitor.waitForEvent('download');
      await file.click();
      const parts: Buffer[] = [];
      for await (const part of await (await coming).createReadStream()) parts.push(part as Buffer);
      const bytes = Buffer.concat(parts);
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
      const said = (await extractText(new Uint8Array(bytes), { mergePages: true })).text.replace(/\s/g, ' ');
      const { number } = (await order('Оксана'))!;
      for (const expected of [`№ ${number}`, 'Оксана', 'Кондиціонер Hoshi 12', 'Монтаж', '54 000']) expect(said).toContain(expected);
    });

    it('her payment makes the order paid, D and a digit the deal won', async () => {
      await leaveField(daria);
      await daria.page.keyboard.press('m');
      await daria.page.locator('.menu [role=menuitem]').nth(3).press('Enter');
      await daria.page.locator('#payment input[name=amount]').waitFor();
      expect(await daria.page.locator('#payment input[name=amount]').inputValue()).toBe('54000');
      await submit(daria, 'payment');
      await until(async () => (await order('Оксана'))?.status === 'paid', 10_000, 'the order to be paid');
      expect(await order('Оксана')).toMatchObject({ paid: 5_400_000, total: 5_400_000 });
      await side(daria, '.order-sec [data-payment]').waitFor();

      await leaveField(daria);
      await daria.page.keyboard.press('g');
      await daria.page.keyboard.press('d');
      const card = (index: number) => daria.page.locator(`[data-stage="${stages[index]!.id}"] .deal-card`, { hasText: 'Оксана' });
      await card(2).waitFor();
      await daria.page.keyboard.press('j');
      await daria.page.locator('.deal-card.current', { hasText: 'Оксана' }).waitFor();
      await place(daria, '4');
      await becomes('Оксана', { stage: stages[3]!.name });
      await card(3).waitFor();
      await daria.page.locator('.deal-card.current', { hasText: 'Оксана' }).waitFor();
      await place(daria, '5');
      await daria.page.locator('#deal-end').waitFor();
      await submit(daria, 'deal-end');
      await becomes('Оксана', { status: 'won', amount: 5_400_000 });
      await daria.page.locator('[data-end=win] b', { hasText: '1' }).waitFor();
    });

    it('E closes it; her thanks open it again', async () => {
      await openAll(daria);
      await openRow(daria, 'Оксана');
      await side(daria, '.deal-sec .chip.green').waitFor();
      await daria.page.keyboard.press('e');
      await until(async () => (await desk.committed.count("conversation WHERE id = $1 AND status = 'closed'", [ids['Оксана']])) === 1, 10_000, 'the conversation to be closed');
      await chat.getByLabel('Ваше повідомлення').fill('Дякую! А коли чекати?');
      await chat.getByLabel('Ваше повідомлення').press('Enter');
      await until(async () => (await desk.committed.count("conversation WHERE id = $1 AND status = 'open' AND waiting_since IS NOT NULL", [ids['Оксана']])) === 1, 20_000, 'the conversation to be open again');
    });
  });

  it('another inquiry is junk with a reason from the list; it stays a lead, and can be taken back', async () => {
    await write('Пётр', 'Сантехника нужна?', 3, { utm: { utm_source: 'facebook', utm_campaign: 'reels' }, clickId: 'IwAR0x' });
    await openAll(daria);
    await openRow(daria, 'Пётр');
    for (const said of ['facebook / reels', 'IwAR0x']) await side(daria, '.kv dd').getByText(said, { exact: true }).waitFor();
    const choose = async (item: string): Promise<void> => {
      await side(daria, '.sec-head .chip').first().press('Enter');
      await daria.page.getByRole('menuitemradio', { name: item }).press('Enter');
      await daria.page.locator('.menu').waitFor({ state: 'detached' });
    };
    const reason = words('reason.code.wrongNumber');
    await choose(reason);
    await until(async () => (await lead('Пётр'))?.reason === 'wrong-number', 10_000, 'the lead to be junk');
    await side(daria, '.sec-head .chip').getByText(reason).waitFor();
    await side(daria, '.sec-head .chip').first().press('Enter');
    await daria.page.getByRole('menuitem', { name: words('lead.open') }).press('Enter');
    await until(async () => { const now = await lead('Пётр'); return now?.status === 'open' && now.reason === null; }, 10_000, 'the lead to be open again');
    await side(daria, '.sec-head .chip.accent').waitFor();
    await choose(reason);
    await until(async () => { const now = await lead('Пётр'); return now?.status === 'junk' && now.reason === 'wrong-number'; }, 10_000, 'the lead to be junk again');
    expect(await desk.committed.count("lead l JOIN contact k ON k.id = l.contact_id WHERE k.name = 'Пётр'")).toBe(1);
    await leaveField(daria);
    await daria.page.keyboard.press('e');
    await until(async () => (await desk.committed.count("conversation WHERE id = $1 AND status = 'closed'", [ids['Пётр']])) === 1, 10_000, 'the conversation to be closed');
  });

  describe('a third is lost and comes back', () => {
    const returnOn = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
    let task: string;

    it('lost needs its reason; with it go the competitor and the day to come back', async () => {
      await write('Олена', 'Є Hoshi 9?', 12, { startParameter: 'bio' });
      await openAll(boris);
      await openRow(boris, 'Олена');
      await side(boris, '.kv dd').getByText('bio', { exact: true }).waitFor();
      await boris.page.keyboard.press('i');
      await until(async () => (await desk.committed.count('conversation c JOIN app_user u ON u.id = c.owner_id WHERE c.id = $1 AND u.name = $2', [ids['Олена'], 'Борис Ким'])) === 1, 10_000, 'Boris to have it');
      await answer(boris, 'Олена', 'Є, 19 000 ₴.');
      await until(() => desk.messenger.received.some(({ text }) => text === 'Є, 19 000 ₴.'), 20_000, 'the answer at her messenger');
      await boris.page.keyboard.press('d');
      await becomes('Олена', { status: 'open', owner: 'Борис Ким' });
      await side(boris, '.deal-sec').waitFor();
      await place(boris, '6');
      const form = boris.page.locator('#deal-end');
      await form.waitFor();
      expect(await boris.page.locator('[type=submit][form=deal-end]').isDisabled()).toBe(true);
      await form.locator('[data-reason=competitor] input').press('Space');
      await form.getByLabel(en['deal.competitor']).fill('Клімат-Сервіс');
      await form.locator('input[name=returnOn]').fill(returnOn);
      await submit(boris, 'deal-end');
      const { id } = await becomes('Олена', { status: 'lost' });
      expect(await desk.committed.rows('SELECT r.code, d.competitor, d.return_on::text AS day FROM deal d JOIN reason r ON r.id = d.lost_reason_id WHERE d.id = $1', [id])).toEqual([{ code: 'competitor', competitor: 'Клімат-Сервіс', day: returnOn }]);
      const tasks = await desk.committed.rows<{ id: string; owner: string; status: string; day: string }>(
        `SELECT t.id, u.name AS owner, t.status, to_char(t.due_at AT TIME ZONE 'Europe/Kyiv', 'YYYY-MM-DD') AS day FROM task t JOIN app_user u ON u.id = t.assignee_id WHERE t.deal_id = $1 AND t.kind = 'win-back'`, [id]);
      expect(tasks).toEqual([{ id: expect.any(String) as string, owner: 'Борис Ким', status: 'open', day: returnOn }]);
      task = tasks[0]!.id;
      await side(boris, '.deal-sec .chip.red').waitFor();
    });

    it('the task stands on his page; when its day is there the bell tells him, and leads to her', async () => {
      await leaveField(boris);
      await boris.page.keyboard.press('g');
      await boris.page.keyboard.press('t');
      await boris.page.locator(`[data-group=later] [data-task-row="${task}"]`).locator('.whom', { hasText: 'Олена' }).waitFor();
      await desk.committed.rows("UPDATE task SET due_at = now() - interval '1 minute' WHERE id = $1", [task]);
      await until(async () => (await desk.committed.count("notification n JOIN app_user u ON u.id = n.user_id WHERE n.task_id = $1 AND n.type = 'task-due' AND u.name = 'Борис Ким'", [task])) === 1, 30_000, 'the reminder');
      await boris.page.locator('.rail .bell .rail-badge').waitFor();
      await boris.page.keyboard.press('b');
      await boris.page.locator('.told[data-type=task-due] .told-open').press('Enter');
      await boris.page.waitForURL(`**/inbox/all/${ids['Олена']}*`);
      await boris.page.locator('.thread .composer').waitFor();
    });
  });

  it('an order form of the site goes straight to a deal, which stands on the board at once; its owner is told', async () => {
    await desk.committed.rows("UPDATE app_user SET on_duty = (name = 'Борис Ким')");
    await desk.admin.ask('PATCH', `inboxes/${desk.messenger.inboxId}`, { policy: { assignment: 'round-robin' } });
    await leaveField(daria);
    await daria.page.keyboard.press('g');
    await daria.page.keyboard.press('d');
    await daria.page.locator('.board [data-stage]').first().waitFor();
    const form = {
      type: 'order', id: 'site-1042', at: new Date().toISOString(), name: 'Павло Мороз', phone: '050 777 88 99', title: 'Hoshi 9', amountMinor: 1_900_000,
      source: { utm: { utm_source: 'google', utm_campaign: 'hoshi' }, landingPage: `${shop.url}/hoshi-9` },
    };
    for (const status of [200, 200]) expect((await desk.messenger.post(desk.okno.url, desk.messenger.signed([form]))).status).toBe(status);
    await daria.page.locator(`[data-stage="${stages[0]!.id}"] .deal-card`, { hasText: 'Павло Мороз' }).waitFor();
    expect(await becomes('Павло Мороз', { status: 'open', stage: stages[0]!.name })).toMatchObject({ amount: 1_900_000, owner: 'Борис Ким' });
    expect(await desk.committed.count("deal d JOIN contact k ON k.id = d.contact_id WHERE k.name = 'Павло Мороз'")).toBe(1);
    expect(await lead('Павло Мороз')).toMatchObject({ status: 'converted', source: { channel: 'http', utm: { utm_source: 'google', utm_campaign: 'hoshi' } } });
    await leaveField(boris);
    await boris.page.keyboard.press('b');
    await boris.page.locator('.told[data-type=task-due]', { hasText: 'Павло Мороз' }).waitFor();
    await boris.page.keyboard.press('Escape');
    await boris.page.locator('.bell-panel').waitFor({ state: 'detached' });
  });

  it('a fifth waits for days, with an open deal and an order beside it', async () => {
    await write('Бондар', 'Чекаю на відповідь', 3 * 1440 + 300, { startParameter: 'bio' });
    await openAll(daria);
    await openRow(daria, 'Бондар');
    await daria.page.keyboard.press('d');
    await becomes('Бондар', { status: 'open' });
    await side(daria, '.deal-sec').waitFor();
    await place(daria, '3');
    await daria.page.locator('.deal-form input[name=amount]').fill('24600');
    await daria.page.locator('.deal-form input[name=amount]').press('Enter');
    await dialogGone(daria);
    await becomes('Бондар', { stage: stages[2]!.name, amount: 2_460_000 });
    await daria.ask('POST', 'orders', { id: randomUUID(), conversationId: ids['Бондар'], lines: [{ name: 'Монтаж', quantity: 1, priceMinor: 480_000 }], currency: 'UAH' });
    expect(await desk.committed.count('conversation WHERE id = $1 AND waiting_since IS NOT NULL', [ids['Бондар']])).toBe(1);
  });

  describe('every number of every report is what SQL counts over the same rows', () => {
    const rest = (name: ReportName, by: ReportBy | null): Promise<ReportView> => daria.ask('GET', `reports/${name}${by ? `?by=${by}` : ''}`);
    const counted = (name: ReportName, by: ReportBy | null) => countBySql(desk.committed, name, by ?? '');
    /** Behind each number stands the list of what it counts. */
    const wrongLists = async (name: ReportName, by: ReportBy | null, { rows, total }: ReportView): Promise<string[]> => {
      const wrong: string[] = [];
      const cells: [Record<string, string>, ReportView['total']][] = [...rows.map(({ key, numbers }): [Record<string, string>, ReportView['total']] => [key === null ? { none: 'true' } : { key }, numbers]), [{}, total]];
      for (const [of, numbers] of cells) {
        for (const [measure, { count }] of Object.entries(numbers)) {
          const { items } = await daria.ask<{ items: unknown[] }>('GET', `reports/${name}/things?${new URLSearchParams({ measure, ...(by && { by }), ...of }).toString()}`);
          if (items.length !== count) wrong.push(`${JSON.stringify(of)} ${measure}: ${count}, in the list ${items.length}`);
        }
      }
      return wrong;
    };
    /** The page's own words beside the counts from before and after it was looked at. */
    const expectTrue = async (name: ReportName, by: ReportBy | null, show: () => Promise<void>): Promise<void> => {
      const early = await counted(name, by);
      const report = await rest(name, by);
      await show();
      const screen = await readScreen(daria);
      const late = await counted(name, by);
      expect(differences(report, early, late)).toEqual([]);
      expect(await wrongLists(name, by, report)).toEqual([]);
      expect(wrongOnScreen(screen, name, early, late, stages.map(({ id }) => id))).toEqual([]);
    };
    const head = (measure: string) => daria.page.locator(`.report-head[data-number=${measure}]`);

    it('the life left something to count in each of them', async () => {
      await until(async () => {
        const [report, { total }] = [await rest('answering', 'person'), await counted('answering', 'person')];
        return report.measured && ['opened', 'answered', 'closed'].every((measure) => report.total[measure]?.count === total.get(measure)?.count);
      }, 30_000, 'the inquiries to be measured');
      const totals = async (name: ReportName, by: ReportBy | null): Promise<Record<string, number>> => Object.fromEntries([...(await counted(name, by)).total].map(([measure, { count }]) => [measure, count]));
      expect(await totals('answering', 'person')).toEqual({ opened: 5, answered: 2, unanswered: 3, closed: 2 });
      expect(await totals('funnel', null)).toMatchObject({ deals: 4, wonDeals: 1, lostDeals: 1, openDeals: 2 });
      expect(await totals('endings', null)).toEqual({ lost: 1, junk: 1 });
      expect(await totals('sources', null)).toEqual({ leads: 5, junk: 1, converted: 4, deals: 4, won: 1, orders: 2 });
      expect(await totals('waiting', 'person')).toEqual({ waiting: 2, money: 2 });
    });

    it('G R: how customers are answered, by person, channel, day and hour', async () => {
      await openAll(daria);
      await expectTrue('answering', 'person', async () => {
        await leaveField(daria);
        await daria.page.keyboard.press('g');
        await daria.page.keyboard.press('r');
        await head('closed').waitFor();
      });
      for (const by of ['channel', 'day', 'hour'] as const) {
        await expectTrue('answering', by, async () => {
          await daria.page.getByLabel(en['report.by'], { exact: true }).selectOption(by);
          await daria.page.locator('.report-table thead th').first().getByText(en[`report.${by}`], { exact: true }).waitFor();
        });
      }
    });

    it.each([['funnel', 'funnel', 'wonDeals'], ['endings', 'endings', 'junk'], ['sources', 'sources', 'orders'], ['waiting', 'waitingNow', 'money']] as const)('%s', async (name, title, last) => {
      const by = name === 'waiting' ? 'person' : null;
      await expectTrue(name, by, async () => {
        await daria.page.getByRole('tab', { name: en[`report.${title}`] }).press('Enter');
        await head(last).waitFor();
      });
    });

    it('who waits, by channel', async () => {
      await expectTrue('waiting', 'channel', async () => {
        await daria.page.getByLabel(en['report.by'], { exact: true }).selectOption('channel');
        await daria.page.locator('.report-table thead th').first().getByText(en['report.channel'], { exact: true }).waitFor();
      });
    });

    it('rows are named as people know them', async () => {
      await daria.page.getByRole('tab', { name: en['report.sources'] }).press('Enter');
      await head('orders').waitFor();
      const names = (await readScreen(daria)).rows.map(({ name }) => name);
      for (const came of ['google / autumn', 'facebook / reels', 'bio', 'google / hoshi']) expect(names.filter((name) => name.endsWith(`: ${came}`))).toHaveLength(1);
      const file = await daria.page.request.fetch(new URL('/api/v1/reports/sources/csv?locale=en', desk.okno.url).href);
      expect((await file.text()).split('\r\n').filter((line) => /bio|google|facebook/.test(line))).toHaveLength(4);
    });
  });

  it('nothing was complained of on either screen', () => {
    // 422: a stage that asks for a sum before it is told.
    expect([...daria.complaints, ...boris.complaints].filter((each) => !/status of 422/.test(each))).toEqual([]);
  });
});
