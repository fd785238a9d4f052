import type { ChannelAdapter, RawInbound } from '#channels';
import { rawOf } from '../../../../libs/crm-core/src/testing/events.ts';
import { createHouse, MAIL, type House } from '../../../../libs/crm-core/src/testing/house.ts';
import { createLog } from '../log.ts';
import type { FileStore } from '../media/file-store.ts';
import { createBacklog } from './backlog.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

/** Mail `n` with a file; the disk refuses the files of those in `full`. */
async function backlog() {
  const inbox = await house.inbox(MAIL);
  const full = new Set<string>();
  const stop = new AbortController();
  const adapter = {
    parse: (raw: RawInbound) => Promise.resolve([{
      type: 'message-received', channel: 'email', externalId: raw.providerKey, externalThreadId: raw.providerKey, direction: 'inbound', sender: { address: { kind: 'email', value: 'olena@example.com' }, verified: true },
      claims: [], occurredAt: house.now(), text: raw.providerKey, attachments: [{ kind: 'file', name: 'a.txt', mime: 'text/plain', content: { type: 'bytes', bytes: Buffer.from(raw.providerKey) } }],
    }]),
  } as unknown as ChannelAdapter;
  const files = {
    put: (bytes: Buffer) => (full.has(bytes.toString()) ? Promise.reject(new Error('ENOSPC')) : Promise.resolve({ sha256: 'ab'.repeat(32), size: bytes.length, head: bytes })),
  } as unknown as FileStore;
  const deliver = createBacklog({ crm: house.crm, files, log: createLog('silent'), onTyping: () => undefined, onRouting: () => undefined, onLinked: () => undefined })(inbox, adapter, stop.signal);
  const bring = (...uids: number[]) => Promise.allSettled(uids.map((uid) => deliver(rawOf(`mail-${uid}`), { uid }))).then((all) => all.map(({ status }) => status));
  const kept = async () => (await house.sql.query<{ text: string }>("SELECT text FROM message WHERE kind = 'text' ORDER BY id")).map(({ text }) => text).toSorted();
  return { inbox, full, stop, deliver, bring, kept };
}

describe('what a listener delivers ahead', () => {
  it('is committed in order, several together, and the cursor ends behind the last', async () => {
    const { inbox, deliver, bring, kept } = await backlog();
    const order: number[] = [];
    const uids = Array.from({ length: 40 }, (_, index) => index + 10);
    await Promise.all(uids.map((uid) => deliver(rawOf(`mail-${uid}`), { uid }).then(() => order.push(uid))));
    expect(order).toEqual(uids);
    expect(await kept()).toHaveLength(40);
    expect(await house.crm.ingest.cursor(inbox)).toEqual({ uid: 49 });
    expect((await house.sql.query<{ xmin: string }>('SELECT DISTINCT xmin::text FROM raw_event')).length).toBeLessThan(20);
    expect(await bring(48, 49)).toEqual(['fulfilled', 'fulfilled']);
    expect(await kept()).toHaveLength(40);
  });

  it('never lets the cursor pass what could not be kept: all behind it are refused, and come again', async () => {
    const { inbox, full, bring, kept } = await backlog();
    full.add('mail-3');
    expect(await bring(1, 2, 3, 4, 5)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(await house.crm.ingest.cursor(inbox)).toEqual({ uid: 2 });
    full.clear();
    await new Promise((wake) => setImmediate(wake));
    expect(await bring(3, 4, 5)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(await kept()).toEqual(['mail-1', 'mail-2', 'mail-3', 'mail-4', 'mail-5']);
    expect(await house.crm.ingest.cursor(inbox)).toEqual({ uid: 5 });
  });

  it('refuses at once what comes before the listener learned of a refusal', async () => {
    const { inbox, full, deliver, bring } = await backlog();
    full.add('mail-1');
    const late: string[] = [];
    const first = deliver(rawOf('mail-1'), { uid: 1 }).catch(() => bring(2).then((outcome) => late.push(...outcome)));
    await first;
    expect(late).toEqual(['rejected']);
    expect(await house.crm.ingest.cursor(inbox)).toBeNull();
  });

  it('ends with the listener: what is not committed yet is refused', async () => {
    const { inbox, stop, bring, kept } = await backlog();
    await bring(1);
    stop.abort();
    expect(await bring(2, 3)).toEqual(['rejected', 'rejected']);
    expect(await kept()).toEqual(['mail-1']);
    expect(await house.crm.ingest.cursor(inbox)).toEqual({ uid: 1 });
  });
});
