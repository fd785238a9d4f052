import { foldText } from './quotes.ts';
import { parseMail } from './parse-mail.ts';
import type { MessageReceived } from '../contract.ts';
import { rawMail } from './testing/mail-rig.ts';

/** Introductions as programs write them; under each stands a quote, with marks or bare. */
const INTRODUCTIONS: readonly (readonly [string, string])[] = [
  ['Gmail, English', 'On Mon, Aug 11, 2026 at 10:00 AM Shop <support@shop.example> wrote:'],
  ['Gmail, English, wrapped', 'On Mon, Aug 11, 2026 at 10:00 AM Shop of furniture and\nother things <support@shop.example>\nwrote:'],
  ['Gmail, narrow no-break space', 'On Mon, Aug 11, 2026 at 10:00\u202fAM Shop <support@shop.example> wrote:'],
  ['Gmail, Russian', 'пн, 11 авг. 2026 г. в 10:00, Магазин <support@shop.example>:'],
  ['Gmail, Russian, no-break space', 'пн, 11 авг. 2026\u00a0г. в 10:00, Магазин <support@shop.example>:'],
  ['Gmail, Russian, with a verb', '11 авг. 2026 г., 10:00 Магазин <support@shop.example> написал(а):'],
  ['Gmail, Russian, older', '11 августа 2026 г., 10:00 пользователь Магазин <support@shop.example> написал:'],
  ['Gmail, Ukrainian', "пн, 11 серп. 2026 р. о 10:00 Крамниця <support@shop.example> пише:"],
  ['Gmail, Ukrainian, older', "11 серпня 2026 р. 10:00 користувач Крамниця <support@shop.example> написав:"],
  ['Apple Mail, English', 'On 11 Aug 2026, at 10:00, Shop <support@shop.example> wrote:'],
  ['Apple Mail, Russian', '11 авг. 2026 г., в 10:00, Магазин <support@shop.example> написал(а):'],
  ['Apple Mail, Ukrainian', '11 серп. 2026 р. о 10:00 Крамниця <support@shop.example> пише:'],
  ['Thunderbird, English', 'On 8/11/26 10:00, Shop wrote:'],
  ['Thunderbird, Russian', '11.08.2026 10:00, Магазин пишет:'],
  ['Thunderbird, Ukrainian', "11.08.26 10:00, Крамниця пише:"],
  ['Yandex', '11.08.2026, 10:00, "Магазин" <support@shop.example>:'],
  ['Yandex, with a verb', '11.08.2026, в 10:00, Магазин <support@shop.example> написал(а):'],
  ['Mail.ru', 'Понедельник, 11 августа 2026, 10:00 +03:00 от Магазин <support@shop.example>:'],
  ['Mail.ru, English', 'Monday, August 11, 2026 10:00 +03:00 from Shop <support@shop.example>:'],
  ['Ukr.net', '11 серпня 2026, 10:00:00, від "Крамниця" <support@shop.example>:'],
];
const BLOCKS: readonly (readonly [string, string])[] = [
  ['Outlook, English', 'From: Shop <support@shop.example>\nSent: Monday, August 11, 2026 10:00 AM\nTo: Olena\nSubject: Order'],
  ['Outlook, with its rule', '________________________________\nFrom: Shop <support@shop.example>\nSent: Monday, August 11, 2026 10:00 AM\nTo: Olena\nSubject: Order'],
  ['Outlook, Russian', 'От: Магазин <support@shop.example>\nОтправлено: 11 августа 2026 г. 10:00\nКому: Ольга\nКопия: Иван\nТема: Заказ'],
  ['Outlook, Ukrainian', 'Від: Крамниця <support@shop.example>\nНадіслано: 11 серпня 2026 р. 10:00\nКому: Олена\nТема: Замовлення'],
  ['Outlook, old', '-----Original Message-----\nFrom: Shop'],
  ['Outlook, old, Russian', '-----Исходное сообщение-----\nОт: Магазин'],
  ['Outlook, old, Ukrainian', '-----Вихідне повідомлення-----\nВід: Крамниця'],
  ['Android', '-------- Original message --------\nFrom: Shop\nDate: 11/08/2026'],
  ['Android, Russian', '-------- Исходное сообщение --------\nОт: Магазин\nДата: 11.08.2026'],
];

