/** The composer without a mouse: ready answers, screenshots, other channels, notes, and on to the next who waits; also on a Russian layout. */
import { ADMIN, PASSWORD, until } from '../../api/src/testing/okno.ts';
import { hasDovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import { committedIn, type Committed } from './committed.ts';
import { Keyboard } from './keyboard.ts';
import { Operator } from './operator.ts';
import { hasChromium, setStage, TELEGRAM_TOKEN, TWILIO, type LedgerLine, type Stage } from './stage.ts';
import { words } from './words.ts';

const missing = [hasChromium ? '' : 'Chromium', hasDovecot ? '' : 'Dovecot'].filter(Boolean).join(' and ');
if (missing) console.warn(`${missing} is not installed: the suite «the composer» does not run.`);
const MARINA = { telegram: 7_000_000_101, phone: '+380555000201' };

(missing ? describe.skip : describe)('the composer', () => {
  let stage: Stage;
  let committed: Committed;
  let daria: Operator;
  let keys: Keyboard;
  /** Marina writes in Telegram and has a phone; others only wait. */
  let marina: string;
  let botId: string;

  const field = () => daria.page.locator('.composer textarea');
  const sentInTelegram = (): LedgerLine[] => stage.telegram.ledger().filter((line) => line.type === 'sent' && Number(line.chat_id) === MARINA.telegram);
  const customer = (action: object): Promise<unknown> => stage.telegram.order('/customer', { from: { id: MARINA.telegram, first_name: 'Марина', last_name: 'Лебедева' }, ...action });
  const chip = (): Promise<string | null> => daria.page.locator('.composer .way .ch').getAttribute('aria-label');

  beforeAll(async () => {
    stage = await setStage();
    committed = committedIn(stage.db);
    daria = await Operator.sit(stage.browser, 'en-GB', /status of (401|409|422)/);
    keys = await Keyboard.of(daria.page);
    await daria.page.context().grantPermissions(['clipboard-read', 'clipboard-write', 'microphone']);
    await daria.signIn(stage.okno.url, ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
    await daria.ask('PATCH', 'auth/me', { name: 'Дарья Ким', onDuty: true });
    await daria.ask('PATCH', 'company', { name: 'Норд', language: 'ru' });
    const bot = await daria.ask('POST', 'inboxes', { adapter: 'telegram', name: 'Bot', settings: { apiRoot: `http://127.0.0.1:${stage.telegram.sandbox.port}`, receive: 'polling' }, credentials: { token: TELEGRAM_TOKEN } });
    botId = String(bot.id);
    const line = await daria.ask('POST', 'inboxes', {
      adapter: 'twilio', name: 'Phone', settings: { phoneNumber: TWILIO.number, accountSid: TWILIO.account, apiRoot: `http://127.0.0.1:${stage.twilio.sandbox.port}`, recordCalls: false }, credentials: { authToken: TWILIO.token },
    });
    await daria.ask('POST', `inboxes/${line.id}/connect`);
    const { url } = await daria.ask('POST', 'invitations', { email: 'ilya@nord.example', name: 'Илья Громов', role: 'operator', inboxIds: [line.id, bot.id], teamIds: [] });
    await fetch(new URL(`/api/v1/invitations/${String(url).split('/').at(-1)}`, stage.okno.url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'Илья Громов', password: 'vysokaya-osen-1991', locale: 'ru' }) });
    for (const body of [
      { title: 'Приветствие', code: 'привет', audience: 'shared', texts: { ru: 'Здравствуйте, {contact.firstName}! Это {agent.firstName}, {company.name}.', en: 'Hello, {contact.firstName}!' } },
      { title: 'Статус заказа', code: 'заказ', audience: 'shared', texts: { ru: 'Заказ {order.number} готов.' } },
    ]) await daria.ask('POST', 'canned-replies', body);
    await customer({ kind: 'text', text: 'Есть Hoshi 12?' });
    marina = await committed.conversationOf(String(MARINA.telegram));
    await customer({ kind: 'contact', own: true, phone: MARINA.phone });
    await until(async () => (await committed.count('contact_identity WHERE value = $1 AND verified', [MARINA.phone])) === 1, 20_000, 'the shared number');
    await daria.page.reload();
    await daria.view('all');
    await daria.open(marina);
    await keys.press('KeyR');
  });
  afterAll(async () => {
    await stage?.stop();
  });
  afterEach(async () => {
    if (await field().count()) await field().fill('');
  });

  describe('a canned reply', () => {
    it('is inserted by /, two letters and Enter, with what is known filled in, and goes out', async () => {
      await field().focus();
      await keys.type('/');
      await daria.page.locator('.suggest-item', { hasText: 'Приветствие' }).waitFor();
      await keys.type('gh');
      await keys.press('Enter');
      expect(await field().inputValue()).toBe('Здравствуйте, Марина! Это Дарья, Норд.');
      await keys.press('Enter');
      await daria.said('Это Дарья, Норд').locator('[data-delivery=sent]').waitFor();
      expect(sentInTelegram().at(-1)?.text).toBe('Здравствуйте, Марина! Это Дарья, Норд.');
      await until(async () => (await committed.count('canned_reply_use WHERE used_count = 1')) === 1, 5_000, 'the use to be counted');
    });

    it('is found on a Russian layout by the same keys, whose slash writes a full stop there', async () => {
      await field().focus();
      await keys.inRussian('Slash', 'KeyG', 'KeyH');
      expect(await field().inputValue()).toBe('/пр');
      await keys.press('Enter');
      expect(await field().inputValue()).toContain('Здравствуйте, Марина!');
      await keys.press('Control+KeyZ');
      expect(await field().inputValue()).toBe('/пр');
    });

    it('with something unknown shows it, says so, and does not go out until it is written', async () => {
      await field().focus();
      await keys.type('/pfrfp');
      await keys.press('Enter');
      expect(await field().inputValue()).toBe('Заказ {order.number} готов.');
      await daria.page.locator('[data-issue=unfilled]', { hasText: '{order.number}' }).waitFor();
      const before = sentInTelegram().length;
      await keys.press('Enter');
      await keys.press('Control+Enter');
      expect(await field().inputValue()).toBe('Заказ {order.number} готов.');
      // It stands selected: typing replaces it.
      await keys.type('1042');
      expect(await field().inputValue()).toBe('Заказ 1042 готов.');
      await keys.press('Enter');
      await daria.said('Заказ 1042 готов').locator('[data-delivery=sent]').waitFor();
      expect(sentInTelegram().slice(before).map((line) => line.text)).toEqual(['Заказ 1042 готов.']);
    });
  });

  describe('files', () => {
    it('a screenshot from the clipboard goes out in two chords', async () => {
      // The suites know no DOM: what runs in the page is words to them.
      await daria.page.evaluate(`(async () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
        canvas.getContext('2d').fillRect(0, 0, 20, 20);
        const blob = await new Promise((done) => canvas.toBlob(done));
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
      })()`);
      await field().focus();
      await keys.press('Control+KeyV');
      await keys.press('Control+Enter');
      await until(() => stage.telegram.ledger().some((line) => line.type === 'sent' && line.method === 'sendPhoto'), 10_000, 'the picture in Telegram');
      await daria.page.locator('.composer-files').waitFor({ state: 'detached' });
    });

    it('that did not get through says why, and does when asked again', async () => {
      let refused = 0;
      await daria.page.route('**/api/v1/files', async (route) => {
        refused += 1;
        if (refused > 1) return route.continue();
        return route.abort();
      });
      await daria.page.locator('.composer input[type=file]').setInputFiles({ name: 'price.txt', mimeType: 'text/plain', buffer: Buffer.from('Hoshi 12: 460') });
      await daria.page.locator('.composer-files .failed', { hasText: 'price.txt' }).waitFor();
      expect(await daria.page.locator('.composer-bar .btn.primary').first().isDisabled()).toBe(true);
      await daria.page.getByRole('button', { name: 'Upload price.txt again' }).focus();
      await keys.press('Enter');
      await daria.page.locator('.composer-files .att:not(.failed)', { hasText: 'price.txt' }).waitFor();
      await daria.page.unroute('**/api/v1/files');
    });

    it('are not carried by a channel that carries none: it says so before, and offers one that does', async () => {
      await field().focus();
      await keys.press("Control+Quote");
      expect(await chip()).toBe('SMS');
      const notice = daria.page.locator('[data-issue=no-files]');
      await notice.waitFor();
      expect(await daria.page.locator('.composer-bar .btn.primary').first().isDisabled()).toBe(true);
      await notice.getByRole('button').focus();
      await keys.press('Enter');
      expect(await chip()).toBe('Telegram');
      expect(await daria.page.locator('.composer-files .att', { hasText: 'price.txt' }).count()).toBe(1);
      await daria.page.getByRole('button', { name: 'Remove price.txt' }).click();
    });

    it('a voice message is recorded, can be heard, and goes out as one', async () => {
      await field().blur();
      await keys.press('Shift+KeyV');
      await daria.page.locator('.voice-bar [role=timer]', { hasText: '0:01' }).waitFor();
      await keys.press('Enter');
      await daria.page.locator('.composer-files .voice audio').waitFor({ state: 'attached' });
      await field().focus();
      await keys.press('Control+Enter');
      const spoken = await until(() => stage.telegram.ledger().find((line) => line.type === 'sent' && line.method === 'sendVoice'), 10_000, 'the voice message in Telegram');
      expect(JSON.stringify(spoken)).toContain('voice.ogg');
      expect(await committed.count("attachment WHERE kind = 'voice' AND mime = 'audio/ogg' AND duration_seconds >= 1 AND message_id IS NOT NULL")).toBe(1);

      await field().blur();
      await keys.press('Shift+KeyV');
      await daria.page.locator('.voice-bar [role=timer]').waitFor();
      await keys.press('Escape');
      await daria.page.locator('.voice-bar').waitFor({ state: 'detached' });
      expect(await daria.page.locator('.composer-files').count()).toBe(0);
    });
  });

  describe('another channel', () => {
    it('is one chord, keeps the words, and counts them its own way', async () => {
      await field().focus();
      await keys.type('Привезём завтра');
      await keys.press('Control+Quote');
      expect(await chip()).toBe('SMS');
      expect(await field().inputValue()).toBe('Привезём завтра');
      expect(await daria.page.locator('[data-room]').innerText()).toBe('1 SMS · 15 / 70');
      await field().fill('x'.repeat(161));
      expect(await daria.page.locator('[data-room]').innerText()).toBe('2 SMS · 161 / 306');
      await field().fill('Привезём завтра');
      await keys.press('Enter');
      await daria.said('Привезём завтра').locator('[data-delivery=sent], [data-delivery=delivered]').waitFor();
      expect(stage.twilio.ledger().filter((line) => line.type === 'message-accepted' && JSON.stringify(line).includes('Привезём завтра'))).toHaveLength(1);
    });

    it('is offered when the customer blocked the one they asked on', async () => {
      await customer({ kind: 'text', text: 'И ещё вопрос' });
      await daria.said('И ещё вопрос').waitFor();
      expect(await chip()).toBe('Telegram');
      await customer({ kind: 'block' });
      await daria.page.locator('[data-issue=asked-opted-out]', { hasText: 'Telegram' }).waitFor();
      expect(await chip()).toBe('SMS');
      await customer({ kind: 'unblock' });
      await daria.page.locator('[data-issue]').waitFor({ state: 'detached' });
      expect(await chip()).toBe('Telegram');
    });
  });

  it('one list at a time stands above the words: the emoji take the place of the suggestions, and their keys', async () => {
    await field().fill('');
    await field().focus();
    await keys.type('/');
    await daria.page.locator('.suggest-item').first().waitFor();
    await daria.page.locator('.composer-bar').getByRole('button', { name: words('emoji.title') }).click();
    await daria.page.locator('.emoji-panel input').waitFor();
    await daria.page.locator('.suggest').waitFor({ state: 'detached' });
    await keys.press('Escape');
    await daria.page.locator('.emoji-panel').waitFor({ state: 'detached' });
    await daria.page.locator('.suggest-item').first().waitFor();
    await keys.press('Escape');
    await daria.page.locator('.suggest').waitFor({ state: 'detached' });
    await field().fill('');
  });

  it('says that a channel does not work, stops nobody, and offers one that does', async () => {
    const { inboxes } = stage.okno.okno.crm;
    await field().fill('Проверка связи');
    await inboxes.setHealth(botId, { ok: false, detail: 'The token was revoked.' });
    const notice = daria.page.locator('[data-issue=down]', { hasText: 'Telegram' });
    await notice.waitFor();
    expect(await daria.page.locator('.composer-bar .btn.primary').first().isDisabled()).toBe(false);
    await notice.getByRole('button').focus();
    await keys.press('Enter');
    await until(async () => (await chip()) === 'SMS', 5_000, 'the other channel');
    expect(await field().inputValue()).toBe('Проверка связи');
    await inboxes.setHealth(botId, { ok: true, checked: true });
    await keys.press('Control+Quote');
    expect(await chip()).toBe('Telegram');
    await notice.waitFor({ state: 'detached' });
  });

  describe('a note that names a colleague', () => {
    it('takes four strokes, reaches the colleague and never the customer', async () => {
      const before = sentInTelegram().length;
      await field().blur();
      await keys.press('KeyN');
      await daria.page.locator('.composer.note-mode').waitFor();
      await keys.type('@b');
      await daria.page.locator('.suggest-item', { hasText: 'Илья Громов' }).waitFor();
      await keys.press('Enter');
      expect(await field().inputValue()).toBe('@Илья Громов ');
      await keys.type('остаток?');
      await keys.press('Control+Enter');
      await daria.page.locator('.note .mention', { hasText: '@Илья Громов' }).waitFor();
      // A name at the very end: its list goes with the words.
      await keys.type('Спроси @b');
      await daria.page.locator('.suggest').waitFor();
      await keys.press('Control+Enter');
      await daria.page.locator('.suggest').waitFor({ state: 'detached' });
      expect(await field().inputValue()).toBe('');
      expect(await committed.count("notification n JOIN app_user u ON u.id = n.user_id WHERE n.type = 'mention' AND u.name = 'Илья Громов'")).toBe(1);
      expect(sentInTelegram().length).toBe(before);
    });

    it('on a Russian layout, where the same key writes a quotation mark', async () => {
      await field().focus();
      await keys.inRussian('Shift+Digit2', 'KeyB', 'KeyK');
      await daria.page.locator('.suggest-item', { hasText: 'Илья Громов' }).waitFor();
      await keys.press('Tab');
      expect(await field().inputValue()).toBe('@Илья Громов ');
      await field().fill('');
      await field().blur();
      await keys.press('KeyR');
    });
  });

  describe('a message that failed', () => {
    const failed = () => daria.page.locator('.msg.fail').last();
    const fails = async (text: string): Promise<void> => {
      await stage.telegram.order('/fail', { fault: 'too-long', method: 'sendMessage', chatId: String(MARINA.telegram) });
      await field().fill(text);
      await keys.press('Enter');
      await failed().filter({ hasText: text }).waitFor();
    };
    const act = async (id: Parameters<typeof words>[0]): Promise<void> => {
      await failed().getByRole('button', { name: words(id), exact: true }).focus();
      await keys.press('Enter');
    };

    it('goes out by Retry', async () => {
      await fails('Первая попытка');
      await act('delivery.retry');
      await daria.said('Первая попытка').locator('[data-delivery=sent]').waitFor();
      expect(sentInTelegram().filter((line) => line.text === 'Первая попытка')).toHaveLength(1);
    });

    it('comes back into the composer by Edit, before what is being written there, and stands in the conversation no more', async () => {
      await fails('Вторая попытка');
      await field().fill('А пока');
      await act('delivery.edit');
      await until(async () => (await field().inputValue()) === 'Вторая попытка\n\nА пока', 5_000, 'the words in the composer');
      await daria.said('Вторая попытка').waitFor({ state: 'detached' });
      expect(await committed.count("message WHERE text = 'Вторая попытка'")).toBe(0);
      expect(await chip()).toBe('Telegram');
    });

    it('goes by another channel with the same words', async () => {
      await fails('Третья попытка');
      await act('delivery.otherChannel');
      await daria.page.getByRole('menuitem', { name: 'SMS' }).waitFor();
      await keys.press('Enter');
      await until(async () => (await chip()) === 'SMS', 5_000, 'the other channel');
      expect(await field().inputValue()).toBe('Третья попытка');
      await keys.press('Control+Enter');
      await daria.said('Третья попытка').locator('[data-delivery=sent], [data-delivery=delivered]').waitFor();
      expect(await committed.count("message WHERE text = 'Третья попытка'")).toBe(1);
    });

    it('goes away by Delete, which can be undone', async () => {
      await fails('Лишнее');
      await act('delivery.delete');
      await daria.said('Лишнее').waitFor({ state: 'detached' });
      expect(await committed.count("message WHERE text = 'Лишнее'")).toBe(0);
      await daria.notice(words('delivery.deleted')).getByRole('button', { name: words('action.undo') }).focus();
      await keys.press('Enter');
      await until(async () => (await field().inputValue()) === 'Лишнее', 5_000, 'the words back in the composer');
    });
  });

  describe('after sending', () => {
    const waiting = async (name: string, id: number): Promise<string> => {
      await stage.telegram.order('/customer', { kind: 'text', text: `Жду, ${name}`, from: { id, first_name: name } });
      const conversation = await committed.conversationOf(String(id));
      await daria.row(conversation).waitFor();
      return conversation;
    };
    const status = async (id: string): Promise<string | undefined> => (await committed.rows<{ status: string }>('SELECT status FROM conversation WHERE id = $1', [id]))[0]?.status;

    it('one chord sends, closes, and opens the one that waits longest, ready to be answered', async () => {
      const [first, second] = [await waiting('Олег', 7_000_000_201), await waiting('Ирина', 7_000_000_202)];
      await daria.open(marina);
      await keys.press('KeyR');
      await keys.type('Готово');
      await keys.press('Control+Shift+Enter');
      await daria.page.waitForURL(`**/${first}`);
      await until(async () => (await status(marina)) === 'closed', 5_000, 'the first to be closed');

      await until(() => daria.page.evaluate<boolean>(`document.activeElement === document.querySelector('.composer textarea')`), 5_000, 'the caret in the next answer');
      await keys.inRussian('KeyG', 'KeyH', 'KeyB');
      await keys.press('Control+Shift+Enter');
      await daria.page.waitForURL(`**/${second}`);
      await until(async () => (await status(first)) === 'closed', 5_000, 'the second to be closed');
      const sentToOleg = (): unknown[] => stage.telegram.ledger().filter((line) => line.type === 'sent' && Number(line.chat_id) === 7_000_000_201).map((line) => line.text);
      await until(() => sentToOleg().length > 0, 5_000, 'the answer in Telegram');
      expect(sentToOleg()).toEqual(['при']);
    });

    it('a line of the menu closes, adds a task, or puts off; a digit takes it', async () => {
      const third = await waiting('Пётр', 7_000_000_203);
      await daria.open(third);
      await keys.press('KeyR');
      await keys.type('Узнаю и напишу');
      await keys.press('Control+Period');
      await daria.page.locator('.menu-item', { hasText: words('send.task') }).waitFor();
      await keys.press('Digit2');
      await daria.said('Узнаю и напишу').waitFor();
      await until(() => daria.page.evaluate<boolean>(`document.activeElement?.closest('.quick') !== null`), 5_000, 'the field of a new task');
      await keys.press('Escape');

      await keys.press('KeyR');
      await keys.type('До завтра');
      await keys.press('Control+Period');
      await daria.page.locator('.menu-item', { hasText: words('send.task') }).waitFor();
      await keys.press('Digit4');
      await until(async () => (await status(third)) === 'snoozed', 5_000, 'the conversation to be put off');
      await daria.said('До завтра').waitFor();
    });
  });

  it('Enter sends or breaks the line as this person chose', async () => {
    await daria.ask('PATCH', 'auth/me', { preferences: { sendKey: 'mod-enter' } });
    await daria.page.reload();
    await daria.view('all');
    await daria.open(await committed.conversationOf('7000000202'));
    await keys.press('KeyR');
    await keys.type('Раз');
    await keys.press('Enter');
    await keys.type('два');
    expect(await field().inputValue()).toBe('Раз\nдва');
    await keys.press('Control+Enter');
    await daria.said('Раз').waitFor();
    await daria.ask('PATCH', 'auth/me', { preferences: { sendKey: 'auto' } });
  });

  it('canned replies are written on a page of the settings, and are there in the next answer', async () => {
    const { page } = daria;
    await daria.go('/settings/channels');
    await daria.go('/settings/canned');
    await page.getByRole('button', { name: words('canned.new') }).click();
    await page.getByLabel(words('canned.name'), { exact: true }).fill('Оплата');
    await page.getByLabel(words('canned.code'), { exact: true }).fill('оплата');
    await page.getByRole('tab', { name: 'Русский' }).click();
    await page.getByLabel(words('canned.text'), { exact: true }).fill('Оплата: ');
    await page.getByRole('button', { name: '{agent.name}' }).click();
    await page.getByRole('button', { name: words('action.save') }).click();
    await page.locator('tbody tr', { hasText: '/оплата' }).waitFor();
    await daria.go('/inbox/queue');
    await daria.view('all');
    await daria.open(await committed.conversationOf('7000000202'));
    await keys.press('KeyR');
    await keys.type('/jgk');
    await keys.press('Enter');
    await until(async () => (await field().inputValue()) === 'Оплата: Дарья Ким', 5_000, 'the new reply');
  });

  it('complained of nothing', () => {
    expect(daria.complaints.filter((words) => !/ERR_FAILED/.test(words))).toEqual([]);
  });
});
