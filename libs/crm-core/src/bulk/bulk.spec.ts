import { randomUUID } from 'node:crypto';
import type { Actor } from '../crm.ts';
import { CHAT, createHouse, MAIL, type House } from '../testing/house.ts';
import type { BulkAction, BulkJobView, ConversationRowView } from '../views.ts';

let house: House;
let chat: string;
beforeEach(async () => {
  house = await createHouse();
  chat = await house.inbox(CHAT);
});
afterEach(() => house.close());

/** `n` customers who wait, one second after the other. */
async function crowd(n: number, inboxId = chat, kind: 'telegram' | 'email' = 'telegram'): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < n; i++) {
    house.pass(1000);
    ids.push(await house.asks(await house.customer({ kind, value: `${kind} ${randomUUID()}` }), inboxId));
  }
  return ids;
}
const start = (actor: Actor, action: BulkAction, ids?: readonly string[]): Promise<BulkJobView> => house.crm.bulk.start(actor, { id: randomUUID(), action, chosen: ids ? { ids } : { view: 'queue' } });
const waits = async (actor = house.admin): Promise<string[]> => (await house.crm.conversations.list(actor, { view: 'queue', limit: 200 })).items.map((row) => row.id);
/** Everything of the rows but the lines that were said about it. */
const rows = async (): Promise<ConversationRowView[]> => {
  const found: ConversationRowView[] = [];
  for (const { id } of await house.sql.query<{ id: string }>('SELECT id FROM conversation ORDER BY id')) found.push({ ...(await house.crm.conversations.get(house.admin, id)), preview: null });
  return found;
};

