import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Pack, pack } from 'tar-stream';
import { columnList, quoted, type Table, tablesInOrder } from './tables.ts';

/** First entry of a backup: enough to refuse a wrong file before anything is written. */
export interface Manifest {
  readonly format: 'okno-backup-1';
  readonly createdAt: string;
  /** Names of the migrations the data was written under. */
  readonly migrations: readonly string[];
  readonly tables: readonly Table[];
}

const CHUNK = 4 << 20;
/** A file by its content, under the first two digits of its SHA-256: as media/file-store.ts names them, here and in the archive. */
export const STORED_NAME = /^[0-9a-f]{2}\/[0-9a-f]{62}$/;

/**
 * Writes one gzipped tar: manifest, the key of the secrets, every table as of one moment, every file. The app may go on working.
 * `secretKey`: null when it comes from the environment and is kept elsewhere. `now` stamps the manifest.
 * Errors: those of the database, the disk and `out`, as they are.
 */
export async function backup(source: { url: string; filesDir: string; secretKey: Buffer | null }, out: Writable, now: Date): Promise<Manifest> {
  const client = new pg.Client({ connectionString: source.url, statement_timeout: 0, idle_in_transaction_session_timeout: 0, keepAlive: true, connectionTimeoutMillis: 30_000 });
  await client.connect();
  const tar = pack();
  const written = pipeline(tar, createGzip(), out);
  // A failing disk ends `written`; the entries below then fail too and tell it first.
  written.catch(() => undefined);
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const migrations = await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    const tables = await tablesInOrder(client);
    const manifest: Manifest = { format: 'okno-backup-1', createdAt: now.toISOString(), migrations: migrations.rows.map((row) => row.name), tables };
    await entry(tar, 'manifest.json', Buffer.from(JSON.stringify(manifest, null, 2)));
    if (source.secretKey) await entry(tar, 'secret.key', source.secretKey);
    for (const table of tables) {
      const rows: Readable = client.query(copyTo(`COPY ${quoted(table.name)} (${columnList(table)}) TO STDOUT`));
      await chunked(tar, `tables/${table.name}`, rows);
    }
    await client.query('COMMIT');
    // After the rows: a file is written before the row that names it, so every name in the rows is on disk by now.
    for await (const name of filesIn(source.filesDir)) await fileEntry(tar, `files/${name}`, join(source.filesDir, name));
    tar.finalize();
    await written;
    return manifest;
  } finally {
    tar.destroy();
    await client.end();
  }
}

function entry(tar: Pack, name: string, content: Buffer): Promise<void> {
  return new Promise((done, failed) => void tar.entry({ name, mode: 0o600 }, content, (error) => (error ? failed(error) : done())));
}

/** tar wants sizes first; a table's is unknown until read, so it becomes entries of a few megabytes, in order. */
async function chunked(tar: Pack, name: string, rows: Readable): Promise<void> {
  let part = 0;
  let held: Buffer[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    await entry(tar, `${name}/${String(part++).padStart(6, '0')}`, Buffer.concat(held, size));
    held = [];
    size = 0;
  };
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    held.push(chunk);
    size += chunk.length;
    if (size >= CHUNK) await flush();
  }
  if (size) await flush();
}

/** One that nobody needed any more may have been removed since its name was read. */
async function fileEntry(tar: Pack, name: string, path: string): Promise<void> {
  const file = await open(path).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!file) return;
  try {
    const { size } = await file.stat();
    await new Promise<void>((done, failed) => {
      const sink = tar.entry({ name, size, mode: 0o600 }, (error) => (error ? failed(error) : done()));
      file.createReadStream({ autoClose: false }).once('error', failed).pipe(sink);
    });
  } finally {
    await file.close();
  }
}

/** Relative paths of all finished files, as the file store names them; a folder that is not there yet holds none. */
async function* filesIn(directory: string): AsyncIterable<string> {
  const names = async (path: string): Promise<string[]> =>
    readdir(path).catch((error: { code?: string }) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
  for (const folder of await names(directory)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of await names(join(directory, folder))) if (STORED_NAME.test(`${folder}/${name}`)) yield `${folder}/${name}`;
  }
}
