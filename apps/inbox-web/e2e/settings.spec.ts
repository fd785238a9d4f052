/** Everything an admin and a new colleague do before and beside the main job, with nothing but the window. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import { Webhook } from 'standardwebhooks';
import { hasDovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import { reader } from '../../../libs/crm-core/src/transaction.ts';
import { en } from '../src/i18n/messages/en.ts';
import { ru } from '../src/i18n/messages/ru.ts';
import { Operator } from './operator.ts';
import { hasChromium, setStage, TELEGRAM_TOKEN, TWILIO, type Stage } from './stage.ts';

const missing = [hasChromium ? '' : 'Chromium', hasDovecot ? '' : 'Dovecot'].filter(Boolean).join(' and ');
if (missing) console.warn(`${missing} is not installed: the suite «settings» does not run.`);
const ANNA = { name: 'Анна Власенко', email: 'anna@nord.example', password: 'zelenyi-parovoz-1994' };
const ILYA = { name: 'Илья Громов', email: 'ilya@nord.example', password: 'vysokaya-osen-1991', next: 'tikhaya-zima-2003' };

/** A text of the window with its gaps filled. */
const filled = (text: string, values: Record<string, string>): string => text.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');

(missing ? describe.skip : describe)('settings', () => {
  let stage: Stage;
  let anna: Operator;
  let ilya: Operator;
  let bridge: Server;
  const pinged: { id: string; body: string; headers: Record<string, string> }[] = [];
  const rows = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => reader(stage.db.dataSource).query<Row>(sql, values);
  const inboxOf = async (adapter: string): Promise<string> => (await rows<{ id: string }>('SELECT id FROM inbox WHERE adapter = $1 AND deleted_at IS NULL', [adapter]))[0]?.id ?? '';

  beforeAll(async () => {
    stage = await setStage({ environment: {} });
    anna = await Operator.sit(stage.browser, 'en-GB', /status of 4(01|22)/);
    ilya = await Operator.sit(stage.browser, 'ru-RU', /status of 4(01|22)/);
    bridge = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
      request.on('end', () => {
        pinged.push({ id: String(request.headers['webhook-id']), body, headers: request.headers as Record<string, string> });
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    await new Promise<void>((ready) => bridge.listen(0, '127.0.0.1', ready));
  });
  afterAll(async () => {
    bridge?.close();
    await stage?.stop();
  });

  async function until<T>(what: string, look: () => Promise<T | null | undefined | false> | T | null | undefined | false, ms = 45_000): Promise<T> {
    for (const end = Date.now() + ms; ; ) {
      const found = await look();
      if (found) return found;
      if (Date.now() > end) throw new Error(`Waited ${ms} ms for ${what}.`);
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
  const next = (page: Page): Promise<void> => page.locator('.wizard footer .primary').click();
  const alert = (page: Page): Promise<string> => page.getByRole('alert').first().innerText();
  const row = (page: Page, inboxId: string) => page.locator(`[data-inbox="${inboxId}"]`);
  async function choose(page: Page, inboxId: string, item: string): Promise<void> {
    await row(page, inboxId).locator('.icon-btn').click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  }
  /** The newest link of this kind that was mailed to this address. */
  async function mailedLink(address: string, kind: 'invite' | 'reset'): Promise<string | undefined> {
    const letters = stage.mail.ledger().filter((line) => line.type === 'accepted' && (line.to as string[]).includes(address));
    const texts = await Promise.all(letters.map(async (line) => (await PostalMime.parse(Buffer.from(String(line.raw), 'base64'))).text ?? ''));
    return texts.flatMap((text) => new RegExp(`http\\S+/${kind}/[\\w-]+`).exec(text) ?? []).at(-1);
  }

  it('begins with a link from the console that makes the company and its first admin, once', async () => {
    const { page } = anna;
    const link = stage.okno.okno.setUpLink ?? '';
    expect(link).toContain('/setup?token=');
    await page.goto(link);
    await page.getByLabel(en['setup.company'], { exact: true }).fill('Nord Klima');
    await page.getByLabel(en['auth.name'], { exact: true }).fill(ANNA.name);
    await page.getByLabel(en['auth.email'], { exact: true }).fill(ANNA.email);
    await page.getByLabel(en['auth.password'], { exact: true }).fill('nordklima2024');
    await page.locator('form .btn.primary').click();
    expect(await alert(page)).toBe(en['problem.weakPassword']);
    await page.getByLabel(en['auth.password'], { exact: true }).fill(ANNA.password);
    await page.locator('form .btn.primary').click();
    await page.locator('[data-offer]').nth(4).waitFor();

    await ilya.page.goto(link);
    expect(await alert(ilya.page)).toBe(ru['setup.linkUsed']);

    await anna.go('/inbox/queue');
    await page.getByText(en['empty.noChannels']).waitFor();
    await page.getByRole('link', { name: en['empty.connect'] }).click();
    await page.getByText(en['channel.first']).waitFor();
    await anna.mark();
  });

  it('says who must act on a wrong bot token, and connects the right one', async () => {
    const { page } = anna;
    await page.locator('[data-offer=telegram]').click();
    await page.getByLabel(en['wizard.token']).fill('6100000001:revoked-token-aaaaaaaaaaaaaaaaaaaaa');
    await page.locator('.wizard summary').click();
    await page.getByLabel(en['wizard.apiRoot']).fill(`http://127.0.0.1:${stage.telegram.sandbox.port}`);
    await next(page);
    await page.locator('.wizard footer', { hasText: en['said.botToken'] }).waitFor();
    await page.getByLabel(en['wizard.token']).fill(TELEGRAM_TOKEN);
    await next(page);
    await page.locator('.wizard .qr').waitFor();
    await next(page);
    await page.locator('[data-inbox] .dot.green').waitFor();
  });

  it('says the same of a Twilio account, and connects its number', async () => {
    const { page } = anna;
    await page.locator('[data-offer=twilio]').click();
    await page.getByLabel('Account SID').fill(TWILIO.account);
    await page.getByLabel('Auth Token').fill('wrong-token');
    await page.locator('.wizard summary').click();
    await page.getByLabel(en['wizard.apiRoot']).fill(`http://127.0.0.1:${stage.twilio.sandbox.port}`);
    await next(page);
    await page.locator('.wizard footer', { hasText: en['said.twilioToken'] }).waitFor();
    await page.getByLabel('Auth Token').fill(TWILIO.token);
    await next(page);
    await page.locator('.wizard .check').first().waitFor();
    await next(page);
    await next(page);
    await page.locator('[data-inbox]', { hasText: TWILIO.number }).waitFor();
  });

  it('tests a mailbox in both directions before it is saved', async () => {
    const { page } = anna;
    await page.locator('[data-offer=email]').click();
    await page.locator('.wizard input[type=email]').fill(stage.dovecot.user);
    await next(page);
    for (const [kind, port] of [['IMAP', stage.dovecot.port], ['SMTP', stage.mail.sandbox.port]] as const) {
      await page.getByLabel(filled(en['wizard.host'], { kind })).fill('127.0.0.1');
      await page.getByLabel(filled(en['wizard.port'], { kind })).fill(String(port));
      await page.getByLabel(filled(en['wizard.security'], { kind })).selectOption('plain');
      await page.getByLabel(filled(en['wizard.user'], { kind })).fill(stage.dovecot.user);
    }
    await next(page);
    await page.locator('.wizard input[type=password]').fill('wrong-password');
    await next(page);
    await page.locator('.wizard .checks .bad').nth(1).waitFor();
    expect(await page.locator('.wizard .checks .why').allInnerTexts()).toEqual([en['said.mailLogin'], en['said.mailLogin']]);
    expect(await inboxOf('email')).toBe('');
    await page.locator('.wizard footer .ghost').click();
    await page.locator('.wizard input[type=password]').fill(stage.dovecot.password);
    await next(page);
    await page.locator('.wizard .checks .ok').nth(1).waitFor();
    await next(page);
    await page.locator('[data-inbox]', { hasText: stage.dovecot.user }).waitFor();
  });

  it('connects a messenger of one’s own: the bridge is pinged with a signature, and may write', async () => {
    const { page } = anna;
    await page.locator('[data-offer=http]').click();
    await page.getByLabel(en['auth.name'], { exact: true }).fill('Viber');
    await page.getByLabel(en['http.namespace']).fill('viber');
    await page.getByLabel(en['http.outbound']).fill(`http://127.0.0.1:${(bridge.address() as AddressInfo).port}/send`);
    await next(page);
    await page.locator('.wizard code').nth(1).waitFor();
    const [address = '', secret = ''] = await page.locator('.wizard code').allInnerTexts();
    await next(page);
    const id = await inboxOf('http');
    await row(page, id).locator('.dot.green').waitFor();
    const [ping] = pinged;
    expect(new Webhook(secret).verify(ping?.body ?? '', ping?.headers ?? {})).toMatchObject({ type: 'ping' });

    const body = JSON.stringify({ events: [{ type: 'message', id: 'v-1', from: { address: { kind: 'id', value: '77' }, name: 'Марина' }, text: 'Из моего мессенджера', at: new Date().toISOString() }] });
    const at = new Date();
    const said = await fetch(address, { method: 'POST', body, headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(secret).sign('msg_1', at, body) } });
    expect(said.status).toBe(200);
    await until('the message', async () => (await rows("SELECT 1 FROM message WHERE text = 'Из моего мессенджера'"))[0]);

    await choose(page, id, en['channel.edit']);
    await page.getByLabel(en['http.startsWith']).selectOption('phone');
    await page.locator('.wizard .check-row', { hasText: en['channel.voice'] }).click();
    await page.getByLabel(en['http.mediaHosts']).fill('https://files.example.com');
    await next(page);
    await page.locator('.wizard').waitFor({ state: 'detached' });
    expect((await rows<{ settings: object }>('SELECT settings FROM inbox WHERE id = $1', [id]))[0]?.settings).toMatchObject({ namespace: 'viber', startsWith: 'phone', verifiedKinds: ['phone'], mediaHosts: ['https://files.example.com'] });
    await row(page, id).locator('.dot.green').waitFor();
  });

  it('invites a colleague by a link that is also mailed, and opens to them whatever is connected', async () => {
    const { page } = anna;
    await anna.go('/settings/team');
    await page.locator('.settings-main .pane-head .btn.primary').click();
    await page.getByLabel(en['auth.name'], { exact: true }).fill(ILYA.name);
    await page.getByLabel(en['auth.email'], { exact: true }).fill(ILYA.email);
    await page.locator('.dialog .btn.primary').click();
    const link = await page.locator('.dialog code').innerText();
    await page.locator('.dialog .btn.primary').click();
    expect(await until('the invitation by mail', () => mailedLink(ILYA.email, 'invite'))).toBe(link);

    await ilya.page.goto(link);
    await ilya.page.locator('input[type=password]').fill('ilya@nord.example');
    await ilya.page.locator('form .btn.primary').click();
    expect(await alert(ilya.page)).toBe(ru['problem.weakPassword']);
    await ilya.page.locator('input[type=password]').fill(ILYA.password);
    await ilya.page.locator('form .btn.primary').click();
    await ilya.page.locator('.list').waitFor();
    await page.getByLabel(filled(en['team.dutyOf'], { name: ILYA.name })).waitFor();

    const late = await stage.browser.newContext({ locale: 'en-GB' });
    const another = await late.newPage();
    await another.goto(link);
    expect(await alert(another)).toBe(en['auth.linkUsed']);
    await late.close();
  });

  it('opens a channel that is connected later to whoever is here already: the chat of a site', async () => {
    const { page } = anna;
    await anna.go('/settings/channels');
    await page.locator('[data-offer=webchat]').click();
    await page.locator('.wizard textarea').first().fill('not a site!');
    await next(page);
    await page.locator('.wizard footer', { hasText: en['said.site'] }).waitFor();
    await page.locator('.wizard textarea').first().fill(stage.shop);
    await next(page);
    await page.locator('.wizard code').waitFor();
    await next(page);
    await page.locator('[data-inbox]').nth(4).waitFor();
    expect(await rows('SELECT 1 FROM inbox_user u JOIN app_user a ON a.id = u.user_id WHERE a.email = $1 AND u.inbox_id = $2', [ILYA.email, await inboxOf('webchat')])).toHaveLength(1);
  });

  it('shows on another origin what the copied line of a chat asks for', async () => {
    const { page } = anna;
    const id = await inboxOf('webchat');
    await choose(page, id, en['channel.edit']);
    await page.locator('.wizard textarea').nth(1).fill('Спросите нас о монтаже');
    await page.getByLabel(en['webchat.language']).selectOption('ru');
    stage.showChat(await page.locator('.wizard code').innerText());
    await next(page);
    await page.locator('.wizard').waitFor({ state: 'detached' });

    const context = await stage.browser.newContext({ locale: 'en-GB' });
    const visitor = await context.newPage();
    await visitor.goto(stage.shop);
    await visitor.waitForFunction('typeof window.okno === "object"');
    await visitor.evaluate('window.okno.open()');
    const chat = visitor.frameLocator('iframe');
    await chat.getByText('Спросите нас о монтаже').waitFor();
    await chat.locator('form.intro [type=submit]').click();
    await chat.locator('textarea').fill('Сколько стоит монтаж?');
    await chat.locator('textarea').press('Enter');
    await until('the visitor’s words', async () => (await rows("SELECT 1 FROM message WHERE text = 'Сколько стоит монтаж?'"))[0]);
    await context.close();
  });

  it('keeps the credentials of an inbox that is edited, tries what is typed before it is saved, and says what broke', async () => {
    const { page } = anna;
    const id = await inboxOf('email');
    await choose(page, id, en['channel.edit']);
    await page.getByLabel(en['auth.name'], { exact: true }).fill('Sales mailbox');
    await page.getByLabel(en['policy.firstAnswer']).fill('');
    await page.getByLabel(en['policy.firstAnswer']).pressSequentially('20');
    await page.getByLabel(en['policy.assignment']).selectOption('least-loaded');
    await page.getByLabel(en['wizard.senderName']).fill('Nord Klima Sales');
    await page.locator('.wizard .btn', { hasText: en['channel.check'] }).click();
    await page.locator('.wizard .checks .ok').nth(1).waitFor();
    await next(page);
    await page.locator('.wizard').waitFor({ state: 'detached' });
    const [saved] = await rows<{ name: string; first_answer_minutes: number; assignment: string; credentials_set: string[]; sender: string }>("SELECT name, first_answer_minutes, assignment, credentials_set, settings->>'name' AS sender FROM inbox WHERE id = $1", [id]);
    expect(saved).toEqual({ name: 'Sales mailbox', first_answer_minutes: 20, assignment: 'least-loaded', credentials_set: ['password'], sender: 'Nord Klima Sales' });
    await row(page, id).filter({ hasText: 'Sales mailbox' }).locator('.dot.green').waitFor();

    await choose(page, id, en['channel.edit']);
    await page.getByLabel(filled(en['wizard.newSecret'], { label: en['auth.password'] })).fill('not-the-password');
    await page.locator('.wizard .btn', { hasText: en['channel.check'] }).click();
    await page.locator('.wizard .checks .bad').nth(1).waitFor();
    await row(page, id).locator('.dot.green').waitFor();
    await next(page);
    await row(page, id).locator('.fix', { hasText: en['said.mailLogin'] }).getByRole('button', { name: en['channel.fix'] }).click();
    await page.getByLabel(filled(en['wizard.newSecret'], { label: en['auth.password'] })).fill(stage.dovecot.password);
    await next(page);
    await row(page, id).locator('.dot.green').waitFor();
  });

  it('says understandably when too many tries were made, mails a new link, and ends the old sessions', async () => {
    const { page } = ilya;
    const context = await stage.browser.newContext({ locale: 'ru-RU' });
    const elsewhere = await context.newPage();
    await elsewhere.goto(`${stage.okno.url}/login`);
    const signIn = async (password: string): Promise<void> => {
      await elsewhere.locator('input[name=email]').fill(ILYA.email);
      await elsewhere.locator('input[type=password]').fill(password);
      await elsewhere.locator('form .btn.primary').click();
    };
    for (let attempt = 0; attempt < 5; attempt++) {
      await signIn(`wrong-${attempt}`);
      await elsewhere.getByText(ru['problem.badCredentials']).waitFor();
      await elsewhere.locator('form .btn.primary:not([disabled])').waitFor();
    }
    await signIn(ILYA.password);
    await elsewhere.getByText(/Слишком много попыток. Попробуйте через 15 минут/).waitFor();

    await elsewhere.getByRole('link', { name: ru['auth.forgot'] }).click();
    await elsewhere.locator('input[type=email]').fill(ILYA.email);
    await elsewhere.locator('form .btn.primary').click();
    await elsewhere.getByText(ru['auth.forgotDone']).waitFor();
    const url = await until('the letter', () => mailedLink(ILYA.email, 'reset'));
    await elsewhere.goto(url);
    await elsewhere.locator('input[type=password]').fill(ILYA.next);
    await elsewhere.locator('form .btn.primary').click();
    await elsewhere.locator('.list').waitFor();
    await page.locator('input[name=email]').waitFor();

    await elsewhere.goto(url);
    await elsewhere.locator('input[type=password]').fill(`${ILYA.next}-2`);
    await elsewhere.locator('form .btn.primary').click();
    await elsewhere.getByText(ru['auth.linkUsed']).waitFor();
    await context.close();
    await ilya.signIn(stage.okno.url, ILYA.email, ILYA.next);
    await ilya.mark();
  });

  it('makes a key for a program, shows it once, and takes it back', async () => {
    const { page } = anna;
    await anna.go('/settings/tokens');
    await page.getByLabel(en['token.name']).fill('Warehouse');
    await page.locator('.settings-main form .btn.primary').click();
    const token = await page.locator('.copy code').innerText();
    const asks = async (): Promise<number> => (await fetch(`${stage.okno.url}/api/v1/conversations?view=all`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await asks()).toBe(200);
    await anna.go('/settings/company');
    await anna.go('/settings/tokens');
    await page.locator('.setting-row', { hasText: 'Warehouse' }).waitFor();
    expect(await page.locator('.copy code').count()).toBe(0);
    await page.locator('.setting-row', { hasText: 'Warehouse' }).getByRole('button', { name: en['token.revoke'] }).click();
    await page.getByText(en['token.empty']).waitFor();
    expect(await asks()).toBe(401);
  });

  it('tells a colleague of a new inquiry in the Telegram they linked, with a link that opens it, until they end it', async () => {
    const { page } = ilya;
    const phone = { id: 7_000_000_777, first_name: 'Илья' };
    const toldPhone = (): string[] => stage.telegram.ledger().filter((line) => line.type === 'sent' && JSON.stringify(line).includes(String(phone.id))).map((line) => String(line.text));
    await ilya.go('/settings/channels');
    await page.getByRole('button', { name: ru['profile.telegramNotify'] }).click();
    await page.locator('.qr').waitFor();
    const link = new URL(await page.locator('.copy code').innerText());
    expect(link.origin).toBe('https://t.me');
    await stage.telegram.order('/customer', { kind: 'start', text: link.searchParams.get('start'), from: phone });
    await page.getByText(ru['profile.telegramOn']).waitFor();
    await until('the welcome', () => toldPhone().find((text) => text.startsWith('Готово')));

    await page.getByRole('button', { name: ru['duty.off'] }).click();
    await page.getByRole('menuitem', { name: ru['duty.goOn'] }).click();
    await until('Илья on duty', async () => (await rows("SELECT 1 FROM app_user WHERE email = $1 AND on_duty", [ILYA.email]))[0]);
    await stage.telegram.order('/customer', { kind: 'text', text: 'Есть Hoshi 12?', from: { id: 7_000_000_101, first_name: 'Марина' } });
    await stage.telegram.order('/customer', { kind: 'text', text: 'А доставка?', from: { id: 7_000_000_102, first_name: 'Олег' } });
    const told = await until('the alert', () => toldPhone().find((text) => text.includes('/c/')));
    expect(told).toMatch(/^Новое обращение: (Марина|Олег)\nhttp/);
    await page.goto(told.split('\n')[1] ?? '');
    await page.locator('.thread .composer').waitFor();
    await page.locator('.thread h2', { hasText: told.includes('Марина') ? 'Марина' : 'Олег' }).waitFor();

    await page.goto(`${stage.okno.url}/settings/profile`);
    await page.getByRole('button', { name: ru['profile.telegramOff'] }).click();
    await page.getByRole('button', { name: ru['profile.telegramNotify'] }).waitFor();
  });

  it('keeps working hours and holidays, and shows them again', async () => {
    const { page } = anna;
    await anna.go('/settings/company');
    await page.getByRole('switch', { name: 'Saturday' }).click();
    await page.getByRole('button', { name: en['company.addHoliday'] }).click();
    await page.getByLabel(en['company.date']).fill('2027-01-07');
    await page.getByLabel(en['company.holiday']).fill('Christmas');
    const saturday = page.locator('.setting-row', { has: page.getByRole('switch', { name: 'Saturday' }) });
    const open = await page.getByRole('switch', { name: 'Saturday' }).getAttribute('aria-checked');
    if (open === 'true') await saturday.getByLabel(en['company.to']).fill('15:00');
    await page.locator('.save-bar .btn').click();
    await page.getByText(en['action.saved']).first().waitFor();
    await anna.go('/settings/team');
    await anna.go('/settings/company');
    expect(await page.getByLabel(en['company.date']).inputValue()).toBe('2027-01-07');
    expect(await page.getByRole('switch', { name: 'Saturday' }).getAttribute('aria-checked')).toBe(open);
    const [company] = await rows<{ holidays: unknown }>('SELECT holidays FROM company');
    expect(company?.holidays).toEqual([{ date: '2027-01-07', name: 'Christmas' }]);
  });

  it('takes an inbox from a colleague at once, sets duty and limit, and sends away whoever is switched off', async () => {
    const { page } = anna;
    const id = await inboxOf('telegram');
    const [bot] = await rows<{ name: string }>('SELECT name FROM inbox WHERE id = $1', [id]);
    const [marina] = await rows<{ id: string }>('SELECT c.id FROM conversation c WHERE $1 = ANY(c.inbox_ids) LIMIT 1', [id]);
    await ilya.go('/inbox/queue');
    await ilya.view('all');
    await ilya.row(marina?.id ?? '').waitFor();
    await anna.go('/settings/team');
    await page.getByLabel(filled(en['team.dutyOf'], { name: ILYA.name })).click();
    await until('Илья off duty', async () => (await rows('SELECT 1 FROM app_user WHERE email = $1 AND NOT on_duty', [ILYA.email]))[0]);
    const change = async (): Promise<void> => page.getByRole('row', { name: ILYA.name }).getByRole('button', { name: en['action.change'] }).click();
    await change();
    await page.locator('.dialog .check-row', { hasText: bot?.name ?? '?' }).click();
    await page.getByLabel(en['team.capacity']).fill('12');
    await page.locator('.dialog .btn.primary').click();
    await page.locator('.dialog').waitFor({ state: 'detached' });
    await ilya.row(marina?.id ?? '').waitFor({ state: 'detached' });

    await change();
    expect(await page.getByLabel(en['team.capacity']).inputValue()).toBe('12');
    await page.getByLabel(en['team.active']).click();
    await page.locator('.dialog .btn.primary').click();
    await ilya.page.locator('input[name=email]').waitFor();
    await ilya.page.locator('input[name=email]').fill(ILYA.email);
    await ilya.page.locator('input[type=password]').fill(ILYA.next);
    await ilya.page.locator('form .btn.primary').click();
    await ilya.page.getByRole('alert').waitFor();
  });

  it('switches an inbox off and on, and disconnects it with its history kept', async () => {
    const { page } = anna;
    const id = await inboxOf('telegram');
    await anna.go('/settings/channels');
    await choose(page, id, en['channel.turnOff']);
    await row(page, id).filter({ hasText: en['channel.off'] }).waitFor();
    await choose(page, id, en['channel.turnOn']);
    await row(page, id).locator('.dot.green').waitFor();
    const said = await rows('SELECT 1 FROM message WHERE inbox_id = $1', [id]);
    await choose(page, id, en['channel.remove']);
    await page.locator('.dialog .btn.danger').click();
    await row(page, id).waitFor({ state: 'detached' });
    expect(await rows('SELECT 1 FROM message WHERE inbox_id = $1', [id])).toHaveLength(said.length);
    expect(await rows('SELECT 1 FROM inbox WHERE id = $1 AND credentials IS NOT NULL', [id])).toHaveLength(0);
  });

  it('never loaded the admin’s screen anew, and no screen complained', async () => {
    expect(await anna.wasReloaded()).toBe(false);
    expect([...anna.complaints, ...ilya.complaints]).toEqual([]);
  });
});
