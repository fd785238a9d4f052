/** No screen of the window stands in anybody's way: every screen of the list, in both themes, Russian and English, wide and narrow. */
import { createServer, type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { createTestDatabase, startTestOkno, type TestDatabase, type TestOkno } from '../../api/src/testing/okno.ts';
import { ADMIN, BOT_TOKEN, LINE, PASSWORD, TWILIO } from '../../../tools/sandbox/demo/people.ts';
import { startSandbox, type RunningSandbox } from '../../../tools/sandbox/start-sandbox.ts';
import { ensureBuilt } from '../../api/src/testing/built.ts';
import { committedIn } from './committed.ts';
import { barriersIn, type Barrier } from './looks/access.ts';
import { openBusyCompany, type BusyCompany } from './looks/company.ts';
import { seat, shownAt, type Screen, type Variant } from './looks/screens.ts';
import { CHROMIUM, hasChromium } from './stage.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «access» does not run.');

/**
 * Each language and each width once: what a screen says and how it folds hardly depend on one another. Themes change in place: they
 * differ in nothing but colour. With OKNO_EVERY_LOOK=1 every language at every width.
 */
const variants: readonly Variant[] = [
  { locale: 'ru', theme: 'light', width: 1440, height: 900 },
  { locale: 'en', theme: 'dark', width: 390, height: 844 },
  ...(process.env.OKNO_EVERY_LOOK === '1' ? [{ locale: 'en', theme: 'dark', width: 1440, height: 900 }, { locale: 'ru', theme: 'light', width: 390, height: 844 }] as const : []),
];

(hasChromium ? describe : describe.skip)('access', () => {
  let db: TestDatabase;
  let okno: TestOkno;
  let company: BusyCompany;
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'okno-access-'));
  const vendors: RunningSandbox[] = [];

  beforeAll(async () => {
    ensureBuilt('inbox-web', 'index.html');
    ensureBuilt('widget', 'frame.html');
    db = await createTestDatabase();
    const [port, smtp] = [await freePort(), await freePort()];
    const vendor = async (name: string, args: string[]): Promise<RunningSandbox> => {
      const running = await startSandbox(`tools/sandbox/${name}/server.ts`, ['--ledger', join(folder, `${name}.jsonl`), ...args]);
      vendors.push(running);
      return running;
    };
    const [telegram, twilio, mail] = await Promise.all([
      vendor('telegram', ['--bot', BOT_TOKEN]),
      vendor('twilio', ['--account', TWILIO.account, '--token', TWILIO.token, '--number', LINE]),
      vendor('mail-sink', ['--deliver-to', `127.0.0.1:${smtp}`]),
    ]);
    const url = `http://127.0.0.1:${port}`;
    okno = await startTestOkno(db, { PORT: String(port), PUBLIC_URL: url, SMTP_PORT: String(smtp), SMTP_HOST: '127.0.0.1', OKNO_ALLOWED_HOSTS: '127.0.0.0/8', OKNO_ADMIN_EMAIL: ADMIN.email, OKNO_ADMIN_PASSWORD: PASSWORD });
    company = await openBusyCompany({ url, telegram, twilio, mail }, committedIn(db).rows);
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await company?.stop();
    await okno?.stop();
    await Promise.all(vendors.map((vendor) => vendor.stop()));
    await db?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(variants)('has no serious barrier in $locale at $width px, light and dark, and nothing is wider than the window', async (variant) => {
    const people = await seat(browser, company, variant);
    const other = variant.theme === 'light' ? 'dark' : 'light';
    const barriersOn = async (screen: Screen): Promise<Barrier[]> => {
      const page = people.page(screen.who);
      const end = await screen.show(page, company, variant);
      const frame = page.frames().find((each) => each.url().includes('/widget/')) ?? page.mainFrame();
      const barriers = await barriersIn(frame);
      const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      if (wider > 0) barriers.push({ rule: 'wider than the window', element: `${wider} px`, why: '' });
      await page.emulateMedia({ colorScheme: other });
      await page.evaluate(`document.documentElement.dataset.theme = '${other}'`);
      barriers.push(...(await barriersIn(frame, ['color-contrast'])));
      await page.emulateMedia({ colorScheme: variant.theme });
      await end?.();
      return barriers;
    };
    const found: string[] = [];
    const unseen: string[] = [];
    for (const screen of shownAt(variant)) {
      try {
        // On a busy machine a screen may miss its moment; what stands in somebody's way on it is said at the first look.
        found.push(...(await barriersOn(screen).catch(() => barriersOn(screen))).map(({ rule, element, why }) => `${screen.name}: ${rule}: ${element} ${why}`));
      } catch (error) {
        unseen.push(`${screen.name}: ${(error as Error).message.split('\n').slice(0, 3).join(' ')}`);
      }
    }
    await people.close();
    expect({ found, unseen }).toEqual({ found: [], unseen: [] });
  }, 900_000);
});

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}
