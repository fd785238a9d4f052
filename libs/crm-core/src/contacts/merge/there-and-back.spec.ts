import { randomUUID } from 'node:crypto';
import { freshConversation } from '../../conversations/after.ts';
import { insertConversation } from '../../conversations/save.ts';
import type { Statement } from '../../batch.ts';
import { insertMessage } from '../../messages/insert.ts';
import { messageRow } from '../../messages/row.ts';
import { insertTask } from '../../tasks/row.ts';
import { createHouse, CHAT, MAIL, type House } from '../../testing/house.ts';
import { deliver, mailbox, words } from '../../testing/events.ts';
import { inTransaction } from '../../transaction.ts';
import type { Id } from '../../views.ts';
import { insertContact, insertIdentity } from '../row.ts';

/** How many sequences, over how many small circles of contacts; a circle is as it was after each, so the next begins there. */
const SEQUENCES = 1000;
const CIRCLES = 25;
/** A failure names the seed of its circle: with it the same happens again. */
const SEED = Number(process.env['OKNO_TEST_SEED'] ?? Math.trunc(Math.random() * 1e9));

let house: House;
let mail: Id;
let chat: Id;
let stageOf: { pipelineId: Id; stageId: Id };
beforeAll(async () => {
  house = await createHouse();
  mail = await house.inbox(MAIL);
  chat = await house.inbox(CHAT);
  const pipeline = await house.crm.deals.pipelines.fromTemplate(house.admin, 'retail', 'en');
  stageOf = { pipelineId: pipeline.id, stageId: pipeline.stages[0]!.id };
});
afterAll(() => house.close());

/** mulberry32: https://github.com/cprosche/mulberry32 (public domain). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.trunc((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

interface Circle {
  readonly random: (below: number) => number;
  readonly contacts: readonly { readonly id: Id; readonly mail: string; readonly chat: string }[];
  /** By `table id`: whose it is when nobody is merged. */
  readonly homes: Map<string, Id>;
  /** Standing merges: who into whom. */
  readonly merged: Map<Id, { into: Id; mergeId: Id }>;
  readonly log: string[];
}

const TABLES = ['contact_identity', 'conversation', 'message', 'lead', 'touch', 'sales_order', 'deal', 'task', 'alarm'] as const;

/** A few contacts, each with everything that can belong to one. */
async function createCircle(seed: number): Promise<Circle> {
  const random = randomFrom(seed);
  const homes = new Map<string, Id>();
  const statements: Statement[] = [];
  const add = (table: (typeof TABLES)[number], contactId: Id, make: (id: Id) => Statement): Id => {
    const id = randomUUID();
    homes.set(`${table} ${id}`, contactId);
    statements.push(make(id));
    return id;
  };
  const now = house.now();
  const contacts = Array.from({ length: 3 + random(3) }, (_, nth) => {
    const id = randomUUID();
    const [address, user] = [`${id}@shop.example`, id];
    statements.push(insertContact({ id, kind: 'person', name: `Olena ${nth}`, named: random(2) === 0, owner_id: null, language: random(2) ? 'uk' : null, blocked_at: null, created_at: now }));
    if (random(2)) statements.push({ text: 'UPDATE contact SET company_name = $2 WHERE id = $1', values: [id, `Shop ${nth}`] });
    add('contact_identity', id, (key) => insertIdentity({ id: key, contact_id: id, kind: 'email', value: address, label: address, verified: true, created_at: now }));
    const sender = add('contact_identity', id, (key) => insertIdentity({ id: key, contact_id: id, kind: 'telegram', value: user, label: user, verified: true, created_at: now }));
    const conversations = ['open', 'closed', 'thread'].filter(() => random(3) > 0).map((kind) =>
      add('conversation', id, (key) => insertConversation({ ...freshConversation({ id: key, contactId: id, inboxId: chat, threadKey: kind === 'thread' ? key : null, at: now, now, closed: kind === 'closed' }), channels: ['telegram'] })));
    for (const conversation of conversations) {
      for (let n = 1 + random(3); n > 0; n--) {
        add('message', id, (key) => insertMessage(messageRow({ id: key, conversation_id: conversation, contact_id: id, inbox_id: chat, channel: 'telegram', kind: n === 3 ? 'note' : 'text', direction: n === 3 ? 'internal' : 'inbound', sender_identity_id: n === 3 ? null : sender, text: 'words', occurred_at: now, created_at: now })));
      }
      if (random(2)) add('alarm', id, (key) => ({ text: "INSERT INTO alarm (id, kind, subject, title, contact_id, conversation_id, since, steps, raised_at) VALUES ($1, 'reply', $5, '', $2, $3, $4, '[]', $4)", values: [key, id, conversation, now, `test:${key}`] }));
    }
    const beside = (): Id | null => (random(2) ? (conversations[0] ?? null) : null);
    if (random(2)) add('lead', id, (key) => ({ text: `INSERT INTO lead (id, contact_id, conversation_id, source, created_at) VALUES ($1, $2, $3, '{}', $4)`, values: [key, id, beside(), now] }));
    for (let n = random(3); n > 0; n--) add('touch', id, (key) => ({ text: 'INSERT INTO touch (id, contact_id, source, at) VALUES ($1, $2, $3, $4)', values: [key, id, JSON.stringify({ utm: { nth: String(nth) } }), new Date(now.getTime() - n * 1000)] }));
    statements.push({ text: 'UPDATE contact SET (last_touch, last_touch_at) = (SELECT source, at FROM touch WHERE contact_id = $1 ORDER BY at DESC LIMIT 1) WHERE id = $1', values: [id] });
    for (let n = random(3); n > 0; n--) add('sales_order', id, (key) => ({ text: "INSERT INTO sales_order (id, contact_id, conversation_id, currency, total_minor, fingerprint, created_at) VALUES ($1, $2, $3, 'EUR', 100, '', $4)", values: [key, id, beside(), now] }));
    for (let n = random(2); n > 0; n--) add('deal', id, (key) => ({ text: "INSERT INTO deal (id, contact_id, conversation_id, pipeline_id, stage_id, currency, stage_since, created_at) VALUES ($1, $2, $3, $4, $5, 'EUR', $6, $6)", values: [key, id, beside(), stageOf.pipelineId, stageOf.stageId, now] }));
    for (let n = random(3); n > 0; n--) add('task', id, (key) => insertTask({ id: key, kind: 'manual', title: 'call', contact_id: id, conversation_id: beside(), order_id: null, assignee_id: null, due_at: now, status: n === 1 ? 'open' : 'done', created_by: null, created_at: now, done_at: n === 1 ? null : now }));
    return { id, mail: address, chat: user };
  });
  await inTransaction(house.db.dataSource, () => undefined, async (tx) => tx.write(...statements));
  return { random, contacts, homes, merged: new Map(), log: [] };
}

