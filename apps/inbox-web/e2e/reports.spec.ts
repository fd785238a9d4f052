/** Numbers of the company in the window: each opens what it counted, the same ones as a table for Excel, and an operator sees their own. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { until } from '../../api/src/testing/okno.ts';
import { en } from '../src/i18n/messages/en.ts';
import { ru } from '../src/i18n/messages/ru.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «reports» does not run.');

const ILYA = 'ilya@nord.example';
const LOOKS = process.env.OKNO_LOOKS;

(hasChromium ? describe : describe.skip)('reports', () => {
  let desk: SmallDesk;
  let admin: Operator;
  let ids: { answered: string; open: string };
  beforeAll(async () => {
    desk = await openSmallDesk();
    await desk.hire('Ilya Frolov', ILYA);
    // Round the clock: whenever this runs, time passes.
    await desk.admin.ask('PATCH', 'company', { workingHours: { days: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) } });
    ids = { answered: await desk.write('Olena', 'How much is it?'), open: await desk.write('Bohdan', 'Are you there?') };
    const answer = await desk.admin.ask('POST', `conversations/${ids.answered}/messages`, { id: randomUUID(), kind: 'text', text: 'Ten euros', seenVersion: 0, force: true });
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    const contact = async (id: string): Promise<string> => (await desk.committed.rows<{ contact_id: string }>('SELECT contact_id FROM conversation WHERE id = $1', [id]))[0]!.contact_id;
    const deal = async (conversationId: string, amountMinor: number): Promise<string> => {
      const id = randomUUID();
      const made = await desk.admin.ask('POST', 'deals', { id, contactId: await contact(conversationId), conversationId, amountMinor, currency: 'EUR' });
      if (made.status >= 300) throw new Error(JSON.stringify(made.body));
      return id;
    };
    await desk.admin.ask('POST', `deals/${await deal(ids.answered, 246_000)}/win`, {});
    await deal(ids.open, 100_000);
    await until(async () => (await desk.committed.count('inquiry WHERE answered_at IS NOT NULL')) === 1 && (await desk.committed.count('inquiry')) === 2, 30_000, 'both inquiries to be measured');
    admin = await desk.sit();
  }, 120_000);
  afterAll(async () => {
    await desk?.stop();
  }, 60_000);

  const head = (at: Operator, measure: string) => at.page.locator(`.report-head[data-number=${measure}]`);
  async function look(at: Operator, name: string): Promise<void> {
    if (!LOOKS) return;
    mkdirSync(LOOKS, { recursive: true });
    await at.page.screenshot({ path: `${LOOKS}/${name}.png` });
  }

  it('G R shows how customers are answered; a number opens its list, and a name there the conversation', async () => {
    const { page } = admin;
    await page.goto(`${desk.okno.url}/inbox/queue`);
    await page.locator('.list h1').click();
    await page.keyboard.press('KeyG');
    await page.keyboard.press('KeyR');
    await head(admin, 'opened').waitFor();
    expect(await head(admin, 'opened').locator('b').innerText()).toBe('2');
    expect(await head(admin, 'answered').innerText()).toContain(en['report.countAnd90'].replace('{n}', '1').split('{')[0]);
    await look(admin, 'answering-light');
    await page.getByLabel(en['report.by'], { exact: true }).selectOption('channel');
    const row = page.locator('.report-table tr[data-row=http]');
    await row.locator('[data-number=unanswered]').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Bohdan' }).waitFor();
    expect(await dialog.locator('.report-things li').count()).toBe(1);
    await look(admin, 'things-light');
    await dialog.getByRole('button', { name: 'Bohdan' }).click();
    await page.waitForURL(`**/inbox/all/${ids.open}`);
  }, 60_000);

  it('the funnel, the sources and the money that waits count the same deals', async () => {
    const { page } = admin;
    await page.goto(`${desk.okno.url}/reports/funnel`);
    await head(admin, 'deals').waitFor();
    expect([await head(admin, 'deals').locator('b').innerText(), await head(admin, 'wonDeals').innerText()]).toEqual(['2', expect.stringContaining('2,460')]);
    expect(await page.locator('.report-table tbody tr').first().locator('[data-number=reached]').innerText()).toBe('2');
    await look(admin, 'funnel-light');
    await page.getByRole('tab', { name: en['report.waitingNow'] }).click();
    await head(admin, 'money').waitFor();
    expect(await head(admin, 'money').innerText()).toContain('1,000');
    await page.getByRole('tab', { name: en['report.sources'] }).click();
    await head(admin, 'won').waitFor();
    expect(await head(admin, 'won').innerText()).toContain('2,460');
    await look(admin, 'sources-light');
  }, 60_000);

  it('Shift+S gives the table of what is shown, which Excel opens', async () => {
    const { page } = admin;
    await page.goto(`${desk.okno.url}/reports/answering?by=channel`);
    await head(admin, 'opened').waitFor();
    const coming = page.waitForEvent('download');
    await page.keyboard.press('Shift+KeyS');
    const file = await (await coming).createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of file) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString('utf8').split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFFChannel,Inquiries,Answered,/);
    expect(lines[1]).toMatch(/^HTTP,2,1,/);
    expect(lines[2]).toMatch(/^Total,2,1,/);
  }, 60_000);

  it('an operator sees their own numbers alone; on a phone, in Russian and in the dark, nothing stands out of the page', async () => {
    await desk.committed.rows("UPDATE app_user SET locale = 'ru', theme = 'dark'");
    const ilya = await desk.sit('ru-RU', ILYA);
    for (const [who, at] of [['admin', admin], ['operator', ilya]] as const) {
      await at.page.setViewportSize({ width: 390, height: 844 });
      for (const name of ['answering', 'funnel', 'endings', 'sources', 'waiting']) {
        await at.page.goto(`${desk.okno.url}/reports/${name}`);
        await at.page.locator('.report-head, .reports-col .empty').first().waitFor();
        expect([who, name, await at.page.evaluate('document.documentElement.scrollWidth')]).toEqual([who, name, 390]);
        await look(at, `${name}-${who}-phone`);
      }
    }
    await ilya.page.goto(`${desk.okno.url}/reports/funnel`);
    await ilya.page.locator('.reports-col .empty').waitFor();
    expect(await ilya.page.getByText(ru['report.onlyYours']).count()).toBe(1);
    expect(await ilya.page.getByLabel(ru['report.whose'], { exact: true }).count()).toBe(0);
    await ilya.page.context().close();
  }, 90_000);
});
