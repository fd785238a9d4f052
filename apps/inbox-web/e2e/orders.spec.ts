/** Selling from the chat: a catalogue out of a file, an order by keys, its summary and its invoice to the customer, the payment. */
import { extractText } from 'unpdf';
import { until } from '../../api/src/testing/okno.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «orders» does not run.');

const CSV = 'Артикул;Название;Ед.;Цена, UAH;Остаток\nH-12;Кондиционер Hoshi 12;шт;24 600,00;4\nM-1;Монтаж;усл;4800;\nX-1;Без цены;шт;дорого;1\n;Без артикула;шт;10;1\n';

(hasChromium ? describe : describe.skip)('orders', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let marina: string;

  const card = () => daria.page.locator('.side .order-sec').first();
  /** By position: the menu is in the person's language. */
  const act = async (at: number): Promise<void> => {
    await card().locator('.icon-btn[aria-haspopup=menu]').click();
    await daria.page.locator('.menu [role^=menuitem]').nth(at).click();
    await daria.page.locator('.menu').waitFor({ state: 'detached' });
  };
  const order = async (): Promise<{ number: number; total: number; status: string; paid: number } | undefined> =>
    (await desk.committed.rows<{ number: number; total: number; status: string; paid: number }>(
      `SELECT number::int, total_minor::int AS total, status, (SELECT coalesce(sum(amount_minor), 0)::int FROM order_payment p WHERE p.order_id = o.id AND removed_at IS NULL) AS paid FROM sales_order o WHERE conversation_id = $1`, [marina]))[0];

  beforeAll(async () => {
    desk = await openSmallDesk();
    await desk.admin.ask('PATCH', 'company', { currency: 'UAH' });
    marina = await desk.write('Марина', 'Сколько стоит Hoshi с монтажом?');
    daria = await desk.sit();
  }, 180_000);
  afterAll(async () => {
    await desk?.stop();
  }, 60_000);

  it('a file of goods is first shown with every line that cannot be read, and written on a button', async () => {
    await daria.page.goto(new URL('/settings/products', desk.okno.url).href);
    await daria.page.getByRole('button', { name: words('import.open') }).click();
    await daria.page.locator('.import-drop').waitFor();
    await daria.page.locator('.dialog input[type=file]').setInputFiles({ name: 'goods.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    await daria.page.locator('.import-bad li', { hasText: 'дорого' }).waitFor();
    expect(await daria.page.locator('.import-bad li').count()).toBe(2);
    expect(await daria.page.locator('.import-counts b').allTextContents()).toEqual(['2', '0', '0', '2']);
    expect(await desk.committed.count('product')).toBe(0);
    await daria.page.locator('.dialog-foot .btn.primary').click();
    await daria.page.locator('.dialog').waitFor({ state: 'detached' });
    const row = daria.page.locator('.table.products tr', { hasText: 'H-12' });
    await row.waitFor();
    expect((await row.textContent())?.replace(/\s/g, ' ')).toContain('4 шт');
    expect(await desk.committed.count('product')).toBe(2);
  });

  it('the catalogue is searched, and a stock figure changed by hand', async () => {
    await daria.page.locator('.product-search input').fill('hoshi');
    await daria.page.locator('.table.products tr', { hasText: 'M-1' }).waitFor({ state: 'detached' });
    await daria.page.locator('.table.products .link', { hasText: 'Hoshi' }).click();
    await daria.page.locator('.dialog').getByLabel(words('product.stock')).fill('2.5');
    await daria.page.locator('.dialog-foot [type=submit]').click();
    await daria.page.locator('.table.products tr', { hasText: '2.5' }).waitFor();
    expect(await desk.committed.count("product WHERE sku = 'H-12' AND stock = 2.5 AND unit = 'шт'")).toBe(1);
  });

  it('what invoices say of the company is written on its page, and stands there when it is opened again', async () => {
    await daria.page.goto(new URL('/settings/company', desk.okno.url).href);
    const form = daria.page.getByRole('form', { name: words('doc.title') });
    await form.getByLabel(words('doc.legalName')).fill('ФОП Коваль');
    await form.getByLabel(words('doc.requisites')).fill('Київ, вул. Садова 1');
    await form.locator('[type=submit]').click();
    await until(async () => (await desk.committed.count("company WHERE legal_name = 'ФОП Коваль' AND requisites = 'Київ, вул. Садова 1'")) === 1, 10_000, 'the details of the company');
    await daria.page.reload();
    await until(async () => (await form.getByLabel(words('doc.legalName')).inputValue()) === 'ФОП Коваль', 10_000, 'the name on the page');
  });

  it('an order of two products is made by keys', async () => {
    await daria.page.goto(new URL(`/inbox/all/${marina}`, desk.okno.url).href);
    await daria.page.locator('.thread .composer').waitFor();
    await daria.page.locator('.side .sec').first().waitFor();
    await daria.page.keyboard.press('o');
    const search = daria.page.locator('.order-search input');
    for (const [typed, found] of [['hoshi', 'Hoshi 12'], ['монтаж', 'Монтаж']] as const) {
      await search.fill(typed);
      await daria.page.locator('.order-options .option', { hasText: found }).waitFor();
      await search.press('Enter');
      await daria.page.locator('.order-line', { hasText: found }).waitFor();
    }
    await daria.page.keyboard.press('Control+Enter');
    await card().waitFor();
    expect(await until(order, 10_000, 'the order')).toMatchObject({ total: 2_940_000, status: 'new', paid: 0 });
  });

  it('its summary comes into the reply in the company’s language or the chosen one, and goes out on the customer’s channel', async () => {
    const field = daria.page.locator('.composer textarea');
    await act(0);
    await until(async () => (await field.inputValue()).includes('Кондиционер Hoshi 12'), 15_000, 'the summary in the reply');
    await field.press('Control+Enter');
    const said = await until(() => Promise.resolve(desk.messenger.received.find(({ text }) => text.includes('Hoshi 12'))), 15_000, 'the summary at the customer');
    expect(said.text.replace(/[\u00a0\u202f]/g, ' ')).toContain('29');
    await until(async () => (await field.inputValue()) === '', 10_000, 'an empty reply');
  });

  it('its invoice is attached to the reply as a PDF that can be read', async () => {
    await act(1);
    await daria.page.locator('.composer-files .att', { hasText: '.pdf' }).waitFor();
    const file = await until(async () => (await desk.committed.rows<{ id: string }>("SELECT id FROM attachment WHERE mime = 'application/pdf'"))[0], 10_000, 'the file');
    const answer = await daria.page.request.fetch(new URL(`/api/v1/files/${file.id}`, desk.okno.url).href);
    const { text } = await extractText(new Uint8Array(await answer.body()), { mergePages: true });
    expect(text).toContain('Кондиционер Hoshi 12');
    expect(text).toContain('Марина');
    expect(text).toContain('ФОП Коваль');
    await daria.page.locator('.composer textarea').press('Control+Enter');
    await until(async () => (await desk.committed.count("message m JOIN attachment a ON a.message_id = m.id WHERE m.direction = 'outbound' AND a.mime = 'application/pdf' AND m.delivery_status IN ('sent', 'delivered')")) === 1, 20_000, 'the invoice to go out');
  });

  it('a part is paid, then more than the rest only when one insists; the order is paid and its history says so', async () => {
    await act(3);
    await daria.page.locator('#payment input[name=amount]').fill('1000000');
    await daria.page.locator('.dialog-foot [type=submit]').click();
    await daria.page.locator('#payment [role=alert]').waitFor();
    expect(await order()).toMatchObject({ paid: 0 });
    await daria.page.locator('#payment input[name=amount]').fill('9400');
    await daria.page.locator('.dialog-foot [type=submit]').click();
    await daria.page.locator('.dialog').waitFor({ state: 'detached' });
    await card().locator('[data-payment]').first().waitFor();
    expect(await order()).toMatchObject({ paid: 940_000, status: 'new' });
    await act(3);
    await daria.page.locator('#payment').waitFor();
    await daria.page.locator('.dialog-foot [type=submit]').click();
    await daria.page.locator('.dialog').waitFor({ state: 'detached' });
    await until(async () => (await order())?.status === 'paid', 10_000, 'the order to be paid');
    await card().locator('.order-history').waitFor();
    await card().locator('.order-history summary').click();
    await card().locator('.order-history li').nth(1).waitFor();
    expect(await order()).toMatchObject({ paid: 2_940_000 });
  });

  it('a payment that was a slip is struck out, and the order is not called paid any more', async () => {
    await card().locator('[data-payment] .icon-btn').first().click();
    await until(async () => (await desk.committed.count('order_payment WHERE removed_at IS NOT NULL')) === 1, 10_000, 'the payment to be struck out');
    await until(async () => (await card().locator('[data-payment]').count()) === 1, 10_000, 'one payment');
    expect(await order()).toMatchObject({ status: 'new' });
  });

  it('its menu opens by a key', async () => {
    await card().click({ position: { x: 4, y: 4 } });
    await daria.page.keyboard.press('m');
    await daria.page.locator('.menu [role=menuitem]').nth(3).waitFor();
    await daria.page.keyboard.press('Escape');
    await daria.page.locator('.menu').waitFor({ state: 'detached' });
  });

  it('another is drafted from what the customer wrote: the goods found are confirmed, then ordered', async () => {
    await desk.write('Марина', 'Тогда 3 hoshi 12 и монтаж');
    await daria.said('Тогда 3 hoshi 12').waitFor();
    await card().click({ position: { x: 4, y: 4 } });
    await daria.page.keyboard.press('Shift+KeyO');
    await daria.page.locator('.order-search input').waitFor();
    await daria.page.locator('.order-draft .said', { hasText: 'Тогда 3 hoshi 12' }).waitFor();
    await daria.page.locator('.order-draft .btn').first().click();
    await daria.page.locator('.order-draft [data-suggested="H-12"]', { hasText: '3 ×' }).waitFor();
    expect(await daria.page.locator('.order-draft [data-suggested="M-1"] input').isChecked()).toBe(true);
    if (process.env['OKNO_SHOTS']) await daria.page.screenshot({ path: `${process.env['OKNO_SHOTS']}/draft.png` });
    await daria.page.locator('.order-draft .btn.primary').click();
    await until(async () => (await daria.page.locator('.order-line').count()) === 2, 10_000, 'two lines');
    expect(await desk.committed.count('sales_order WHERE conversation_id = $1', [marina])).toBe(1);
    await daria.page.locator('.order-search input').press('Control+Enter');
    await until(async () => (await desk.committed.count('sales_order WHERE conversation_id = $1 AND total_minor = 7860000', [marina])) === 1, 10_000, 'the second order');
    await daria.page.locator('.side .order-sec').nth(1).waitFor();
    if (process.env['OKNO_SHOTS']) await daria.page.screenshot({ path: `${process.env['OKNO_SHOTS']}/cards.png` });
    expect(daria.complaints).toEqual([]);
  });
});