describe('one act on many', () => {
  it('closes everything that a view holds, tells how far it is, and takes all of it back', async () => {
    await crowd(25);
    const before = await rows();
    const events = await house.told(house.admin, async () => {
      await start(house.admin, { type: 'close' });
      await house.crm.bulk.work();
    });
    const told = events.flatMap((event) => (event.type === 'bulk-job' ? [event.job] : []));
    expect(told.map((job) => [job.status, job.changed])).toEqual([['running', 0], ['running', 10], ['running', 20], ['done', 25]]);
    expect(await waits()).toEqual([]);
    expect(await house.crm.conversations.counts(house.admin)).toMatchObject({ queue: 0, closed: 25 });

    await house.crm.bulk.undo(house.admin, told[0]!.id);
    await house.crm.bulk.work();
    expect(await house.crm.bulk.get(house.admin, told[0]!.id)).toMatchObject({ status: 'undone', undone: 25, kept: 0, changed: 0 });
    expect(await rows()).toEqual(before);
    expect(await house.sql.one("SELECT count(*)::int AS count FROM task WHERE kind = 'answer' AND status = 'open'")).toEqual({ count: 25 });
  });

  it('takes back only what nobody changed since, and says how many it left alone', async () => {
    const [first, second] = await crowd(12);
    const job = await start(house.admin, { type: 'close' });
    await house.crm.bulk.work();
    await house.crm.conversations.setStatus(house.admin, first!, { status: 'open' });
    const contact = (await house.crm.conversations.get(house.admin, second!)).contactId;
    await house.asks(contact, chat);
    await house.crm.bulk.undo(house.admin, job.id);
    await house.crm.bulk.work();
    expect(await house.crm.bulk.get(house.admin, job.id)).toMatchObject({ status: 'undone', undone: 10, kept: 2 });
    expect(await house.crm.conversations.get(house.admin, first!)).toMatchObject({ status: 'open', waitingSince: null });
    expect((await house.crm.conversations.get(house.admin, second!)).status).toBe('closed');
  });

  it.each<[string, (given: { label: string; colleague: string }) => BulkAction, Partial<ConversationRowView>]>([
    ['assign', ({ colleague }) => ({ type: 'assign', ownerId: colleague }), {}],
    ['label', ({ label }) => ({ type: 'label', add: [label], remove: [] }), {}],
    ['snooze', () => ({ type: 'snooze', until: new Date(house.now().getTime() + 86_400_000).toISOString() }), { status: 'snoozed' }],
    ['priority', () => ({ type: 'priority', priority: 'high' }), { priority: 'high' }],
    ['read', () => ({ type: 'read' }), { readCount: 1 }],
  ])('does and takes back: %s', async (_name, action, expected) => {
    await crowd(11);
    const label = (await house.crm.labels.save(house.admin, { name: 'VIP', colour: 'pink' })).id;
    const colleague = (await house.person('operator', [chat])).userId;
    const before = await rows();
    const job = await start(house.admin, action({ label, colleague }));
    await house.crm.bulk.work();
    const after = await rows();
    for (const [index, row] of after.entries()) {
      expect(row).toMatchObject(expected);
      expect(row).not.toEqual(before[index]);
    }
    expect(await house.crm.bulk.get(house.admin, job.id)).toMatchObject({ status: 'done', changed: 11, skipped: 0 });
    await house.crm.bulk.undo(house.admin, job.id);
    await house.crm.bulk.work();
    expect(await rows()).toEqual(before);
  });

  it('reopens what was closed, except where the customer has another open conversation', async () => {
    const [first, second] = await crowd(2);
    await start(house.admin, { type: 'close' });
    await house.crm.bulk.work();
    await house.asks((await house.crm.conversations.get(house.admin, first!)).contactId, chat);
    const job = await start(house.admin, { type: 'reopen' }, [first!, second!]);
    await house.crm.bulk.work();
    expect(await house.crm.bulk.get(house.admin, job.id)).toMatchObject({ changed: 1, skipped: 1 });
    expect((await house.crm.conversations.get(house.admin, second!)).status).toBe('open');
  });

  it('tells a colleague once of many that were given to them', async () => {
    await crowd(11);
    const colleague = await house.person('operator', [chat]);
    const told = await house.told(colleague, async () => {
      await start(house.admin, { type: 'assign', ownerId: colleague.userId });
      await house.crm.bulk.work();
    });
    expect(told.filter(({ type }) => type === 'notification')).toHaveLength(1);
  });

  it('tells whoever started it when it is over: on their screens, and not on their phone', async () => {
    const ids = await crowd(2);
    house.signals.length = 0;
    const job = await start(house.admin, { type: 'close' }, ids);
    await house.crm.bulk.work();
    expect((await house.crm.company.notifications(house.admin, {})).items[0]).toMatchObject({ type: 'bulk-done', jobId: job.id, title: '+2', readAt: null });
    expect(house.signals.filter(({ type }) => type === 'notify')).toEqual([]);
  });
});

