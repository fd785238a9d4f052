import { randomUUID } from 'node:crypto';
import type { Actor } from '../crm.ts';
import { OutdatedThread } from '../errors.ts';
import { createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
let inbox: string;
let anna: Actor;
let boris: Actor;
beforeAll(async () => {
  house = await createHouse();
  inbox = await house.inbox(MAIL);
  [anna, boris] = [await house.person('operator', [inbox]), await house.person('operator', [inbox])];
});
afterAll(() => house.close());

const asked = async (): Promise<string> => house.asks(await house.customer({ kind: 'email', value: `${randomUUID()}@mail.example` }), inbox);
const says = (actor: Actor, conversationId: string, seenVersion: number, text: string) => house.crm.outbound.reply(actor, { conversationId, id: randomUUID(), kind: 'text', text, seenVersion });

it('reading, assigning, snoozing and a note leave the customer waiting since they did', async () => {
  const id = await asked();
  const before = await house.crm.conversations.get(anna, id);
  expect(before.waitingSince).not.toBeNull();
  house.pass(60_000);
  await house.crm.conversations.markRead(anna, id, before.inboundCount);
  await house.crm.conversations.timeline(anna, id, {});
  await house.crm.conversations.assign(anna, id, { ownerId: boris.userId });
  await house.crm.conversations.assign(boris, id, { ownerId: null });
  await house.crm.outbound.reply(anna, { conversationId: id, id: randomUUID(), kind: 'note', text: 'Who knows this?', seenVersion: before.version });
  await house.crm.conversations.setStatus(anna, id, { status: 'snoozed', snoozedUntil: new Date(house.now().getTime() + 3_600_000).toISOString() });
  await house.crm.conversations.setStatus(anna, id, { status: 'open' });
  const after = await house.crm.conversations.get(anna, id);
  expect([after.waitingSince, after.answerDueAt, after.version]).toEqual([before.waitingSince, before.answerDueAt, before.version]);
});

it('how far somebody has read is theirs alone, goes forward only, and never beyond what came in', async () => {
  const id = await asked();
  await house.crm.conversations.markRead(anna, id, 1);
  expect((await house.crm.conversations.get(anna, id)).readCount).toBe(1);
  expect((await house.crm.conversations.get(boris, id)).readCount).toBe(0);
  await house.crm.conversations.markRead(anna, id, 0);
  await house.crm.conversations.markRead(boris, id, 1_000_000);
  expect((await house.crm.conversations.get(anna, id)).readCount).toBe(1);
  expect((await house.crm.conversations.get(boris, id)).readCount).toBe(1);
});

it('of two who answer in the same moment one is heard, and the other learns what was said', async () => {
  for (let round = 0; round < 5; round += 1) {
    const id = await asked();
    house.pass(1_000);
    const { version } = await house.crm.conversations.get(anna, id);
    const outcomes = await Promise.allSettled([says(anna, id, version, 'Anna: 250 €'), says(boris, id, version, 'Boris: 260 €')]);
    const heard = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value.text] : []));
    const stopped = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as OutdatedThread] : []));
    expect(heard).toHaveLength(1);
    expect(stopped[0]).toBeInstanceOf(OutdatedThread);
    expect(stopped[0]?.news.map(({ text }) => text)).toEqual(heard);
    const said = (await house.crm.conversations.timeline(anna, id, {})).items.filter(({ direction }) => direction === 'outbound');
    expect(said.map(({ text }) => text)).toEqual(heard);
  }
});
