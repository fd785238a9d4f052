import { createHash, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { until, type Okno } from './okno.ts';
import type { Report } from './report.ts';
import { seedDesk, type Seeded } from './seed.ts';

/** So many conversations stand in what is rare, in a small company as in a large one. */
const RARE = 40;

/** The admin sees all, the operator has a right to every inbox, the newcomer to the rare one alone. */
export type Person = 'admin' | 'operator' | 'newcomer';

/** One company: the product over it, and its database. */
export interface Company {
  readonly okno: Okno;
  readonly lineId: string;
  readonly databaseUrl: string;
  readonly open: number;
  readonly messages: number;
}
export interface OpenCompany extends Company {
  readonly seeded: Seeded;
  readonly rare: Rare;
  readonly client: pg.Client;
  readonly ask: Record<Person, (path: string) => Promise<unknown>>;
}

export async function openCompany(report: Report, company: Company): Promise<OpenCompany> {
  const { databaseUrl, okno } = company;
  const started = performance.now();
  const seeded = await seedDesk(databaseUrl, { open: company.open, messages: company.messages, lineId: company.lineId });
  const client = new pg.Client({ connectionString: databaseUrl });
  // The database goes before its last client when something failed: that has been told by then.
  client.on('error', () => undefined);
  await client.connect();
  const rare = await addRare(client, seeded.operatorId);
  report.add({ what: `company of ${company.open} open conversations`, value: `${seeded.messages}`, ceiling: `messages written in ${((performance.now() - started) / 1000).toFixed(0)} s`, goal: '', met: null });
  await until(async () => (await client.query<{ done: boolean }>('SELECT contact_walk IS NULL AS done FROM search_progress')).rows[0]?.done === true, 120_000, 'the index of people', 200);
  const [operator, newcomer] = [await signIn(okno, client, seeded.operatorId), await signIn(okno, client, rare.newcomerId)];
  return { ...company, seeded, rare, client, ask: { admin: (path) => okno.call('GET', path), operator, newcomer } };
}

/** Where next to nothing stands among everything else. */
interface Rare {
  readonly inboxId: string;
  readonly teamId: string;
  readonly labelId: string;
  readonly newcomerId: string;
}

async function addRare(client: pg.Client, operatorId: string): Promise<Rare> {
  const rare = { inboxId: randomUUID(), teamId: randomUUID(), labelId: randomUUID(), newcomerId: randomUUID() };
  const capability = { channel: 'http', maxTextLength: 4096, format: 'plain', subject: false, attachments: { maxCount: 10, maxBytes: 20_000_000 }, attachmentsWithText: true, startsConversation: false, addressKind: 'phone', highestReceipt: 'delivered', cc: false, calls: false };
  const run = (sql: string, values: unknown[] = []): Promise<unknown> => client.query(sql, values);
  const some = (order: string): string => `(SELECT id FROM conversation WHERE status = 'open' AND waiting_since IS NOT NULL ORDER BY md5(id::text || '${order}') LIMIT ${RARE})`;
  await run('BEGIN');
  await run("INSERT INTO inbox (id, adapter, name, capabilities, enabled) VALUES ($1, 'http', 'Viber', $2, false)", [rare.inboxId, JSON.stringify([capability])]);
  await run("INSERT INTO app_user (id, email, name, role, on_duty) VALUES ($1, 'newcomer@nord.example', 'Новенька', 'operator', false)", [rare.newcomerId]);
  await run('INSERT INTO inbox_user (inbox_id, user_id) VALUES ($1, $2), ($1, $3)', [rare.inboxId, rare.newcomerId, operatorId]);
  await run("INSERT INTO team (id, name) VALUES ($1, 'Гарантия')", [rare.teamId]);
  await run("INSERT INTO label (id, name, colour) VALUES ($1, 'Суд', 'red')", [rare.labelId]);
  await run(`UPDATE conversation SET inbox_ids = inbox_ids || $1::uuid, channels = channels || 'http'::text WHERE id IN ${some('inbox')}`, [rare.inboxId]);
  await run(`INSERT INTO conversation_inbox (conversation_id, inbox_id) SELECT id, $1::uuid FROM conversation WHERE $1::uuid = ANY (inbox_ids)`, [rare.inboxId]);
  await run("INSERT INTO conversation_channel (conversation_id, channel) SELECT id, 'http' FROM conversation WHERE 'http' = ANY (channels)");
  await run(`UPDATE conversation SET team_id = $1 WHERE id IN ${some('team')}`, [rare.teamId]);
  await run(`UPDATE conversation SET label_ids = label_ids || $1::uuid WHERE id IN ${some('label')}`, [rare.labelId]);
  await run('INSERT INTO conversation_label (conversation_id, label_id) SELECT id, $1::uuid FROM conversation WHERE $1::uuid = ANY (label_ids)', [rare.labelId]);
  // They keep up: only these are late.
  await run(`UPDATE conversation SET answer_due_at = now() + interval '1 day' WHERE answer_due_at IS NOT NULL AND id NOT IN ${some('late')}`);
  await run(`INSERT INTO mention (message_id, user_id, conversation_id) SELECT DISTINCT ON (conversation_id) id, $1::uuid, conversation_id FROM message WHERE conversation_id IN ${some('mention')}`, [operatorId]);
  await run('COMMIT');
  await run('VACUUM ANALYZE');
  return rare;
}

/** A colleague without a password: their session is written down. */
export async function signIn(okno: Okno, client: pg.Client, userId: string): Promise<<T>(path: string) => Promise<T>> {
  const token = randomBytes(32).toString('base64url');
  await client.query('INSERT INTO session (token_hash, user_id) VALUES ($1, $2)', [createHash('sha256').update(token).digest(), userId]);
  return async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${okno.url}/api/v1${path}`, { headers: { cookie: `okno_session=${token}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
}
