import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectMessenger } from '../../../api/src/testing/messenger.ts';
import type { LabelView, MessageView, UserView } from '../../../../libs/crm-core/src/views.ts';
import type { Desk } from '../../../../tools/proof/desk.ts';
import { setUpCompany } from '../../../../tools/sandbox/demo/connect-channels.ts';
import type { Premises } from '../../../../tools/sandbox/demo/house.ts';
import { COLLEAGUES, LINE, MAIL } from '../../../../tools/sandbox/demo/people.ts';
import { postJson } from '../../../../tools/sandbox/demo/post-json.ts';
import { playDeals, playSamples } from '../../../../tools/sandbox/demo/sample-data.ts';
import { picture } from './picture.ts';

export type Rows = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;

/** A company in the middle of its day, with everything in it that a window can be asked to show. */
export interface BusyCompany {
  readonly url: string;
  /** The shop's page with the web chat, of another origin. */
  readonly shop: string;
  readonly admin: Desk;
  /** Conversations by what they show. */
  readonly thread: Readonly<Record<'media' | 'letter' | 'sms' | 'webchat' | 'voice' | 'own' | 'failed' | 'long' | 'snoozed' | 'order', string>>;
  /** An invitation that nobody took yet. */
  readonly invitation: string;
  /** A phone call comes in and rings for the colleagues; `end` gives it up. */
  rings(): Promise<{ end(): Promise<void> }>;
  stop(): Promise<void>;
}

const LONG_NAME = { id: 7_000_000_301, first_name: 'Олександра-Вікторія', last_name: 'Нестеренко-Великомихайлівська', language_code: 'uk' };
const PASSERS_BY = [
  ['Галина Яременко', 'Добрий день! Коли зможете доставити замовлення?'], ['Артём Зайцев', 'А можно оплатить картой при получении?'], ['Соломія Ткач', 'Дякую за швидку відповідь!'],
  ['Светлана Литвин', 'Гарантия два года, верно? И сервис в нашем городе есть?'], ['ТОВ «Світанок-Південь»', 'Надішліть, будь ласка, рахунок на юридичну особу: код 31245678.'], ['Ярослав Козак', 'Чи є знижка, якщо брати три штуки?'],
  ['Екатерина Лебедева', 'Жду ответа, завтра уезжаю.'], ['Benedikt Straßmann-Hohenfels', 'Is the outdoor unit quiet enough for a balcony above a bedroom?'], ['Тарас Білоус', 'Ок'], ['Людмила Остапчук', 'Вже третій день не можу додзвонитися. Передзвоніть, будь ласка.'],
  ['Михаил Орлов', 'Понял, спасибо, посоветуюсь с женой и напишу.'], ['Юлія Кравчук', 'Фото вкладаю, подивіться, чи можна це полагодити.'], ['Костянтин Жук', 'Підкажіть, чи працюєте ви у неділю?'], ['Вера Соколова', 'Пришлите инструкцию на русском.'],
] as const;