function rootOf({ merged }: Circle, id: Id): Id {
  const up = merged.get(id);
  return up ? rootOf({ merged } as Circle, up.into) : id;
}

const pick = <T>({ random }: Circle, from: readonly T[]): T => from[random(from.length)]!;

async function mergeSome(circle: Circle): Promise<void> {
  const roots = circle.contacts.map(({ id }) => id).filter((id) => !circle.merged.has(id));
  if (roots.length < 2) return;
  const into = pick(circle, roots);
  const from = pick(circle, roots.filter((id) => id !== into));
  const take = Object.fromEntries(['name', 'language', 'company'].filter(() => circle.random(2)).map((field) => [field, circle.random(2) ? 'contact' : 'other'] as const));
  circle.log.push(`merge ${from} into ${into}`);
  await house.crm.contacts.merge(house.admin, into, from, take);
  const row = await house.sql.one<{ id: Id }>('SELECT id FROM contact_merge WHERE contact_id = $1 AND undone_at IS NULL', [from]);
  circle.merged.set(from, { into, mergeId: row!.id });
}

async function undoSome(circle: Circle): Promise<void> {
  if (!circle.merged.size) return;
  const id = pick(circle, [...circle.merged.keys()]);
  circle.log.push(`undo ${id}`);
  await house.crm.contacts.unmerge(house.admin, circle.merged.get(id)!.mergeId);
  circle.merged.delete(id);
}

