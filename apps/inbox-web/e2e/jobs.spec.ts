/** What an operator does all day, without a mouse, and what each costs: once on an English keyboard, once on a Russian one. */
import { ADMIN, PASSWORD, until } from '../../api/src/testing/okno.ts';
import { hasDovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import { committedIn, type Committed } from './committed.ts';
import { Hands, type Layout } from './hands.ts';
import { Operator } from './operator.ts';
import { hasChromium, setStage, TELEGRAM_TOKEN, TWILIO, type LedgerLine, type Stage } from './stage.ts';

const missing = [hasChromium ? '' : 'Chromium', hasDovecot ? '' : 'Dovecot'].filter(Boolean).join(' and ');
if (missing) console.warn(`${missing} is not installed: the suite «jobs without a mouse» does not run.`);
const ANNA = '+35799000142';
/** Colleagues are found by the first letters of their names, in the alphabet at hand. */
const COLLEAGUE = { english: { name: 'Brian Hale', keys: ['KeyB', 'KeyR'] }, russian: { name: 'Илья Громов', keys: ['KeyB', 'KeyK'] } } as const;

(missing ? describe.skip : describe)('jobs without a mouse', () => {
  let stage: Stage;
  let committed: Committed;
  let lineId: unknown;
  let people = 7_100_000_000;

  beforeAll(async () => {
    stage = await setStage();
    committed = committedIn(stage.db);
    const admin = await Operator.sit(stage.browser, 'en-GB');
    await admin.signIn(stage.okno.url, ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
    await admin.ask('PATCH', 'auth/me', { name: 'Anna Kim', phone: ANNA, onDuty: true });
    await admin.ask('PATCH', 'company', { name: 'Nord', workingHours: { days: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) } });
    const bot = await admin.ask('POST', 'inboxes', { adapter: 'telegram', name: 'Bot', settings: { apiRoot: `http://127.0.0.1:${stage.telegram.sandbox.port}`, receive: 'polling' }, credentials: { token: TELEGRAM_TOKEN } });
    const line = await admin.ask('POST', 'inboxes', {
      adapter: 'twilio', name: 'Phone', settings: { phoneNumber: TWILIO.number, accountSid: TWILIO.account, apiRoot: `http://127.0.0.1:${stage.twilio.sandbox.port}`, recordCalls: false }, credentials: { authToken: TWILIO.token },
    });
    lineId = line.id;
    const { user, password, port } = stage.dovecot;
    const mail = await admin.ask('POST', 'inboxes', {
      adapter: 'email', name: 'Mail', credentials: { imapPassword: password, smtpPassword: password },
      settings: { address: user, name: 'Nord', imap: { host: '127.0.0.1', port, security: 'plain', user }, smtp: { host: '127.0.0.1', port: stage.mail.sandbox.port, security: 'plain', user } },
    });
    // A new mailbox begins at what comes after it was first read.
    await until(async () => (await admin.ask<{ id: string; health: string }[]>('GET', 'inboxes')).find(({ id }) => id === mail.id)?.health === 'ok', 30_000, 'the mailbox to be read');
    // What takes time on a slow machine is not what is asked here.
    await admin.ask('PATCH', 'auth/me', { name: 'Anna Kim', preferences: { mailHoldSeconds: 30 } });
    await admin.ask('POST', `inboxes/${line.id}/connect`);
    for (const [index, { name }] of Object.values(COLLEAGUE).entries()) {
      const { url } = await admin.ask('POST', 'invitations', { email: `colleague${index}@nord.example`, name, role: 'operator', inboxIds: [line.id, bot.id], teamIds: [] });
      await fetch(new URL(`/api/v1/invitations/${String(url).split('/').at(-1)}`, stage.okno.url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password: 'vysokaya-osen-1991', locale: 'ru' }) });
    }
    await admin.ask('POST', 'canned-replies', { title: 'Приветствие', code: 'привет', audience: 'shared', texts: { ru: 'Здравствуйте, {contact.firstName}!' } });
    await admin.ask('POST', 'products', { sku: 'HI-12', name: 'Hoshi Inverter 12', priceMinor: 99_000 });
    await admin.page.context().close();
  });
  afterAll(async () => {
    await stage?.stop();
  });

  describe.each<Layout>(['english', 'russian'])('on a keyboard that is %s', (layout) => {
    let anna: Operator;
    let hands: Hands;
    beforeAll(async () => {
      anna = await Operator.sit(stage.browser, 'en-GB', /status of (401|409)/);
      hands = await Hands.on(anna.page, layout);
      await anna.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await anna.signIn(stage.okno.url, ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
      await anna.mark();
    });
    afterAll(async () => {
      expect(anna.complaints).toEqual([]);
      await anna.page.context().close();
    });
    afterEach(async () => {
      expect(await anna.wasReloaded()).toBe(false);
      // Each job begins with an empty queue.
      await hands.press('Escape', 'Escape');
      for (const { id } of await committed.rows<{ id: string }>("SELECT id FROM conversation WHERE status <> 'closed'")) await anna.ask('POST', `conversations/${id}/status`, { status: 'closed' });
      await anna.page.locator('[data-row]').first().waitFor({ state: 'detached' });
    });

    const field = () => anna.page.locator('.composer textarea');
    const status = async (id: string): Promise<string | undefined> => (await committed.rows<{ status: string }>('SELECT status FROM conversation WHERE id = $1', [id]))[0]?.status;
    /** A stranger writes in Telegram. */
    const writes = async (name: string, text = 'Есть Hoshi 12?'): Promise<{ id: string; chat: number }> => {
      const chat = ++people;
      await stage.telegram.order('/customer', { kind: 'text', text, from: { id: chat, first_name: name } });
      return { id: await committed.conversationOf(String(chat)), chat };
    };
    const sharesNumber = async ({ chat }: { chat: number }, name: string): Promise<string> => {
      const phone = `+380555${String(chat).slice(-6)}`;
      await stage.telegram.order('/customer', { kind: 'contact', own: true, phone, from: { id: chat, first_name: name } });
      await until(async () => (await committed.count('contact_identity WHERE value = $1 AND verified', [phone])) === 1, 20_000, 'the shared number');
      return phone;
    };
    /** Getting there is no part of the job; what it costs is counted from here. */
    const stand = async (id: string): Promise<void> => {
      await hands.press('Escape', 'KeyG', 'KeyI');
      await anna.row(id).waitFor();
      await anna.row(id).focus();
      await hands.press('Enter');
      await anna.page.waitForURL(`**/${id}`);
      await anna.page.locator('main.thread [data-message]').first().waitFor();
      hands.spent();
    };
    const sent = (chat: number): LedgerLine[] => stage.telegram.ledger().filter((line) => line.type === 'sent' && Number(line.chat_id) === chat);
    const writing = (): Promise<unknown> => until(() => anna.page.evaluate<boolean>(`document.activeElement === document.querySelector('.composer textarea')`), 5_000, 'the caret in the answer');

    it('what waits longest costs nothing: it stands first in the queue', async () => {
      const first = await writes('Первый');
      await writes('Второй');
      await hands.press('KeyG', 'KeyQ');
      await anna.row(first.id).waitFor();
      hands.spent();
      expect(await anna.page.locator('[data-row]').first().getAttribute('data-row')).toBe(first.id);
      expect(hands.spent()).toBe(0);
    });

    it('who it is, with what was said on every channel, costs nothing', async () => {
      const marina = await writes('Марина');
      const phone = await sharesNumber(marina, 'Марина');
      await stage.twilio.order('/sms', { from: phone, to: TWILIO.number, body: 'Это снова я' });
      await stand(marina.id);
      await anna.said('Это снова я').waitFor();
      await anna.said('Есть Hoshi 12?').first().waitFor();
      await anna.page.locator('.side', { hasText: 'Марина' }).waitFor();
      await anna.page.locator('.side', { hasText: phone.slice(-4) }).or(anna.page.locator('.side', { hasText: phone.slice(-5) })).first().waitFor();
      expect(hands.spent()).toBe(0);
    });

    it('answer, close, next waiting: one chord', async () => {
      const [{ id: answered }, { id: next }] = [await writes('Первый'), await writes('Второй')];
      await writes('Третий');
      await stand(answered);
      await hands.press('KeyR');
      await writing();
      await hands.write('Готово');
      hands.spent();
      await hands.press('Ctrl+Shift+Enter');
      await anna.page.waitForURL(`**/${next}`);
      await until(async () => (await status(answered)) === 'closed', 5_000, 'the first to be closed');
      await writing();
      expect(await committed.count("message WHERE conversation_id = $1 AND text = 'Готово'", [answered])).toBe(1);
      expect(hands.spent()).toBe(1);
    });

    it('another channel for the same person: one chord, the words stay', async () => {
      const oleg = await writes('Олег');
      await sharesNumber(oleg, 'Олег');
      await stand(oleg.id);
      // What comes while one writes would stop the answer.
      await anna.page.locator('main.thread [data-message]').nth(1).waitFor();
      await hands.press('KeyR');
      await writing();
      await hands.write('Привезём завтра');
      hands.spent();
      await hands.press('Ctrl+Quote');
      await until(async () => (await anna.page.locator('.composer .way .ch').getAttribute('aria-label')) === 'SMS', 5_000, 'the other channel');
      expect(await field().inputValue()).toBe('Привезём завтра');
      expect(hands.spent()).toBe(1);
      await hands.press('Ctrl+Enter');
      await anna.said('Привезём завтра').locator('[data-delivery=sent], [data-delivery=delivered]').waitFor();
      expect(sent(oleg.chat)).toEqual([]);
    });

    it('a canned reply with the name filled in: /, letters, Enter', async () => {
      const ira = await writes('Ирина');
      await stand(ira.id);
      await hands.press('KeyR');
      await writing();
      hands.spent();
      await hands.type('Slash', 'KeyG', 'KeyH');
      await anna.page.locator('.suggest-item', { hasText: 'Приветствие' }).waitFor();
      await hands.press('Enter');
      await until(async () => (await field().inputValue()) === 'Здравствуйте, Ирина!', 5_000, 'the reply in the field');
      expect(hands.spent()).toBe(1);
      await hands.press('Enter');
      await until(() => sent(ira.chat).some((line) => line.text === 'Здравствуйте, Ирина!'), 10_000, 'the answer in Telegram');
    });

    it('paste a screenshot and send: two chords', async () => {
      const petr = await writes('Пётр');
      await stand(petr.id);
      // The suites know no DOM: what runs in the page is words to them.
      await anna.page.evaluate(`(async () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
        canvas.getContext('2d').fillRect(0, 0, 20, 20);
        const blob = await new Promise((done) => canvas.toBlob(done));
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
      })()`);
      await hands.press('KeyR');
      await writing();
      hands.spent();
      await hands.press('Ctrl+KeyV', 'Ctrl+Enter');
      await until(() => sent(petr.chat).some((line) => line.method === 'sendPhoto'), 10_000, 'the picture in Telegram');
      expect(hands.spent()).toBe(2);
    });

    it('hand over: A, two letters, Enter', async () => {
      const { name, keys } = COLLEAGUE[layout];
      const vera = await writes('Вера');
      await stand(vera.id);
      await hands.press('KeyA');
      await anna.page.locator('[role=menu], [role=dialog]').first().waitFor();
      await hands.type(...keys);
      // Enter takes what is marked, as anybody sees.
      await anna.page.locator('[data-highlighted], [data-active]').filter({ hasText: name }).waitFor();
      await hands.press('Enter');
      await until(async () => (await committed.count('conversation c JOIN app_user u ON u.id = c.owner_id WHERE c.id = $1 AND u.name = $2', [vera.id, name])) === 1, 5_000, 'the colleague to be the owner');
      expect(hands.spent()).toBeLessThanOrEqual(2);
    });

    it('a note that names a colleague: at most four', async () => {
      const { name, keys } = COLLEAGUE[layout];
      const nina = await writes('Нина');
      await stand(nina.id);
      await hands.press('KeyN');
      await anna.page.locator('.composer.note-mode').waitFor();
      await writing();
      await hands.type('Shift+Digit2', ...keys);
      await anna.page.locator('.suggest-item', { hasText: name }).waitFor();
      // A quotation mark may be meant as one: there only Tab takes a name.
      await hands.press(layout === 'russian' ? 'Tab' : 'Enter');
      await hands.write('есть на складе?');
      await hands.press('Ctrl+Enter');
      await anna.page.locator('.note .mention', { hasText: `@${name}` }).waitFor();
      expect(hands.spent()).toBeLessThanOrEqual(4);
      await until(async () => (await committed.count("notification n JOIN app_user u ON u.id = n.user_id WHERE n.type = 'mention' AND n.conversation_id = $1 AND u.name = $2", [nina.id, name])) === 1, 5_000, 'the colleague to be told');
      expect(sent(nina.chat)).toEqual([]);
      await hands.press('Escape');
    });

    it('an order from the chat: O, product, Enter, quantity, Mod+Enter', async () => {
      const roman = await writes('Роман');
      await stand(roman.id);
      await hands.press('KeyO');
      await until(() => anna.page.evaluate<boolean>(`document.activeElement?.getAttribute('role') === 'combobox'`), 5_000, 'the caret in the search for goods');
      await hands.write('hosh');
      await anna.page.locator('.option', { hasText: 'Hoshi Inverter 12' }).waitFor();
      await hands.press('Enter');
      await until(() => anna.page.evaluate<boolean>(`document.activeElement?.classList.contains('quantity') === true`), 5_000, 'the caret in the quantity');
      await hands.type('Digit2');
      await hands.press('Ctrl+Enter');
      await anna.page.locator('.order-card', { hasText: 'Hoshi' }).waitFor();
      expect(await committed.count('sales_order WHERE conversation_id = $1 AND total_minor = 198000', [roman.id])).toBe(1);
      expect(hands.spent()).toBe(3);
    });

    it('find somebody by the last digits of their phone: /, digits, Enter', async () => {
      const zoya = await writes('Зоя');
      const phone = await sharesNumber(zoya, 'Зоя');
      const digits = phone.slice(-4);
      await stand((await writes('Кто-то')).id);
      await until(async () => (await anna.ask<{ people: unknown[] }>('GET', `search?q=${digits}`)).people.length > 0, 10_000, 'the index');
      hands.spent();
      await hands.press('Slash');
      await until(() => anna.page.evaluate<boolean>(`document.activeElement?.closest('.list-search') !== null`), 5_000, 'the caret in the search');
      await hands.type(...[...digits].map((digit) => `Digit${digit}`));
      await hands.press('Enter');
      await anna.page.waitForURL(`**/${zoya.id}`);
      expect(hands.spent()).toBe(2);
      await hands.press('Slash', 'Escape');
      await anna.page.locator('.list-search').waitFor({ state: 'detached' });
    });

    it('put off until tomorrow: H and a digit', async () => {
      const gleb = await writes('Глеб');
      await stand(gleb.id);
      await hands.press('KeyH');
      await anna.page.locator('[role=menu], [role=dialog]').first().waitFor();
      await hands.press('Digit1');
      await until(async () => (await status(gleb.id)) === 'snoozed', 5_000, 'the conversation to be put off');
      expect(hands.spent()).toBe(2);
    });

    it('put off by words: H, words, Enter', async () => {
      const inna = await writes('Инна');
      await stand(inna.id);
      await hands.press('KeyH');
      await anna.page.locator('[role=menu], [role=dialog]').first().waitFor();
      await hands.write('завтра 10');
      await anna.page.locator('[data-option="words"]').waitFor();
      await hands.press('Enter');
      await until(async () => (await status(inna.id)) === 'snoozed', 5_000, 'the conversation to be put off');
      expect(hands.spent()).toBe(2);
      // Their next message wakes it.
      await stage.telegram.order('/customer', { kind: 'text', text: 'Алло?', from: { id: inna.chat, first_name: 'Инна' } });
      await until(async () => (await status(inna.id)) === 'open', 20_000, 'the conversation to be awake');
    });

    it('close all that wait: X, the whole list, E; Z takes all of it back', async () => {
      const all = [await writes('Аня'), await writes('Боря'), await writes('Вика')];
      await hands.press('Escape', 'KeyG', 'KeyQ');
      for (const { id } of all) await anna.row(id).waitFor();
      await anna.row(all[0]!.id).focus();
      hands.spent();
      await hands.press('KeyX', 'Shift+KeyA');
      await anna.page.locator('.bulk-bar b', { hasText: '3' }).waitFor();
      await hands.press('KeyE');
      await anna.page.locator('.bulk-toast[data-job="done"]', { hasText: '3' }).waitFor();
      const statuses = () => Promise.all(all.map(({ id }) => status(id)));
      expect(await statuses()).toEqual(['closed', 'closed', 'closed']);
      expect(hands.spent()).toBe(3);
      await hands.press('KeyZ');
      await anna.page.locator('.bulk-toast[data-job="undone"]').waitFor();
      expect(await statuses()).toEqual(['open', 'open', 'open']);
      expect(hands.spent()).toBe(1);
      await hands.press('Escape');
    });

    it('a letter is held ten seconds: Z brings it back, and nobody got it', async () => {
      const address = `olena-${layout}@example.com`;
      stage.dovecot.deliver([`From: Olena <${address}>`, `To: ${stage.dovecot.user}`, 'Subject: Price', `Message-ID: <${layout}@example.com>`, `Date: ${new Date().toUTCString()}`, '', 'How much is it?', ''].join('\r\n'));
      const id = await committed.conversationOf(address);
      await stand(id);
      await hands.press('KeyR');
      const letter = anna.page.locator('.composer .letter-words');
      await letter.waitFor();
      await until(() => anna.page.evaluate<boolean>(`document.activeElement?.closest('.letter-words') !== null`), 5_000, 'the caret in the letter');
      await hands.write('Сто гривен');
      await until(async () => (await letter.innerText()).includes('Сто гривен'), 5_000, 'the words');
      hands.spent();
      await hands.press('Ctrl+Enter');
      await until(async () => (await committed.count("message WHERE conversation_id = $1 AND direction = 'outbound'", [id])) === 1, 10_000, 'the letter to be held');
      await anna.notice(/\b(?:30|2\d)\b/).waitFor();
      await hands.press('KeyZ');
      await until(async () => (await letter.innerText()).includes('Сто гривен'), 10_000, 'the letter to be written on');
      expect(hands.spent()).toBe(2);
      expect(await committed.count("message WHERE conversation_id = $1 AND direction = 'outbound'", [id])).toBe(0);
      expect(stage.mail.ledger().filter((line) => line.type === 'accepted' && (line.to as string[]).includes(address))).toEqual([]);
    });

    it('close, and take it back: E, Z', async () => {
      const lev = await writes('Лев');
      await stand(lev.id);
      await hands.press('KeyE');
      await until(async () => (await status(lev.id)) === 'closed', 5_000, 'the conversation to be closed');
      expect(hands.spent()).toBe(1);
      await anna.page.locator('.toast').first().waitFor();
      await hands.press('KeyZ');
      await until(async () => (await status(lev.id)) === 'open', 5_000, 'the conversation to be open again');
      expect(hands.spent()).toBe(1);
    });

    it('a missed call waits in the queue, and one chord calls back', async () => {
      const phone = `+38055500${layout === 'english' ? '7' : '8'}301`;
      await stage.twilio.order('/call', { from: phone, to: TWILIO.number, voicemailSeconds: 0 });
      const id = await committed.conversationOf(phone);
      await until(async () => (await committed.count("task WHERE conversation_id = $1 AND kind = 'call-back' AND status = 'open'", [id])) === 1, 30_000, 'the call to be missed');
      await hands.press('Escape', 'KeyG', 'KeyQ');
      await anna.row(id).waitFor();
      await stand(id);
      const before = stage.twilio.ledger().length;
      await hands.press('Shift+KeyC');
      await until(() => stage.twilio.ledger().slice(before).some((line) => line.type === 'call-placed' && JSON.stringify(line).includes(ANNA)), 10_000, 'our phone to be rung');
      expect(hands.spent()).toBe(1);
      await until(async () => (await committed.count("message WHERE conversation_id = $1 AND kind = 'call' AND direction = 'outbound' AND inbox_id = $2", [id, lineId])) === 1, 5_000, 'the call in the timeline');
    });
  });
});