/** By the vendors' own protocols and the REST API; only time is put back in the tables. */
export async function openBusyCompany(house: Premises, rows: Rows): Promise<BusyCompany> {
  let webchat = '';
  const shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="uk"><meta name="viewport" content="width=device-width"><title>Nord</title><main style="font:18px/1.5 sans-serif;padding:40px"><h1>Hoshi Inverter 12</h1><p>990 €</p></main><script src="${house.url}/widget/loader.js" data-inbox="${webchat}" async></script></html>`);
  });
  await new Promise<void>((ready) => shop.listen(0, '127.0.0.1', ready));
  const site = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const company = await setUpCompany(house, site);
  webchat = company.webchatId;
  const { admin } = company;
  const [illia, sofia] = COLLEAGUES.map(({ email }) => company.colleagues.get(email)!) as [Desk, Desk];
  const messenger = await connectMessenger({ ask: async <T>(method: string, path: string, body?: unknown) => ({ status: 200, headers: new Headers(), body: await admin.call<T>(method, `/${path}`, body) }) }, await idsOf(admin));
  await playSamples(house, company);
  await playDeals(company);

  const telegram = (from: object, kind: string, rest: object = {}) => postJson(`http://127.0.0.1:${house.telegram.control}/customer`, { kind, from, ...rest });
  const twilio = (path: string, order: object) => postJson(`http://127.0.0.1:${house.twilio.control}/${path}`, order);
  const mail = (letter: object) => postJson(`http://127.0.0.1:${house.mail.control}/customer`, { to: MAIL.forwarding, ...letter });
  const write = async (name: string, text: string): Promise<string> => {
    await messenger.post(house.url, messenger.signed([messenger.message(text, name)]));
    return conversation(name);
  };
  const conversation = (name: string) => until(`a conversation of ${name}`, async () => (await rows<{ id: string }>('SELECT c.id FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE k.name = $1 OR EXISTS (SELECT 1 FROM contact_identity i WHERE i.contact_id = k.id AND i.value = $1)', [name]))[0]?.id);
  const says = async (desk: Desk, id: string, text: string, rest: object = {}): Promise<MessageView> => {
    const { version } = await desk.call<{ version: number }>('GET', `/conversations/${id}`);
    return desk.call<MessageView>('POST', `/conversations/${id}/messages`, { id: randomUUID(), kind: 'text', text, seenVersion: version, force: true, ...rest });
  };
  const heard = (text: string) => until(`the message «${text}»`, async () => (await rows<{ id: string }>('SELECT id FROM message WHERE text = $1', [text]))[0]?.id);

  const team = await furnish(admin);
  const media = await conversation('Ірина Коваль');
  const iryna = { id: 7_000_000_201, first_name: 'Ірина', last_name: 'Коваль', username: 'iryna_k', language_code: 'uk' };
  const photo = (n: number) => picture(640, 480, [90 + n * 40, 110, 130], [210, 190 - n * 30, 150]).toString('base64');
  await telegram(iryna, 'photo', { bytes: photo(0), text: 'Ось кімната' });
  await telegram(iryna, 'voice');
  await telegram(iryna, 'document', { name: 'План квартири, другий поверх, остаточний варіант з розмірами.pdf', mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64') });
  await telegram(iryna, 'location', { latitude: 50.4501, longitude: 30.5234 });
  await telegram(iryna, 'contact', { phone: '380555000401', own: false });
  await telegram(iryna, 'text', { text: 'І ще питання: скільки часу займає монтаж і чи треба мені бути вдома весь день?' });
  await heard('І ще питання: скільки часу займає монтаж і чи треба мені бути вдома весь день?');
  await says(illia, media, 'Попросила рассчитать зиму: нужен комплект до −20. @Марина Левченко, подскажи цену.', { kind: 'note', mentions: { userIds: [team.admin], teamIds: [] } });

  await mail({
    from: 'daria.popescu@riverside-architecture.example', name: 'Daria-Alexandra Popescu-Constantinescu', subject: 'Re: Angebot / Quote 2026-114: ventilation and cooling for the third floor, revised drawings attached',
    text: 'Hello,\n\nplease find the revised drawings attached.\n\nOn Mon, Nov 23, 2026 Nord wrote:\n> Dear Daria,\n> thank you for the drawings.\n> Could you add the ceiling heights?',
    html: '<div style="font-family:Georgia"><p>Hello,</p><p>please find the <b>revised drawings</b> attached. The rooms in short:</p><table border="1" cellpadding="6"><tr><th>Room</th><th>m²</th><th>Persons</th></tr><tr><td>Meeting</td><td>42</td><td>12</td></tr><tr><td>Studio</td><td>118</td><td>24</td></tr></table><p>Kind regards<br>Daria</p><blockquote><p>On Mon, Nov 23, 2026 Nord wrote:</p><p>Dear Daria, thank you for the drawings. Could you add the ceiling heights?</p></blockquote></div>',
    attachments: [{ filename: 'Third floor, revised.pdf', contentBase64: Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64'), contentType: 'application/pdf' }, { filename: 'facade.png', contentBase64: photo(2), contentType: 'image/png' }],
  });
  const letter = await conversation('Daria-Alexandra Popescu-Constantinescu');
  await telegram(LONG_NAME, 'text', { text: 'Добрий день! Дивлюся на вашому сайті https://nord-clima.example/catalogue/hoshi/inverter-14?colour=white&installation=standard&utm_source=newsletter&utm_campaign=november-long-address і не можу зрозуміти, чи входить у ціну кронштейн. '.repeat(2).trim() });
  const long = await conversation(`${LONG_NAME.first_name} ${LONG_NAME.last_name}`);

  const passing: string[] = [];
  for (const [name, text] of PASSERS_BY) passing.push(await write(name, text));
  const own = passing[0]!;
  for (const id of passing.slice(8, 12)) await says(sofia, id, 'Добрий день! Так, усе є, сьогодні відповімо з цінами.');
  const snoozed = passing[9]!;
  await admin.call('POST', `/conversations/${snoozed}/status`, { status: 'snoozed', snoozedUntil: new Date(Date.now() + 18 * 3_600_000).toISOString() });
  await admin.call('POST', `/conversations/${passing[10]}/status`, { status: 'closed' });
  await admin.call('POST', `/conversations/${passing[12]}/spam`, { spam: true });
  await admin.call('POST', `/conversations/${passing[6]}/assign`, { ownerId: null });

  const gone = { id: 7_000_000_302, first_name: 'Богдан', last_name: 'Сидоренко', language_code: 'uk' };
  await telegram(gone, 'text', { text: 'Скільки коштує монтаж на третьому поверсі?' });
  const failed = await conversation('Богдан Сидоренко');
  const blocked = await says(illia, failed, 'Добрий день! 120 €, якщо зовнішній блок ставимо під вікно.');
  await until('the answer', async () => (await rows('SELECT 1 FROM message WHERE id = $1 AND delivery_status IN (\'sent\', \'delivered\')', [blocked.id])).length > 0);
  await twilio('fault', { kind: 'refuse', code: 30003, match: '' }).catch(() => undefined);
  const sms = await conversation('+380555000401');
  const refused = await says(illia, sms, 'Мастер выехал, будет через двадцать минут.');
  await until('the refusal', async () => (await rows('SELECT 1 FROM message WHERE id = $1 AND delivery_status = \'failed\'', [refused.id])).length > 0);
  // A broken line between the vendor's yes and us; nothing here can bring that about at will.
  await rows("UPDATE delivery SET status = 'uncertain' WHERE message_id = $1", [blocked.id]);
  await rows("UPDATE message SET delivery_status = 'uncertain' WHERE id = $1", [blocked.id]);
  await rows("UPDATE conversation SET preview = jsonb_set(preview, '{delivery}', '\"uncertain\"') WHERE id = $1", [failed]);

  for (const [index, name] of ['Приїде майстер: нагадати про доступ до електрощита й місце для авто', 'Надіслати рахунок', 'Позвонить и спросить, всё ли работает'].entries()) {
    await admin.call('POST', '/tasks', { title: name, dueAt: new Date(Date.now() + (index * 26 - 5) * 3_600_000).toISOString(), assigneeId: team.admin, conversationId: [media, letter, long][index] });
  }
  const labels = await admin.call<LabelView[]>('GET', '/labels');
  for (const [index, id] of [media, letter, long, own, ...passing.slice(1, 5)].entries()) {
    await admin.call('POST', `/conversations/${id}/labels`, { add: labels.slice(index % 3, (index % 3) + 1 + (index % 3)).map((label) => label.id) });
    if (index % 2 === 0) await admin.call('POST', `/conversations/${id}/priority`, { priority: index === 0 ? 'urgent' : 'high' });
  }
  await twilio('sms', { from: '+380555000499', to: LINE, body: 'Хто це?', fields: { From: '' } });
  await until('what was not understood', async () => (await rows("SELECT 1 FROM raw_event WHERE status = 'quarantined'")).length > 0);
  await rows("UPDATE inbox SET health = 'broken', health_detail = 'The mail server refuses the login. Some providers need an app password.', broken_since = now() - interval '25 minutes' WHERE adapter = 'email'");
  await spreadOverTheDay(rows);
  await admin.call('POST', '/webhook-endpoints', { url: 'https://stock.nord-clima.example/okno/events', description: 'Склад і бухгалтерія', eventTypes: ['order.created', 'order.updated'] });
  await rows("UPDATE alarm_rule SET applies_from = '-infinity'");
  await until('alarms', async () => (await rows("SELECT 1 FROM alarm WHERE kind = 'channel-down'")).length > 0);

  return {
    url: house.url, shop: site, admin, invitation: team.invitation,
    thread: { media, letter, sms, webchat: await conversation('Оксана Бондар'), voice: await conversation('+380555000403'), own, failed, long, snoozed, order: await conversation('Оксана Бондар') },
    async rings() {
      await twilio('call', { from: '+380555000777', to: LINE, voicemailSeconds: 3 });
      return { end: async () => void (await Promise.all(COLLEAGUES.map(({ phone }) => twilio('decline', { number: phone }).catch(() => undefined)))) };
    },
    async stop() {
      await messenger.close();
      shop.closeAllConnections();
      await new Promise((done) => shop.close(done));
    },
  };
}

const idsOf = async (admin: Desk): Promise<string[]> => (await admin.call<UserView[]>('GET', '/users')).map(({ id }) => id);

/** Teams, labels, canned replies, a saved view, a key, an invitation. */
async function furnish(admin: Desk): Promise<{ admin: string; invitation: string }> {
  const users = await admin.call<UserView[]>('GET', '/users');
  const me = users.find((user) => user.role === 'admin')!.id;
  await admin.call('PATCH', '/auth/me', { onDuty: true });
  for (const [name, memberIds] of [['Продажі', users.map(({ id }) => id)], ['Сервис и гарантийное обслуживание', users.slice(0, 1).map(({ id }) => id)]] as const) await admin.call('POST', '/teams', { name, memberIds });
  for (const [name, colour] of [['Монтаж', 'amber'], ['Опт', 'teal'], ['Повернення або обмін товару', 'red'], ['VIP', 'violet'], ['Розстрочка', 'green']]) await admin.call('POST', '/labels', { name, colour });
  for (const [title, code, texts] of [
    ['Ціна з монтажем', 'ціна', { uk: 'Добрий день, {contact.name}! Hoshi 12 з монтажем: 1 110 €.', ru: 'Здравствуйте, {contact.name}! Hoshi 12 с монтажом: 1 110 €.', en: 'Hello {contact.name}! Hoshi 12 with installation: 1 110 €.' }],
    ['Где мастер', 'мастер', { ru: 'Мастер приедет сегодня с 10 до 12 и позвонит за час.' }],
    ['Умови гарантії та сервісного обслуговування для юридичних осіб', null, { uk: 'Гарантія три роки, сервіс двічі на рік.', en: 'Three years of warranty, service twice a year.' }],
  ] as const) await admin.call('POST', '/canned-replies', { title, code, audience: 'shared', teamId: null, texts, keepFileIds: [], attachmentIds: [] });
  await admin.call('POST', '/saved-views', { name: 'Telegram без ответа', shared: true, choice: { view: 'all', sort: 'wait', filter: { channel: 'telegram', overdue: true } } });
  await admin.call('POST', '/api-tokens', { name: 'Сайт і склад' });
  const { url } = await admin.call<{ url: string }>('POST', '/invitations', { email: 'oleksandra.bondarenko@nord-clima.example', name: 'Олександра Бондаренко', role: 'operator', inboxIds: [], teamIds: [] });
  return { admin: me, invitation: new URL(url).pathname };
}

/** Everything came within a minute: each conversation goes back by some minutes, the later ones by hours and days. */
async function spreadOverTheDay(rows: Rows): Promise<void> {
  await rows(
    `WITH back AS (
       SELECT id, (ARRAY[2, 4, 9, 12, 16, 21, 34, 55, 90, 140, 220, 400, 900, 1500, 3100, 4700])[1 + (row_number() OVER (ORDER BY last_message_at DESC)::int % 16)] * interval '1 minute' AS span FROM conversation
     ), moved AS (
       UPDATE message m SET occurred_at = m.occurred_at - b.span, created_at = m.created_at - b.span FROM back b WHERE b.id = m.conversation_id
     )
     UPDATE conversation c SET last_message_at = c.last_message_at - b.span, created_at = c.created_at - b.span, waiting_since = c.waiting_since - b.span, answer_due_at = c.answer_due_at - b.span,
       preview = jsonb_set(c.preview, '{at}', to_jsonb(to_char((c.last_message_at - b.span) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) FROM back b WHERE b.id = c.id`);
}

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited a minute for ${what}.`);
}
