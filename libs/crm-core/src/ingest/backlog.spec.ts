import type { ChannelEvent } from '#channels';
import type { IngestInput } from '../crm.ts';
import { mailbox, rawOf, words } from '../testing/events.ts';
import { createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

const queued = (inboxId: string, uid: number, event: ChannelEvent): IngestInput => ({ inboxId, raw: rawOf(`uid-${uid}`), interpretation: { events: [event] }, cursor: { uid } });
const statuses = (results: readonly { status: string }[]) => results.map(({ status }) => status);
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
});
