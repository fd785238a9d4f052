import pg from 'pg';
import { signIn } from './desk-company.ts';
import { until, type Okno } from './okno.ts';
import type { Report } from './report.ts';
import { seedCompany, type Sizes } from './seed-company.ts';

/** A company at its full size, and who asks: the admin sees all, the operator has a right to every inbox. */
export interface CrmCompany {
  readonly client: pg.Client;
  readonly pipelineId: string;
  readonly operatorId: string;
  readonly ask: Record<Person, <T>(path: string) => Promise<T>>;
}
export type Person = 'admin' | 'operator';

/** Seeds it where nobody is known yet, and waits until what the product makes of it in the background is there. */
export async function openCrmCompany(report: Report, okno: Okno, databaseUrl: string, sizes: Sizes): Promise<CrmCompany> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // The database goes before its last client when something failed: that has been told by then.
  client.on('error', () => undefined);
  await client.connect();
  const one = async <T>(text: string): Promise<T> => (await client.query(text)).rows[0] as T;
  const { empty } = await one<{ empty: boolean }>('SELECT NOT EXISTS (SELECT 1 FROM contact) AS empty');
  const started = performance.now();
  if (empty) await seedCompany(databaseUrl, sizes);
  const seeded = performance.now();
  await until(async () => (await one<{ done: boolean }>('SELECT i.cursor IS NOT NULL AND i.walk IS NULL AND s.cursor IS NOT NULL AND s.contact_walk IS NULL AND s.message_walk IS NULL AS done FROM inquiry_progress i, search_progress s')).done, 3_600_000, 'inquiries and the index', 500);
  const taken = performance.now() - seeded;
  if (empty) await client.query('VACUUM ANALYZE inquiry, contact_search');
  const n = await one<Record<'contacts' | 'deals' | 'messages' | 'orders' | 'tasks' | 'inquiries', number>>(
    `SELECT ${['contacts:contact', 'deals:deal', 'messages:message', 'orders:sales_order', 'tasks:task', 'inquiries:inquiry'].map((each) => `(SELECT count(*)::int FROM ${each.split(':')[1]}) AS ${each.split(':')[0]}`).join(', ')}`);
  report.add({
    what: `${n.contacts} contacts, ${n.deals} deals, ${n.messages} messages`, value: `${n.orders} orders`, ceiling: `${n.tasks} tasks, ${n.inquiries} inquiries`,
    goal: empty ? `written in ${((seeded - started) / 1000).toFixed(0)} s, inquiries and index of people ${(taken / 1000).toFixed(0)} s later` : 'from an earlier time', met: null,
  });
  const { pipeline, operator } = await one<{ pipeline: string; operator: string }>("SELECT (SELECT id FROM pipeline ORDER BY position LIMIT 1) AS pipeline, (SELECT id FROM app_user WHERE role = 'operator' ORDER BY email LIMIT 1) AS operator");
  return { client, pipelineId: pipeline, operatorId: operator, ask: { admin: (path) => okno.call('GET', path), operator: await signIn(okno, client, operator) } };
}
