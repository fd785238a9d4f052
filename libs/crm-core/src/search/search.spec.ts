import { randomUUID } from 'node:crypto';
import { readFileSync, existsSync } from 'node:fs';
import type { Actor, SearchQuery } from '../crm.ts';
import { CHAT, createHouse, MAIL, SMS, type House } from '../testing/house.ts';
import type { SearchView } from '../views.ts';

let house: House;
let mail: string;
let sms: string;
beforeEach(async () => {
  house = await createHouse();
  mail = await house.inbox(MAIL);
  sms = await house.inbox(SMS);
});
afterEach(() => house.close());

/** As the worker does: until nothing is left. */
async function indexed(): Promise<void> {
  await house.settled();
  while (await house.crm.search.indexNext());
}
/** A message written as old rows are: nobody is told of it. */
const say = async (text: string, given: Partial<{ subject: string; actor: string; inbox: string; conversationId: string; contactId: string }> = {}): Promise<{ conversationId: string; contactId: string }> => {
  const inbox = given.inbox ?? mail;
  const address = inbox === sms ? ({ kind: 'phone', value: `+38050${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}` } as const) : ({ kind: 'email', value: `${randomUUID()}@mail.example` } as const);
  const contactId = given.contactId ?? (await house.customer(address));
  const conversationId = await house.asks(contactId, inbox, { text, ...(given.subject && { subject: given.subject }), ...(given.conversationId && { conversationId: given.conversationId }) });
  return { conversationId, contactId };
};
const find = (words: string, more: Partial<SearchQuery> = {}, actor: Actor = house.admin): Promise<SearchView> => house.crm.search.find(actor, { words, ...more });
const said = async (words: string, more: Partial<SearchQuery> = {}, actor?: Actor): Promise<string[]> => (await find(words, { groups: ['messages'], ...more }, actor)).messages.map(({ excerpt }) => excerpt);
const names = async (words: string, actor?: Actor): Promise<string[]> => (await find(words, { groups: ['people'] }, actor)).people.map(({ name }) => name);
const rename = (contactId: string, name: string): Promise<unknown> => house.crm.contacts.update(house.admin, contactId, { name });
const reply = (conversationId: string, text: string, kind: 'note' | 'text' = 'note') => house.crm.outbound.reply(house.admin, { id: randomUUID(), conversationId, kind, text, seenVersion: 99, force: true });

