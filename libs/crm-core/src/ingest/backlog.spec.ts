import type { ChannelEvent } from '#channels';
import type { IngestInput } from '../crm.ts';
import { mailbox, rawOf, telegramUser, words } from '../testing/events.ts';
import { CHAT, createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

const queued = (inboxId: string, uid: number, event: ChannelEvent): IngestInput => ({ inboxId, raw: rawOf(`uid-${uid}`), interpretation: { events: [event] }, cursor: { uid } });
const statuses = (results: readonly { status: string }[]) => results.map(({ status }) => status);
/** What lists are found by says what the rows show. */
async function waysAgree({ sql }: House): Promise<void> {
  const [row] = await sql.query("SELECT (SELECT array_agg((id, i)::text ORDER BY id, i) FROM conversation, unnest(inbox_ids) i) AS inboxes, (SELECT array_agg((id, w)::text ORDER BY id, w) FROM conversation, unnest(channels) w) AS channels");
  const [beside] = await sql.query('SELECT (SELECT array_agg((conversation_id, inbox_id)::text ORDER BY conversation_id, inbox_id) FROM conversation_inbox) AS inboxes, (SELECT array_agg((conversation_id, channel)::text ORDER BY conversation_id, channel) FROM conversation_channel) AS channels');
  expect(row!.inboxes).not.toHaveLength(0);
  expect(beside).toEqual(row);
}
const transactions = async () => (await house.sql.query<{ xmin: string }>('SELECT DISTINCT xmin::text FROM raw_event')).length;

describe('a backlog', () => {
  it('is kept in one transaction with the cursor of its last one, each thread whole', async () => {
    const inbox = await house.inbox(MAIL, { threadMode: 'thread' });
    const olena = mailbox('olena@example.com');
    const first = words(house, olena, { externalThreadId: '<1@x>', mailId: '<1@x>' });
    const answer = words(house, olena, { externalThreadId: '<1@x>', mailId: '<2@x>', references: ['<1@x>'] });
    const other = words(house, mailbox('ivan@example.com'), { externalThreadId: '<3@x>', mailId: '<3@x>' });
    const inputs = [answer, first, other].map((event, index) => queued(inbox, index + 1, event));
    expect(statuses(await house.crm.ingest.ingestBacklog(inputs))).toEqual(['committed', 'committed', 'committed']);
    expect(await transactions()).toBe(1);
    expect(await house.crm.ingest.cursor(inbox)).toEqual({ uid: 3 });
    expect(await house.sql.query("SELECT count(*)::int AS n FROM message WHERE kind = 'text' GROUP BY conversation_id ORDER BY 1")).toEqual([{ n: 1 }, { n: 2 }]);
    expect(statuses(await house.crm.ingest.ingestBacklog(inputs))).toEqual(['duplicate', 'duplicate', 'duplicate']);
  });

  it('with one that cannot be written is kept one by one: that one quarantined, all others whole', async () => {
    const inbox = await house.inbox(MAIL);
    const inputs = [1, 2, 3].map((uid) => queued(inbox, uid, words(house, mailbox(`c${uid}@example.com`), uid === 2 ? { occurredAt: new Date(Number.NaN) } : {})));
    expect(statuses(await house.crm.ingest.ingestBacklog(inputs))).toEqual(['committed', 'quarantined', 'committed']);
    expect(await transactions()).toBe(3);
    expect(await house.crm.ingest.cursor(inbox)).toEqual({ uid: 3 });
    expect(await house.sql.query("SELECT count(*)::int AS n FROM message WHERE kind = 'text'")).toEqual([{ n: 2 }]);
  });

  it('quarantines what was not understood beside what was, in one go', async () => {
    const inbox = await house.inbox(MAIL);
    const inputs: IngestInput[] = [queued(inbox, 1, words(house, mailbox('olena@example.com'))), { inboxId: inbox, raw: rawOf('uid-2'), interpretation: { quarantine: 'no header' }, cursor: { uid: 2 } }];
    expect(statuses(await house.crm.ingest.ingestBacklog(inputs))).toEqual(['committed', 'quarantined']);
    expect(await transactions()).toBe(1);
    expect(await house.crm.ingest.cursor(inbox)).toEqual({ uid: 2 });
  });

  it('makes of it what it makes of the same events one by one, whoever writes twice, answers or takes back', async () => {
    const other = await createHouse();
    try {
      const [together, alone] = [await house.inbox(CHAT), await other.inbox(CHAT)];
      const random = seeded(20_261_122);
      for (let round = 0; round < 25; round++) {
        const events = mixed(random, round);
        await house.crm.ingest.ingestBacklog(events.map((event, index) => queued(together, round * 100 + index, event)));
        for (const [index, event] of events.entries()) await other.crm.ingest.ingest(queued(alone, round * 100 + index, event));
      }
      const [left, right] = [await shape(house), await shape(other)];
      expect(left.length).toBeGreaterThan(100);
      expect(left).toEqual(right);
      expect(await transactions()).toBe(25);
      for (const each of [house, other]) await waysAgree(each);
    } finally {
      await other.close();
    }
  });

  it.each(['thread', 'contact'] as const)('puts mail where it goes one by one, in an inbox of one conversation per %s: threads out of order, strangers in them, conversations closed meanwhile', async (threadMode) => {
    const other = await createHouse();
    try {
      const [together, alone] = [await house.inbox(MAIL, { threadMode }), await other.inbox(MAIL, { threadMode })];
      const random = seeded(20_261_128);
      for (let round = 0; round < 25; round++) {
        const events = mixedMail(random, round);
        await house.crm.ingest.ingestBacklog(events.map((event, index) => queued(together, round * 100 + index, event)));
        for (const [index, event] of events.entries()) await other.crm.ingest.ingest(queued(alone, round * 100 + index, event));
        const doomed = events[Math.floor(random() * events.length)]!;
        if (random() < 0.5) for (const at of [house, other]) await close(at, doomed.externalId);
      }
      const [left, right] = [await shape(house), await shape(other)];
      expect(left.length).toBeGreaterThan(100);
      expect(left).toEqual(right);
      expect(await rooms(house)).toEqual(await rooms(other));
      expect(await transactions()).toBe(25);
    } finally {
      await other.close();
    }
  });

  /** Up to sixteen mails in a few threads of three people; some refer to mail that has not come yet, some write into a thread that is not theirs. */
  function mixedMail(random: () => number, round: number) {
    const people = [1, 2, 3].map((n) => mailbox(`person-${Math.floor(round / 3) * 10 + n}@example.com`));
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
    return Array.from({ length: 3 + Math.floor(random() * 13) }, (_, index) => {
      const thread = `<t${Math.floor(round / 3)}.${Math.floor(random() * 4)}@example.com>`;
      const id = `<m${round}.${index}@example.com>`;
      const named = random() < 0.7 ? [thread, ...(random() < 0.5 ? [`<m${round}.${Math.floor(random() * 16)}@example.com>`] : [])] : [];
      return words(house, pick(people), {
        externalId: id, mailId: id, externalThreadId: named[0] ?? id, references: named, text: `mail ${round}.${index}`, occurredAt: house.now(),
        ...(random() < 0.1 ? { automatic: 'auto-reply' as const } : {}),
      });
    });
  }

  async function close(at: House, externalId: string): Promise<void> {
    const [row] = await at.sql.query<{ id: string }>("SELECT c.id FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.external_id = $1 AND c.status <> 'closed'", [externalId]);
    if (row) await at.crm.conversations.setStatus(at.admin, row.id, { status: 'closed' });
  }

  /** Which mails stand together. */
  const rooms = (at: House) => at.sql.query("SELECT string_agg(m.text, ', ' ORDER BY m.text) AS mails FROM message m WHERE m.kind = 'text' GROUP BY m.conversation_id ORDER BY 1");

  /** Up to sixteen events of three people who know each other's messages. */
  function mixed(random: () => number, round: number): ChannelEvent[] {
    const people = [1, 2, 3].map((n) => telegramUser(`${Math.floor(round / 3) * 10 + n}`, `Person ${n}`));
    const said: string[] = [];
    return Array.from({ length: 3 + Math.floor(random() * 13) }, (_, index): ChannelEvent => {
      const sender = people[Math.floor(random() * people.length)]!;
      const earlier = said[Math.floor(random() * said.length)];
      const dice = random();
      const occurredAt = house.now();
      if (earlier && dice < 0.15) return { type: 'message-edited', externalId: earlier, text: `edited ${round}.${index}`, editedAt: occurredAt };
      if (dice < 0.25) return { type: 'reachability-changed', address: sender.address, reachable: dice < 0.2, reason: 'blocked', occurredAt };
      const event = words(house, sender, {
        externalId: `m${round}.${index}`, text: `text ${round}.${index}`, occurredAt,
        ...(earlier && dice < 0.55 ? { replyTo: earlier } : {}),
        ...(dice > 0.9 ? { claims: [{ address: { kind: 'phone', value: `+38067000${String(Math.floor(random() * 3)).padStart(4, '0')}` }, verified: dice > 0.95, origin: 'pre-chat' }] } : {}),
      });
      said.push(event.externalId);
      return event;
    });
  }

  /** All that a person can see of it, without ids and times. */
  const shape = (at: House) =>
    at.sql.query(
      `SELECT k.name, m.kind, m.text, r.text AS answers, m.payload - 'activity' AS payload, m.edited_at IS NOT NULL AS edited, c.inbound_count, c.status, c.waiting_since IS NOT NULL AS waiting,
         c.preview->>'text' AS preview, (SELECT count(*)::int FROM task t WHERE t.conversation_id = c.id AND t.status = 'open') AS tasks,
         (SELECT count(*)::int FROM lead l WHERE l.contact_id = k.id) AS leads, (SELECT count(*)::int FROM contact_identity i WHERE i.contact_id = k.id) AS identities,
         (SELECT count(*)::int FROM contact_claim l WHERE l.contact_id = k.id) AS claims, (SELECT count(*)::int FROM duplicate_hint d WHERE d.contact_id = k.id) AS hints
       FROM message m JOIN conversation c ON c.id = m.conversation_id JOIN contact k ON k.id = c.contact_id LEFT JOIN message r ON r.id = m.reply_to_id
       ORDER BY (SELECT min(i.value) FROM contact_identity i WHERE i.contact_id = k.id), (SELECT min(t.text) FROM message t WHERE t.conversation_id = c.id AND t.kind = 'text'), m.kind, m.text, m.payload::text`);
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => ((state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648);
}
