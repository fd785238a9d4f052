/**
 * Mails that people write, as their programs send them: Russian, Ukrainian, English; seven programs; many on purpose with the words
 * of failure notices and holiday answers. None of them may be taken for a machine's.
 */
export interface OrdinaryMail {
  readonly name: string;
  readonly raw: Buffer;
}

interface Letter {
  readonly from: string;
  readonly address: string;
  readonly subject: string;
  readonly text: string;
}

const LETTERS: readonly Letter[] = [
  // English
  { from: 'John Smith', address: 'john.smith@example.com', subject: 'Undelivered parcel', text: 'Hi, my parcel 4471 is still undelivered. The courier says the address could not be found. Can you check?' },
  { from: 'Mary Stone', address: 'mary@stone.example', subject: 'Out of office furniture?', text: 'Do you sell furniture for people who work out of the office? I need two desks.' },
  { from: 'Delivery Department', address: 'delivery@partner.example', subject: 'Delivery failed again', text: 'The delivery failed again because nobody was there. When may our driver come back?' },
  { from: 'Ann', address: 'ann@travel.example', subject: 'Vacation in July', text: 'We are planning our vacation and would like to know your prices.' },
  { from: 'Peter', address: 'peter@example.org', subject: 'Returned mail order', text: 'I returned my mail order last week and the refund is not there.' },
  { from: 'Tom Admin', address: 'tom@corp.example', subject: 'Mail delivery problem with your shop', text: 'Your confirmation mails never reach us. Our server says 550 5.7.1. Please check your SPF record.' },
  { from: 'Kate', address: 'kate@example.com', subject: 'Re: Undeliverable: invoice 12', text: 'Your invoice came back to you because my mailbox was full. Please send it again, I made room.' },
  { from: 'Automation Ltd', address: 'sales@automation.example', subject: 'Automatic reply units, quote needed', text: 'We build automatic reply units for call centres. Please quote 40 relays.' },
  { from: 'Bulk Buyer', address: 'bulk@buyer.example', subject: 'Bulk order', text: 'We would like a bulk order of 500 chairs. Is there a list price?' },
  { from: 'Liam', address: 'liam@example.net', subject: 'Warning: the chair broke', text: 'The chair broke after two days. I expect a replacement without delay.' },
  { from: 'Post Master Ltd', address: 'office@postmaster-supplies.example', subject: 'Failure notice for machine 7', text: 'The failure notice on the display of machine 7 does not go away. What shall we do?' },
  { from: 'Emma', address: 'emma@example.com', subject: 'hello', text: 'Do you deliver to Cyprus?' },
  { from: 'Sam', address: 'sam@example.com', subject: '', text: 'ok thanks' },
  { from: 'Nina', address: 'nina@example.com', subject: 'Fwd: Mail delivery failed: returning message to sender', text: 'This is what I get when I write to your sales address. Whom may I write to?' },
  { from: 'Olga Report', address: 'olga@audit.example', subject: 'Report for the third quarter', text: 'Please find our report attached. Feedback is welcome.' },
  { from: 'Ed', address: 'noreply.ed@example.com', subject: 'No reply from you', text: 'I wrote twice and had no reply. Is anybody there?' },
  { from: 'Will Bounce', address: 'will.bounce@example.com', subject: 'Bouncy castle', text: 'How much is the bouncy castle for a weekend?' },
  { from: 'Zoe', address: 'zoe@example.com', subject: 'Delayed 48 hours', text: 'My order is delayed 48 hours. Will it come today?' },
  { from: 'Max', address: 'max@example.com', subject: 'user unknown at login', text: 'When I log in to your shop it says user unknown. My user is max77.' },
  { from: 'Helpdesk', address: 'helpdesk@client.example', subject: 'Ticket 8812 was not delivered to you', text: 'Our colleague asks when the spare parts arrive. Please answer to this mail.' },
  // Russian
  { from: 'Иван Петров', address: 'ivan@primer.example', subject: 'Посылка не доставлена', text: 'Здравствуйте! Посылка не доставлена, курьер говорит, что адрес не найден. Проверьте, пожалуйста.' },
  { from: 'Ольга', address: 'olga@primer.example', subject: 'Отпуск', text: 'Добрый день! Я уезжаю в отпуск, можно перенести доставку на понедельник?' },
  { from: 'Отдел доставки', address: 'dostavka@firma.example', subject: 'Ошибка доставки заказа 77', text: 'Водитель не смог выгрузить заказ 77: ошибка доставки, нет пропуска. Пришлите пропуск.' },
  { from: 'Сергей', address: 'sergey@primer.example', subject: 'Автоответчик', text: 'Звонил вам, попал на автоответчик. Перезвоните мне, пожалуйста.' },
  { from: 'Марина', address: 'marina@primer.example', subject: 'Не удалось доставить', text: 'Пишу вам снова: вчера не удалось доставить диван. Когда привезёте?' },
  { from: 'Алексей', address: 'alex@primer.example', subject: 'Re: Ваше сообщение не доставлено', text: 'Ящик был переполнен, теперь место есть. Пришлите счёт ещё раз.' },
  { from: 'Администратор', address: 'admin@zavod.example', subject: 'Почта не ходит', text: 'Ваши письма к нам не доходят, сервер отвечает 550. Проверьте, пожалуйста, настройки.' },
  { from: 'Дмитрий', address: 'dima@primer.example', subject: 'Возврат', text: 'Хочу вернуть товар. Невозможно доставить обратно самому, заберёте?' },
  { from: 'Наталья', address: 'nata@primer.example', subject: 'вопрос', text: 'Сколько стоит доставка в Лимассол?' },
  { from: 'Павел', address: 'pavel@primer.example', subject: 'Задержка заказа', text: 'Заказ задерживается уже на три дня. Внимание: мы ждём ответа сегодня.' },
  { from: 'ООО Рассылка', address: 'info@rassylka.example', subject: 'Заказ листовок для рассылки', text: 'Нужны листовки для массовой рассылки, тираж 5000. Цена?' },
  { from: 'Елена', address: 'elena@primer.example', subject: 'Нет ответа', text: 'Писала вам два раза, ответа нет. Кто-нибудь есть на месте?' },
  { from: 'Виктор', address: 'viktor@primer.example', subject: '', text: 'Спасибо, получил.' },
  { from: 'Татьяна', address: 'tanya@primer.example', subject: 'Fwd: Недоставленное сообщение', text: 'Вот что приходит, когда пишу на ваш старый адрес. Какой адрес верный?' },
  { from: 'Григорий', address: 'grisha@primer.example', subject: 'Отчёт за квартал', text: 'Во вложении отчёт. Жду обратной связи.' },
  { from: 'Юлия', address: 'yulia@primer.example', subject: 'автоматический шлагбаум', text: 'Нужен автоматический шлагбаум во двор. Есть в наличии?' },
  // Ukrainian
  { from: 'Олена Ткаченко', address: 'olena@pryklad.example', subject: 'Посилку не доставлено', text: 'Доброго дня! Посилку не доставлено, кур’єр каже, що адресу не знайдено. Перевірте, будь ласка.' },
  { from: 'Тарас', address: 'taras@pryklad.example', subject: 'Відпустка', text: 'Вітаю! Я буду у відпустці, чи можна перенести доставку на понеділок?' },
  { from: 'Відділ доставки', address: 'dostavka@tovary.example', subject: 'Помилка доставки замовлення 31', text: 'Водій не зміг розвантажити замовлення 31: помилка доставки, немає перепустки.' },
  { from: 'Ірина', address: 'iryna@pryklad.example', subject: 'Автовідповідач', text: 'Телефонувала вам, потрапила на автовідповідач. Передзвоніть, будь ласка.' },
  { from: 'Богдан', address: 'bohdan@pryklad.example', subject: 'Не вдалося доставити', text: 'Учора не вдалося доставити диван. Коли привезете?' },
  { from: 'Марія', address: 'maria@pryklad.example', subject: 'Re: Ваше повідомлення не доставлено', text: 'Скринька була переповнена, тепер місце є. Надішліть рахунок ще раз.' },
  { from: 'Адміністратор', address: 'admin@zavod-ua.example', subject: 'Пошта не працює', text: 'Ваші листи до нас не доходять, сервер відповідає 550 5.7.1. Перевірте налаштування.' },
  { from: 'Ганна', address: 'hanna@pryklad.example', subject: 'Запитання', text: 'Скільки коштує доставка до Ларнаки?' },
  { from: 'Петро', address: 'petro@pryklad.example', subject: 'Затримка', text: 'Замовлення затримується вже на три дні. Чекаємо на відповідь сьогодні.' },
  { from: 'Софія', address: 'sofia@pryklad.example', subject: 'Немає відповіді', text: 'Писала вам двічі, відповіді немає. Є хтось на місці?' },
  { from: 'Андрій', address: 'andrii@pryklad.example', subject: '', text: 'Дякую, отримав.' },
  { from: 'Юрій', address: 'yurii@pryklad.example', subject: 'автоматична відповідь на тендер', text: 'Потрібна ваша відповідь на тендер до п’ятниці.' },
];

