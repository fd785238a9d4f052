import type { Browser, BrowserContext, Page } from 'playwright-core';
import { COLLEAGUES, ADMIN, PASSWORD } from '../../../../tools/sandbox/demo/people.ts';
import type { BusyCompany } from './company.ts';

export interface Variant {
  readonly locale: 'ru' | 'uk' | 'en';
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  readonly density?: 'compact';
}
export type Who = 'admin' | 'operator' | 'stranger';

/** What is to be seen; everything the window can show stands in this list once, for the eye and for the checker of access. */
export interface Screen {
  readonly name: string;
  readonly who: Who;
  /** Leads there from nowhere and returns when it is drawn. */
  readonly show: (page: Page, company: BusyCompany, variant: Variant) => Promise<void | (() => Promise<void>)>;
  /** Only where there is room for it, or only where there is none. */
  readonly only?: 'wide' | 'narrow';
}

/** One person of each kind at a screen of this kind. */
export async function seat(browser: Browser, company: BusyCompany, variant: Variant): Promise<{ page(who: Who): Page; close(): Promise<void> }> {
  const narrow = variant.width < 768;
  const pages = new Map<Who, Page>();
  const contexts: BrowserContext[] = [];
  for (const who of ['admin', 'operator', 'stranger'] as const) {
    const context = await browser.newContext({
      locale: { ru: 'ru-RU', uk: 'uk-UA', en: 'en-GB' }[variant.locale], timezoneId: 'Europe/Kyiv', viewport: { width: variant.width, height: variant.height }, colorScheme: variant.theme, reducedMotion: 'reduce',
      ...(narrow && { hasTouch: true, isMobile: true }), deviceScaleFactor: narrow ? 2 : 1,
    });
    contexts.push(context);
    context.setDefaultTimeout(30_000);
    await context.addInitScript(`try { localStorage.setItem('okno.theme', '${variant.theme}'); localStorage.setItem('okno.locale', '${variant.locale}'); } catch {}`);
    if (who !== 'stranger') {
      const origin = company.url;
      const email = who === 'admin' ? ADMIN.email : COLLEAGUES[0].email;
      for (const [method, path, data] of [['POST', 'auth/login', { email, password: PASSWORD }], ['PATCH', 'auth/me', { locale: variant.locale, theme: variant.theme, preferences: { density: variant.density ?? 'comfortable' } }]] as const) {
        const answer = await context.request.fetch(`${origin}/api/v1/${path}`, { method, data, headers: { origin } });
        if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
      }
    }
    pages.set(who, await context.newPage());
  }
  return { page: (who) => pages.get(who)!, close: async () => void (await Promise.all(contexts.map((context) => context.close()))) };
}

type Show = Screen['show'];
const at = (path: string, seen: string): Show => async (page, { url }) => {
  await page.goto(url + path);
  await page.locator(seen).first().waitFor();
};
const thread = (which: keyof BusyCompany['thread'], then?: Show): Show => async (page, company, variant) => {
  await page.goto(`${company.url}/inbox/all/${company.thread[which]}`);
  await page.locator('.thread .composer').waitFor();
  await page.locator('.thread :is([data-message], .order-card)').first().waitFor();
  return then?.(page, company, variant);
};
const views = ['queue', 'mine', 'mentions', 'all', 'unassigned', 'snoozed', 'closed', 'spam'] as const;
const settings = { channels: '.offers', quarantine: 'table, .empty', team: '.card', company: '.settings form, .settings .setting-row, .settings .field', canned: '.card, table', labels: '.card, table', pipelines: '.table, .empty', people: '.settings-block, .card, .empty', products: '.card, table', tokens: '.card, table', webhooks: '.hook, .empty', profile: '.setting-row' } as const;
const press = (...keys: string[]) => async (page: Page): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const open = (path: string, seen: string, act: (page: Page, company: BusyCompany, variant: Variant) => Promise<void>, then: string): Show => async (page, company, variant) => {
  await at(path, seen)(page, company, variant);
  await act(page, company, variant);
  await page.locator(then).first().waitFor();
};
const held = (path: string, answer: 'never' | 'broken' | 'nothing'): Show => async (page, { url }) => {
  const pattern = '**/api/v1/conversations?*';
  await page.route(pattern, async (route) => {
    if (answer === 'nothing') await route.fulfill({ json: { items: [], next: null } });
    else if (answer === 'broken') await route.fulfill({ status: 500, json: { type: 'about:blank', title: 'Something went wrong on our side. It has been logged.', status: 500, code: 'internal' } });
  });
  await page.goto(url + path);
  await page.locator({ never: '.row-skeleton', broken: '.list .btn', nothing: '.list .empty' }[answer]).first().waitFor();
  return () => page.unroute(pattern);
};
const editing = (adapter: string): Screen => ({ name: `settings-connect-${adapter}`, who: 'admin', show: open('/settings/channels', '[data-offer]', (page) => page.locator(`[data-offer=${adapter}]`).click(), '.wizard') });
const picker = (name: string, key: string): Screen => ({ name: `thread-${name}`, who: 'admin', only: 'wide', show: thread('own', async (page) => { await page.keyboard.press(key); await page.locator('.picker').waitFor(); }) });
const said = (which: keyof BusyCompany['thread'], who: Who = 'admin'): Screen => ({ name: `thread-${which}`, who, show: thread(which) });

