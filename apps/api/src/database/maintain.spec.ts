import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { createDataSource, migrate } from '#crm-core';
import { startEmbedded } from './embedded.ts';
import { ensureDatabase } from './ensure-database.ts';

const command = join(dirname(fileURLToPath(import.meta.url)), 'maintain.ts');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'okno-maintain-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command as `npm run backup` and `npm run restore` start it, on an embedded database under `dataDir`. */
async function maintain(dataDir: string, args: string[], environment: Record<string, string> = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=okno-source', '--disable-warning=ExperimentalWarning', command, ...args], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, ...environment },
  });
  return stdout;
}

async function inDatabase<T>(dataDir: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const server = await startEmbedded(dataDir);
  const client = new pg.Client({ connectionString: server.url });
  try {
    await ensureDatabase(server.url);
    const dataSource = await createDataSource(server.url, 2).initialize();
    await migrate(dataSource);
    await dataSource.destroy();
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
    await server.stop();
  }
}

describe('backup and restore from the command line', () => {
  it('move a company to a new folder, where what was on its way out is uncertain and not sent again', async () => {
    const old = join(folder, 'old');
    const fresh = join(folder, 'fresh');
    mkdirSync(old);
    writeFileSync(join(old, 'secret.key'), 'k'.repeat(43), { mode: 0o600 });
    await inDatabase(old, seed);

    const file = join(folder, 'company.tar.gz');
    expect(await maintain(old, ['backup', file])).toContain(file);
    expect(await maintain(fresh, ['restore', file])).toContain('2 messages were on their way');

    expect(readFileSync(join(fresh, 'secret.key'), 'utf8')).toBe('k'.repeat(43));
    const inBucket = await maintain(old, ['backup', join(folder, 'second.tar.gz')], { S3_BUCKET: 'okno-files', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 's' });
    expect(inBucket).toContain('Files lie in the S3 bucket okno-files and are not in the file');
    expect(inBucket).not.toContain('all files');
    const statuses = await inDatabase(fresh, async (client) => (await client.query<{ status: string }>('SELECT status FROM delivery ORDER BY position')).rows.map((row) => row.status));
    expect(statuses).toEqual(['uncertain', 'uncertain', 'sent']);
  });

  it('refuse what is not there in one sentence', async () => {
    await expect(maintain(join(folder, 'nowhere'), ['restore', join(folder, 'missing.tar.gz')])).rejects.toThrow(/Say which file/);
  });
});

async function seed(client: pg.Client): Promise<void> {
  const [user, inbox, contact, conversation, message] = Array.from({ length: 5 }, () => randomUUID());
  await client.query("INSERT INTO app_user (id, email, name, role) VALUES ($1, 'a@example.com', 'A', 'admin')", [user]);
  await client.query("INSERT INTO inbox (id, adapter, name, capabilities) VALUES ($1, 'http', 'API', '[]')", [inbox]);
  await client.query("INSERT INTO contact (id, name) VALUES ($1, 'B')", [contact]);
  await client.query('INSERT INTO conversation (id, contact_id, inbox_id, last_message_at) VALUES ($1, $2, $3, now())', [conversation, contact, inbox]);
  await client.query(
    "INSERT INTO message (id, conversation_id, contact_id, inbox_id, channel, kind, direction, text, delivery_status, occurred_at) VALUES ($1, $2, $3, $4, 'http', 'text', 'outbound', 'hi', 'queued', now())",
    [message, conversation, contact, inbox],
  );
  for (const [position, status] of ['queued', 'submitting', 'sent'].entries()) {
    await client.query(
      `INSERT INTO delivery (id, message_id, conversation_id, inbox_id, position, recipient_kind, recipient_value, text, status, queued_at, retry_at, claim_expires_at)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, 'http', 'x', 'hi', $5, now(), now(), CASE WHEN $5 = 'submitting' THEN now() END)`,
      [message, conversation, inbox, position, status],
    );
  }
}
