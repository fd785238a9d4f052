import { randomUUID } from 'node:crypto';
import type { SyncEvent } from '../views.ts';
import { conversationOf, deliver, phoneNumber, telegramUser, words } from '../testing/events.ts';
import { CHAT, createHouse, SMS, type House } from '../testing/house.ts';
import { freshReads, lastWords } from '../testing/mirror.ts';
import { inTransaction, type Tx } from '../transaction.ts';
import { EVERYBODY } from '../visibility.ts';
import { append, type Told } from './append.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
const write = (work: Parameters<typeof inTransaction<void>>[2]): Promise<void> => inTransaction(house.db.dataSource, () => undefined, work);
const note = (name: string) => ({ change: { type: 'team-removed', teamId: name } as const, audience: EVERYBODY });

/** Polls as a live process does until `done` and everything is read. Other test files share the server, and with it the oldest writer. */
async function follow(from: string, done: () => boolean): Promise<SyncEvent[]> {
  const seen: SyncEvent[] = [];
  let cursor = from;
  for (let settled = false; ; ) {
    const page = await house.crm.feed.read(cursor, 7);
    if (page === 'refetch') throw new Error('The feed lost its place.');
    seen.push(...page.entries.map((entry) => entry.event));
    cursor = page.cursor;
    if (page.entries.length) continue;
    if (settled) return seen;
    await pause(5);
    if (done()) await house.settled().then(() => (settled = true));
  }
}

/** Right behind everything that making the house told. */
async function headNow(): Promise<string> {
  await house.settled();
  return house.crm.feed.head();
}

/** Written at once, not with the commit: the order must hold for whoever writes early, too. */
async function say(tx: Tx, told: Told): Promise<void> {
  const { text, values } = append([told]);
  await tx.query(text, values);
}

