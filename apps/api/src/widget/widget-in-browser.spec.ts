import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type FrameLocator, type Page } from 'playwright-core';
import type { InboxSettingsView, MessageView } from '../../../../libs/crm-core/src/views.ts';
import { reader } from '../../../../libs/crm-core/src/transaction.ts';
import { ensureBuilt } from '../testing/built.ts';
import { until } from '../testing/okno.ts';
import { startDesk, type RunningDesk } from './testing/running-desk.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const suite = existsSync(CHROMIUM) ? describe : describe.skip;
if (!existsSync(CHROMIUM)) console.log(`The web chat was not tried in a browser: there is no Chromium at ${CHROMIUM}.`);

suite('the web chat in a real browser, on a page of another origin', () => {
  let desk: RunningDesk;
  let shop: Server;
  let site: string;
  let inbox: string;
  let browser: Browser;
  let context: BrowserContext;
  const complaints: string[] = [];
  /** What the pages asked of our process, and what they heard. */
  const asked: string[] = [];

  beforeAll(async () => {
    ensureBuilt('widget', 'frame.html');
    desk = await startDesk();
    // A strict page: nothing of ours but our origin, in script-src and frame-src.
    shop = createServer((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader('content-security-policy', `default-src 'none'; script-src ${desk.url}; frame-src ${desk.url}; base-uri 'none'`);
      response.end(`<!doctype html><html lang="uk"><meta name="viewport" content="width=device-width"><title>Nord</title><h1>Hoshi Inverter 12</h1><p>${request.url}</p><script src="${desk.url}/widget/loader.js" data-inbox="${inbox}" data-language="uk" async></script>`);
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    site = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    inbox = (await desk.api<InboxSettingsView>('POST', '/inboxes', { adapter: 'webchat', name: 'Site', settings: { allowedOrigins: [site], prechat: { name: 'required', phone: 'optional', email: 'no' } }, credentials: {} })).id;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    context = await browser.newContext({ locale: 'uk-UA', timezoneId: 'Europe/Kyiv', viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(30_000);
  });
  afterAll(async () => {
    await browser?.close();
    shop?.close();
    await desk?.[Symbol.asyncDispose]();
  });

  async function open(path: string): Promise<{ page: Page; chat: FrameLocator }> {
    const page = await context.newPage();
    page.on('console', (message) => void (message.type() === 'error' && !/ERR_|Failed to load|WebSocket connection/.test(message.text()) && complaints.push(message.text())));
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('response', (answer) => void (answer.url().startsWith(desk.url) && asked.push(`${answer.status()} ${new URL(answer.url()).pathname}`)));
    page.on('requestfailed', (request) => void (request.url().startsWith(desk.url) && asked.push(`${request.failure()?.errorText ?? 'failed'} ${new URL(request.url()).pathname}`)));
    await page.goto(site + path);
    return { page, chat: page.frameLocator('iframe') };
  }
  const rows = <Row>(text: string, values: unknown[] = []): Promise<Row[]> => reader(desk.db.dataSource).query<Row>(text, values);
  const texts = async (): Promise<string[]> => (await rows<{ text: string }>("SELECT text FROM message WHERE direction = 'inbound' AND inbox_id = $1 ORDER BY occurred_at, id", [inbox])).map((row) => row.text);
  async function reply(text: string): Promise<MessageView> {
    const [conversation] = await rows<{ id: string; version: number }>('SELECT id, version FROM conversation WHERE inbox_id = $1', [inbox]);
    return desk.api('POST', `/conversations/${conversation!.id}/messages`, { id: randomUUID(), kind: 'text', text, seenVersion: conversation!.version });
  }
  const write = async (chat: FrameLocator, text: string): Promise<void> => {
    await chat.getByLabel('Ваше повідомлення').fill(text);
    await chat.getByLabel('Надіслати').click();
  };

  let page: Page;
  let chat: FrameLocator;

  it('asks who one is, takes a message once, and shows the answer with its badge', async () => {
    ({ page, chat } = await open('/hoshi?utm_source=google&utm_campaign=autumn'));
    await page.getByRole('button', { name: 'Відкрити чат' }).click();
    await chat.getByRole('button', { name: 'Почати чат' }).click();
    await chat.getByText('Заповніть, будь ласка').waitFor();
    await chat.getByLabel('Ім’я').fill('Оксана');
    await chat.getByLabel('Телефон').fill('+380501234567');
    await chat.getByRole('button', { name: 'Почати чат' }).click();
    await write(chat, 'Привіт! Hoshi 12 потягне 26 м²?');
    await chat.getByRole('img', { name: 'надіслано' }).waitFor();
    expect(await texts()).toEqual(['Привіт! Hoshi 12 потягне 26 м²?']);
    const [lead] = await rows<{ source: Record<string, unknown> }>('SELECT source FROM lead');
    expect(lead?.source).toMatchObject({ utm: { utm_source: 'google', utm_campaign: 'autumn' }, landingPage: `${site}/hoshi?utm_source=google&utm_campaign=autumn` });

    await reply('Візьміть запас: 14-та модель');
    await chat.getByText('Візьміть запас: 14-та модель').waitFor();
    // It stood before the customer's eyes, and the desk knows.
    await until(async () => (await rows<{ s: string }>("SELECT delivery_status AS s FROM message WHERE direction = 'outbound'"))[0]?.s === 'read', 15_000, 'the answer to be read');

    await chat.getByRole('button', { name: 'Згорнути чат' }).click();
    await reply('І монтаж за один день');
    await page.getByRole('button', { name: 'Відкрити чат (1)' }).waitFor();
  });

  it('has the whole thread after a reload and on the next page', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Відкрити чат (1)' }).click();
    await chat.getByText('Привіт! Hoshi 12 потягне 26 м²?').waitFor();
    await chat.getByText('І монтаж за один день').waitFor();
    const second = await open('/delivery');
    await second.page.getByRole('button', { name: /Відкрити чат/ }).click();
    await second.chat.getByText('Візьміть запас: 14-та модель').waitFor();
    await second.page.close();
  });

  it('sends a file that the desk can open', async () => {
    await chat.locator('input[type=file]').setInputFiles({ name: 'план.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') });
    await chat.getByText('план.png').waitFor();
    await until(async () => (await chat.getByLabel('Надіслати').getAttribute('aria-disabled')) === 'false', 15_000, 'the file to be there');
    await chat.getByLabel('Надіслати').click();
    await chat.getByAltText('план.png').waitFor();
    expect(await rows('SELECT kind, state, name FROM attachment')).toEqual([{ kind: 'image', state: 'ready', name: 'план.png' }]);
  });

  it('loses nothing when the network is away, on either side', async () => {
    await context.setOffline(true);
    for (const text of ['офлайн 1', 'офлайн 2', 'офлайн 3']) await write(chat, text);
    await chat.getByText('Немає зв’язку').waitFor();
    const answer = reply('Відповідь, поки вас не було');
    await answer;
    await context.setOffline(false);
    await chat.getByText('Відповідь, поки вас не було').waitFor({ timeout: 30_000 });
    await until(async () => (await texts()).filter((text) => text.startsWith('офлайн')).length === 3, 10_000, 'what was written meanwhile');
    expect((await texts()).filter((text) => text.startsWith('офлайн'))).toEqual(['офлайн 1', 'офлайн 2', 'офлайн 3']);
    expect(await chat.getByText('офлайн 2').count()).toBe(1);
  });

  it('loses nothing when our process is away, and the page is closed meanwhile', async () => {
    await desk.stop();
    await write(chat, 'поки сервер стоїть');
    await chat.getByRole('img', { name: 'чекає на відправлення' }).waitFor();
    await page.close();
    await desk.start();
    ({ page, chat } = await open('/contacts'));
    await until(async () => (await texts()).includes('поки сервер стоїть'), 10_000, 'the message').catch(async (error: unknown) => {
      const kept = await Promise.all(page.frames().map((frame) => frame.evaluate<string>('location.href + " " + JSON.stringify(localStorage)').catch(String)));
      throw new Error(`It did not come. Asked of us: ${asked.slice(-12).join(', ')}. The page keeps: ${kept.join('; ')}`, { cause: error });
    });
    await page.getByRole('button', { name: /Відкрити чат/ }).click();
    await chat.getByText('поки сервер стоїть').waitFor();
    expect((await texts()).filter((text) => text === 'поки сервер стоїть')).toHaveLength(1);
  });

  it('comes when our server was away as the page asked for it, and leaves the way back as it was', async () => {
    const visitor = await context.newPage();
    let refused = 0;
    await visitor.route('**/widget/frame/**', (route) => (refused++ < 2 ? route.abort() : route.continue()));
    await visitor.goto(`${site}/late`);
    await visitor.getByRole('button', { name: /Відкрити чат/ }).click();
    await visitor.frameLocator('iframe').getByText('поки сервер стоїть').waitFor();
    expect(refused).toBe(3);
    expect(await visitor.evaluate('history.length')).toBe(2);
    await visitor.close();
  });

  it('fills a phone, speaks its language, and is a dialog that Escape closes', async () => {
    const phone = await browser.newContext({ locale: 'ru-RU', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const small = await phone.newPage();
    await small.goto(site);
    await small.getByRole('button', { name: 'Відкрити чат' }).click();
    const frame = small.frameLocator('iframe');
    await frame.getByRole('dialog', { name: /Чат/ }).waitFor();
    expect(await small.locator('iframe').boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    await frame.getByLabel('Ім’я').press('Escape');
    await small.getByRole('button', { name: 'Відкрити чат' }).waitFor();
    await phone.close();
  });

  it('is shown by no site that is not on the list', async () => {
    const thief = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(`<script src="${desk.url}/widget/loader.js" data-inbox="${inbox}"></script>`));
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    const stranger = await browser.newPage();
    await stranger.goto(`http://127.0.0.1:${(thief.address() as AddressInfo).port}`);
    const refused = stranger.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()));
    await stranger.getByRole('button').click();
    await refused;
    await stranger.close();
    thief.close();
  });

  it('has nothing an accessibility checker objects to, asking and chatting, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const own = await browser.newContext({ locale: 'en-GB', colorScheme });
      const frame = await own.newPage();
      await frame.goto(`${desk.url}/widget/frame/${inbox}`);
      await frame.getByLabel('Name').waitFor();
      const asking = await new AxeBuilder({ page: frame }).analyze();
      await frame.getByLabel('Name').fill('Ann');
      await frame.getByRole('button', { name: 'Start the chat' }).click();
      await frame.getByLabel('Your message').fill('Hello https://shop.example/hoshi');
      await frame.getByRole('button', { name: 'Send' }).click();
      await frame.getByRole('img', { name: 'sent' }).waitFor();
      const chatting = await new AxeBuilder({ page: frame }).analyze();
      expect([...asking.violations, ...chatting.violations].map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      await own.close();
    }
  });

  it('breaks no rule of the page that shows it', () => expect(complaints).toEqual([]));

  it('looks as it should', async () => {
    const shots = process.env.WIDGET_SHOTS ?? mkdtempSync(join(tmpdir(), 'okno-widget-shots-'));
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      expect((await page.screenshot({ path: join(shots, `${scheme}.png`) })).length).toBeGreaterThan(10_000);
    }
    if (!process.env.WIDGET_SHOTS) rmSync(shots, { recursive: true });
  });
});