type Program = (letter: Letter, number: number) => string[];

const word = (text: string): string => (/^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`);
const date = (number: number): string => new Date(Date.UTC(2026, 9, 1 + (number % 28), number % 24, number % 60)).toUTCString().replace('GMT', '+0000');
const received = (number: number): string[] => ['Return-Path: <sender@example.com>', `Received: from mx${number % 9}.example.com (mx.example.com [192.0.2.${number % 250}]) by mail.shop.example with ESMTPS; ${date(number)}`];
const envelope = (letter: Letter, number: number): string[] => [`From: ${word(letter.from)} <${letter.address}>`, 'To: Shop <support@shop.example>', `Subject: ${word(letter.subject)}`, `Date: ${date(number)}`, `Message-ID: <${number}.${letter.address}>`, 'MIME-Version: 1.0'];
const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
const alternative = (letter: Letter, boundary: string): string[] => [
  `Content-Type: multipart/alternative; boundary="${boundary}"`, '', `--${boundary}`, 'Content-Type: text/plain; charset="UTF-8"', 'Content-Transfer-Encoding: base64', '', base64(letter.text),
  `--${boundary}`, 'Content-Type: text/html; charset="UTF-8"', 'Content-Transfer-Encoding: base64', '', base64(`<div dir="ltr">${letter.text}</div>`), `--${boundary}--`,
];

/** Headers of real programs, the ones included that look like a machine's at first sight. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  gmail: (letter, n) => [...received(n), 'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=gmail.com; s=20230601; bh=x; b=y', 'X-Gm-Message-State: AOJu0Yx', 'X-Google-Smtp-Source: AGHT+IE', 'X-Received: by 2002:a17:906:1; Thu, 1 Oct 2026 00:00:00 -0700 (PDT)', ...envelope(letter, n), ...alternative(letter, '000000000000abc')],
  outlook: (letter, n) => [...received(n), 'X-MS-Has-Attach:', 'X-MS-TNEF-Correlator:', 'X-MS-Exchange-Transport-CrossTenantHeadersStamped: AM0PR01', 'Thread-Topic: x', 'Thread-Index: AQHb==', 'X-OriginatorOrg: corp.example', 'Auto-Submitted: no', ...envelope(letter, n), ...alternative(letter, '_000_AM0PR01_')],
  appleMail: (letter, n) => [...received(n), 'X-Mailer: Apple Mail (2.3774)', ...envelope(letter, n), 'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes', 'Content-Transfer-Encoding: base64', '', base64(`${letter.text}\r\n\r\n> On 1 Oct 2026, at 10:00, Shop <support@shop.example> wrote:\r\n> \r\n> Hello`)],
  thunderbird: (letter, n) => [...received(n), 'User-Agent: Mozilla Thunderbird', 'Content-Language: en-US', `In-Reply-To: <${n}@shop.example>`, `References: <${n}@shop.example>`, ...envelope(letter, n), 'Content-Type: text/plain; charset=UTF-8; format=flowed', 'Content-Transfer-Encoding: 8bit', '', letter.text],
  yandex: (letter, n) => [...received(n), 'X-Yandex-Fwd: 1', 'X-Mailer: Yamail [ http://yandex.ru ] 5.0', ...envelope(letter, n), 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64', '', base64(`<div>${letter.text}</div>`)],
  mailRu: (letter, n) => [...received(n), 'X-Mailer: Mail.Ru Mailer 1.0', 'X-Priority: 3 (Normal)', `Reply-To: ${letter.address}`, ...envelope(letter, n), ...alternative(letter, '----ALT--x')],
  phone: (letter, n) => [...received(n), 'X-Mailer: iPhone Mail (21F90)', ...envelope(letter, n), 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', base64(`${letter.text}\r\n\r\nSent from my iPhone`)],
};

/** Every letter by every program: 300 mails and more. */
export function ordinaryMails(): OrdinaryMail[] {
  const mails: OrdinaryMail[] = [];
  for (const [program, write] of Object.entries(PROGRAMS)) {
    for (const letter of LETTERS) mails.push({ name: `${program}: ${letter.from}, "${letter.subject}"`, raw: Buffer.from(write(letter, mails.length).join('\r\n')) });
  }
  return mails;
}
