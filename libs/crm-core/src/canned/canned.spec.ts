import { randomUUID } from 'node:crypto';
import type { Actor, CannedInput } from '../crm.ts';
import { createHouse, type House } from '../testing/house.ts';

let house: House;
let anna: Actor;
let boris: Actor;
/** Leads the team that Anna belongs to. */
let head: Actor;
let stranger: Actor;
let team: string;
beforeAll(async () => {
  house = await createHouse();
  [anna, boris, head, stranger] = [await house.person(), await house.person(), await house.person('manager'), await house.person('manager')];
  team = (await house.crm.users.teams.save(house.admin, { name: 'Склад', memberIds: [anna.userId, head.userId] })).id;
});
afterAll(() => house.close());

const SHA = (n: number): string => n.toString(16).padStart(2, '0').repeat(32);
const reply = (given: Partial<CannedInput> = {}): CannedInput => ({ title: 'Доставка', audience: 'personal', texts: { ru: 'Доставим завтра, {contact.firstName}' }, ...given });
const save = (actor: Actor, given: Partial<CannedInput> = {}) => house.crm.canned.save(actor, reply(given));
const idsOf = async (actor: Actor): Promise<string[]> => (await house.crm.canned.list(actor)).map(({ id }) => id);
const upload = (actor: Actor, n: number) => house.crm.files.add(actor, { kind: 'file', name: `price-${n}.pdf`, mime: 'application/pdf', size: 10, sha256: SHA(n) });
const loose = async (n: number): Promise<boolean> => (await house.sql.one('SELECT 1 FROM loose_file WHERE sha256 = $1', [SHA(n)])) !== undefined;

describe('a canned reply', () => {
  it('of one person is seen and changed by that person alone, an admin included', async () => {
    const { id } = await save(anna);
    expect(await idsOf(anna)).toContain(id);
    for (const other of [boris, head, house.admin]) {
      expect(await idsOf(other)).not.toContain(id);
      await expect(save(other, { id, title: 'Чужая' })).rejects.toMatchObject({ status: 404 });
      await expect(house.crm.canned.use(other, id)).rejects.toMatchObject({ status: 404 });
      await expect(house.crm.canned.remove(other, id)).rejects.toMatchObject({ status: 404 });
    }
    expect(await save(anna, { id, title: 'Завтра' })).toMatchObject({ title: 'Завтра', audience: 'personal' });
  });

  it('of a team is seen by its members, changed by its leader or an admin', async () => {
    const { id } = await save(head, { audience: 'team', teamId: team });
    expect(await idsOf(anna)).toContain(id);
    for (const other of [boris, stranger]) expect(await idsOf(other)).not.toContain(id);
    await expect(save(anna, { id, audience: 'team', teamId: team })).rejects.toMatchObject({ status: 403 });
    await expect(save(stranger, { audience: 'team', teamId: team })).rejects.toMatchObject({ status: 403 });
    await expect(save(head, { audience: 'team' })).rejects.toMatchObject({ code: 'no-team' });
    expect(await save(house.admin, { id, audience: 'team', teamId: team, title: 'Склад' })).toMatchObject({ title: 'Склад', teamId: team });
  });

  it('for everybody is made by a leader and used by all', async () => {
    await expect(save(anna, { audience: 'shared' })).rejects.toMatchObject({ status: 403 });
    const { id } = await save(head, { audience: 'shared' });
    for (const other of [anna, boris, stranger]) expect(await idsOf(other)).toContain(id);
    await expect(house.crm.canned.remove(boris, id)).rejects.toMatchObject({ status: 403 });
    await house.crm.canned.remove(stranger, id);
    expect(await idsOf(anna)).not.toContain(id);
  });

  it('that changed is told to every screen that may show it, without its words', async () => {
    const changes = async (work: () => Promise<unknown>): Promise<string[]> => (await house.told(anna, work)).map(({ type }) => type);
    const shared = await save(head, { audience: 'shared', title: 'Цена' });
    expect(await changes(() => save(head, { id: shared.id, audience: 'shared', title: 'Цены' }))).toEqual(['canned-replies']);
    expect(await changes(() => house.crm.canned.remove(head, shared.id))).toEqual(['canned-replies']);
    expect(await changes(() => save(boris, { title: 'Моя' }))).toEqual([]);
    expect(await changes(() => save(anna, { title: 'И моя' }))).toEqual(['canned-replies']);
  });

  it('has a title, one word as its code, and words in a language', async () => {
    await expect(save(anna, { title: ' ' })).rejects.toMatchObject({ code: 'empty-title' });
    await expect(save(anna, { code: 'два слова' })).rejects.toMatchObject({ code: 'bad-code' });
    await expect(save(anna, { texts: { ru: '  ' } })).rejects.toMatchObject({ code: 'empty' });
    expect(await save(anna, { code: ' цены ', texts: { ru: 'Цены', en: ' Prices ', uk: '' } })).toMatchObject({ code: 'цены', texts: { ru: 'Цены', en: 'Prices' } });
  });

  it('shares its code with no other of the same audience, whatever the case, also in the same moment', async () => {
    const outcomes = await Promise.allSettled(['адрес', 'Адрес', 'АДРЕС'].map((code) => save(boris, { code })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'code-taken', status: 409 });
    await expect(save(anna, { code: 'адрес' })).resolves.toMatchObject({ code: 'адрес' });
  });

  it('counts who used it how often', async () => {
    const { id } = await save(head, { audience: 'shared' });
    for (const actor of [anna, anna, boris]) await house.crm.canned.use(actor, id);
    expect((await house.crm.canned.list(anna)).find((one) => one.id === id)).toMatchObject({ usedCount: 3, usedByMe: 2 });
    expect((await house.crm.canned.list(stranger)).find((one) => one.id === id)).toMatchObject({ usedCount: 3, usedByMe: 0 });
  });

  it('outlives its team as the own one of whoever removed it', async () => {
    const other = (await house.crm.users.teams.save(house.admin, { name: 'Опт', memberIds: [anna.userId] })).id;
    await save(house.admin, { code: 'опт' });
    const { id } = await save(house.admin, { audience: 'team', teamId: other, code: 'ОПТ' });
    await house.crm.users.teams.remove(house.admin, other);
    expect((await house.crm.canned.list(house.admin)).find((one) => one.id === id)).toMatchObject({ audience: 'personal', code: null });
    expect(await idsOf(anna)).not.toContain(id);
  });
});