export const screens: readonly Screen[] = [
  { name: 'login', who: 'stranger', show: at('/login', 'input[type=password]') },
  {
    name: 'login-refused', who: 'stranger', show: open('/login', 'input[type=password]', async (page) => {
      await page.locator('input[name=email]').fill('nobody@nord-clima.example');
      await page.locator('input[type=password]').fill('not-the-password');
      await page.keyboard.press('Enter');
    }, '[role=alert]'),
  },
  { name: 'forgot', who: 'stranger', show: at('/forgot', 'form') },
  { name: 'reset', who: 'stranger', show: at('/reset/a-token', 'form') },
  { name: 'invitation', who: 'stranger', show: async (page, company, variant) => at(company.invitation, 'input[type=password]')(page, company, variant) },
  {
    name: 'setup', who: 'stranger', show: async (page, company, variant) => {
      // The company is set up already; what its first admin saw is asked for as if it were not.
      await page.route('**/api/v1/setup?*', (route) => route.fulfill({ json: { valid: true } }));
      await at('/setup?token=first', 'input[type=password]')(page, company, variant);
      return () => page.unroute('**/api/v1/setup?*');
    },
  },
  ...views.map((view): Screen => ({ name: `list-${view}`, who: 'admin', show: at(`/inbox/${view}`, '.list :is([data-row], .empty)') })),
  { name: 'list-operator', who: 'operator', show: at('/inbox/mine', '.list :is([data-row], .empty)') },
  { name: 'list-more-views', who: 'admin', show: open('/inbox/all', '[data-row]', (page) => page.locator('.views button').last().click(), '[role=menu]') },
  { name: 'list-filter', who: 'admin', show: open('/inbox/all', '[data-row]', (page) => page.locator('.list .pane-head .lucide-list-filter').click(), '.filter-panel, .pop') },
  {
    name: 'list-picked', who: 'admin', only: 'wide', show: open('/inbox/all', '[data-row]', async (page) => {
      await page.locator('[data-row]').first().click();
      await page.locator('.thread .composer').waitFor();
      await press('KeyX', 'Shift+KeyJ', 'Shift+KeyJ')(page);
    }, '.bulk-bar'),
  },
  { name: 'list-loading', who: 'admin', show: held('/inbox/all', 'never') },
  { name: 'list-broken', who: 'admin', show: held('/inbox/closed', 'broken') },
  { name: 'list-empty', who: 'admin', show: held('/inbox/queue', 'nothing') },
  said('media'), said('letter'), said('sms'), said('webchat'), said('voice'), said('own'), said('failed'), said('long'), said('snoozed'),
  { name: 'thread-operator', who: 'operator', show: thread('media') },
  { name: 'thread-past', who: 'admin', show: thread('media', async (page) => { await page.locator('.album-cell, .voice').first().scrollIntoViewIfNeeded(); }) },
  { name: 'thread-note', who: 'admin', show: thread('sms', async (page) => { await page.locator('.composer [role=tab]').nth(1).click(); await page.locator('.note-mode textarea').fill('Перезвонить после шести, спросить про доступ к щитку.'); }) },
  { name: 'thread-letter-written', who: 'admin', show: thread('letter', async (page) => { await page.locator('.letter-words').click(); await page.keyboard.type('Dear Daria,'); }) },
  { name: 'thread-canned', who: 'admin', only: 'wide', show: thread('own', async (page) => { await page.locator('.composer textarea').fill('/'); await page.locator('.suggest').first().waitFor(); }) },
  { name: 'thread-emoji', who: 'admin', show: thread('webchat', async (page) => { await page.locator('.composer-bar [aria-expanded]').first().click(); await page.locator('.emoji-panel, .composer .pop').first().waitFor(); }) },
  { name: 'thread-send-menu', who: 'admin', show: thread('own', async (page) => { await page.locator('.composer textarea').fill('Завтра с десяти до двенадцати.'); await page.locator('.composer .split button').last().click(); await page.locator('[role=menu]').waitFor(); }) },
  { name: 'thread-more', who: 'admin', show: thread('own', async (page) => { await page.locator('.thread [data-picker=more]').click(); await page.locator('[role=menu]').waitFor(); }) },
  picker('snooze', 'KeyH'), picker('assign', 'KeyA'), picker('label', 'KeyL'), picker('priority', 'KeyP'), picker('follow', 'KeyW'),
  {
    name: 'order', who: 'admin', show: thread('media', async (page) => {
      await page.locator('.thread [data-picker=more]').click();
      await page.locator('[role=menuitem]', { has: page.locator('.lucide-package-plus') }).click();
      await page.locator('.order-form, .side [role=combobox]').first().waitFor();
      await page.locator('.side [role=combobox]').fill('Hoshi');
      await page.locator('.side [role=option]').first().waitFor();
    }),
  },
  { name: 'person', who: 'admin', only: 'narrow', show: thread('media', async (page) => { await page.locator('.thread .pane-head [aria-pressed]').last().click(); await page.locator('.side section').first().waitFor(); }) },
  { name: 'person-scrolled', who: 'admin', only: 'wide', show: thread('order', async (page) => { await page.locator('.side section').last().scrollIntoViewIfNeeded(); }) },
  { name: 'thread-refused', who: 'admin', show: at('/inbox/all/00000000-0000-4000-8000-000000000000', '.thread .empty') },
  { name: 'tasks', who: 'admin', show: at('/tasks', '.tasks-list, .empty') },
  { name: 'task-finish', who: 'admin', show: open('/tasks', '.tasks-list', async (page) => { await page.locator('[href^="/inbox"] .rail-badge:visible').first().waitFor(); await page.keyboard.press('j'); await page.locator('.tasks-list .current').waitFor(); await page.keyboard.press('e'); }, 'input[name=result]') },
  { name: 'alarms', who: 'admin', show: at('/alarms', '.alarm-rows, .empty') },
  { name: 'deals', who: 'admin', show: at('/deals', '.board, .empty') },
  { name: 'deals-marked', who: 'admin', show: at('/deals?marked=no-task', '.board [data-stage]') },
  { name: 'deal-move', who: 'admin', show: open('/deals', '.deal-card', async (page) => { await page.keyboard.press('j'); await page.locator('.deal-card.current').waitFor(); await page.keyboard.press('d'); }, '.move-places') },
  { name: 'pipeline', who: 'admin', show: open('/settings/pipelines', '.settings-main .table .link', (page) => page.locator('.settings-main .table .link').first().click(), '.stage-edit') },
  { name: 'merge', who: 'admin', show: thread('media', async (page) => { await page.keyboard.press('Shift+KeyM'); await page.locator('[role=dialog] input').first().fill('Оксана'); await page.locator('.merge-person').first().click(); await page.locator('.merge-side').first().waitFor(); }) },
  { name: 'order-menu', who: 'admin', show: thread('order', async (page) => { await page.keyboard.press('m'); await page.locator('.side [role=menu], .menu').first().waitFor(); }) },
  { name: 'payment', who: 'admin', show: thread('order', async (page) => { await page.keyboard.press('m'); await page.locator('.menu [role^=menuitem]').nth(3).click(); await page.locator('#payment').waitFor(); }) },
  { name: 'order-draft', who: 'admin', show: thread('media', async (page) => { await page.keyboard.press('Shift+KeyO'); await page.locator('.order-draft .btn').first().click(); await page.locator('.order-draft [data-suggested], .order-draft .empty, .order-draft .t3').first().waitFor(); }) },
  { name: 'product', who: 'admin', show: open('/settings/products', '.settings-main .table .link', (page) => page.locator('.settings-main .table .link').first().click(), '[role=dialog] form') },
  {
    name: 'product-import', who: 'admin', show: open('/settings/products', '.settings-main .pane-head .btn', async (page) => {
      await page.locator('.settings-main .pane-head .btn').first().click();
      await page.locator('.import-drop').waitFor();
      await page.locator('[role=dialog] input[type=file]').setInputFiles({ name: 'goods.csv', mimeType: 'text/csv', buffer: Buffer.from('Артикул;Название;Ед.;Цена, EUR;Остаток\nHOSHI-12;Hoshi Inverter 12, комплект с монтажом и кронштейном;шт;990,00;4\nM-1;Монтаж;усл;120;\nX-1;Без цены;шт;дорого;1\n;Без артикула;шт;10;1\n') });
    }, '.import-counts') },
  { name: 'webhook-new', who: 'admin', show: open('/settings/webhooks', '.settings-main .pane-head .btn', (page) => page.locator('.settings-main .pane-head .btn').first().click(), '[role=dialog] form') },
  ...['answering', 'funnel', 'endings', 'sources', 'waiting'].map((name): Screen => ({ name: `report-${name}`, who: 'admin', show: at(`/reports/${name}`, '.report-head, .reports-col .empty') })),
  { name: 'report-things', who: 'admin', show: open('/reports/answering', '.report-head', (page) => page.locator('.report-head').first().click(), '.report-things li') },
  { name: 'search', who: 'admin', show: open('/inbox/all', '[data-row]', async (page) => { await page.locator('.list .pane-head .icon-btn').first().click(); await page.locator('.list input').first().fill('монтаж'); }, '.list mark, .search-hit, .found-row') },
  { name: 'search-nothing', who: 'admin', show: open('/inbox/all', '[data-row]', async (page) => { await page.locator('.list .pane-head .icon-btn').first().click(); await page.locator('.list input').first().fill('98765432100'); }, '.list .empty') },
  { name: 'palette', who: 'admin', show: open('/inbox/all', '[data-row]', press('Control+KeyK'), '.palette-line') },
  { name: 'palette-found', who: 'admin', show: open('/inbox/all', '[data-row]', async (page) => { await page.keyboard.press('Control+KeyK'); await page.locator('.palette input').fill('ко'); }, '.palette-line') },
  { name: 'key-sheet', who: 'admin', only: 'wide', show: open('/inbox/all', '[data-row]', press('Shift+Slash'), '.key-list') },
  { name: 'start', who: 'admin', show: open('/inbox/all', '[data-row]', (page) => page.locator('.list .pane-head .lucide-square-pen').click(), '[role=radiogroup]') },
  { name: 'bell', who: 'admin', show: open('/inbox/all', '[data-row]', (page) => page.locator('.bell:visible').click(), '.bell-panel :is(.told, .empty)') },
  { name: 'me-menu', who: 'admin', show: open('/inbox/all', '[data-row]', (page) => page.locator('.rail-me:visible').click(), '[role=menu]') },
  ...Object.entries(settings).map(([name, seen]): Screen => ({ name: `settings-${name}`, who: 'admin', show: at(`/settings/${name}`, seen) })),
  ...['telegram', 'email', 'twilio', 'webchat', 'http'].map(editing),
  { name: 'settings-refused', who: 'operator', show: at('/settings/team', '.settings .empty') },
  { name: 'settings-operator', who: 'operator', show: at('/settings/profile', '.setting-row') },
  {
    name: 'offline', who: 'admin', show: async (page, company, variant) => {
      await page.routeWebSocket(/\/socket/, (socket) => socket.close());
      await page.route('**/socket/**', (route) => route.abort());
      await thread('sms')(page, company, variant);
      await page.locator('.link-banner').waitFor();
      return () => page.unroute('**/socket/**');
    },
  },
  {
    name: 'widget', who: 'stranger', show: async (page, { shop }) => {
      await page.goto(shop);
      await page.locator('button[aria-haspopup=dialog]').click();
      await page.frameLocator('iframe').locator('textarea, input').first().waitFor();
    },
  },
  {
    name: 'incoming-call', who: 'operator', show: async (page, company, variant) => {
      await at('/inbox/all', '[data-row]')(page, company, variant);
      const call = await company.rings();
      await page.locator('.ring').waitFor();
      return () => call.end();
    },
  },
];

export const shownAt = (variant: Variant): readonly Screen[] => screens.filter(({ only }) => only === undefined || (only === 'narrow') === variant.width < 768);
