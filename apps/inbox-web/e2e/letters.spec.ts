/** Writing mail, and the life of a message after Send, at a real screen with a mail server and a bot outside. */
import { until } from '../../api/src/testing/okno.ts';
import { openMailDesk, type MailDesk } from './mail-desk.ts';
import type { Operator } from './operator.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «letters» does not run.');
/** 1 × 1, as a screenshot is pasted. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

(hasChromium ? describe : describe.skip)('letters', () => {
  let desk: MailDesk;
  let anna: Operator;
  beforeAll(async () => {
    desk = await openMailDesk();
    await hold(0);
    anna = await desk.sit();
  });
  afterAll(async () => {
    await desk?.stop();
  });

  const hold = (mailHoldSeconds: number) => desk.admin.ask('PATCH', 'auth/me', { name: 'Анна Мельник', preferences: { mailHoldSeconds } });
  const rows = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => desk.committed.rows<Row>(sql, values);
  async function open(conversationId: string): Promise<void> {
    await anna.page.goto(`${desk.okno.url}/inbox/all/${conversationId}`);
    await anna.page.locator('.thread .composer').waitFor();
  }
  const editor = () => anna.page.locator('.composer .letter-words');
  const arrivedAt = (address: string, count = 1) => until(async () => { const mails = await desk.arrived(address); return mails.length >= count ? mails : undefined; }, 20_000, `${count} at ${address}`);
  const waiting = async (id: string): Promise<boolean> => (await rows<{ waits: boolean }>('SELECT waiting_since IS NOT NULL AS waits FROM conversation WHERE id = $1', [id]))[0]!.waits;

  it('go out with their looks, a copy, a pasted picture and the quote, as HTML and as plain words', async () => {
    const id = await desk.letter({ from: 'maria@shop.example', name: 'Марія Коваль', subject: 'Ціна', text: 'Добрий день!\nСкільки коштує Hoshi 12?', html: '<p>Добрий день!</p><p>Скільки коштує <b>Hoshi 12</b>?</p>', messageId: '<first@shop.example>' });
    await open(id);
    const { page } = anna;
    await anna.writeLetter('Добрий день, Маріє!\n');
    await page.keyboard.press('Control+KeyB');
    await page.keyboard.type('Hoshi 12');
    await page.keyboard.press('Control+KeyB');
    await page.keyboard.type(' коштує 990 €:');
    await page.keyboard.press('Enter');
    await page.keyboard.type('- монтаж');
    await page.keyboard.press('Enter');
    await page.keyboard.type('доставка');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Наш сайт https://nord.example/hoshi ');
    // A screenshot from the clipboard.
    await page.evaluate(`(async () => {
      const bytes = Uint8Array.from(atob(${JSON.stringify(PICTURE)}), (sign) => sign.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'знімок.png', { type: 'image/png' }));
      document.querySelector('.letter-words').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    })()`);
    await editor().locator('img[data-file]').waitFor();
    await page.locator('.letter-to').click();
    await page.getByRole('button', { name: 'Cc', exact: true }).click();
    await page.keyboard.type('boss@shop.example, ');
    await page.keyboard.press('Control+Enter');

    const [own] = await arrivedAt('maria@shop.example');
    const [copy] = await arrivedAt('boss@shop.example');
    const { mail } = own!;
    expect([mail.to?.map((each) => each.address), mail.cc?.map((each) => each.address), mail.subject]).toEqual([['maria@shop.example'], ['boss@shop.example'], 'Re: Ціна']);
    expect(copy!.mail.messageId).toBe(mail.messageId);
    expect(mail.inReplyTo).toBe('<first@shop.example>');
    expect(mail.from).toEqual({ address: 'support@nord.example', name: 'Анна Мельник' });
    expect(mail.text?.trim()).toMatch(/^Добрий день, Маріє!\nHoshi 12 коштує 990 €:\n- монтаж\n- доставка\nНаш сайт https:\/\/nord\.example\/hoshi ?\[знімок\.png\]\n\n-- \nАнна Мельник\nAdmin, Nord Klima\n\n.*Марія Коваль <maria@shop\.example>:\n> Добрий день!\n> Скільки коштує Hoshi 12\?$/);
    expect(mail.html).toContain('<div>Добрий день, Маріє!</div><div><strong>Hoshi 12</strong> коштує 990 €:</div><ul><li><div>монтаж</div></li><li><div>доставка</div></li></ul>');
    expect(mail.html).toContain('<a href="https://nord.example/hoshi">https://nord.example/hoshi</a>');
    expect(mail.html).toMatch(/<blockquote type="cite"[^>]*><p>Добрий день!<\/p><p>Скільки коштує <b>Hoshi 12<\/b>\?<\/p><\/blockquote>/);
    const [, cid] = /<img src="cid:([^"]+)"/.exec(mail.html!)!;
    const [picture] = mail.attachments;
    expect([mail.attachments.length, picture!.contentId, picture!.disposition, picture!.mimeType, Buffer.from(picture!.content as ArrayBuffer).toString('base64')]).toEqual([1, `<${cid}>`, 'inline', 'image/png', PICTURE]);
    expect(own!.raw).toMatch(/Content-Type: multipart\/related/);
    // In the window it stands as it was written, with the quote folded.
    await page.locator('.msg.out [data-delivery=sent]').waitFor();
    const shown = page.locator('.msg.out iframe').contentFrame();
    await shown.locator('strong', { hasText: 'Hoshi 12' }).waitFor();
    await until(() => page.evaluate("document.querySelector('.msg.out iframe').contentDocument.images[0]?.naturalWidth === 1"), 10_000, 'the picture');
    expect(await page.locator('.msg.out .fold', { hasText: words('mail.quote') }).count()).toBe(1);
    expect(await waiting(id)).toBe(false);
  });

  it('answer everybody but us, tell at once what is no address, and take a pasted list', async () => {
    const id = await desk.letter({ from: 'olena@shop.example', name: 'Олена', subject: 'Договір' });
    await rows("UPDATE message SET mail_to = '{support@nord.example,boss@shop.example}', mail_cc = '{lawyer@law.example}' WHERE conversation_id = $1", [id]);
    await open(id);
    const { page } = anna;
    await page.locator('.letter-to', { hasText: 'lawyer@law.example' }).waitFor();
    expect(await page.locator('.letter-to').getAttribute('title')).toBe('olena@shop.example, boss@shop.example, lawyer@law.example');
    await anna.writeLetter('Готово');
    await page.locator('.letter-to').click();
    await page.getByRole('button', { name: 'Bcc', exact: true }).click();
    await page.getByRole('combobox', { name: 'Bcc' }).fill('аудит');
    await page.keyboard.press('Enter');
    await page.locator('.recipients .wrong[role=alert]').waitFor();
    expect(await page.locator('.composer .btn.primary').first().isDisabled()).toBe(true);
    await page.locator('.mailbox.wrong .off').click();
    await page.getByRole('combobox', { name: 'Bcc' }).focus();
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '"Audit, Ltd" <audit@nord.example>; second@nord.example');
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    })()`);
    await page.locator('.mailbox', { hasText: 'Audit, Ltd' }).waitFor();
    // A person is found by their name.
    await page.getByRole('combobox', { name: 'To' }).fill('Марія');
    await page.getByRole('option', { name: /maria@shop\.example/ }).click();
    await page.keyboard.press('Control+Enter');
    const [hidden] = await arrivedAt('audit@nord.example');
    await arrivedAt('second@nord.example');
    expect([hidden!.mail.to?.map((each) => each.address), hidden!.mail.cc?.map((each) => each.address), hidden!.raw.includes('audit@nord')]).toEqual([['olena@shop.example', 'boss@shop.example', 'maria@shop.example'], ['lawyer@law.example'], false]);
  });

  it('wait some seconds, and come back as they were when their author thinks again', async () => {
    await hold(30);
    const id = await desk.letter({ from: 'petro@shop.example', name: 'Петро', subject: 'Рахунок' });
    await open(id);
    const { page } = anna;
    await anna.writeLetter('Сто гривень\nодразу');
    await page.locator('.composer input[type=file]').first().setInputFiles({ name: 'рахунок.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') });
    await page.locator('.composer-files .att', { hasText: 'рахунок.pdf' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await anna.notice(/\b(?:30|2\d)\b/).waitFor();
    expect(await waiting(id)).toBe(false);
    await page.keyboard.press('KeyZ');
    await until(async () => (await editor().innerText()).includes('одразу'), 10_000, 'the letter in the composer');
    await page.locator('.composer-files .att', { hasText: 'рахунок.pdf' }).waitFor();
    expect(await waiting(id)).toBe(true);
    expect(await rows("SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'outbound'", [id])).toEqual([]);
    expect(await anna.page.locator('.timeline .mail, .thread-scroll .msg.out').count()).toBe(0);
    // Written again and let go it arrives once, with its file.
    await hold(0);
    await page.locator('.composer .letter-words').click({ position: { x: 40, y: 14 } });
    await page.keyboard.press('Control+Enter');
    const mails = await arrivedAt('petro@shop.example');
    expect([mails.length, mails[0]!.mail.attachments.map((file) => file.filename)]).toEqual([1, ['рахунок.pdf']]);
  });

  it('are put off in words, can be changed, called off and sent now, and warn when the customer wrote since', async () => {
    const id = await desk.letter({ from: 'ivan@shop.example', name: 'Іван', subject: 'Терміни', messageId: '<ivan-1@shop.example>' });
    await open(id);
    const { page } = anna;
    await anna.writeLetter('Зробимо до пʼятниці');
    await page.keyboard.press('Control+Shift+KeyL');
    await page.locator('.dialog input:not([type=checkbox])').fill('tomorrow at 9:30');
    await page.keyboard.press('Enter');
    const bar = page.locator('.put-off-bar li');
    await bar.filter({ hasText: 'Зробимо' }).waitFor();
    expect(await bar.innerText()).toContain('09:30');
    expect([await waiting(id), await page.locator('.msg.out').count()]).toEqual([true, 0]);

    await desk.mail({ from: 'ivan@shop.example', name: 'Іван', subject: 'Re: Терміни', text: 'Ще питання', inReplyTo: '<ivan-1@shop.example>' });
    await bar.locator('.chip.amber').waitFor();
    await bar.getByRole('button', { name: words('delivery.edit') }).click();
    await editor().locator('p', { hasText: /^Зробимо до пʼятниці$/ }).waitFor();
    await bar.waitFor({ state: 'detached' });
    // Its signature is one again, and whoever writes on does so above it.
    await editor().locator('[data-signature]', { hasText: 'Анна Мельник' }).waitFor();
    await page.locator('.letter-words:focus').waitFor();
    await page.keyboard.type(', так!');
    await page.keyboard.press('Control+Shift+KeyL');
    await page.locator('.dialog .later-presets button').first().click();
    await bar.filter({ hasText: 'так!' }).waitFor();
    await bar.getByRole('button', { name: words('later.now') }).click();
    await bar.waitFor({ state: 'detached' });
    const mails = await arrivedAt('ivan@shop.example');
    expect([mails.length, mails[0]!.mail.text?.split('\n').slice(0, 5)]).toEqual([1, ['Зробимо до пʼятниці, так!', '', '-- ', 'Анна Мельник', 'Admin, Nord Klima']]);
    await page.locator('.msg.out [data-delivery=sent]').waitFor();
    expect(await waiting(id)).toBe(false);
  });

  it('are handed on with their files to somebody who takes no part in the customer’s thread', async () => {
    const id = await desk.letter({
      from: 'hanna@shop.example', name: 'Ганна', subject: 'Проєкт', text: 'План у додатку', messageId: '<hanna-1@shop.example>',
      attachments: [{ filename: 'план.pdf', contentBase64: Buffer.from('%PDF-1.4 план').toString('base64'), contentType: 'application/pdf' }],
    });
    await open(id);
    const { page } = anna;
    await page.locator('.thread h2').click();
    await page.keyboard.press('KeyF');
    await page.getByRole('combobox', { name: 'To' }).fill('partner@else.example');
    await page.locator('.dialog .att', { hasText: 'план.pdf' }).waitFor();
    await page.locator('.dialog .letter-words').click({ position: { x: 40, y: 14 } });
    await page.keyboard.type('Гляньте, будь ласка');
    await page.keyboard.press('Control+Enter');
    const [forwarded] = await arrivedAt('partner@else.example');
    const { mail } = forwarded!;
    expect([mail.subject, mail.inReplyTo, mail.to?.map((each) => each.address), mail.attachments.map((file) => file.filename)]).toEqual(['Fwd: Проєкт', undefined, ['partner@else.example'], ['план.pdf']]);
    expect(mail.text).toMatch(/^Гляньте, будь ласка[\s\S]*From: Ганна <hanna@shop\.example>[\s\S]*Subject: Проєкт[\s\S]*План у додатку/);
    expect(await waiting(id)).toBe(true);
    await page.locator('.msg.out .chip', { hasText: words('mail.forwarded') }).waitFor();
    // Their answer comes back to where it was handed on from.
    await desk.mail({ from: 'partner@else.example', name: 'Партнер', subject: 'Re: Fwd: Проєкт', text: 'Беремося', inReplyTo: mail.messageId });
    await anna.said('Беремося').waitFor();
    expect(await rows('SELECT 1 FROM conversation WHERE id = $1', [id])).toHaveLength(1);
    expect((await rows<{ conversation_id: string }>("SELECT conversation_id FROM message WHERE text = 'Беремося'"))[0]!.conversation_id).toBe(id);
  });

  it('are signed by their mailbox or their author, as each set it up', async () => {
    const { page } = anna;
    await anna.page.goto(`${desk.okno.url}/settings/profile`);
    const field = page.locator('.letters-block .letter-words');
    await field.click();
    await page.keyboard.type('З повагою, {name}');
    await page.locator('.letters-block .btn', { hasText: words('action.save') }).click();
    await anna.notice(words('action.saved')).waitFor();
    const id = await desk.letter({ from: 'sofia@shop.example', name: 'Софія', subject: 'Підпис' });
    await open(id);
    await editor().locator('[data-signature]', { hasText: 'З повагою, Анна Мельник' }).waitFor();
    await desk.admin.ask('PATCH', 'auth/me', { signature: '' });
  });

  it('stay as they are once they left, and the window says so before anybody tries', async () => {
    const id = await desk.letter({ from: 'taras@shop.example', name: 'Тарас', subject: 'Без вороття' });
    await open(id);
    const { page } = anna;
    await anna.answer('Уже пішло', 'Control+Enter');
    await page.locator('.msg.out [data-delivery=sent]').waitFor();
    await page.locator('.msg.out .mail').hover();
    await page.locator('.msg.out .more').click();
    const item = page.getByRole('menuitem', { name: new RegExp(words('message.delete')) });
    await item.waitFor();
    expect([await item.getAttribute('data-disabled'), (await item.innerText()).includes('cannot')]).toEqual(['', true]);
    await page.keyboard.press('Escape');
  });
});

(hasChromium ? describe : describe.skip)('a chat message after it was sent', () => {
  let desk: MailDesk;
  let anna: Operator;
  beforeAll(async () => {
    desk = await openMailDesk();
    anna = await desk.sit();
  });
  afterAll(async () => {
    await desk?.stop();
  });
  const ledger = (type: string) => desk.telegram().filter((line) => line.type === type);

  it('is changed and taken away at the customer’s too, and what it said before can be read', async () => {
    const id = await desk.chat(7_000_000_501, 'Скільки коштує?');
    const { page } = anna;
    await page.goto(`${desk.okno.url}/inbox/all/${id}`);
    await anna.answer('Сто гривень');
    await page.locator('.msg.out [data-delivery=sent]').waitFor();
    await page.locator('.thread h2').click();
    await page.keyboard.press('Shift+KeyE');
    await page.locator('.dialog textarea').fill('Сто десять гривень');
    await page.keyboard.press('Control+Enter');
    await anna.said('Сто десять гривень').waitFor();
    const [sent] = ledger('sent');
    expect(ledger('edited')).toMatchObject([{ message_id: sent!['message_id'], text: 'Сто десять гривень' }]);

    await page.locator('.edited').click();
    await page.locator('.versions .version-text').nth(1).waitFor();
    expect(await page.locator('.versions .version-text').allInnerTexts()).toEqual(['Сто гривень', 'Сто десять гривень']);
    await page.keyboard.press('Escape');

    await page.locator('.msg.out .bub').hover();
    await page.locator('.msg.out .more').click();
    await page.getByRole('menuitem', { name: new RegExp(words('message.delete')) }).click();
    await page.locator('.dialog .btn.danger').click();
    await page.locator('.msg.out .bub.deleted').waitFor();
    expect(ledger('deleted')).toMatchObject([{ message_id: sent!['message_id'] }]);
  });

  it('that Telegram will not change says why, and keeps its words', async () => {
    const id = await desk.chat(7_000_000_502, 'Добрий день');
    const { page } = anna;
    await page.goto(`${desk.okno.url}/inbox/all/${id}`);
    await anna.answer('Вітаємо');
    await page.locator('.msg.out [data-delivery=sent]').waitFor();
    const edited = ledger('edited').length;
    await desk.telegramFails({ method: 'editMessageText', answer: { status: 400, body: { ok: false, error_code: 400, description: "Bad Request: message can't be edited" } } });
    await page.locator('.thread h2').click();
    await page.keyboard.press('Shift+KeyE');
    await page.locator('.dialog textarea').fill('Інше');
    await page.keyboard.press('Control+Enter');
    await page.locator('.msg.out .why', { hasText: "can't be edited" }).waitFor();
    expect(await page.locator('.msg.out .bub').innerText()).toContain('Вітаємо');
    expect([anna.complaints, ledger('edited').length]).toEqual([[], edited]);
  });
});