describe('messages', () => {
  it('are found by every form of a word, in three languages and by transliteration', async () => {
    await say('Когда будет доставка?');
    await say('Мы уже заказали два кондиционера');
    await say('Хочу замовити чайник');
    await say('It was delivered yesterday');
    await say('dobryy den, dostavku oplatil');
    await indexed();
    for (const words of ['доставку', 'доставки', 'ДОСТАВКОЙ', 'dostavka', 'dostavku', 'доставить']) expect([words, (await said(words)).toSorted()]).toEqual([words, ['dobryy den, dostavku oplatil', 'Когда будет доставка?']]);
    for (const words of ['заказ', 'заказать', 'zakazali', 'заказывали', 'заказал кондиционер']) expect([words, await said(words)]).toEqual([words, ['Мы уже заказали два кондиционера']]);
    for (const words of ['замовлення', 'замовляю', 'zamovyty', 'чайники']) expect([words, await said(words)]).toEqual([words, ['Хочу замовити чайник']]);
    for (const words of ['deliver', 'delivery', 'delivering yesterday']) expect([words, await said(words)]).toEqual([words, ['It was delivered yesterday']]);
    expect(await said('заказ чайник')).toEqual([]);
  });

  it('are found by a beginning of the last word', async () => {
    await say('Отправьте накладную на почту');
    await indexed();
    expect(await said('отправьте наклад')).toHaveLength(1);
    expect(await said('накл отправьте')).toEqual([]);
  });

  it('are found by subject, by the name of a file, in notes; not by what was quoted', async () => {
    const { conversationId } = await say('В приложении', { subject: 'Коммерческое предложение' });
    const [{ id } = { id: '' }] = await house.sql.query<{ id: string }>('SELECT id FROM message');
    await house.sql.query("UPDATE message SET quoted_text = 'секретная цитата' WHERE id = $1", [id]);
    await house.sql.query(
      "INSERT INTO attachment (id, message_id, kind, name, mime, size, sha256, state) VALUES ($1, $2, 'file', 'Счёт-фактура_0417.pdf', 'application/pdf', 1, 'x', 'ready')", [randomUUID(), id]);
    await indexed();
    await reply(conversationId, 'Постоянный покупатель');
    await indexed();
    expect((await find('предложения')).messages.map(({ place, excerpt }) => [place, excerpt])).toEqual([['subject', 'Коммерческое предложение']]);
    expect((await find('фактуры')).messages.map(({ place, excerpt }) => [place, excerpt])).toEqual([['file', 'Счёт-фактура_0417.pdf']]);
    expect((await find('покупатели')).messages.map(({ kind }) => kind)).toEqual(['note']);
    expect(await said('цитата')).toEqual([]);
  });

  it('written after the index was made are found, edited ones by their new words, deleted ones not at all', async () => {
    const chat = await house.inbox(CHAT);
    await indexed();
    await say('Добрый день');
    const { conversationId } = await say('первое');
    await reply(conversationId, 'осторожно, хрупкое');
    await indexed();
    expect(await said('хрупкий')).toEqual(['осторожно, хрупкое']);
    const event = { sender: { address: { kind: 'telegram', value: '77' }, verified: true }, externalThreadId: 't', occurredAt: house.now() } as const;
    const ingest = (key: string, ...events: readonly object[]): Promise<unknown> =>
      house.crm.ingest.ingest({ inboxId: chat, raw: { providerKey: key, body: Buffer.from(key), headers: {}, receivedAt: house.now() }, interpretation: { events: events as never } });
    await ingest('a', { type: 'message-received', direction: 'inbound', channel: 'telegram', externalId: 't/1', text: 'верблюд', claims: [], references: [], attachments: [], ...event });
    await indexed();
    expect(await said('верблюды')).toEqual(['верблюд']);
    await ingest('b', { type: 'message-edited', externalId: 't/1', text: 'жираф', editedAt: house.now() });
    await indexed();
    expect([await said('верблюд'), await said('жирафа')]).toEqual([[], ['жираф']]);
    await ingest('c', { type: 'message-deleted', externalIds: ['t/1'], deletedAt: house.now() });
    await indexed();
    expect(await said('жираф')).toEqual([]);
  });

  it('are narrowed by channel, owner and time', async () => {
    const first = await say('скидка на чай');
    house.pass(86_400_000);
    await say('скидка на кофе', { inbox: sms });
    await house.crm.conversations.assign(house.admin, first.conversationId, { ownerId: house.admin.userId });
    await indexed();
    expect(await said('скидки', { channel: 'sms' })).toEqual(['скидка на кофе']);
    expect(await said('скидки', { ownerId: house.admin.userId })).toEqual(['скидка на чай']);
    expect(await said('скидки', { ownerId: 'nobody' })).toEqual(['скидка на кофе']);
    expect(await said('скидки', { from: '2027-03-02T00:00:00Z' })).toEqual(['скидка на кофе']);
    expect(await said('скидки', { to: '2027-03-02T00:00:00Z' })).toEqual(['скидка на чай']);
  });

  it('stand best first: the subject before the text, words side by side before words far apart, the newer of two equal ones', async () => {
    await say('возврат денег');
    house.pass(60_000);
    await say('возврат денег');
    house.pass(60_000);
    await say('возврат товара, а потом когда-нибудь и наших денег');
    house.pass(60_000);
    await say('здравствуйте', { subject: 'Возврат денег' });
    await indexed();
    const found = (await find('возврат денег')).messages;
    expect(found.map(({ place }) => place)).toEqual(['subject', 'text', 'text', 'text']);
    expect(found[3]!.excerpt).toContain('когда-нибудь');
    expect(Date.parse(found[1]!.occurredAt)).toBeGreaterThan(Date.parse(found[2]!.occurredAt));
  });

  it('of spam are found only when asked for', async () => {
    const { conversationId } = await say('выигрыш миллион');
    await house.crm.conversations.setSpam(house.admin, conversationId, true);
    await indexed();
    expect(await said('миллионы')).toEqual([]);
    expect(await said('миллионы', { spam: true })).toHaveLength(1);
  });
});

