import { randomUUID } from 'node:crypto';
import { ImapFlow } from 'imapflow';
import pg from 'pg';
import { createAdapter } from '#channels';

export interface Mailbox {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** The serial ceiling: fetch the whole mailbox at once, then parse and commit (three statements) one mail after the other, nothing else. Mails per second. */
export async function mailCeiling(mailbox: Mailbox, databaseUrl: string): Promise<number> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query(`CREATE TABLE IF NOT EXISTS ceiling_raw (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL UNIQUE, body bytea NOT NULL);
    CREATE TABLE IF NOT EXISTS ceiling_message (id uuid PRIMARY KEY, raw_id bigint REFERENCES ceiling_raw, text text, html text, subject text, at timestamptz);
    CREATE TABLE IF NOT EXISTS ceiling_cursor (id integer PRIMARY KEY, uid bigint); INSERT INTO ceiling_cursor VALUES (1, 0) ON CONFLICT DO NOTHING; TRUNCATE ceiling_raw CASCADE`);
  const adapter = createAdapter(
    'email',
    { settings: { address: 'support@shop.example', imap: { host: '127.0.0.1', port: mailbox.port, security: 'plain', user: mailbox.user }, smtp: { host: '127.0.0.1', port: 9, security: 'plain' } }, credentials: { imapPassword: mailbox.password } },
    { inboxId: randomUUID(), signingKey: Buffer.alloc(32), webhookUrl: null, fetch, checkHost: () => Promise.resolve(), now: () => new Date(), log: () => undefined },
  );
  const started = performance.now();
  const client = new ImapFlow({ host: '127.0.0.1', port: mailbox.port, secure: false, doSTARTTLS: false, auth: { user: mailbox.user, pass: mailbox.password }, logger: false });
  await client.connect();
  await client.mailboxOpen('INBOX', { readOnly: true });
  const fetched: { uid: number; source: Buffer }[] = [];
  for await (const { uid, source } of client.fetch('1:*', { uid: true, source: true })) if (source) fetched.push({ uid, source });
  for (const { uid, source } of fetched) {
    const [event] = await adapter.parse({ providerKey: String(uid), body: source, headers: {}, receivedAt: new Date() });
    if (event?.type !== 'message-received') throw new Error(`Mail ${uid} is no message.`);
    await database.query('BEGIN');
    const raw = await database.query<{ id: string }>({ name: 'r', text: 'INSERT INTO ceiling_raw (key, body) VALUES ($1, $2) RETURNING id', values: [String(uid), source] });
    await database.query({ name: 'm', text: 'INSERT INTO ceiling_message VALUES ($1, $2, $3, $4, $5, now())', values: [randomUUID(), raw.rows[0]?.id, event.text, event.html ?? null, event.subject ?? null] });
    await database.query({ name: 'c', text: 'UPDATE ceiling_cursor SET uid = $1', values: [uid] });
    await database.query('COMMIT');
  }
  const seconds = (performance.now() - started) / 1000;
  await client.logout();
  await adapter.close();
  await database.end();
  return fetched.length / seconds;
}
