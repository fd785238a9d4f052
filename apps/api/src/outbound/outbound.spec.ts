import { randomUUID } from 'node:crypto';
import { Unavailable, type ConversationRowView, type Crm, type InboxView, type MessageView, type Page } from '#crm-core';
import { createLiveAdapters } from '../channels/live-adapters.ts';
import { createHealthWatch } from '../channels/watch-health.ts';
import { loadConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { createDisk } from '../media/disk.ts';
import { createFileStore } from '../media/file-store.ts';
import { createNet } from '../net/safe-fetch.ts';
import { createVault, readSecretKeys } from '../secrets.ts';
import { connectMessenger, type Messenger } from '../testing/messenger.ts';
import { ADMIN, Browser, createTestDatabase, startTestOkno, until, type TestDatabase, type TestOkno } from '../testing/okno.ts';
import { createDeliver } from './deliver.ts';
import { createPool } from './outbox.ts';

const log = createLog('silent');
let db: TestDatabase;
let okno: TestOkno;
let admin: Browser;
let messenger: Messenger;

async function start(role: string): Promise<void> {
  db = await createTestDatabase();
  okno = await startTestOkno(db, { ...ADMIN, ROLE: role });
  admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  messenger = await connectMessenger(admin);
}
async function stop(): Promise<void> {
  await messenger.close();
  await okno.stop();
  await db.drop();
}
async function asked(by: string): Promise<string> {
  await messenger.post(okno.url, messenger.signed([messenger.message('Is it in stock?', by)]));
  return (await until(async () => (await admin.ask<Page<ConversationRowView>>('GET', 'conversations?view=all')).body.items.find((row) => row.contactName === by))).id;
}
async function reply(conversationId: string, text: string): Promise<string> {
  const id = randomUUID();
  const { status, body } = await admin.ask('POST', `conversations/${conversationId}/messages`, { id, kind: 'text', text, seenVersion: 99 });
  if (status >= 300) throw new Error(JSON.stringify(body));
  return id;
}
const shown = async (conversationId: string): Promise<Pick<MessageView, 'text' | 'delivery' | 'failure'>[]> =>
  (await admin.ask<Page<MessageView>>('GET', `conversations/${conversationId}/messages`)).body.items.filter(({ direction, kind }) => direction === 'outbound' && kind === 'text').reverse();
const inbox = async (): Promise<InboxView> => (await admin.ask<InboxView[]>('GET', 'inboxes')).body.find(({ id }) => id === messenger.inboxId)!;

describe('credentials refused mid-way', () => {
  beforeAll(() => start('all'));
  afterAll(stop);

  it('the channel is shown as broken, its outbox waits in order, and goes out once by itself when it is mended', async () => {
    const ann = await asked('ann');
    messenger.answer = { status: 401 };
    await reply(ann, 'one');
    await until(async () => (await inbox()).health === 'broken', 10_000, 'broken');
    await reply(ann, 'two');
    await reply(await asked('bob'), 'three');
    expect((await admin.ask<{ ok: boolean }>('POST', `inboxes/${messenger.inboxId}/check`)).body.ok).toBe(false);
    // The sweep looks every two seconds: it must find nothing to do.
    await new Promise((wake) => setTimeout(wake, 2_500));
    expect(messenger.received.map(({ text }) => text)).toEqual(['one']);
    expect((await shown(ann)).map(({ text, delivery, failure }) => [text, delivery, failure?.kind])).toEqual([['one', 'queued', 'config'], ['two', 'queued', undefined]]);

    messenger.answer = { status: 200 };
    messenger.received.length = 0;
    expect((await admin.ask<{ ok: boolean }>('POST', `inboxes/${messenger.inboxId}/check`)).body.ok).toBe(true);
    await until(() => messenger.received.length === 3, 10_000, 'three messages');
    expect(messenger.received.map(({ text }) => text).filter((text) => text !== 'three')).toEqual(['one', 'two']);
    expect(messenger.received.map(({ text }) => text).sort()).toEqual(['one', 'three', 'two']);
    expect((await inbox()).health).toBe('ok');
    await until(async () => (await shown(ann)).every(({ delivery }) => delivery === 'sent'), 5_000, 'sent');
  });
});

describe('without a worker of its own', () => {
  let adapters: ReturnType<typeof createLiveAdapters>;
  let parts: Omit<Parameters<typeof createDeliver>[0], 'crm'>;
  let crm: Crm;
  beforeAll(async () => {
    await start('api');
    crm = okno.okno.crm;
    const config = loadConfig({ DATA_DIR: '/nowhere', OKNO_SECRET_KEY: 'k'.repeat(40), OKNO_ALLOWED_HOSTS: '127.0.0.1' });
    adapters = createLiveAdapters({ crm, vault: createVault(readSecretKeys(config)), net: createNet(config.allowedHosts), log, publicUrl: null });
    parts = { adapters, files: createFileStore({ place: createDisk('/nowhere'), dataDir: '/nowhere', expect: () => Promise.resolve(true) }), log, stopping: new AbortController().signal, writeAgainMs: 1 };
  });
  afterAll(async () => {
    await adapters.close();
    await stop();
  });

  it('what was sent while the database is away for long is never queued again', async () => {
    const conversation = await asked('eve');
    await reply(conversation, 'once');
    const away: Crm = { ...crm, outbound: { ...crm.outbound, recordSent: () => Promise.reject(new Unavailable(new Error('gone'))) } };
    const [id] = await crm.outbound.due(10);
    await expect(createDeliver({ ...parts, crm: away })(id!)).rejects.toThrow('database');
    expect(messenger.received.map(({ text }) => text)).toEqual(['once']);
    expect((await shown(conversation)).map(({ delivery }) => delivery)).toEqual(['submitting']);
    expect(await crm.outbound.due(10)).toEqual([]);
  });

  it('a held inbox is tried again by itself, and stays held while the vendor still refuses', async () => {
    const conversation = await asked('fay');
    messenger.answer = { status: 403 };
    await reply(conversation, 'waits');
    await createDeliver({ ...parts, crm })((await crm.outbound.due(10))[0]!);
    const watch = createHealthWatch({ crm, adapters, log });
    const { signal } = new AbortController();
    await watch(signal);
    expect([await crm.inboxes.held(), await crm.outbound.due(10)]).toEqual([[messenger.inboxId], []]);
    messenger.answer = { status: 200 };
    await watch(signal);
    expect([await crm.inboxes.held(), (await crm.outbound.due(10)).length, (await inbox()).health]).toEqual([[], 1, 'ok']);
  });
});

describe('the pool of senders', () => {
  it('lets others through while some wait for a silent vendor, and still ends only when all are done', async () => {
    let answer = (): void => undefined;
    const silent = new Promise<void>((done) => (answer = done));
    const done: string[] = [];
    const pool = createPool(async (id) => { if (id.startsWith('slow')) await silent; done.push(id); }, 2, log, 20);
    await pool.offer(['slow 1', 'slow 2', 'quick 1', 'quick 2']);
    await pool.free();
    expect(done).toEqual(['quick 1', 'quick 2']);
    void pool.run('slow 1');
    const idle = pool.idle();
    answer();
    await idle;
    expect(done.sort()).toEqual(['quick 1', 'quick 2', 'slow 1', 'slow 2']);
  });
});