describe('whose right it is', () => {
  it('an operator picks rows by hand; everything that matches is a leader’s', async () => {
    const ids = await crowd(3);
    const operator = await house.person('operator', [chat]);
    await expect(start(operator, { type: 'close' })).rejects.toMatchObject({ code: 'forbidden' });
    const job = await start(operator, { type: 'close' }, ids.slice(0, 2));
    await house.crm.bulk.work();
    expect(await house.crm.bulk.get(operator, job.id)).toMatchObject({ changed: 2 });
    await expect(house.crm.bulk.get(house.admin, job.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(house.crm.bulk.undo(house.admin, job.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('what one may not see is not chosen, and what one may not see any more is left alone', async () => {
    const mail = await house.inbox(MAIL);
    const seen = await crowd(2);
    const [unseen] = await crowd(1, mail, 'email');
    const operator = await house.person('operator', [chat]);
    expect(await start(operator, { type: 'close' }, [...seen, unseen!])).toMatchObject({ total: 2 });
    await house.crm.users.update(house.admin, operator.userId, { inboxIds: [] });
    await house.crm.bulk.work();
    expect((await house.crm.bulk.list(operator))[0]).toMatchObject({ status: 'done', changed: 0, skipped: 2 });
    expect(await waits()).toHaveLength(3);
  });

  it('of somebody who left nothing more is done', async () => {
    await crowd(3);
    const manager = await house.person('manager', [chat]);
    await start(manager, { type: 'close' });
    await house.crm.users.update(house.admin, manager.userId, { active: false });
    await house.crm.bulk.work();
    expect(await waits()).toHaveLength(3);
  });
});

describe('a job that is interrupted', () => {
  it('goes on where it was when its connection is killed in the middle, and does nothing twice', async () => {
    await crowd(60);
    const before = await rows();
    const job = await start(house.admin, { type: 'close' });
    const working = house.crm.bulk.work().then(() => 'done', () => 'broken');
    // Whatever it is about at this moment is torn.
    for (let changed = 0; changed < 20; ) ({ changed } = await house.crm.bulk.get(house.admin, job.id));
    for (let killed = 0; killed === 0; ) {
      killed = (await house.sql.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND state LIKE '%transaction%'")).length;
      if ((await house.crm.bulk.get(house.admin, job.id)).status !== 'running') break;
    }
    expect(await working).toBe('broken');
    const middle = await house.crm.bulk.get(house.admin, job.id);
    expect(middle.status).toBe('running');
    expect(await house.sql.one("SELECT count(*)::int AS count FROM conversation WHERE status = 'closed'")).toEqual({ count: middle.changed });

    await house.crm.bulk.work();
    expect(await house.crm.bulk.get(house.admin, job.id)).toMatchObject({ status: 'done', changed: 60, skipped: 0 });
    expect(await house.sql.one("SELECT count(*)::int AS count FROM message WHERE kind = 'activity' AND payload->'activity'->>'type' = 'status'")).toEqual({ count: 60 });
    await house.crm.bulk.undo(house.admin, job.id);
    await house.crm.bulk.work();
    expect(await rows()).toEqual(before);
  });

  it('stops when it is cancelled; what was done can be taken back', async () => {
    await crowd(180);
    const job = await start(house.admin, { type: 'close' });
    const stop = new AbortController();
    const working = house.crm.bulk.work(stop.signal);
    for (let changed = 0; changed < 10; ) ({ changed } = await house.crm.bulk.get(house.admin, job.id));
    const { status, changed } = await house.crm.bulk.cancel(house.admin, job.id);
    await working;
    expect(status).toBe('cancelled');
    expect(await waits()).toHaveLength(180 - changed);
    await house.crm.bulk.undo(house.admin, job.id);
    await house.crm.bulk.work();
    expect(await house.crm.bulk.get(house.admin, job.id)).toMatchObject({ status: 'undone', undone: changed });
    expect(await waits()).toHaveLength(180);
  });

  it('starts once, however often it is asked for', async () => {
    const ids = await crowd(2);
    const input = { id: randomUUID(), action: { type: 'close' }, chosen: { ids } } as const;
    const [one, two] = [await house.crm.bulk.start(house.admin, input), await house.crm.bulk.start(house.admin, input)];
    expect(two).toEqual(one);
    await expect(house.crm.bulk.start(house.admin, { ...input, action: { type: 'read' } })).rejects.toMatchObject({ code: 'id-taken' });
    await expect(start(house.admin, { type: 'snooze', until: house.now().toISOString() })).rejects.toMatchObject({ code: 'past-time' });
    expect(await start(house.admin, { type: 'close' }, [])).toMatchObject({ status: 'done', total: 0 });
  });

  it('is forgotten after a week, and then cannot be taken back', async () => {
    await crowd(2);
    const job = await start(house.admin, { type: 'close' });
    await house.crm.bulk.work();
    house.pass(8 * 86_400_000);
    await house.crm.bulk.forget();
    await expect(house.crm.bulk.undo(house.admin, job.id)).rejects.toMatchObject({ code: 'not-found' });
  });
});