describe('a common word', () => {
  it('is answered from its newest messages, and says so; a date reaches the older ones', async () => {
    const { conversationId, contactId } = await say('первая доставка');
    await house.sql.query(
      `INSERT INTO message (id, conversation_id, contact_id, inbox_id, channel, kind, direction, text, occurred_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'email', 'text', 'inbound', CASE WHEN n % 400 = 0 THEN 'редкостный экземпляр' ELSE 'доставка номер ' || n END, '2026-01-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 4000) n`,
      [conversationId, contactId, mail]);
    await indexed();
    const common = await find('доставки', { limit: 50 });
    expect(common.messages).toHaveLength(50);
    expect(common.moreMessages).toBe(true);
    expect(Date.parse(common.messagesBackTo!)).toBeGreaterThan(Date.parse('2026-05-01'));
    expect((await find('доставка', { to: '2026-01-02T00:00:00Z', limit: 200 })).messages).toHaveLength(23);
    const rare = await find('редкостные', { limit: 50 });
    expect([rare.messages.length, rare.messagesBackTo]).toEqual([10, null]);
  });
});

describe('what may not be seen', () => {
  it('is not found: other inboxes, a colleague’s own, private inboxes', async () => {
    const hidden = await house.inbox(MAIL, { isPrivate: true });
    const operator = await house.person('operator', [sms]);
    const both = await house.customer({ kind: 'phone', value: '+380501112233' }, { kind: 'email', value: 'both@mail.example' });
    const conversationId = await house.asks(both, sms, { text: 'увидимся завтра' });
    await house.asks(both, hidden, { conversationId, text: 'увидимся тайно', subject: 'тайна' });
    await say('увидимся нескоро');
    await indexed();
    expect((await said('увидимся')).toSorted()).toEqual(['увидимся завтра', 'увидимся нескоро', 'увидимся тайно']);
    expect(await said('увидимся', {}, operator)).toEqual(['увидимся завтра']);
    expect(await said('тайна', {}, operator)).toEqual([]);
    expect((await find('mail.example', {}, operator)).people.map(({ contactId }) => contactId)).toEqual([both]);

    await house.crm.company.update(house.admin, { operatorsSeeOwnOnly: true });
    await house.crm.conversations.assign(house.admin, conversationId, { ownerId: house.admin.userId });
    await indexed();
    const narrowed = await house.again(operator);
    expect(await said('увидимся', {}, narrowed)).toEqual([]);
    expect(await names('+380501112233', narrowed)).toEqual([]);
  });
});

describe('people', () => {
  it('are found by the last digits of a phone in any writing', async () => {
    const contact = await house.customer({ kind: 'phone', value: '+380671234567' });
    await rename(contact, 'Олег Гриценко');
    await rename(await house.customer({ kind: 'phone', value: '+380671230000' }), 'Кто-то Другой');
    await indexed();
    for (const typed of ['4567', '34567', '234567', '1234567', '123-45-67', '067 123 45 67', '+38 (067) 123-45-67', '8 067 123 4567']) expect([typed, await names(typed)]).toEqual([typed, ['Олег Гриценко']]);
    const [found] = (await find('45-67')).people;
    expect(found!.via!.marks.map(({ from, to }) => found!.via!.label.slice(from, to).replace(/\D/g, ''))).toEqual(['4567']);
  });

  it('are found by name in both alphabets, in any order, also misspelled, and by part of an address', async () => {
    const people = ['Марія Коваль', 'Serhiy Zhadan', 'Щербаков Иван', 'Джонсон и сыновья'];
    for (const [index, name] of people.entries()) await rename(await house.customer({ kind: 'email', value: `person.${index}@firma-${index}.example` }), name);
    await indexed();
    for (const [typed, name] of [['мари', 0], ['Maria Koval', 0], ['коваль марія', 0], ['Мария', 0], ['Сергей Жадан', 1], ['жадан', 1], ['Shcherbakov', 2], ['иван щерб', 2], ['Щербков', 2], ['джонсонн', 3], ['firma-3', 3], ['PERSON.1@', 1]] as const) {
      expect([typed, (await names(typed))[0]]).toEqual([typed, people[name]]);
    }
    expect(await names('Васильев')).toEqual([]);
    const [found] = (await find('koval')).people;
    expect(found!.nameMarks.map(({ from, to }) => found!.name.slice(from, to))).toEqual(['Коваль']);
  });

  it('are found under their new name and address', async () => {
    await indexed();
    const contact = await house.customer();
    await rename(contact, 'Старое Имя');
    await indexed();
    await rename(contact, 'Новое Имя');
    await house.crm.contacts.addIdentity(house.admin, contact, { kind: 'email', value: 'fresh@mail.example' });
    await indexed();
    expect([await names('старое'), await names('новое'), await names('fresh@')]).toEqual([[], ['Новое Имя'], ['Новое Имя']]);
  });

  it('are found by the name of who was merged into them, which is shown, and by it apart when that is undone', async () => {
    const olena = await house.customer({ kind: 'email', value: 'olena@shop.example' });
    const lena = await house.customer({ kind: 'telegram', value: '77' });
    await rename(olena, 'Olena Koval');
    await rename(lena, 'Солнышко');
    await house.crm.contacts.merge(house.admin, olena, lena);
    await indexed();
    const [found, ...others] = (await find('солн', { groups: ['people'] })).people;
    expect(others).toEqual([]);
    expect(found).toMatchObject({ contactId: olena, name: 'Olena Koval', nameMarks: [], via: { label: 'Солнышко', marks: [{ from: 0, to: 8 }] } });
    expect(await names('солнишко')).toEqual(['Olena Koval']);
    expect(await names('koval')).toEqual(['Olena Koval']);
    await house.crm.contacts.unmerge(house.admin, (await house.crm.contacts.get(house.admin, olena)).merges[0]!.id);
    await indexed();
    expect(await names('солн')).toEqual(['Солнышко']);
  });

  it('bring their last conversation', async () => {
    const { conversationId, contactId } = await say('привет');
    await rename(contactId, 'Ольга');
    await indexed();
    expect((await find('ольга')).people.map((person) => [person.conversationId, person.channels])).toEqual([[conversationId, ['email']]]);
  });
});

