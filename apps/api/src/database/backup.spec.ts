import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createTestDatabase, type TestDatabase } from '../../../../libs/crm-core/src/testing/database.ts';
import { createDisk } from '../media/disk.ts';
import { createFileStore } from '../media/file-store.ts';
import { backup } from './backup.ts';
import { restore, RestoreRefused } from './restore.ts';

let source: TestDatabase;
let folder: string;
const opened: TestDatabase[] = [];
const content = randomBytes(100_000);
let sha256: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'okno-backup-'));
  source = await createTestDatabase(2);
  ({ sha256 } = await createFileStore({ place: createDisk(folder), dataDir: folder, expect: () => Promise.resolve(true) }).put(content, 1_000_000));
  await fill(source);
});
afterAll(async () => {
  await source.drop();
  for (const database of opened) await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function fill(database: TestDatabase): Promise<void> {
  const [user, inbox, contact, conversation, first, second] = Array.from({ length: 6 }, () => randomUUID());
  const run = (text: string, values: unknown[] = []) => database.dataSource.query(text, values);
  await run("UPDATE company SET name = 'Норд Клима'");
  await run("INSERT INTO app_user (id, email, name, role) VALUES ($1, 'ilya@example.com', 'Илья', 'admin')", [user]);
  await run("INSERT INTO inbox (id, adapter, name, capabilities, credentials) VALUES ($1, 'http', 'API', '[]', $2)", [inbox, randomBytes(64)]);
  await run("INSERT INTO contact (id, name) VALUES ($1, E'tab\\there \\\\ and a \\nnew line')", [contact]);
  await run('INSERT INTO conversation (id, contact_id, inbox_id, last_message_at) VALUES ($1, $2, $3, now())', [conversation, contact, inbox]);
  for (const [id, reply] of [[second, null], [first, second]]) {
    await run("INSERT INTO message (id, conversation_id, contact_id, inbox_id, channel, kind, direction, reply_to_id, text, occurred_at) VALUES ($1, $2, $3, $4, 'http', 'text', 'inbound', $5, $6, now())", [
      id, conversation, contact, inbox, reply, 'x'.repeat(50_000),
    ]);
  }
  // More than one part of the archive.
  await run("INSERT INTO raw_event (inbox_id, provider_key, body, headers, received_at, status) SELECT $1, n::text, decode(repeat('00ff', 60000), 'hex'), '{}', now(), 'interpreted' FROM generate_series(1, 60) n", [inbox]);
  await run("INSERT INTO audit_event (action, thing) VALUES ('login', 'session')");
  await run("INSERT INTO sync_event (change) VALUES ('{}')");
}

async function target(): Promise<TestDatabase> {
  const made = await createTestDatabase(2);
  opened.push(made);
  return made;
}

async function taken(): Promise<Buffer> {
  const out = new PassThrough();
  const [bytes] = await Promise.all([buffer(out), backup({ url: source.url, filesDir: join(folder, 'files'), secretKey: Buffer.from('the key') }, out, new Date('2026-03-01T10:00:00Z'))]);
  return bytes;
}

async function rows(database: TestDatabase, table: string): Promise<unknown[]> {
  const found = await database.dataSource.query<{ row: unknown }[]>(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY to_jsonb(t)::text`);
  return found.map((one) => one.row);
}

describe('a backup', () => {
  it('restores every row, file and the key into an empty place, byte for byte', async () => {
    const bytes = await taken();
    const into = await target();
    const filesDir = join(folder, 'restored', 'files');
    const secretKeyFile = join(folder, 'restored.key');
    const manifest = await restore(Readable.from([bytes]), { url: into.url, filesDir, secretKeyFile, migrateTo: async () => undefined });
    for (const { name } of manifest.tables.filter((table) => table.name !== 'company')) {
      expect([name, await rows(into, name)]).toEqual([name, await rows(source, name)]);
    }
    expect(manifest.tables.length).toBeGreaterThan(30);
    expect(await rows(into, 'sync_event')).toEqual([]);
    expect((await buffer(await createDisk(join(folder, 'restored')).open(sha256))).equals(content)).toBe(true);
    expect(readFileSync(secretKeyFile, 'utf8')).toBe('the key');
    expect(statSync(secretKeyFile).mode & 0o777).toBe(0o600);
  });

  it('gives the feed a new epoch and goes on counting where the company stopped', async () => {
    const into = await target();
    await restore(Readable.from([await taken()]), { url: into.url, filesDir: join(folder, 'files-2'), secretKeyFile: null, migrateTo: async () => undefined });
    const [before] = (await rows(source, 'company')) as { feed_epoch: string; name: string }[];
    const [after] = (await rows(into, 'company')) as { feed_epoch: string; name: string }[];
    expect(after!.name).toBe('Норд Клима');
    expect(after!.feed_epoch).not.toBe(before!.feed_epoch);
    const [{ id }] = await into.dataSource.query<[{ id: string }]>("INSERT INTO audit_event (action, thing) VALUES ('a', 'b') RETURNING id");
    expect(Number(id)).toBeGreaterThan(1);
  });

  it('is refused by a place that already holds a company, which stays as it was', async () => {
    const bytes = await taken();
    await expect(restore(Readable.from([bytes]), { url: source.url, filesDir: join(folder, 'files-3'), secretKeyFile: null, migrateTo: async () => undefined })).rejects.toThrow(RestoreRefused);
    expect(await rows(source, 'contact')).toHaveLength(1);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2))],
    ['not a backup', () => Buffer.from('hello')],
  ])('that is %s is refused and leaves the place empty', async (_, damage) => {
    const into = await target();
    const failed = restore(Readable.from([damage(await taken())]), { url: into.url, filesDir: join(folder, 'files-4'), secretKeyFile: null, migrateTo: async () => undefined });
    await expect(failed).rejects.toThrow(RestoreRefused);
    expect(await rows(into, 'contact')).toEqual([]);
    expect(await rows(into, 'company')).toHaveLength(1);
    expect(existsSync(join(folder, 'files-4', sha256.slice(0, 2), sha256.slice(2)))).toBe(false);
  });
});
