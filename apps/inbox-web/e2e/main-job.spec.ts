/** The main job, end to end: two operators at two screens, one customer after the other on every channel. */
import { ADMIN, PASSWORD, until } from '../../api/src/testing/okno.ts';
import { hasDovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import { committedIn, type Committed } from './committed.ts';
import { Operator } from './operator.ts';
import { hasChromium, setStage, TELEGRAM_TOKEN, TWILIO, type Stage } from './stage.ts';

const missing = [hasChromium ? '' : 'Chromium', hasDovecot ? '' : 'Dovecot'].filter(Boolean).join(' and ');
if (missing) console.warn(`${missing} is not installed: the suite «the main job» does not run.`);
const CUSTOMER = { telegram: 7_000_000_101, phone: '+380555000201', mail: 'olena@example.com' };

(missing ? describe.skip : describe)('the main job', () => {
  let stage: Stage;
  let daria: Operator;
  let ilya: Operator;
  let rows: Committed['rows'];
  let count: Committed['count'];
  let conversationOf: Committed['conversationOf'];

  beforeAll(async () => {
    stage = await setStage();
    ({ rows, count, conversationOf } = committedIn(stage.db));
    daria = await Operator.sit(stage.browser, 'en-GB');
    ilya = await Operator.sit(stage.browser, 'ru-RU');
    await daria.signIn(stage.okno.url, ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
  });
  afterAll(async () => {
    await stage?.stop();
  });

  /** What one first message must have made, and nothing twice. */
  async function expectOneOfEverything(conversationId: string): Promise<void> {
    const [conversation] = await rows<{ contact_id: string; owner_id: string | null }>('SELECT contact_id, owner_id FROM conversation WHERE id = $1', [conversationId]);
    expect(conversation?.owner_id).not.toBeNull();
    expect(await count('conversation WHERE contact_id = $1', [conversation?.contact_id])).toBe(1);
    expect(await count('lead WHERE contact_id = $1', [conversation?.contact_id])).toBe(1);
    expect(await count("message WHERE conversation_id = $1 AND direction = 'inbound'", [conversationId])).toBe(1);
    expect(await count("task WHERE conversation_id = $1 AND status = 'open'", [conversationId])).toBe(1);
  }
  /** Both see the row, unread, without having loaded anything anew. */
  async function expectOnBothScreens(conversationId: string, words: string): Promise<void> {
    await Promise.all([daria, ilya].map((operator) => operator.row(conversationId).filter({ hasText: words }).waitFor()));
  }

  it('connects a mailbox, a bot, a number and the chat of a site from the settings page', async () => {
    const { page } = daria;
    await daria.go('/settings/channels');

    await page.locator('[data-offer=email]').click();
    await page.locator('.wizard input[type=email]').fill(stage.dovecot.user);
    await page.locator('.wizard footer .primary').click();
    for (const [kind, port] of [['IMAP', stage.dovecot.port], ['SMTP', stage.mail.sandbox.port]] as const) {
      await page.getByLabel(`Server ${kind}`).fill('127.0.0.1');
      await page.getByLabel(`Port ${kind}`).fill(String(port));
      await page.getByLabel(`Encryption ${kind}`).selectOption('plain');
      await page.getByLabel(`User ${kind}`).fill(stage.dovecot.user);
    }
    await page.locator('.wizard footer .primary').click();
    await page.locator('.wizard input[type=password]').fill(stage.dovecot.password);
    await page.locator('.wizard footer .primary').click();
    await page.locator('.wizard .checks .ok').nth(1).waitFor();
    expect(await page.locator('.wizard .checks .bad').count()).toBe(0);
    await page.locator('.wizard footer .primary').click();
    await page.locator('[data-inbox]', { hasText: stage.dovecot.user }).waitFor();

    await page.locator('[data-offer=telegram]').click();
    await page.getByLabel('Bot token').fill(TELEGRAM_TOKEN);
    await page.locator('.wizard summary').click();
    await page.getByLabel('Address of the API').fill(`http://127.0.0.1:${stage.telegram.sandbox.port}`);
    await page.locator('.wizard footer .primary').click();
    await page.locator('.wizard .qr').waitFor();
    await page.locator('.wizard footer .primary').click();

    await page.locator('[data-offer=twilio]').click();
    await page.getByLabel('Account SID').fill(TWILIO.account);
    await page.locator('.wizard input[type=password]').fill(TWILIO.token);
    await page.locator('.wizard summary').click();
    await page.getByLabel('Address of the API').fill(`http://127.0.0.1:${stage.twilio.sandbox.port}`);
    await page.locator('.wizard footer .primary').click();
    await page.locator('.wizard .check').first().waitFor();
    await page.locator('.wizard footer .primary').click();
    await page.locator('.wizard footer .primary').click();
    await page.locator('[data-inbox]', { hasText: TWILIO.number }).waitFor();

    await page.locator('[data-offer=webchat]').click();
    await page.locator('.wizard textarea').first().fill(stage.shop);
    await page.locator('.wizard footer .primary').click();
    stage.showChat(await page.locator('.wizard code').innerText());
    await page.locator('.wizard footer .primary').click();

    await page.locator('[data-inbox]').nth(3).waitFor();
    expect(await page.locator('[data-inbox] .dot.red').count()).toBe(0);
  });

  it('takes a colleague in by a link and puts both on duty', async () => {
    const { page } = daria;
    await daria.go('/settings/team');
    await page.locator('.settings-main .btn.primary').click();
    await page.locator('.dialog input').nth(0).fill('Илья Громов');
    await page.locator('.dialog input[type=email]').fill('ilya@nord.example');
    await page.locator('.dialog .btn.primary').click();
    const link = await page.locator('.dialog code').innerText();
    await page.locator('.dialog .btn.primary').click();

    await ilya.page.goto(link);
    await ilya.page.locator('input[type=password]').fill('vysokaya-osen-1991');
    await ilya.page.locator('form .btn.primary').click();
    await ilya.page.locator('.list').waitFor();

    for (const name of ['admin', 'Илья Громов']) await page.getByLabel(`On duty: ${name}`).click();
    await until(async () => (await count('app_user WHERE on_duty')) === 2, 20_000, 'both on duty');
    await daria.go('/inbox/queue');
    await Promise.all([daria.mark(), ilya.mark()]);
  });

  it('makes one contact, lead, conversation, owner and task of a letter, and sends the answer as a letter once', async () => {
    stage.dovecot.deliver(
      ['From: =?utf-8?B?0J7Qu9C10L3QsCDQqNC10LLRh9GD0Lo=?= <olena@example.com>', `To: ${stage.dovecot.user}`, 'Subject: =?utf-8?B?0JrQvtC90LTQuNGG0ZbQvtC90LXRgA==?=', 'Message-ID: <first@example.com>',
        `Date: ${new Date().toUTCString()}`, 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', 'Добрий день! Скільки коштує монтаж?', ''].join('\r\n'),
    );
    const id = await conversationOf(CUSTOMER.mail);
    await expectOnBothScreens(id, 'Скільки коштує монтаж');
    await expectOneOfEverything(id);

    await daria.open(id);
    expect(await daria.answer('Монтаж коштує 300 євро.', 'Control+Enter')).toBe('E-mail');
    await daria.said('Монтаж коштує').locator('[data-delivery=sent], [data-delivery=delivered]').waitFor();
    const letters = stage.mail.ledger().filter((line) => line.type === 'accepted' && (line.to as string[]).includes(CUSTOMER.mail));
    expect(letters).toHaveLength(1);
    expect(Buffer.from(String(letters[0]?.raw), 'base64').toString()).toMatch(/In-Reply-To: <first@example\.com>/i);
  });

  it('does the same for a message in Telegram', async () => {
    await stage.telegram.order('/customer', { kind: 'text', text: 'Есть Hoshi 12?', from: { id: CUSTOMER.telegram, first_name: 'Марина', last_name: 'Лебедева' } });
    const id = await conversationOf(String(CUSTOMER.telegram));
    await expectOnBothScreens(id, 'Есть Hoshi 12');
    await expectOneOfEverything(id);

    await ilya.open(id);
    expect(await ilya.answer('Есть, три штуки.')).toBe('Telegram');
    await ilya.said('три штуки').locator('[data-delivery=sent]').waitFor();
    expect(stage.telegram.ledger().filter((line) => line.type === 'sent' && line.text === 'Есть, три штуки.')).toHaveLength(1);
  });

  it('knows the same person by the number they shared: their SMS lands in the same conversation', async () => {
    const id = await conversationOf(String(CUSTOMER.telegram));
    await stage.telegram.order('/customer', { kind: 'contact', own: true, phone: CUSTOMER.phone, from: { id: CUSTOMER.telegram, first_name: 'Марина', last_name: 'Лебедева' } });
    await until(async () => (await count('contact_identity WHERE value = $1 AND verified', [CUSTOMER.phone])) === 1, 20_000, 'the shared number');
    const contacts = await count('contact');
    await stage.twilio.order('/sms', { from: CUSTOMER.phone, to: TWILIO.number, body: 'Это снова я, Марина' });
    await expectOnBothScreens(id, 'Это снова я');
    expect(await conversationOf(CUSTOMER.phone)).toBe(id);
    expect(await count('contact')).toBe(contacts);

    await ilya.said('Это снова я').waitFor();
    expect(await ilya.answer('Вижу вас, Марина.')).toBe('SMS');
    await ilya.said('Вижу вас').locator('[data-delivery=sent], [data-delivery=delivered]').waitFor();
    expect(stage.twilio.ledger().filter((line) => line.type === 'message-accepted' && JSON.stringify(line).includes('Вижу вас'))).toHaveLength(1);
    expect(stage.telegram.ledger().filter((line) => JSON.stringify(line).includes('Вижу вас'))).toHaveLength(0);
  });

  it('speaks with a visitor of another origin through the real widget', async () => {
    const context = await stage.browser.newContext({ locale: 'ru-RU', viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${stage.shop}/?utm_source=google&utm_medium=cpc`);
    await page.waitForFunction('typeof window.okno === "object"');
    await page.evaluate('window.okno.open()');
    const chat = page.frameLocator('iframe');
    await chat.locator('form.intro [name=name]').fill('Павлос');
    await chat.locator('form.intro [type=submit]').click();
    await chat.locator('textarea').fill('Вы открыты в субботу?');
    await chat.locator('textarea').press('Enter');

    const id = await until(async () => (await rows<{ conversation_id: string }>("SELECT conversation_id FROM message WHERE text = 'Вы открыты в субботу?'"))[0]?.conversation_id, 20_000, 'the visitor');
    await expectOnBothScreens(id, 'Вы открыты в субботу');
    await expectOneOfEverything(id);
    const [lead] = await rows<{ source: string }>('SELECT source::text AS source FROM lead WHERE conversation_id = $1', [id]);
    expect(lead?.source).toContain('google');

    await daria.open(id);
    await daria.answer('Да, с десяти до трёх.');
    await chat.getByText('Да, с десяти до трёх.').waitFor();
    expect(await chat.getByText('Да, с десяти до трёх.').count()).toBe(1);
    await context.close();
  });

  it('makes an order from the chat that stands in the timeline and the panel of both', async () => {
    const id = await conversationOf(String(CUSTOMER.telegram));
    const made = await daria.page.request.post(`${stage.okno.url}/api/v1/products`, { data: { sku: 'HI-12', name: 'Hoshi Inverter 12', priceMinor: 99_000 } });
    expect(made.status()).toBeLessThan(300);
    await daria.view('all');
    await daria.open(id);
    await ilya.page.locator('.thread h2').click();
    await ilya.page.keyboard.press('KeyO');
    await ilya.page.locator('.side [role=combobox]').fill('hosh');
    await ilya.page.locator('.option', { hasText: 'Hoshi Inverter 12' }).waitFor();
    await ilya.page.keyboard.press('Enter');
    await ilya.page.locator('.order-line .quantity').fill('2');
    await ilya.page.keyboard.press('Control+Enter');
    await Promise.all([daria, ilya].map((operator) => operator.page.locator('.order-card', { hasText: 'Hoshi' }).waitFor()));
    await Promise.all([daria, ilya].map((operator) => operator.page.locator('.side [data-order-number]').waitFor()));
    const [order] = await rows<{ total_minor: string }>('SELECT total_minor FROM sales_order');
    expect(Number(order?.total_minor)).toBe(198_000);
  });

  it('never loaded a screen anew, and no screen complained', async () => {
    expect(await daria.wasReloaded()).toBe(false);
    expect(await ilya.wasReloaded()).toBe(false);
    expect([...daria.complaints, ...ilya.complaints]).toEqual([]);
  });
});