describe('files of a canned reply', () => {
  it('become fresh uploads of whoever uses it, as often as it is used', async () => {
    const file = await upload(head, 1);
    const made = await save(head, { audience: 'shared', attachmentIds: [file.id] });
    expect(made.files).toEqual([expect.objectContaining({ name: 'price-1.pdf', size: 10 })]);
    const first = (await house.crm.canned.use(anna, made.id)).files[0]!;
    const second = (await house.crm.canned.use(anna, made.id)).files[0]!;
    expect(first.id).not.toBe(second.id);
    expect(await house.crm.files.open(anna, first.id)).toMatchObject({ sha256: SHA(1), name: 'price-1.pdf' });
    await expect(house.crm.files.open(boris, first.id)).rejects.toMatchObject({ status: 404 });
  });

  it('are the uploads of the person who saves it, each once, at most ten', async () => {
    const theirs = await upload(anna, 2);
    await expect(save(head, { attachmentIds: [theirs.id] })).rejects.toMatchObject({ code: 'no-file' });
    const mine = await upload(head, 2);
    await save(head, { attachmentIds: [mine.id] });
    await expect(save(head, { attachmentIds: [mine.id] })).rejects.toMatchObject({ code: 'no-file' });
    const eleven = await Promise.all(Array.from({ length: 11 }, () => upload(head, 3)));
    await expect(save(head, { attachmentIds: eleven.map(({ id }) => id) })).rejects.toMatchObject({ code: 'too-many-files' });
  });

  it('keep their bytes while the reply has them, and let go of them with it', async () => {
    const made = await save(anna, { attachmentIds: [(await upload(anna, 4)).id, (await upload(anna, 5)).id] });
    await house.crm.files.expect(SHA(4));
    house.pass(2 * 86_400_000);
    while (await house.crm.files.claimRemoval()) { /* whatever else is loose */ }
    expect(await loose(4)).toBe(false);
    await save(anna, { id: made.id, keepFileIds: [made.files[1]!.id] });
    expect(await loose(4)).toBe(true);
    expect(await loose(5)).toBe(false);
    await house.crm.canned.remove(anna, made.id);
    expect(await loose(5)).toBe(true);
    expect([(await house.crm.files.claimRemoval())?.sha256, (await house.crm.files.claimRemoval())?.sha256].sort()).toEqual([SHA(4), SHA(5)]);
  });
});

it('one that does not exist is not found', async () => {
  await expect(save(anna, { id: randomUUID() })).rejects.toMatchObject({ status: 404 });
  await expect(house.crm.canned.use(anna, randomUUID())).rejects.toMatchObject({ status: 404 });
});