it('orders are found by their number', async () => {
  const { contactId, conversationId } = await say('чайник');
  const order = await house.crm.orders.create(house.admin, { id: randomUUID(), contactId, conversationId, lines: [{ name: 'Чайник', quantity: 1, priceMinor: 100 }] });
  const stranger = await house.person('operator', [sms]);
  for (const typed of [String(order.number), `№ ${order.number}`, `#${order.number}`]) expect((await find(typed)).orders.map(({ orderId }) => orderId)).toEqual([order.id]);
  expect((await find(String(order.number), {}, stranger)).orders).toEqual([]);
  expect((await find('999999999999999')).orders).toEqual([]);
});

describe('what means something elsewhere means nothing here', () => {
  const NASTY = ["it's 'quoted' \\ twice", 'a <-> b & c | !d :* (e)', '👍🏽 ok 🇺🇦', '%_% 100% _under_', "'; DROP TABLE message; --", '<script>alert(1)</script>', '\u202eperevorot\u202c', 'Ω≈ç√∫', '田中さん', 'بسم الله', '®™ №5'];
  it('is found as it was written', async () => {
    for (const text of NASTY) await say(text);
    await indexed();
    for (const text of NASTY) expect([text, await said(text)]).toEqual([text, [text.replace(/\s/g, ' ')]]);
    for (const sign of ['<->', '&', '|', ':*', '👍🏽', '🇺🇦']) expect([sign, (await said(sign)).length]).toEqual([sign, 1]);
  });
  it('harms nothing', async () => {
    await say('обычное');
    await indexed();
    const corpus = '../shared/corpora/naughty-strings.json';
    const strings = [...(existsSync(corpus) ? (JSON.parse(readFileSync(corpus, 'utf8')) as string[]) : []), '', ' ', '!', "''", '\\', '& | !', ':*', "a':*", '(', '<', 'x'.repeat(5000), '1'.repeat(400), '😀'.repeat(200), '\ud83d'];
    for (const words of strings) {
      const typed = words.replaceAll('\0', '').toWellFormed();
      await expect(find(typed)).resolves.toMatchObject({ messages: expect.any(Array) });
    }
  });
});

describe('the index', () => {
  it('holds the history that was there before it, and survives the loss of its place in the feed', async () => {
    await say('древность');
    await house.sql.query('TRUNCATE message_search, contact_search');
    await house.sql.query('UPDATE search_progress SET cursor = NULL, message_walk = NULL, contact_walk = NULL');
    await indexed();
    expect(await said('древности')).toEqual(['древность']);
    await say('новость дня');
    await house.crm.feed.renewEpoch();
    await indexed();
    expect(await said('новости')).toEqual(['новость дня']);
  });
  it('misses nothing and doubles nothing when two workers are at it and one of them dies in between', async () => {
    for (let n = 0; n < 60; n += 1) await say(`пример ${n}`);
    await house.settled();
    for (let turn = 0; turn < 60; turn += 1) await Promise.allSettled([house.crm.search.indexNext(), house.crm.search.indexNext()]);
    await indexed();
    expect((await find('примеры', { limit: 100 })).messages).toHaveLength(60);
  });
});
