import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelAdapter } from '#channels';
import type { Actor } from '#crm-core';
import { mailbox, rawOf, words } from '../../../../libs/crm-core/src/testing/events.ts';
import { createHouse, MAIL, type House } from '../../../../libs/crm-core/src/testing/house.ts';
import { interpret } from '../channels/accept.ts';
import { loadConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { startS3, type S3Server } from '../testing/bucket.ts';
import { createCollector } from './collect-files.ts';
import { createDisk } from './disk.ts';
import { createFileStore, type FilePlace, type FileStore } from './file-store.ts';
import { createBucket, type Bucket } from './s3.ts';

const DAY = 86_400_000;
let house: House;
let s3: S3Server;
let bucket: Bucket;
let dataDir: string;
let anna: Actor;
let conversationId: string;
beforeAll(async () => {
  house = await createHouse();
  s3 = await startS3();
  bucket = createBucket(loadConfig(s3.environment).s3!);
  dataDir = mkdtempSync(join(tmpdir(), 'okno-collect-'));
  anna = await house.person();
  const inbox = await house.inbox(MAIL, {}, [anna.userId]);
  anna = await house.again(anna);
  conversationId = await house.asks(await house.customer({ kind: 'email', value: 'maria@example.com' }), inbox);
});
afterAll(async () => {
  await bucket.close();
  await s3.remove();
  rmSync(dataDir, { recursive: true });
  await house.close();
});

describe.each([['a folder', (): FilePlace => createDisk(dataDir)], ['a bucket', (): FilePlace => bucket]] as const)('in %s', (_, place) => {
  let files: FileStore;
  let collect: () => Promise<void>;
  beforeAll(() => {
    files = createFileStore({ place: place(), dataDir, expect: (sha256) => house.crm.files.expect(sha256) });
    const collector = createCollector({ crm: house.crm, files, log: createLog('silent') });
    collect = () => collector(new AbortController().signal);
  });
  const upload = async (content: string): Promise<{ id: string; sha256: string }> => {
    const { sha256, size } = await files.put(Buffer.from(content), 1_000);
    const { id } = await house.crm.files.add(anna, { kind: 'file', name: 'a.txt', mime: 'text/plain', size, sha256 });
    return { id, sha256 };
  };
  const send = (attachmentIds: string[], kind: 'note' | 'text' = 'note'): Promise<unknown> =>
    house.crm.outbound.reply(anna, { id: randomUUID(), conversationId, kind, text: 'here', attachmentIds, seenVersion: 0, force: true });
  const there = (sha256: string): Promise<boolean> => place().holds(sha256);

  it('an upload that was not sent within a day goes, with its bytes; a sent one stays', async () => {
    const [unsent, sent] = [await upload(randomUUID()), await upload(randomUUID())];
    await send([sent.id]);
    house.pass(DAY - 1);
    await collect();
    expect(await there(unsent.sha256)).toBe(true);
    house.pass(1);
    await collect();
    expect([await there(unsent.sha256), await there(sent.sha256)]).toEqual([false, true]);
    await expect(house.crm.files.open(anna, unsent.id)).rejects.toMatchObject({ status: 404 });
    await expect(send([unsent.id])).rejects.toMatchObject({ code: 'no-file' });
    expect(await house.crm.files.open(anna, sent.id)).toMatchObject({ sha256: sent.sha256 });
    expect(await house.sql.query('SELECT 1 FROM loose_file')).toEqual([]);
  });

  it('bytes stay while anything names them, and go with the last name', async () => {
    const content = randomUUID();
    const [first, second] = [await upload(content), await upload(content)];
    expect(second.sha256).toBe(first.sha256);
    await send([first.id]);
    house.pass(2 * DAY);
    await collect();
    expect(await there(first.sha256)).toBe(true);
    const third = await upload(content);
    await house.sql.query('DELETE FROM attachment WHERE id = $1', [first.id]);
    house.pass(DAY);
    await collect();
    expect(await there(third.sha256)).toBe(false);
  });

  it('bytes that never got a name go after a day: an upload of a visitor, a request that broke off', async () => {
    const { sha256 } = await files.put(Buffer.from(randomUUID()), 1_000);
    await collect();
    expect(await there(sha256)).toBe(true);
    house.pass(DAY);
    await collect();
    expect(await there(sha256)).toBe(false);
    // The visitor sends it after all: the message is taken, and says that the file is gone.
    const late = words(house, mailbox('late@example.com'), { text: 'see the plan', attachments: [{ kind: 'file', name: 'plan.txt', mime: 'text/plain', size: 36, content: { type: 'stored', sha256 } }] });
    const taken = await interpret({ parse: () => Promise.resolve([late]) } as unknown as ChannelAdapter, rawOf(), files, createLog('silent'));
    expect(taken).toMatchObject({ events: [{ text: 'see the plan', attachments: [{ name: 'plan.txt', content: { type: 'unavailable' } }] }] });
  });

  it('an upload that is being sent in this very moment stays', async () => {
    const { id, sha256 } = await upload(randomUUID());
    house.pass(2 * DAY);
    // Held where the reply has the file's row and waits for the conversation's.
    const other = house.db.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query('SELECT 1 FROM attachment WHERE id = $1 FOR UPDATE', [id]);
    const collecting = collect();
    const waiting = (): Promise<unknown> => house.sql.one("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'DELETE FROM attachment%'");
    while (!(await waiting())) await new Promise((wake) => setTimeout(wake, 5));
    await other.query("UPDATE attachment SET message_id = (SELECT id FROM message WHERE conversation_id = $1 LIMIT 1) WHERE id = $2", [conversationId, id]);
    await other.commitTransaction();
    await other.release();
    await collecting;
    expect(await house.crm.files.open(anna, id)).toMatchObject({ sha256 });
    expect(await there(sha256)).toBe(true);
  });

  it('whoever wins, the one who sends or the one who collects, nothing is named that is not there', async () => {
    const outcomes = { sent: 0, gone: 0 };
    for (let round = 0; round < 12; round++) {
      const uploads = await Promise.all(Array.from({ length: 4 }, () => upload(randomUUID())));
      house.pass(2 * DAY);
      const [sent] = await Promise.all([Promise.allSettled(uploads.map(({ id }) => send([id]))), collect(), collect()]);
      await collect();
      for (const [i, { sha256 }] of uploads.entries()) {
        const result = sent[i]!;
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'no-file' });
        expect(await there(sha256)).toBe(result.status === 'fulfilled');
        outcomes[result.status === 'fulfilled' ? 'sent' : 'gone']++;
      }
    }
    expect(outcomes.sent + outcomes.gone).toBe(48);
  });

  it('the same bytes put again while they are being removed wait for that, and are there afterwards', async () => {
    const content = randomUUID();
    const { sha256 } = await files.put(Buffer.from(content), 1_000);
    house.pass(DAY);
    const removal = (await house.crm.files.claimRemoval())!;
    expect(removal.sha256).toBe(sha256);
    let done = false;
    const again = upload(content).then((row) => { done = true; return row; });
    while (!(await house.crm.files.expect(sha256).then((safe) => !safe))) await new Promise((wake) => setTimeout(wake, 5));
    await new Promise((wake) => setTimeout(wake, 120));
    expect(done).toBe(false);
    await files.remove(sha256);
    await house.crm.files.recordRemoved(removal);
    const { id } = await again;
    expect(await there(sha256)).toBe(true);
    expect(await house.crm.files.open(anna, id)).toMatchObject({ sha256 });
    await collect();
    expect(await there(sha256)).toBe(true);
  });

  it('the same bytes put again and again while others collect are never lost', async () => {
    const content = randomUUID();
    for (let round = 0; round < 12; round++) {
      await files.put(Buffer.from(content), 1_000);
      house.pass(DAY);
      const [, , { id, sha256 }] = await Promise.all([collect(), collect(), upload(content)]);
      expect(await house.crm.files.open(anna, id)).toMatchObject({ sha256 });
      expect(await there(sha256)).toBe(true);
      await house.sql.query('DELETE FROM attachment WHERE id = $1', [id]);
    }
  });

  it('a removal whose process died is taken up, and hinders nobody for ever', async () => {
    house.pass(DAY);
    await collect();
    const { sha256 } = await files.put(Buffer.from(randomUUID()), 1_000);
    house.pass(DAY);
    const dead = (await house.crm.files.claimRemoval())!;
    expect(await house.crm.files.claimRemoval()).toBeNull();
    expect(await house.crm.files.expect(sha256)).toBe(false);
    await house.sql.query("UPDATE loose_file SET removing_until = now() - interval '1 second'");
    await collect();
    expect(await there(sha256)).toBe(false);
    await house.crm.files.recordRemoved(dead);
    expect(await house.crm.files.expect(sha256)).toBe(true);
    await house.crm.files.recordRemoved(dead);
    expect(await house.sql.query('SELECT 1 FROM loose_file WHERE sha256 = $1', [sha256])).toHaveLength(1);
  });
});
