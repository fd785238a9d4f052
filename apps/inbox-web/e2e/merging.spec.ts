/** Two contacts of one person: compared by a key, merged, and taken apart again; every conversation and order is where it was. */
import { until } from '../../api/src/testing/okno.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «merging» does not run.');

(hasChromium ? describe : describe.skip)('merging', () => {
  let desk: SmallDesk;
  let daria: Operator;
  const ids: Record<string, string> = {};

  const owners = async (): Promise<string> =>
    (await desk.committed.rows<{ who: string }>("SELECT string_agg(k.name || '/' || t.thing, ', ' ORDER BY k.name, t.thing) AS who FROM (SELECT contact_id, 'talk' AS thing FROM conversation UNION ALL SELECT contact_id, 'order' FROM sales_order) t JOIN contact k ON k.id = t.contact_id"))[0]!.who;
  const becomes = (expected: string): Promise<true> => until(async () => ((await owners()) === expected ? true : undefined), 20_000, `the rows to be ${expected}`);
  const openThread = async (name: string): Promise<void> => {
    await daria.page.goto(new URL(`/inbox/all/${ids[name]}`, desk.okno.url).href);
    await daria.page.locator('.thread .composer').waitFor();
    await daria.page.locator('.side .identity').first().waitFor();
  };

  beforeAll(async () => {
    desk = await openSmallDesk();
    for (const name of ['Olena Koval', 'Lena K']) ids[name] = await desk.write(name, 'Do you have the lamp?');
    await desk.admin.ask('POST', 'orders', { id: crypto.randomUUID(), conversationId: ids['Lena K'], currency: 'EUR', lines: [{ name: 'Lamp', quantity: 1, priceMinor: 12_500 }] });
    daria = await desk.sit();
  });
  afterAll(async () => {
    await desk?.stop();
  });

  it('finds the other one by name, shows what differs and what comes along, and merges by field', async () => {
    expect(await owners()).toBe('Lena K/order, Lena K/talk, Olena Koval/talk');
    await openThread('Olena Koval');
    await daria.page.keyboard.press('Shift+KeyM');
    const dialog = daria.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Lena K');
    await dialog.locator('.merge-person', { hasText: 'Lena K' }).click();
    await dialog.locator('.merge-along', { hasText: '1 order' }).waitFor();
    expect(await dialog.locator('.merge-value.on').first().innerText()).toContain('Olena Koval');
    expect(await owners()).toBe('Lena K/order, Lena K/talk, Olena Koval/talk');
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
    await becomes('Olena Koval/order, Olena Koval/talk, Olena Koval/talk');
    await daria.page.locator('.side .merged-row', { hasText: 'Lena K' }).waitFor();
    await daria.page.locator('.side .order-sec').waitFor();
    expect(await daria.page.locator('.side .identity').count()).toBe(2);
  });

  it('takes them apart again from the card', async () => {
    await openThread('Olena Koval');
    await daria.page.locator('.side .merged-row').getByRole('button').click();
    await becomes('Lena K/order, Lena K/talk, Olena Koval/talk');
    await daria.page.locator('.side .merged-row').waitFor({ state: 'detached' });
    await daria.page.locator('.side .order-sec').waitFor({ state: 'detached' });
    expect(await daria.page.locator('.side .identity').count()).toBe(1);
  });

  it('proposes whom a typed address belongs to, with the reason, and compares the two', async () => {
    const contactId = (await desk.committed.rows<{ id: string }>("SELECT id FROM contact WHERE name = 'Lena K'"))[0]!.id;
    const other = (await desk.committed.rows<{ id: string }>("SELECT id FROM contact WHERE name = 'Olena Koval'"))[0]!.id;
    await desk.admin.ask('POST', `contacts/${other}/identities`, { kind: 'email', value: 'olena@shop.example' });
    const refused = await desk.admin.ask('POST', `contacts/${contactId}/identities`, { kind: 'email', value: 'olena@shop.example' });
    expect(refused.status).toBe(409);
    await daria.page.goto(new URL('/settings/people', desk.okno.url).href);
    await daria.page.locator('.banner', { hasText: 'olena@shop.example' }).getByRole('button', { name: 'Compare' }).click();
    await daria.page.getByRole('dialog').locator('.merge-side').nth(1).waitFor();
    await daria.page.keyboard.press('Escape');
    await daria.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await owners()).toBe('Lena K/order, Lena K/talk, Olena Koval/talk');
  });

  it('keeps what the company wants to know of its people', async () => {
    await daria.page.getByRole('button', { name: 'Add a field' }).click();
    await daria.page.getByLabel('Name of the field').fill('Size');
    await daria.page.getByRole('button', { name: 'Save' }).click();
    await until(async () => ((await desk.committed.rows('SELECT 1 FROM contact_field WHERE name = $1', ['Size'])).length ? true : undefined), 20_000, 'the field to be saved');
    await openThread('Olena Koval');
    await daria.page.locator('.about').getByRole('button', { name: /^Size/ }).click();
    await daria.page.getByLabel('Size').fill('42');
    await daria.page.keyboard.press('Enter');
    await until(async () => ((await desk.committed.rows("SELECT 1 FROM contact WHERE fields::text LIKE '%42%'")).length ? true : undefined), 20_000, 'the value to be saved');
    expect(daria.complaints).toEqual([]);
  });
});
