import { randomUUID } from 'node:crypto';
import type { Actor, DraftInput } from '../crm.ts';
import { CHAT, createHouse, type House } from '../testing/house.ts';
import { keepOthers, type OtherVersion } from './keep-others.ts';

let house: House;
let anna: Actor;
let boris: Actor;
let conversation: string;
let inbox: string;
beforeEach(async () => {
  house = await createHouse();
  [anna, boris] = [await house.person(), await house.person()];
  inbox = await house.inbox(CHAT, {}, [anna.userId, boris.userId]);
  [anna, boris] = [await house.again(anna), await house.again(boris)];
  conversation = await house.asks(await house.customer({ kind: 'telegram', value: '42' }), inbox);
});
afterEach(() => house.close());

const type = (text: string, given: Partial<DraftInput> & { id: string }, who = anna, mode: 'reply' | 'note' = 'reply') =>
  house.crm.drafts.save(who, conversation, mode, { text, beside: {}, attachmentIds: [], basedOn: 0, ...given });
const upload = async (who = anna) => (await house.crm.files.add(who, { kind: 'file', name: 'price.pdf', mime: 'application/pdf', size: 3, sha256: `${randomUUID()}${randomUUID()}`.replaceAll('-', '') })).id;
const send = (draftId: string, given: object = {}) =>
  house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: conversation, kind: 'text', text: 'Да', seenVersion: 9, draftId, ...given });
const present = async (who = anna) => (await house.crm.drafts.list(who)).map(({ mode, text }) => [mode, text]);

describe('a draft', () => {
  it('is kept for its author alone, by conversation and mode, with everything beside the words', async () => {
    await type('Здравствуйте', { id: randomUUID(), beside: { subject: 'Цена', way: null } });
    await type('спросить у склада', { id: randomUUID() }, anna, 'note');
    expect((await house.crm.drafts.list(anna)).map(({ mode, text, beside }) => ({ mode, text, beside }))).toEqual(expect.arrayContaining([
      { mode: 'reply', text: 'Здравствуйте', beside: { subject: 'Цена', way: null } }, { mode: 'note', text: 'спросить у склада', beside: {} },
    ]));
    expect(await present(boris)).toEqual([]);
    expect(await house.crm.drafts.of(boris, conversation)).toEqual([]);
  });

  it('is told to the other devices of its author and to nobody else', async () => {
    const [id, mine] = [randomUUID(), () => type('Добрый день', { id })];
    expect(await house.told(anna, mine)).toEqual([expect.objectContaining({ type: 'draft', conversationId: conversation, mode: 'reply', version: 1 })]);
    expect(await house.told(boris, () => type('Добрый день!', { id, basedOn: 1 }))).toEqual([]);
  });

  it('of a conversation that may not be seen is neither taken nor shown', async () => {
    await type('Здравствуйте', { id: randomUUID() });
    const stranger = await house.person();
    await expect(type('x', { id: randomUUID() }, stranger)).rejects.toMatchObject({ status: 404 });
    await house.crm.users.update(house.admin, anna.userId, { inboxIds: [] });
    anna = await house.again(anna);
    expect(await present()).toEqual([]);
  });

  it('written on two devices at once holds the words that came last, and keeps the others to go on with', async () => {
    const id = randomUUID();
    await type('Привезём', { id });
    await type('Привезём завтра', { id, basedOn: 1 });
    const { others, version } = await type('Нет в наличии', { id, basedOn: 1 });
    expect([version, others.map(({ text }) => text)]).toEqual([3, ['Привезём завтра']]);

    const restored = await house.crm.drafts.restore(anna, conversation, 'reply', others[0]!.id);
    expect([restored.text, restored.others.map(({ text }) => text)]).toEqual(['Привезём завтра', ['Нет в наличии']]);
    const alone = await house.crm.drafts.discardOther(anna, conversation, 'reply', restored.others[0]!.id);
    expect([alone.text, alone.others]).toEqual(['Привезём завтра', []]);
    await expect(house.crm.drafts.restore(anna, conversation, 'reply', randomUUID())).rejects.toMatchObject({ status: 404 });
  });

  it('that is emptied is gone, and what was on its way does not bring it back', async () => {
    const id = randomUUID();
    await type('Привет', { id });
    await type('', { id, basedOn: 1 });
    await type('Приве', { id, basedOn: 1 });
    expect(await present()).toEqual([]);
    await type('Заново', { id: randomUUID(), basedOn: 2 });
    expect(await present()).toEqual([['reply', 'Заново']]);
  });
});

