import { randomUUID } from 'node:crypto';
import { createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
let conversationId: string;
beforeAll(async () => {
  house = await createHouse();
  const inbox = await house.inbox(MAIL);
  const contact = await house.customer({ kind: 'email', value: 'anna@mail.example' });
  conversationId = await house.asks(contact, inbox, { text: '0' });
  for (let n = 1; n < 12; n += 1) {
    // Two of them in the same moment: ids settle the order.
    if (n !== 6) house.pass(1000);
    await house.asks(contact, inbox, { conversationId, text: String(n) });
  }
});
afterAll(() => house.close());

const timeline = (page: object) => house.crm.conversations.timeline(house.admin, conversationId, page);
const idOf = async (text: string): Promise<string> => (await house.sql.one<{ id: string }>('SELECT id FROM message WHERE text = $1', [text]))!.id;

describe('a timeline around one message', () => {
  it('shows it in the middle, and goes on both ways to the very ends, each message once', async () => {
    const all = (await timeline({ limit: 50 })).items.map(({ id }) => id);
    const middle = await timeline({ around: await idOf('5'), limit: 4 });
    expect(middle.items).toHaveLength(5);
    expect(middle.items[2]!.text).toBe('5');
    let ids = middle.items.map(({ id }) => id);
    for (let next = middle.next; next; ) {
      const page = await timeline({ after: next, limit: 2 });
      ids = [...ids, ...page.items.map(({ id }) => id)];
      next = page.next;
    }
    for (let newer = middle.newer; newer; ) {
      const page = await timeline({ before: newer, limit: 2 });
      ids = [...page.items.map(({ id }) => id), ...ids];
      newer = page.newer;
    }
    expect(ids).toEqual(all);
  });
  it('at an end has nothing beyond it', async () => {
    expect((await timeline({ around: await idOf('11'), limit: 4 })).newer).toBeNull();
    expect((await timeline({ around: await idOf('0'), limit: 4 })).next).toBeNull();
    expect((await timeline({ limit: 4 })).newer).toBeNull();
  });
  it('is refused for a message that is not there, or may not be seen there', async () => {
    await expect(timeline({ around: randomUUID() })).rejects.toThrow('No such message');
    const hidden = await house.inbox(MAIL, { isPrivate: true });
    const open = await house.inbox(MAIL);
    const operator = await house.person('operator', [open]);
    const contact = await house.customer({ kind: 'email', value: 'boris@mail.example' });
    const both = await house.asks(contact, open, { text: 'open' });
    await house.asks(contact, hidden, { conversationId: both, text: 'hidden' });
    const around = async (text: string) => house.crm.conversations.timeline(operator, both, { around: await idOf(text) });
    expect((await around('open')).items.map(({ text }) => text)).toEqual(['open']);
    await expect(around('hidden')).rejects.toThrow('No such message');
  });
});
