/** Telling another program: the address with its secret, what it is told and how that went, once more by a button, since a moment, never again. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLedger } from '../../../tools/sandbox/ledger.ts';
import { startSandbox, type RunningSandbox } from '../../../tools/sandbox/start-sandbox.ts';
import { until } from '../../api/src/testing/okno.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «webhooks» does not run.');

(hasChromium ? describe : describe.skip)('the page of webhooks', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let books: RunningSandbox;
  const folder = mkdtempSync(join(tmpdir(), 'okno-hooks-page-'));
  const ledger = join(folder, 'ledger.jsonl');
  const told = (): { id: string; type: string; verified: boolean; answered: number }[] => readLedger(ledger);
  const conduct = async (given: object): Promise<void> => void (await fetch(`http://127.0.0.1:${books.control}/`, { method: 'POST', body: JSON.stringify(given) }));
  const button = (name: string) => daria.page.getByRole('button', { name, exact: true });
  const row = (text: string) => daria.page.locator('.hook-log tbody tr', { hasText: text });

  beforeAll(async () => {
    desk = await openSmallDesk();
    books = await startSandbox('tools/sandbox/webhooks/server.ts', ['--ledger', ledger]);
    daria = await desk.sit();
    await daria.page.goto(new URL('/settings/webhooks', desk.okno.url).href);
  }, 180_000);
  afterAll(async () => {
    await books?.stop();
    await desk?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('adds an address, shows its secret once, and refuses one of the inner network with a reason', async () => {
    const { page } = daria;
    await page.locator('.empty').waitFor();
    await button(words('webhook.new')).click();
    await page.getByLabel(words('webhook.url'), { exact: true }).fill('http://10.0.0.7/hook');
    await page.getByLabel(words('webhook.description'), { exact: true }).fill('Books');
    await button(words('action.save')).click();
    await page.getByText(words('webhook.noTypes')).waitFor();
    await page.locator('.hook-types input').first().check();
    await button(words('action.save')).click();
    await page.getByText(words('webhook.addressRefused')).waitFor();
    await page.getByLabel(words('webhook.url'), { exact: true }).fill(`http://127.0.0.1:${books.port}/okno`);
    await button(words('action.save')).click();
    const secret = await page.locator('.dialog .copy code').innerText();
    expect(secret).toMatch(/^whsec_/);
    await conduct({ secrets: [secret] });
    await button(words('webhook.copied')).click();
    await page.locator('.hook', { hasText: 'Books' }).waitFor();
    expect(await page.locator('.copy code').count()).toBe(0);
    expect(await desk.committed.rows('SELECT event_types FROM webhook_endpoint')).toEqual([{ event_types: ['order.created', 'order.updated', 'order.paid', 'payment.recorded', 'payment.removed'] }]);
  });

  it('shows what was told and what was answered, and tells a refused one again on a button', async () => {
    await conduct({ answer: 503, body: 'we count the stock', retryAfter: '3600' });
    await daria.page.locator('.hook', { hasText: 'Books' }).getByRole('button', { name: words('webhook.log') }).click();
    const { body: contact } = await desk.admin.ask<{ id: string }>('POST', 'contacts', { name: 'Марія', identities: [] });
    await desk.admin.ask('POST', 'orders', { id: randomUUID(), contactId: contact.id, lines: [{ name: 'Плед', quantity: 1, priceMinor: 50_000 }] });
    await row('order.created').filter({ hasText: '503' }).waitFor();
    expect(await row('order.created').locator('.hook-answer').innerText()).toContain('we count the stock');
    await conduct({ answer: 200, body: 'kept', retryAfter: null });
    await row('order.created').getByRole('button').click();
    await row('order.created').filter({ hasText: words('webhook.status.delivered') }).waitFor();
    expect(told().map(({ type, verified, answered }) => [type, verified, answered])).toEqual([['order.created', true, 503], ['order.created', true, 200]]);
    await daria.page.locator('.hook .chip.green', { hasText: words('webhook.well') }).waitFor();
  });

  it('sends a test, everything since yesterday once more, and nothing while it is switched off', async () => {
    await button(words('webhook.test')).click();
    await row('webhook.test').filter({ hasText: words('webhook.status.delivered') }).waitFor();
    const before = told().length;
    await button(words('webhook.replayOpen')).click();
    await daria.page.locator('.dialog input[type=datetime-local]').waitFor();
    await daria.page.locator('.dialog-foot .btn.primary').click();
    await daria.page.locator('.dialog').waitFor({ state: 'detached' });
    await until(() => told().length === before + 1, 20_000, 'the order once more');
    expect(told().at(-1)).toMatchObject({ type: 'order.created', id: told()[0]!.id });
    await daria.page.locator('.hook').getByRole('switch').click();
    await daria.page.locator('.hook .chip', { hasText: words('webhook.off') }).waitFor();
    expect(await button(words('webhook.test')).isDisabled()).toBe(true);
    expect(await desk.committed.rows('SELECT enabled, disabled_reason FROM webhook_endpoint')).toEqual([{ enabled: false, disabled_reason: 'by-person' }]);
  });

  it('removes the address after asking', async () => {
    await daria.page.locator('.hook', { hasText: 'Books' }).getByRole('button', { name: words('webhook.log') }).click();
    await daria.page.locator('.hook-log').waitFor({ state: 'detached' });
    await button(words('webhook.remove')).click();
    await daria.page.locator('.dialog-foot .btn.danger').click();
    await daria.page.locator('.empty').waitFor();
    expect(await desk.committed.count('webhook_endpoint WHERE removed_at IS NULL')).toBe(0);
    // The address that was refused.
    expect(daria.complaints).toEqual([expect.stringContaining('status of 422')]);
  });
});
