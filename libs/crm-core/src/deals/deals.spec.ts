import { randomUUID } from 'node:crypto';
import type { OrderPlaced } from '#channels';
import type { Actor } from '../crm.ts';
import { createHouse, type House } from '../testing/house.ts';
import { deliver, conversationOf, telegramUser, words } from '../testing/events.ts';
import { CHAT } from '../testing/house.ts';
import type { DealView, LeadView, PipelineView } from '../views.ts';

describe('leads, pipelines and deals', () => {
  let house: House;
  let inbox: string;
  let anna: Actor;
  let supply: PipelineView;
  const stage = (name: string, pipeline = supply): string => pipeline.stages.find((each) => each.name === name)!.id;
  /** Somebody writes for the first time. */
  const lead = async (name: string): Promise<LeadView> => {
    const conversation = await conversationOf(house, await deliver(house, inbox, words(house, telegramUser(undefined, name))));
    return (await house.crm.contacts.get(house.admin, conversation.contactId)).lead!;
  };
  const deal = async (name: string, more: object = {}): Promise<DealView> => (await house.crm.leads.qualify(anna, (await lead(name)).id, { id: randomUUID(), pipelineId: supply.id, ...more })).deal;
  const reason = async (code: string): Promise<string> => (await house.crm.deals.reasons.list(anna)).find((each) => each.code === code)!.id;

  beforeAll(async () => {
    house = await createHouse();
    inbox = await house.inbox(CHAT);
    anna = await house.person('operator', [inbox]);
    supply = await house.crm.deals.pipelines.fromTemplate(house.admin, 'supply', 'en');
  });
  afterAll(() => house.close());

  describe('a lead', () => {
    it('is qualified by one act: the contact is a customer with a deal on the first stage, and the timeline says so', async () => {
      const before = await lead('Olena');
      const { lead: after, deal: made } = await house.crm.leads.qualify(anna, before.id, { id: randomUUID() });
      expect(after).toMatchObject({ id: before.id, status: 'converted' });
      expect(made).toMatchObject({ contactId: before.contactId, conversationId: before.conversationId, leadId: before.id, stageId: supply.stages[0]!.id, status: 'open', contactName: 'Olena', nextTask: null });
      const lines = (await house.crm.conversations.timeline(anna, before.conversationId!, {})).items.map((message) => message.activity?.type).filter(Boolean);
      expect(lines).toEqual(expect.arrayContaining(['deal', 'lead']));
    });
    it('gives one deal, however often the key is pressed', async () => {
      const { id } = await lead('Twice');
      const [first, second] = await Promise.all([house.crm.leads.qualify(anna, id, { id: randomUUID() }), house.crm.leads.qualify(anna, id, { id: randomUUID() })]);
      expect(second.deal.id).toBe(first.deal.id);
    });
    it('is junk only with a reason from the list, and is counted by it', async () => {
      const { id } = await lead('Bot');
      await expect(house.crm.leads.setStatus(anna, id, { status: 'junk' })).rejects.toMatchObject({ status: 422, code: 'no-reason' });
      await expect(house.crm.leads.setStatus(anna, id, { status: 'junk', junkReason: 'I do not like them' })).rejects.toMatchObject({ status: 422, code: 'bad-reason' });
      const wrong = await reason('wrong-number');
      expect(await house.crm.leads.setStatus(anna, id, { status: 'junk', junkReasonId: wrong })).toMatchObject({ status: 'junk', junkReason: 'wrong-number', junkReasonId: wrong });
      expect(await house.crm.leads.counts(anna, {})).toMatchObject({ open: 0, converted: 2, junk: 1, junkReasons: [{ reasonId: wrong, count: 1 }] });
      await expect(house.crm.leads.qualify(anna, id, { id: randomUUID() })).rejects.toMatchObject({ status: 409, code: 'lead-ended' });
    });
    it('who may not see the contact finds no lead and no deal', async () => {
      const stranger = await house.person('operator', []);
      const made = await deal('Hidden');
      await expect(house.crm.leads.qualify(stranger, made.leadId!, { id: randomUUID() })).rejects.toMatchObject({ status: 404 });
      await expect(house.crm.deals.get(stranger, made.id)).rejects.toMatchObject({ status: 404 });
      await expect(house.crm.deals.move(stranger, made.id, { stageId: stage('Proposal') })).rejects.toMatchObject({ status: 404 });
      expect((await house.crm.deals.list(stranger, {})).items).toEqual([]);
      expect((await house.crm.deals.board(stranger, { pipelineId: supply.id })).columns.every(({ count }) => count === 0)).toBe(true);
    });
  });

  describe('a move', () => {
    it('names every field that the stage asks for, and takes them with the move', async () => {
      const made = await deal('Fields');
      await expect(house.crm.deals.move(anna, made.id, { stageId: stage('Invoice') })).rejects.toMatchObject({ status: 422, code: 'fields-missing', path: 'amountMinor,expectedOn' });
      expect((await house.crm.deals.get(anna, made.id)).stageId).toBe(made.stageId);
      const moved = await house.crm.deals.move(anna, made.id, { stageId: stage('Invoice'), fields: { amountMinor: 246_000, currency: 'EUR', expectedOn: '2027-03-20' } });
      expect(moved).toMatchObject({ stageId: stage('Invoice'), amountMinor: 246_000, expectedOn: '2027-03-20' });
    });
    it('is kept with how long the deal had stood', async () => {
      const made = await deal('History', { amountMinor: 100 });
      house.pass(3 * 3_600_000);
      await house.crm.deals.move(anna, made.id, { stageId: stage('Proposal') });
      house.pass(60_000);
      await house.crm.deals.win(anna, made.id);
      expect((await house.crm.deals.moves(anna, made.id)).map(({ fromStageId, toStageId, fromStatus, toStatus, stoodSeconds }) => [fromStageId, toStageId, fromStatus, toStatus, stoodSeconds])).toEqual([
        [null, stage('Request'), null, 'open', 0],
        [stage('Request'), stage('Proposal'), 'open', 'open', 10_800],
        [stage('Proposal'), stage('Proposal'), 'open', 'won', 60],
      ]);
    });
    it('is told to every screen with where the deal was before', async () => {
      const made = await deal('Told', { amountMinor: 700, currency: 'EUR' });
      const events = await house.told(anna, () => house.crm.deals.move(anna, made.id, { stageId: stage('Proposal') }));
      expect(events.find((event) => event.type === 'deal')).toMatchObject({ deal: { id: made.id, stageId: stage('Proposal') }, before: { stageId: stage('Request'), amountMinor: 700, status: 'open' } });
      expect(await house.told(await house.person('operator', []), () => house.crm.deals.update(anna, made.id, { title: 'Two units' }))).toEqual([]);
    });
  });

  describe('the end', () => {
    it('lost needs a reason of the list', async () => {
      const made = await deal('No reason');
      await expect(house.crm.deals.lose(anna, made.id, {})).rejects.toMatchObject({ status: 422, code: 'no-reason' });
      await expect(house.crm.deals.lose(anna, made.id, { reasonId: await reason('spam') })).rejects.toMatchObject({ status: 422, code: 'bad-reason' });
    });
    it('a return date makes a win-back task for that morning; opening the deal again takes it back', async () => {
      const made = await deal('Later');
      const lost = await house.crm.deals.lose(anna, made.id, { reasonId: await reason('later'), competitor: 'Polar', returnOn: '2027-06-01' });
      expect(lost).toMatchObject({ status: 'lost', competitor: 'Polar', returnOn: '2027-06-01', nextTask: { kind: 'win-back', dueAt: '2027-06-01T10:00:00.000Z' } });
      const tasks = (await house.crm.tasks.list(anna, { contactId: made.contactId, status: 'open' })).items.filter((task) => task.kind === 'win-back');
      expect(tasks).toMatchObject([{ dealId: made.id, assigneeId: made.ownerId }]);
      await expect(house.crm.deals.move(anna, made.id, { stageId: stage('Proposal') })).rejects.toMatchObject({ status: 409, code: 'deal-ended' });
      expect(await house.crm.deals.reopen(anna, made.id)).toMatchObject({ status: 'open', lostReasonId: null, returnOn: null, closedAt: null, nextTask: null });
    });
    it('a day that is over is no return date', async () => {
      const made = await deal('Past');
      await expect(house.crm.deals.lose(anna, made.id, { reasonId: await reason('later'), returnOn: '2020-01-01' })).rejects.toMatchObject({ status: 422, code: 'past-day' });
      await expect(house.crm.deals.lose(anna, made.id, { reasonId: await reason('later'), returnOn: '2027-02-31' })).rejects.toMatchObject({ status: 422, code: 'bad-day' });
    });
  });

  describe('what needs somebody', () => {
    it('a deal without a next task and one that stands too long are found; a task for its customer is its next step', async () => {
      const made = await deal('Marked');
      const found = async (marked: 'stuck' | 'no-task'): Promise<boolean> => (await house.crm.deals.list(anna, { marked, contactId: made.contactId })).items.length === 1;
      expect([await found('no-task'), await found('stuck')]).toEqual([true, false]);
      const task = await house.crm.tasks.create(anna, { title: 'Call', dueAt: '2027-03-05T10:00:00Z', conversationId: made.conversationId });
      expect(task.dealId).toBe(made.id);
      expect((await house.crm.deals.get(anna, made.id)).nextTask).toMatchObject({ id: task.id, title: 'Call' });
      house.pass(2 * 86_400_000);
      expect([await found('no-task'), await found('stuck')]).toEqual([false, true]);
      for (const marked of ['stuck', 'no-task'] as const) {
        const all = (await house.crm.deals.list(anna, { marked, pipelineId: supply.id, limit: 100 })).items;
        const board = await house.crm.deals.board(anna, { pipelineId: supply.id, marked });
        expect(Object.fromEntries(board.columns.map(({ stageId, count }) => [stageId, count]))).toEqual(Object.fromEntries(supply.stages.map(({ id }) => [id, all.filter(({ stageId }) => stageId === id).length])));
      }
      await house.crm.tasks.update(anna, task.id, { status: 'done' });
      expect((await house.crm.deals.get(anna, made.id)).nextTask).toBeNull();
    });
    it('come with where one talks about them, when that is asked for: who waits, and since when', async () => {
      const made = await deal('Waits');
      const page = await house.crm.deals.list(anna, { contactId: made.contactId, conversations: true });
      expect(page.conversations).toMatchObject([{ id: made.conversationId, waitingSince: expect.any(String), contactName: 'Waits' }]);
      expect((await house.crm.deals.list(anna, { contactId: made.contactId })).conversations).toEqual([]);
    });
    it('the checklist is ticked per deal', async () => {
      const [one, other] = [await deal('Ticks'), await deal('No ticks')];
      const check = supply.stages[0]!.checks[0]!.id;
      expect((await house.crm.deals.tick(anna, one.id, check, true)).tickedIds).toEqual([check]);
      expect((await house.crm.deals.get(anna, other.id)).tickedIds).toEqual([]);
      expect((await house.crm.deals.tick(anna, one.id, check, false)).tickedIds).toEqual([]);
      await expect(house.crm.deals.tick(anna, one.id, randomUUID(), true)).rejects.toMatchObject({ status: 404 });
    });
  });

  describe('the board', () => {
    it('its counts and sums equal a count by SQL, and its columns come in pages without gaps or doubles', async () => {
      const services = await house.crm.deals.pipelines.fromTemplate(house.admin, 'services', 'ru');
      const first = services.stages[0]!.id;
      const contactId = await house.customer();
      for (let n = 0; n < 7; n++) {
        house.pass(n % 3 ? 0 : 1000);
        await house.crm.deals.create(anna, { id: randomUUID(), contactId, pipelineId: services.id, amountMinor: n === 6 ? null : 100 * n, currency: n % 2 ? 'EUR' : 'USD' });
      }
      const board = await house.crm.deals.board(anna, { pipelineId: services.id });
      expect(board.columns[0]).toEqual({ stageId: first, count: 7, sums: [{ minor: 900, currency: 'EUR' }, { minor: 600, currency: 'USD' }] });
      const ids: string[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<House['crm']['deals']['list']>> = await house.crm.deals.list(anna, { stageId: first, status: 'open', limit: 3, after });
        ids.push(...page.items.map(({ id }) => id));
        after = page.next;
      } while (after);
      const all = await house.sql.query<{ id: string }>('SELECT id FROM deal WHERE stage_id = $1 ORDER BY stage_since DESC, id DESC', [first]);
      expect(ids).toEqual(all.map(({ id }) => id));
    });
    it('keeps won and lost and counts them', async () => {
      const retail = await house.crm.deals.pipelines.fromTemplate(house.admin, 'retail', 'uk');
      const contactId = await house.customer();
      const make = (): Promise<DealView> => house.crm.deals.create(anna, { id: randomUUID(), contactId, pipelineId: retail.id, amountMinor: 500, currency: 'EUR' });
      await house.crm.deals.win(anna, (await make()).id);
      await house.crm.deals.lose(anna, (await make()).id, { reasonId: await reason('too-expensive') });
      const board = await house.crm.deals.board(anna, { pipelineId: retail.id });
      expect([board.won, board.lost, board.columns[0]!.count]).toEqual([{ count: 1, sums: [{ minor: 500, currency: 'EUR' }] }, { count: 1, sums: [{ minor: 500, currency: 'EUR' }] }, 0]);
    });
  });

  describe('settings', () => {
    it('stages are put in another order and changed; one with open deals is not removed', async () => {
      const made = await house.crm.deals.pipelines.save(house.admin, { name: 'Own', stages: [{ name: 'A', colour: 'grey' }, { name: 'B', colour: 'red', required: ['amount'], stuckAfterDays: 2, script: 'Say', checks: [{ text: 'Do' }] }] });
      const [a, b] = made.stages;
      const turned = await house.crm.deals.pipelines.save(house.admin, { id: made.id, name: 'Own', stages: [{ ...b!, name: 'B2' }, a!] });
      expect(turned.stages.map(({ id, name }) => [id, name])).toEqual([[b!.id, 'B2'], [a!.id, 'A']]);
      expect(turned.stages[0]).toMatchObject({ required: ['amount'], stuckAfterDays: 2, script: 'Say', checks: b!.checks });
      const held = await house.crm.deals.create(anna, { id: randomUUID(), contactId: await house.customer(), stageId: a!.id });
      await expect(house.crm.deals.pipelines.save(house.admin, { id: made.id, name: 'Own', stages: [turned.stages[0]!] })).rejects.toMatchObject({ status: 409, code: 'stage-in-use' });
      await expect(house.crm.deals.pipelines.remove(house.admin, made.id)).rejects.toMatchObject({ status: 409, code: 'pipeline-in-use' });
      await house.crm.deals.win(anna, held.id);
      await house.crm.deals.pipelines.remove(house.admin, made.id);
      expect((await house.crm.deals.pipelines.list(anna)).map(({ id }) => id)).not.toContain(made.id);
      await expect(house.crm.deals.reopen(anna, held.id)).rejects.toMatchObject({ status: 409, code: 'stage-gone' });
    });
    it('boards are put in another order; those that were not named follow', async () => {
      const [a, b, c] = await Promise.all(['First', 'Second', 'Third'].map((name) => house.crm.deals.pipelines.save(house.admin, { name, stages: [{ name: 'A', colour: 'grey' }] })));
      const ordered = await house.crm.deals.pipelines.order(house.admin, [c!.id, a!.id]);
      expect(ordered.map(({ id }) => id).slice(0, 2)).toEqual([c!.id, a!.id]);
      expect(ordered.map(({ id }) => id)).toContain(b!.id);
      expect((await house.crm.deals.pipelines.list(anna)).map(({ id }) => id)).toEqual(ordered.map(({ id }) => id));
      await expect(house.crm.deals.pipelines.order(anna, [a!.id])).rejects.toMatchObject({ name: 'Forbidden' });
    });
    it('reasons are a list that leaders keep; what was named once stays named', async () => {
      const before = (await house.crm.deals.reasons.list(anna)).filter(({ kind }) => kind === 'deal-lost');
      const saved = await house.crm.deals.reasons.save(house.admin, 'deal-lost', [{ name: 'No budget' }, ...before.slice(1)]);
      expect(saved.map(({ name }) => name)).toEqual(['No budget', ...before.slice(1).map(({ name }) => name)]);
      expect(saved[1]!.code).toBe(before[1]!.code);
      await expect(house.crm.deals.reasons.save(anna, 'deal-lost', saved)).rejects.toMatchObject({ status: 403 });
      await expect(house.crm.deals.pipelines.fromTemplate(anna, 'retail', 'en')).rejects.toMatchObject({ status: 403 });
    });
    it('all templates exist in three languages', async () => {
      for (const template of ['retail', 'services', 'supply'] as const) {
        for (const locale of ['ru', 'uk', 'en'] as const) {
          const made = await house.crm.deals.pipelines.fromTemplate(house.admin, template, locale);
          expect(made.stages.every((each) => each.name && each.script && each.checks.length > 0)).toBe(true);
        }
      }
    });
  });

  describe('an order form', () => {
    it('makes contact, lead, deal and a task at once, and nothing twice', async () => {
      const input = { id: randomUUID(), name: 'Ihor Pak', phone: '050 111 22 33', email: 'ihor@example.com', title: 'Split 12', amountMinor: 89_000, currency: 'EUR', source: { utm: { source: 'google' }, clickId: 'abc' } };
      const made = await house.crm.deals.fromForm(house.admin, input);
      expect(await house.crm.deals.fromForm(house.admin, input)).toMatchObject({ id: made.id });
      const contact = await house.crm.contacts.get(house.admin, made.contactId);
      expect(contact).toMatchObject({ name: 'Ihor Pak', lead: { status: 'converted', source: { utm: { source: 'google' }, clickId: 'abc' } }, deals: [{ id: made.id, amountMinor: 89_000 }], tasks: [{ kind: 'call-back', dealId: made.id }] });
      expect(contact.identities.map(({ value, verified }) => [value, verified])).toEqual(expect.arrayContaining([['+380501112233', false], ['ihor@example.com', false]]));
    });
    it('through an inbox goes to whom its policy gives it, who is told; in another request it is the same deal', async () => {
      const boris = await house.person('operator');
      const site = await house.inbox(CHAT, { assignment: 'round-robin' }, [boris.userId]);
      await house.sql.query('UPDATE app_user SET on_duty = true WHERE id = $1', [boris.userId]);
      const form: OrderPlaced = {
        type: 'order-placed', channel: 'http', externalId: 'site-1042', name: 'Larysa Moroz', phone: '050 777 88 99', title: 'Split 9', comment: 'After six', amountMinor: 79_000, currency: 'EUR', occurredAt: house.now(),
        source: { utm: { utm_source: 'google' }, page: 'https://shop.example/split-9', clickId: 'abc' },
      };
      await deliver(house, site, form);
      await deliver(house, site, form, { ...form, externalId: 'site-1043', name: 'Taras', title: '' });
      const made = (await house.crm.deals.list(house.admin, {})).items.filter(({ contactName }) => ['Larysa Moroz', 'Taras'].includes(contactName));
      expect(made.length).toBe(2);
      const larysa = made.find(({ contactName }) => contactName === 'Larysa Moroz')!;
      expect(larysa).toMatchObject({ title: 'Split 9', comment: 'After six', amountMinor: 79_000, currency: 'EUR', ownerId: boris.userId, conversationId: null, status: 'open', nextTask: { kind: 'call-back' } });
      const contact = await house.crm.contacts.get(house.admin, larysa.contactId);
      expect(contact.lead).toMatchObject({ status: 'converted', source: { channel: 'http', inboxId: site, utm: { utm_source: 'google' }, landingPage: 'https://shop.example/split-9', clickId: 'abc' } });
      expect(contact.tasks).toMatchObject([{ kind: 'call-back', assigneeId: boris.userId, dealId: larysa.id }]);
      const { items: told } = await house.crm.company.notifications(boris, {});
      expect(told.map(({ type, title }) => `${type} ${title}`).sort()).toEqual(['task-due Larysa Moroz, Split 9', 'task-due Taras']);
    });
    it('that nobody owns is told to everybody', async () => {
      const made = await house.crm.deals.fromForm(house.admin, { id: randomUUID(), name: 'Olha', phone: '+380507778800' });
      expect(made.ownerId).toBeNull();
      expect((await house.crm.company.notifications(anna, {})).items).toContainEqual(expect.objectContaining({ type: 'task-due', title: 'Olha', conversationId: null, readAt: null }));
    });
    it('a typed phone that is somebody else’s makes a hint and joins nobody', async () => {
      const input = { name: 'Ihor', phone: '+380501112233' };
      const made = await house.crm.deals.fromForm(house.admin, { ...input, id: randomUUID() });
      const contact = await house.crm.contacts.get(house.admin, made.contactId);
      expect(contact.identities).toEqual([]);
      expect(contact.duplicates).toMatchObject([{ name: 'Ihor Pak', value: '+380501112233' }]);
      await expect(house.crm.deals.fromForm(house.admin, { id: randomUUID(), name: 'Nobody' })).rejects.toMatchObject({ status: 422, code: 'no-address' });
    });
  });
});
