import { conversationOf, deliver, mailbox, telegramUser, words } from '../testing/events.ts';
import { CHAT, createHouse, MAIL, type House } from '../testing/house.ts';
import { workForWeeks } from '../testing/weeks.ts';
import type { Id, ReportName, ReportThingView, ReportView } from '../views.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse();
  await workForWeeks(house, 300);
  await measure();
});
afterAll(() => house.close());
async function measure(): Promise<void> {
  await house.settled();
  while (await house.crm.reports.measureNext());
}
const PERIOD = { from: '2027-03-01', to: '2027-05-31' };
const NAMES: readonly ReportName[] = ['answering', 'funnel', 'endings', 'sources', 'waiting'];
const read = (name: ReportName): Promise<ReportView> => house.crm.reports.read(house.admin, name, PERIOD);
async function listed(name: ReportName, measureName: string, key: string | null): Promise<ReportThingView[]> {
  const all: ReportThingView[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await house.crm.reports.things(house.admin, name, PERIOD, { measure: measureName, key }, { limit: 200, ...(after && { after }) });
    all.push(...page.items);
    after = page.next ?? undefined;
  }
  return all;
}

describe('reports of people who were merged', () => {
  it('every number is the length of its list, nobody is hidden, and all is as before when they are taken apart', async () => {
    const before = await Promise.all(NAMES.map(read));
    const contacts = (await house.sql.query<{ id: Id }>('SELECT id FROM contact ORDER BY id')).map(({ id }) => id);
    const merged: Id[] = [];
    for (let n = 0; n + 2 < contacts.length && n < 150; n += 3) {
      await house.crm.contacts.merge(house.admin, contacts[n]!, contacts[n + 1]!);
      await house.crm.contacts.merge(house.admin, contacts[n + 2]!, contacts[n]!);
      merged.push(contacts[n + 1]!, contacts[n]!);
    }
    expect(merged.length).toBeGreaterThanOrEqual(20);
    await measure();
    for (const name of NAMES) {
      const report = await read(name);
      for (const row of report.rows) {
        for (const [measureName, { count }] of Object.entries(row.numbers)) {
          const things = await listed(name, measureName, row.key);
          expect([name, measureName, row.key, things.length]).toEqual([name, measureName, row.key, count]);
          expect(things.filter((thing) => thing.name === null)).toEqual([]);
        }
      }
    }
    // Whose they are changes nothing of how fast they were answered.
    expect((await read('answering')).total).toEqual(before[0]!.total);
    for (const id of merged.toSorted()) {
      const row = await house.sql.one<{ id: Id }>('SELECT id FROM contact_merge WHERE contact_id = $1 AND undone_at IS NULL', [id]);
      await house.crm.contacts.unmerge(house.admin, row!.id);
    }
    await measure();
    expect(await Promise.all(NAMES.map(read))).toEqual(before);
  }, 300_000);

  it('a list leads to no conversation that its reader may not see, though they see the person', async () => {
    const [mail, chat] = [await house.inbox(MAIL), await house.inbox(CHAT)];
    const byMail = await conversationOf(house, await deliver(house, mail, words(house, mailbox('olena@shop.example', true, 'Olena Koval'))));
    const byChat = await conversationOf(house, await deliver(house, chat, words(house, telegramUser('7077', 'Lena'))));
    await house.crm.contacts.merge(house.admin, byMail.contactId, byChat.contactId);
    await measure();
    const head = await house.person('manager', [chat]);
    const { items } = await house.crm.reports.things(head, 'answering', {}, { measure: 'unanswered' }, { limit: 200 });
    expect(items.filter(({ contactId }) => contactId === byMail.contactId).map(({ id, name, conversationId }) => ({ id, name, conversationId })).toSorted((a, b) => Number(a.id === byChat.id) - Number(b.id === byChat.id)))
      .toEqual([{ id: byMail.id, name: 'Olena Koval', conversationId: null }, { id: byChat.id, name: 'Olena Koval', conversationId: byChat.id }]);
  });
});