describe('folding history in text', () => {
  it.each(INTRODUCTIONS)('%s, with marks', (_name, introduction) => {
    const { text, quotedText } = foldText(`Дякую!\n\n${introduction}\n\n> Ваше замовлення\n> готове`);
    expect(text).toBe('Дякую!');
    expect(quotedText).toContain('> готове');
    expect(quotedText).toContain(introduction.split('\n')[0]);
  });
  it.each(INTRODUCTIONS)('%s, bare', (_name, introduction) => {
    expect(foldText(`Дякую!\n${introduction}\nВаше замовлення\nготове`).text).toBe('Дякую!');
  });
  it.each(BLOCKS)('%s', (_name, block) => {
    const { text, quotedText } = foldText(`Спасибо!\n\n${block}\n\nВаш заказ готов`);
    expect(text).toBe('Спасибо!');
    expect(quotedText).toContain('Ваш заказ готов');
  });
  it('keeps an answer below the quote and folds the quote above it', () => {
    expect(foldText('On 8/11/26 10:00, Shop wrote:\n> Black or white?\n\nBlack, please.').text).toBe('Black, please.');
  });
  it('keeps everything where answers stand between quoted lines', () => {
    const mail = '> Black or white?\nBlack.\n> Large or small?\nLarge.';
    expect(foldText(mail)).toEqual({ text: mail });
  });
  it('keeps a forwarded mail whole', () => {
    for (const mark of ['---------- Forwarded message ---------', '-------- Пересылаемое сообщение --------', '-------- Пересланное сообщение --------', '-------- Переслане повідомлення --------', 'Begin forwarded message:']) {
      const mail = `Please look\n\n${mark}\nFrom: a@b.example\nDate: 1.1.2026\nSubject: x\nTo: c\n\nthe forwarded words`;
      expect(foldText(mail).text).toContain('the forwarded words');
    }
  });
  it('never leaves an empty bubble: a mail that is only a quote is shown', () => {
    expect(foldText('> only\n> quoted').text).toBe('> only\n> quoted');
    expect(foldText('On 8/11/26 10:00, Shop wrote:\n> hello').text).toContain('hello');
    expect(foldText('-- \nOlena').text).toContain('Olena');
  });
  it('folds signatures only where they are sure', () => {
    expect(foldText('Hello\n-- \nOlena Tkachenko\n+357 99 000142')).toEqual({ text: 'Hello', quotedText: '-- \nOlena Tkachenko\n+357 99 000142' });
    for (const line of ['Sent from my iPhone', 'Отправлено с iPhone', 'Надіслано з iPhone', 'Отправлено из мобильной Почты Mail.ru', 'Get Outlook for iOS']) expect(foldText(`Hello\n\n${line}`).text).toBe('Hello');
    expect(foldText('Hello\n\nBest regards,\nOlena').text).toBe('Hello\n\nBest regards,\nOlena');
    expect(foldText('Дякую\n\nЗ повагою,\nОлена').text).toBe('Дякую\n\nЗ повагою,\nОлена');
  });
  it.each([
    ['a colon at the end', 'Please send me these:\n- a chair\n- a table'],
    ['a date and a colon', 'On 12.08.2026 at 10:00 we need:\n10 chairs'],
    ['a list of labels', 'To: the manager\nSubject of my letter is the chair'],
    ['a price with >', 'price > 100 is too much'],
    ['somebody who wrote', 'My colleague wrote: call me'],
    ['dashes', 'first\n-----\nsecond'],
    ['a person named in a line', 'Olena wrote to you yesterday at 10:00 and asked:\nwhere is it?'],
  ])('leaves ordinary words alone: %s', (_name, mail) => {
    expect(foldText(mail)).toEqual({ text: mail });
  });
  it('loses no line, whatever the mail', () => {
    for (const [, introduction] of [...INTRODUCTIONS, ...BLOCKS]) {
      const mail = `one\ntwo\n\n${introduction}\n> three\n> four\n\n-- \nfive`;
      const { text, quotedText = '' } = foldText(mail);
      for (const line of mail.split('\n').filter((part) => part.trim())) expect(`${text}\n${quotedText}`).toContain(line.trim());
    }
  });
});