describe('sending', () => {
  it('clears the draft with the same commit, once, however often it is asked', async () => {
    const [draftId, id] = [randomUUID(), randomUUID()];
    await type('Да', { id: draftId });
    const told = await house.told(anna, () => send(draftId, { id }));
    expect(told).toContainEqual(expect.objectContaining({ type: 'draft', mode: 'reply', version: 2 }));
    expect(await present()).toEqual([]);
    expect(await house.told(anna, () => send(draftId, { id }))).toEqual([]);
  });

  it('that is refused leaves it where it is', async () => {
    const draftId = randomUUID();
    await type('Да', { id: draftId });
    await expect(send(draftId, { seenVersion: 0 })).rejects.toMatchObject({ code: 'outdated-thread' });
    expect(await present()).toEqual([['reply', 'Да']]);
  });

  it('leaves what was begun since, and keeps away what comes late', async () => {
    const [sent, next] = [randomUUID(), randomUUID()];
    await type('Да', { id: sent });
    await type('И ещё', { id: next, basedOn: 1 });
    await send(sent);
    expect(await present()).toEqual([['reply', 'И ещё']]);

    const early = randomUUID();
    await send(early, { kind: 'note', text: 'заметка' });
    await type('заметка', { id: early }, anna, 'note');
    expect(await present()).toEqual([['reply', 'И ещё']]);
  });
});

describe('what a draft names', () => {
  it('is not forgotten while the draft is there, in another version too', async () => {
    const [file, other] = [await upload(), await upload()];
    await type('с файлом', { id: randomUUID(), attachmentIds: [file] });
    await type('с другим', { id: randomUUID(), attachmentIds: [other], basedOn: 0 });
    house.pass(3 * 86_400_000);
    expect(await house.crm.files.forgetUnsent()).toBe(0);
    const [draft] = await house.crm.drafts.list(anna);
    await house.crm.drafts.discardOther(anna, conversation, 'reply', draft!.others[0]!.id);
    expect(await house.crm.files.forgetUnsent()).toBe(1);
    await expect(house.crm.files.open(anna, other)).resolves.toBeDefined();
    await expect(house.crm.files.open(anna, file)).rejects.toMatchObject({ status: 404 });
  });

  it('is only what its author uploaded', async () => {
    const foreign = await upload(boris);
    await type('с чужим', { id: randomUUID(), attachmentIds: [foreign] });
    house.pass(3 * 86_400_000);
    expect(await house.crm.files.forgetUnsent()).toBe(1);
  });
});

it('that it is gone is forgotten after a while; what is there stays', async () => {
  await type('Привет', { id: randomUUID() });
  const id = randomUUID();
  await type('x', { id }, anna, 'note');
  await type('', { id, basedOn: 1 }, anna, 'note');
  expect(await house.crm.drafts.trim(30)).toBe(0);
  house.pass(31 * 86_400_000);
  expect(await house.crm.drafts.trim(30)).toBe(1);
  expect(await present()).toEqual([['reply', 'Привет']]);
});

describe('other versions', () => {
  const content = (text: string, attachmentIds: string[] = []) => ({ text, beside: {}, attachmentIds });
  const other = (text: string, attachmentIds: string[] = []): OtherVersion => ({ ...content(text, attachmentIds), id: text, at: '' });
  it.each([
    ['what the present words hold whole', 'Привезём завтра', [], 'Привезём', []],
    ['nothing but blanks', 'Да', [], '  \n', []],
    ['other words', 'Да', [], 'Нет', ['Нет']],
    ['a beginning of a version that is kept', 'Да', ['Не'], 'Нет, завтра', ['Нет, завтра']],
  ])('%s', (_, now, before, lost, kept) => {
    expect(keepOthers(content(now), before.map((text) => other(text)), other(lost)).map(({ text }) => text)).toEqual(kept);
  });
  it('the same words with another file are kept', () => {
    expect(keepOthers(content('Прайс', ['a']), [], other('Прайс', ['b']))).toHaveLength(1);
  });
  it('are ten at most, the newest', () => {
    const many = Array.from({ length: 12 }, (_, n) => other(`Версия номер ${String.fromCharCode(65 + n)}`));
    expect(keepOthers(content('Да'), many, other('Новая')).map(({ text }) => text)).toEqual(['Новая', ...many.slice(0, 9).map(({ text }) => text)]);
  });
});