/** Somebody writes, or a colleague writes something down, through the same doors as ever. */
async function goOn(circle: Circle): Promise<void> {
  const { id, chat: user, mail: address } = pick(circle, circle.contacts);
  const known = [...circle.homes.keys()].filter((key) => key.startsWith('conversation ')).map((key) => key.slice('conversation '.length));
  const talk = known.length ? pick(circle, known) : null;
  const keep = (table: (typeof TABLES)[number], key: Id, home: Id): void => void circle.homes.set(`${table} ${key}`, home);
  const homeOf = (conversation: Id): Id => circle.homes.get(`conversation ${conversation}`)!;
  const dueAt = new Date(house.now().getTime() + 3_600_000).toISOString();
  switch (circle.random(5)) {
    case 0: {
      circle.log.push(`${id} writes`);
      const byMail = circle.random(2) === 0;
      const result = await deliver(house, byMail ? mail : chat, byMail ? words(house, mailbox(address)) : words(house, { address: { kind: 'telegram', value: user }, verified: true }));
      const message = (await house.sql.one<{ conversation_id: Id }>('SELECT conversation_id FROM message WHERE id = $1', [result.messageIds[0]]))!;
      if (!circle.homes.has(`conversation ${message.conversation_id}`)) keep('conversation', message.conversation_id, id);
      break;
    }
    case 1: {
      if (!talk) return;
      circle.log.push(`note in ${talk}`);
      const { version } = await house.crm.conversations.get(house.admin, talk);
      await house.crm.outbound.reply(house.admin, { id: randomUUID(), conversationId: talk, kind: 'note', text: 'remember', seenVersion: version });
      break;
    }
    case 2: {
      circle.log.push(`order of ${talk ?? id}`);
      const contactId = rootOf(circle, id);
      const order = await house.crm.orders.create(house.admin, { id: randomUUID(), ...(talk ? { conversationId: talk } : { contactId }), lines: [{ name: 'Lamp', quantity: 1, priceMinor: 100 + circle.homes.size }], currency: 'EUR', force: true });
      keep('sales_order', order.id, talk ? homeOf(talk) : contactId);
      break;
    }
    case 3: {
      circle.log.push(`task for ${id} in ${talk}`);
      const contactId = rootOf(circle, id);
      const inTalk = circle.random(2) === 0 && talk;
      const task = await house.crm.tasks.create(house.admin, { title: 'ask', dueAt, ...(inTalk ? { conversationId: talk } : { contactId }) });
      // Of somebody with one open deal it is that deal's next step.
      keep('task', task.id, inTalk ? homeOf(talk) : task.dealId ? circle.homes.get(`deal ${task.dealId}`)! : contactId);
      break;
    }
    default: {
      if (!talk) return;
      circle.log.push(`deal in ${talk}`);
      const deal = await house.crm.deals.create(house.admin, { id: randomUUID(), conversationId: talk });
      keep('deal', deal.id, homeOf(talk));
    }
  }
}

/** Rows that came by themselves belong where their conversation does; everything else is known. */
async function expectAllInPlace(circle: Circle): Promise<void> {
  const ids = circle.contacts.map(({ id }) => id);
  const rows = await house.sql.query<{ key: string; contact_id: Id; conversation_id: Id | null }>(
    TABLES.map((table) => `SELECT '${table} ' || id AS key, contact_id, ${table === 'contact_identity' || table === 'touch' || table === 'conversation' ? 'NULL::uuid' : 'conversation_id'} AS conversation_id FROM ${table} WHERE contact_id = ANY ($1::uuid[])`).join(' UNION ALL '), [ids]);
  const wrong = rows.flatMap(({ key, contact_id, conversation_id }) => {
    const home = circle.homes.get(key) ?? (conversation_id ? circle.homes.get(`conversation ${conversation_id}`) : undefined);
    if (home) circle.homes.set(key, home);
    const right = home && rootOf(circle, home);
    return home === undefined || right === contact_id ? [] : [`${key} is with ${contact_id}, not with ${right}`];
  });
  const there = new Set(rows.map(({ key }) => key));
  expect([...wrong, ...[...circle.homes.keys()].filter((key) => !there.has(key)).map((key) => `${key} is gone`)]).toEqual([]);
}

const whoTheyAre = (circle: Circle): Promise<unknown[]> =>
  house.sql.query('SELECT id, kind, name, named, language, company_name, fields, merged_into, merged_root FROM contact WHERE id = ANY ($1::uuid[]) ORDER BY id', [circle.contacts.map(({ id }) => id)]);

async function runCircle(seed: number): Promise<void> {
  const circle = await createCircle(seed);
  const before = await whoTheyAre(circle);
  for (let sequence = 0; sequence < SEQUENCES / CIRCLES; sequence++) {
    circle.log.push(`— ${sequence}`);
    try {
      for (let step = 2 + circle.random(5); step > 0; step--) {
        house.pass(1);
        const dice = circle.random(10);
        if (dice < 6) await mergeSome(circle);
        else if (dice < 8) await undoSome(circle);
        else await goOn(circle);
        house.pass(1);
        await expectAllInPlace(circle);
      }
      while (circle.merged.size) {
        house.pass(1);
        await undoSome(circle);
      }
      await expectAllInPlace(circle);
      expect(await whoTheyAre(circle)).toEqual(before);
    } catch (error) {
      throw new Error(`Seed ${seed}, sequence ${sequence}:\n${circle.log.slice(-30).join('\n')}\n${String((error as Error).message)}`, { cause: error });
    }
  }
}

it('a thousand random sequences of merging and undoing, with life going on meanwhile, end where they began: every message, order and task', async () => {
  const circles = Array.from({ length: CIRCLES }, (_, nth) => SEED + nth);
  const hand = async (): Promise<void> => {
    for (let seed = circles.shift(); seed !== undefined; seed = circles.shift()) await runCircle(seed);
  };
  await Promise.all(Array.from({ length: 4 }, hand));
}, 600_000);
