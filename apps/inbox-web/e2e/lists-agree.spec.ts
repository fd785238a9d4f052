/** The window derives its lists and moves its counters by itself: here beside the server's own answers, after random acts on a real database. */
import { createHouse, CHAT, MAIL, type House } from '../../../libs/crm-core/src/testing/house.ts';
import { conversationOf, deliver, mailbox, telegramUser, words } from '../../../libs/crm-core/src/testing/events.ts';
import type { Actor } from '../../../libs/crm-core/src/crm.ts';
import type { ListChoice, ListFilter, MeView, SyncEvent } from '../../../libs/crm-core/src/views.ts';
import { applyEvents } from '../src/store/apply-event.ts';
import { foldConversationRows } from '../src/store/fold.ts';
import { listNames, selectList } from '../src/store/lists.ts';
import { emptyState, type DeskState } from '../src/store/state.ts';
import { aMe } from '../src/testing/builders.ts';

let house: House;
beforeAll(async () => void (house = await createHouse()));
afterAll(() => house.close());

/** The same numbers each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

async function everything(actor: Actor, choice: ListChoice, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page = await house.crm.conversations.list(actor, { ...choice, limit, after });
    ids.push(...page.items.map((row) => row.id));
    after = page.next;
  } while (after);
  return ids;
}

const stateOf = async (actor: Actor): Promise<DeskState> => {
  const me: MeView = { ...aMe(), ...(await house.crm.users.get(actor.userId)) };
  const company = await house.crm.company.get();
  let state: DeskState = { ...emptyState, me, company, counts: await house.crm.conversations.counts(actor) };
  for (const view of listNames) {
    let after: string | null = null;
    do {
      const page = await house.crm.conversations.list(actor, { view, limit: 200, after });
      state = foldConversationRows(state, page.items, state.tick);
      after = page.next;
    } while (after);
  }
  return state;
};

it('what the window derives and counts is what the server answers, for an admin, an operator, and one who sees their own only', async () => {
  const roll = dice(20_261_128);
  const [chat, mail] = [await house.inbox(CHAT), await house.inbox(MAIL)];
  const anna = await house.person('operator', [chat]);
  const boris = await house.person('operator', [chat, mail]);
  const team = await house.crm.users.teams.save(house.admin, { name: 'Sales', memberIds: [] });
  const labels = [await house.crm.labels.save(house.admin, { name: 'VIP', colour: 'violet' }), await house.crm.labels.save(house.admin, { name: 'Old', colour: 'grey' })];
  await house.crm.company.update(house.admin, { operatorsSeeOwnOnly: true });
  const watchers = [house.admin, await house.again(anna), await house.again(boris)];
  const ids: string[] = [];
  const writes = new Map<string, () => Promise<unknown>>();
  for (let n = 0; n < 24; n++) {
    house.pass(1000 * (1 + roll(50)));
    const inbox = n % 3 ? chat : mail;
    const sender = inbox === chat ? telegramUser(String(7000 + n)) : mailbox(`customer-${n}@shop.example`);
    const { id } = await conversationOf(house, await deliver(house, inbox, words(house, sender)));
    ids.push(id);
    writes.set(id, () => deliver(house, inbox, words(house, sender)));
  }
  const crm = house.crm.conversations;
  const any = <T>(of: readonly T[]): T => of[roll(of.length)] as T;
  const later = (): string => new Date(house.now().getTime() + 3_600_000 * (1 + roll(50))).toISOString();
  let orders = 0;
  const acts: ((id: string) => Promise<unknown>)[] = [
    (id) => crm.assign(house.admin, id, { ownerId: any([anna.userId, boris.userId, house.admin.userId, null]) }),
    (id) => crm.assign(house.admin, id, { teamId: any([team.id, null]) }),
    (id) => crm.setStatus(house.admin, id, { status: 'closed' }),
    (id) => crm.setStatus(house.admin, id, { status: any(['open', 'pending']) }),
    (id) => crm.setStatus(house.admin, id, { status: 'snoozed', snoozedUntil: later() }),
    (id) => crm.noReplyNeeded(house.admin, id),
    (id) => crm.setLabels(house.admin, id, { add: [any(labels).id] }),
    (id) => crm.setLabels(house.admin, id, { remove: [any(labels).id] }),
    (id) => crm.setPriority(house.admin, id, any(['none', 'low', 'normal', 'high', 'urgent'])),
    (id) => crm.setParticipants(house.admin, id, any([{ add: [anna.userId] }, { remove: [anna.userId] }, { add: [boris.userId] }])),
    (id) => crm.setSpam(house.admin, id, roll(4) === 0),
    (id) => crm.undo(house.admin, id),
    (id) => house.crm.orders.create(house.admin, { id: `00000000-0000-4000-8000-${String((orders += 1)).padStart(12, '0')}`, conversationId: id, lines: [{ name: 'Pump', quantity: 1 + roll(9), priceMinor: 100_00 }], currency: 'EUR', force: true }),
    async () => {
      const order = any((await house.crm.orders.list(house.admin, {})).items);
      await house.crm.orders.setStatus(house.admin, order.id, any(['confirmed', 'paid', 'done', 'cancelled']));
    },
    (id) => writes.get(id)!(),
  ];

  const states = await Promise.all(watchers.map(stateOf));
  await house.settled();
  let cursor = await house.crm.feed.head();
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 60; n++) {
      house.pass(1000 * roll(90));
      await any(acts)(any(ids)).catch((error: Error & { status?: number }) => {
        // What may not be done here is refused and tells nothing.
        if (!error.status || error.status >= 500) throw error;
      });
    }
    await house.settled();
    const told: SyncEvent[][] = watchers.map(() => []);
    for (let more = true; more; ) {
      const page = await house.crm.feed.read(cursor, 500);
      if (page === 'refetch') throw new Error('The feed lost its place.');
      ({ cursor, more } = page);
      for (const { event, audience } of page.entries) watchers.forEach((actor, index) => { if (house.crm.feed.allowed(actor, audience)) told[index]!.push(event); });
    }
    for (const [index, actor] of watchers.entries()) {
      const state = applyEvents(states[index]!, told[index]!);
      states[index] = state;
      // The snapshot they were read in is each one's own; the numbers are the same.
      expect([index, { ...state.counts, asOf: '' }]).toEqual([index, { ...(await crm.counts(actor)), asOf: '' }]);
      const now = house.now().getTime();
      for (const view of listNames) {
        const choice: ListChoice = { view, sort: any(['wait', 'money']), filter: {} };
        expect({ index, choice, ids: selectList(state, choice, now).map(({ id }) => id) }).toEqual({ index, choice, ids: await everything(actor, choice, 1 + roll(12)) });
      }
      const filters: ListFilter[] = [
        { inboxId: mail }, { channel: 'telegram' }, { labelId: labels[0]!.id }, { owner: 'me' }, { owner: 'nobody' }, { owner: boris.userId }, { teamId: team.id }, { hasOrder: true }, { hasOrder: false },
        { overdue: true }, { overdue: false }, { priority: 'high' }, { priority: 'none' }, { following: true }, { following: false }, { labelId: labels[1]!.id, priority: 'low', owner: 'nobody' },
      ];
      for (const filter of filters) {
        const choice: ListChoice = { view: any(['queue', 'all', 'closed', 'mine']), sort: any(['wait', 'money']), filter };
        const expected = await everything(actor, choice, 1 + roll(12));
        expect({ index, choice, ids: selectList(state, choice, now).map(({ id }) => id) }).toEqual({ index, choice, ids: expected });
        expect(await crm.count(actor, choice)).toEqual({ count: expected.length, more: false });
      }
    }
  }
}, 240_000);
