import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { text, buffer } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { extract } from 'tar-stream';
import { STORED_NAME, type Manifest } from './backup.ts';
import { columnList, quoted, type Table } from './tables.ts';

/** The backup does not fit this place; says what the person who restores must do. Nothing was changed. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
}

export interface RestoreTarget {
  readonly url: string;
  readonly filesDir: string;
  /** Where a key that came with the backup goes (0600); null: the environment has one and the backup's is ignored. */
  readonly secretKeyFile: string | null;
  /** Brings the schema exactly to these migrations (an older backup into a newer Okno), before any row is written. */
  migrateTo(migrations: readonly string[]): Promise<void>;
}

/**
 * Fills an empty database and file store from what `backup` wrote, in one transaction: a broken file leaves it empty. The feed
 * gets a new epoch, so that every open screen fetches anew. Bringing the schema up to today and marking what was on its way out
 * as uncertain is the caller's next step. Errors: RestoreRefused; those of the database and the disk.
 */
export async function restore(input: Readable, target: RestoreTarget): Promise<Manifest> {
  const tar = extract();
  const client = new pg.Client({ connectionString: target.url, statement_timeout: 0, idle_in_transaction_session_timeout: 0, keepAlive: true, connectionTimeoutMillis: 30_000 });
  let manifest = undefined as Manifest | undefined;
  let connected = false;
  let copy = undefined as { table: Table; stream: CopyStreamQuery } | undefined;
  const endCopy = async (): Promise<void> => {
    if (!copy) return;
    copy.stream.end();
    await finished(copy.stream);
    copy = undefined;
  };
  const take = async (): Promise<void> => {
    for await (const entry of tar) {
      const name = entry.header.name;
      if (!manifest) {
        manifest = readManifest(name, await text(entry));
        await target.migrateTo(manifest.migrations);
        await client.connect();
        connected = true;
        await refuseUnlessEmpty(client);
        await client.query('BEGIN');
        // What migrations put into a new database: the company's row, the reasons that come with the program.
        await client.query(`TRUNCATE ${manifest.tables.map((table) => quoted(table.name)).join(', ')} CASCADE`);
      } else if (name === 'secret.key') {
        const key = await buffer(entry);
        if (target.secretKeyFile) await placeKey(target.secretKeyFile, key);
      } else if (name.startsWith('tables/')) {
        const table = manifest.tables.find((one) => one.name === name.split('/')[1]);
        if (!table) throw new RestoreRefused(`The backup holds rows of ${name}, which its manifest does not know; it is damaged.`);
        if (copy?.table !== table) {
          await endCopy();
          copy = { table, stream: client.query(copyFrom(`COPY ${quoted(table.name)} (${columnList(table)}) FROM STDIN`)) };
        }
        for await (const chunk of entry as AsyncIterable<Buffer>) if (!copy.stream.write(chunk)) await once(copy.stream, 'drain');
      } else if (name.startsWith('files/')) {
        await endCopy();
        await placeFile(join(target.filesDir, safeRelative(name.slice('files/'.length))), entry as AsyncIterable<Buffer>);
      } else {
        entry.resume();
      }
    }
    await endCopy();
  };
  try {
    // A broken archive ends the pipeline; what waits for its next entry then waits for ever, so both are watched.
    await Promise.all([pipeline(input, createGunzip(), tar), take()]);
    if (!manifest) throw new RestoreRefused('The file is empty.');
    await client.query('UPDATE company SET feed_epoch = $1', [randomUUID()]);
    await advanceSequences(client, manifest.tables);
    await client.query('COMMIT');
    return manifest;
  } catch (error) {
    copy?.stream.on('error', () => undefined).destroy();
    const { message } = error as Error;
    throw /incorrect header check|unexpected end/i.test(message) ? new RestoreRefused(`This is not a whole Okno backup (${message}); take another copy of the file.`) : error;
  } finally {
    tar.destroy();
    if (connected) await client.end();
  }
}

function readManifest(name: string, content: string): Manifest {
  const manifest = name === 'manifest.json' ? (JSON.parse(content) as Manifest) : undefined;
  if (manifest?.format !== 'okno-backup-1') throw new RestoreRefused('This file is not an Okno backup.');
  return manifest;
}

async function refuseUnlessEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ used: boolean }>('SELECT EXISTS (SELECT FROM app_user) OR EXISTS (SELECT FROM inbox) AS used');
  if (rows[0]?.used) throw new RestoreRefused('The database already holds a company. Restore into an empty place: set DATA_DIR to a new folder, or DATABASE_URL to an empty database.');
}

async function placeKey(file: string, key: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, key, { mode: 0o600 });
}

async function placeFile(path: string, content: AsyncIterable<Buffer>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(content, createWriteStream(`${path}.part`, { mode: 0o600 }));
  await rename(`${path}.part`, path);
}

/** Names inside an archive are input: only what `backup` writes is let through. */
function safeRelative(name: string): string {
  if (!STORED_NAME.test(name)) throw new RestoreRefused(`The backup names a file it may not name: ${JSON.stringify(name)}.`);
  return name;
}

/** Rows came with their numbers; the counters go on after the highest. */
async function advanceSequences(client: pg.Client, tables: readonly Table[]): Promise<void> {
  for (const table of tables) {
    for (const column of table.columns) {
      await client.query(
        `SELECT setval(s, greatest((SELECT max(${quoted(column)}::text::bigint) FROM ${quoted(table.name)}), 1), EXISTS (SELECT FROM ${quoted(table.name)}))
         FROM (SELECT pg_get_serial_sequence($1, $2) AS s) found WHERE s IS NOT NULL AND EXISTS (SELECT FROM ${quoted(table.name)})`,
        [`public.${quoted(table.name)}`, column],
      );
    }
  }
}
