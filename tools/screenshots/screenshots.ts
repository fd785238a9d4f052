/** Every screen and state of the window as pictures, of a company in the middle of its day: dist/screenshots/<variant>/<screen>.png. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { chromium } from 'playwright-core';
import { startEmbedded } from '../../apps/api/src/database/embedded.ts';
import { ensureDatabase } from '../../apps/api/src/database/ensure-database.ts';
import { openBusyCompany } from '../../apps/inbox-web/e2e/looks/company.ts';
import { seat, shownAt, type Variant } from '../../apps/inbox-web/e2e/looks/screens.ts';
import { openHouse } from '../sandbox/demo/house.ts';

// npm run screenshots [-- --only thread,report] [--variant uk-dark-390]: see tools/README.md.
const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, variant: { type: 'string', default: '' }, into: { type: 'string', default: 'dist/screenshots' } } });
const variants: readonly Variant[] = [
  { locale: 'ru', theme: 'light', width: 1440, height: 900 },
  { locale: 'uk', theme: 'dark', width: 390, height: 844 },
  { locale: 'ru', theme: 'dark', width: 390, height: 844 },
  { locale: 'en', theme: 'light', width: 390, height: 844 },
  { locale: 'en', theme: 'light', width: 1440, height: 900, density: 'compact' },
];
const nameOf = ({ locale, theme, width, density }: Variant): string => [locale, density ?? theme, width].join('-');

const stops: (() => unknown)[] = [];
let failures = 0;
try {
  const folder = mkdtempSync(join(tmpdir(), 'okno-screenshots-'));
  chmodSync(folder, 0o755);
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  const server = await startEmbedded(folder);
  stops.push(() => server.stop());
  const database = new URL(server.url);
  database.pathname = '/screenshots';
  await ensureDatabase(database.href);
  const house = await openHouse({ DATABASE_URL: database.href });
  stops.push(() => house.stop());
  const pool = new pg.Pool({ connectionString: database.href, max: 2 });
  stops.push(() => pool.end());
  console.log('A company is set up; its customers write …');
  const company = await openBusyCompany(house, async <Row>(sql: string, given: unknown[] = []) => (await pool.query(sql, given)).rows as Row[]);
  stops.push(() => company.stop());
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars'] });
  stops.push(() => browser.close());

  for (const variant of variants.filter((each) => nameOf(each).includes(values.variant))) {
    const into = join(values.into, nameOf(variant));
    mkdirSync(into, { recursive: true });
    const people = await seat(browser, company, variant);
    for (const [index, screen] of shownAt(variant).entries()) {
      if (!values.only.split(',').some((part) => screen.name.includes(part))) continue;
      const page = people.page(screen.who);
      try {
        const end = await screen.show(page, company, variant);
        // Late parts, faces of letters, pictures: a picture is for the eye, so it may wait for all of them.
        await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
        await page.waitForTimeout(350);
        const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        if (wider > 0) console.log(`  ${nameOf(variant)} ${screen.name}: ${wider} px wider than the window`);
        await page.screenshot({ path: join(into, `${String(index + 1).padStart(2, '0')}-${screen.name}.png`) });
        if (end) await end();
      } catch (error) {
        failures += 1;
        console.error(`  ${nameOf(variant)} ${screen.name}: ${(error as Error).message.split('\n').slice(0, 4).join(' ')}`);
        await page.screenshot({ path: join(into, `broken-${screen.name}.png`) }).catch(() => undefined);
      }
    }
    await people.close();
    console.log(`${into}`);
  }
} finally {
  for (const stop of stops.reverse()) await Promise.resolve().then(stop).catch((error: unknown) => console.error(error));
}
process.exitCode = failures > 0 ? 1 : 0;