describe('the feed', () => {
  it('gives a reader every event of 200 transactions that commit at random, once and in one order', async () => {
    const from = await headNow();
    let running = true;
    const readers = [follow(from, () => !running), follow(from, () => !running)];
    const names: string[] = [];
    await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        await pause((n * 7) % 90);
        await write(async (tx) => {
          const name = randomUUID();
          names.push(name);
          await say(tx, note(name));
          await pause((n * 13) % 40);
          await say(tx, note(`${name}-second`));
        });
      }),
    );
    running = false;
    const [one, two] = (await Promise.all(readers)).map((events) => events.map((event) => (event.type === 'team-removed' ? event.teamId : '')));
    expect(one!.toSorted()).toEqual(names.flatMap((name) => [name, `${name}-second`]).toSorted());
    expect(two).toEqual(one);
    for (const name of names) expect(one!.indexOf(`${name}-second`)).toBeGreaterThan(one!.indexOf(name));
  });

  it('waits with a committed event while an earlier transaction may still write', async () => {
    const from = await headNow();
    let release = (): void => undefined;
    const held = new Promise<void>((go) => (release = go));
    const slow = write(async (tx) => {
      await say(tx, note('early'));
      await held;
    });
    await pause(50);
    await write((tx) => say(tx, note('late')));
    expect(await house.crm.feed.read(from, 10)).toMatchObject({ entries: [] });
    release();
    await slow;
    expect((await follow(from, () => true)).map((event) => event.type === 'team-removed' && event.teamId)).toEqual(['early', 'late']);
  });

  it('puts who waited for a lock behind who held it, though its transaction is older', async () => {
    const inbox = await house.inbox(CHAT);
    const conversation = await conversationOf(house, await deliver(house, inbox, words(house, telegramUser())));
    const from = await headNow();
    let begun = (): void => undefined;
    const first = new Promise<void>((go) => (begun = go));
    let go = (): void => undefined;
    const gate = new Promise<void>((open) => (go = open));
    const older = write(async (tx) => {
      await tx.query('SELECT pg_current_xact_id()'); // its id is taken now
      begun();
      await gate;
      await tx.query("UPDATE conversation SET subject = 'second' WHERE id = $1", [conversation.id]);
      await say(tx, note('second'));
    });
    await first;
    let leave = (): void => undefined;
    const stay = new Promise<void>((left) => (leave = left));
    let arrived = (): void => undefined;
    const there = new Promise<void>((come) => (arrived = come));
    const bystander = write(async (tx) => {
      await tx.query('SELECT pg_current_xact_id()'); // keeps the horizon between the two
      arrived();
      await stay;
    });
    await there;
    await write(async (tx) => {
      await tx.query("UPDATE conversation SET subject = 'first' WHERE id = $1", [conversation.id]);
      await say(tx, note('first'));
    });
    go();
    await older;
    const early = await house.crm.feed.read(from, 10);
    expect(early === 'refetch' || early.entries.map((entry) => entry.event.type === 'team-removed' && entry.event.teamId).includes('second')).toBe(false);
    leave();
    await bystander;
    const names = (await follow(from, () => true)).map((event) => event.type === 'team-removed' && event.teamId);
    expect(names).toEqual(['first', 'second']);
  });

  it('goes on exactly where a reader stopped, page by page', async () => {
    const from = await headNow();
    for (let n = 0; n < 10; n++) await write((tx) => say(tx, note(String(n))));
    const events = await follow(from, () => true);
    const middle = await follow(events[3]!.cursor, () => true);
    expect(middle).toEqual(events.slice(4));
  });

  it('asks for a refetch after a trim that took something unseen, of another epoch, and of nonsense', async () => {
    const old = await headNow();
    await write((tx) => say(tx, note('gone')));
    const [event] = await follow(old, () => true);
    await house.sql.query("UPDATE sync_event SET at = '2020-01-01'");
    expect(await house.crm.feed.trim(30)).toBeGreaterThan(0);
    expect(await house.crm.feed.read(old, 10)).toBe('refetch');
    expect(await house.crm.feed.read(event!.cursor, 10)).toMatchObject({ entries: [], more: false });
    await house.crm.feed.renewEpoch();
    expect(await house.crm.feed.read(event!.cursor, 10)).toBe('refetch');
    for (const cursor of ['', 'x', '1.2.3', `${randomUUID()}.-1.0`, "'; DROP TABLE sync_event; --"]) expect(await house.crm.feed.read(cursor, 10)).toBe('refetch');
    const head = await house.crm.feed.head();
    expect(await house.crm.feed.read(head.replace(/\.\d+\.0$/, '.999999999.0'), 10)).toBe('refetch');
  });

  it('ends, for each thing, with what a fresh read shows, also when everything happens at once', async () => {
    const from = await headNow();
    const chat = await house.inbox(CHAT);
    const sms = await house.inbox(SMS);
    const operator = await house.person('operator', [chat, sms]);
    await house.crm.users.setDuty(house.admin, operator.userId, true);
    const people = Array.from({ length: 5 }, (_, n) => telegramUser(String(9000 + n), `Person ${n}`));
    const acts: (() => Promise<unknown>)[] = [];
    for (let n = 0; n < 120; n++) {
      const person = people[n % people.length]!;
      acts.push(() => deliver(house, chat, words(house, person, { text: `words ${n}` })));
      if (n % 6 === 0) acts.push(() => deliver(house, sms, words(house, phoneNumber(`+3804412345${60 + (n % 5)}`))));
      if (n % 8 === 0) {
        acts.push(async () => {
          const row = await house.sql.one<{ id: string }>('SELECT id FROM conversation ORDER BY random() LIMIT 1');
          if (!row) return;
          const kind = n % 5;
          if (kind === 0) await house.crm.conversations.assign(house.admin, row.id, { ownerId: n % 2 ? operator.userId : null });
          if (kind === 1) await house.crm.conversations.setStatus(house.admin, row.id, { status: 'closed' });
          if (kind === 2) await house.crm.conversations.noReplyNeeded(house.admin, row.id);
          if (kind === 3) await house.crm.tasks.create(house.admin, { title: 'Call', dueAt: '2027-03-01T08:00:00Z', conversationId: row.id });
          if (kind === 4) await house.crm.conversations.setStatus(house.admin, row.id, { status: 'pending' }).catch(() => undefined);
        });
      }
    }
    for (let at = 0; at < acts.length; at += 30) await Promise.all(acts.slice(at, at + 30).map((act) => act()));
    await house.settled();
    const all: SyncEvent[] = [];
    for (let cursor = from; ; ) {
      const page = await house.crm.feed.catchUp(house.admin, cursor, 500);
      if (page === 'refetch') throw new Error('lost');
      all.push(...page.events);
      cursor = page.cursor;
      if (!page.more) break;
    }
    const told = lastWords(all);
    const fresh = await freshReads(house, house.admin);
    expect([...told.keys()].toSorted()).toEqual([...fresh.keys()].toSorted());
    for (const [key, thing] of fresh) expect({ key, thing: told.get(key) }).toEqual({ key, thing });
  });

  it('carries what counters need: every conversation event says what it was before', async () => {
    const inbox = await house.inbox(CHAT);
    const olena = telegramUser();
    const events = await house.told(house.admin, async () => {
      const { id } = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
      await deliver(house, inbox, words(house, olena));
      await house.crm.conversations.setStatus(house.admin, id, { status: 'closed' });
    });
    const moves = events.flatMap((event) => (event.type === 'conversation' ? [[event.before, event.conversation.status, event.conversation.waitingSince !== null]] : []));
    expect(moves).toEqual([
      [null, 'open', true],
      [{ status: 'open', ownerId: null, waiting: true, spam: false }, 'open', true],
      [{ status: 'open', ownerId: null, waiting: true, spam: false }, 'closed', false],
    ]);
  });
});