describe('folding history in HTML', () => {
  const show = (html: string): MessageReceived => parseMail(rawMail(['From: a@b.example', 'Content-Type: text/html; charset=utf-8', '', html]), { ownAddresses: [], signingKey: Buffer.alloc(1), authservId: null })[0] as MessageReceived;
  it.each([
    ['Gmail', '<div dir="ltr">Спасибо!</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">пн, 11 авг. 2026 г. в 10:00, Магазин &lt;<a href="mailto:s@shop.example">s@shop.example</a>&gt;:<br></div><blockquote class="gmail_quote"><div>Заказ готов</div></blockquote></div>'],
    ['Apple Mail', '<div>Спасибо!</div><div><br><blockquote type="cite"><div>11 авг. 2026 г., в 10:00, Магазин написал(а):</div><br><div>Заказ готов</div></blockquote></div>'],
    ['Thunderbird', 'Спасибо!<div class="moz-cite-prefix">11.08.2026 10:00, Магазин пишет:<br></div><blockquote type="cite" cite="mid:x">Заказ готов</blockquote>'],
    ['Yandex', '<div>Спасибо!</div><div>11.08.2026, 10:00, "Магазин" &lt;s@shop.example&gt;:</div><blockquote><p>Заказ готов</p></blockquote>'],
    ['Mail.ru', '<div>Спасибо!<br><br><blockquote style="border-left:1px solid #0857A6; margin:10px;">Понедельник, 11 августа 2026, 10:00 +03:00 от Магазин &lt;s@shop.example&gt;:<br><div>Заказ готов</div></blockquote></div>'],
    ['Ukr.net', '<div>Спасибо!</div><i>11 серпня 2026, 10:00:00, від "Крамниця" &lt;s@shop.example&gt;:</i><blockquote>Заказ готов</blockquote>'],
    ['Outlook', '<div class="WordSection1"><p>Спасибо!</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Shop<br><b>Sent:</b> Monday<br><b>To:</b> O<br><b>Subject:</b> x</p></div><p>Заказ готов</p></div>'],
    ['Outlook on the web', '<div>Спасибо!</div><div id="appendonsend"></div><hr style="width:98%" tabindex="-1"><div id="divRplyFwdMsg"><b>От:</b> Магазин<br><b>Отправлено:</b> 11 августа<br><b>Кому:</b> О<br><b>Тема:</b> x</div><div>Заказ готов</div>'],
    ['Android', '<div>Спасибо!</div><div>-------- Исходное сообщение --------</div><div>От: Магазин</div><div>Заказ готов</div>'],
  ])('%s', (_name, html) => {
    const event = show(html);
    expect(event.text).toBe('Спасибо!');
    expect(event.html).not.toContain('Заказ готов');
    expect(event.quotedHtml).toContain('Заказ готов');
    expect(event.quotedText).toContain('Заказ готов');
  });
  it('keeps a forward, an answer between quotes, and a mail that is only a quote', () => {
    expect(show('<div>See</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: x</div>the words</div>').html).toContain('the words');
    expect(show('<blockquote type="cite">Black?</blockquote><div>Yes.</div><blockquote type="cite">Large?</blockquote><div>No.</div>').html).toContain('Large?');
    expect(show('<blockquote type="cite">only this</blockquote>').text).toContain('only this');
  });
  it('keeps an answer below the quote', () => {
    const event = show('<div class="moz-cite-prefix">11.08.2026 10:00, Shop wrote:</div><blockquote type="cite">Black or white?</blockquote><p>Black, please.</p>');
    expect(event.text).toBe('Black, please.');
    expect(event.quotedHtml).toContain('Black or white?');
  });
});
