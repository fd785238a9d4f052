import pg from 'pg';
import { until, type Okno } from './okno.ts';
import { ms, quantile, rate, type Report } from './report.ts';
import { seedDesk } from './seed.ts';
import { seedSales } from './seed-sales.ts';

const ROUNDS = 20;
const WARM_UP = 3;
const GOAL_MS = 1000;
const SIZES = { contacts: 50_000, deals: 20_000 };

/** Each report over HTTP, one at a time, of a month and of all there is, in a large company; and how fast what was there before is measured. */
export async function benchReports(report: Report, okno: Okno, databaseUrl: string, lineId: string, messages: number): Promise<void> {
  await seedDesk(databaseUrl, { open: Math.ceil(SIZES.contacts / 1.2), messages, lineId });
  await seedSales(databaseUrl, SIZES.deals);
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  const one = async <T>(text: string): Promise<T> => (await client.query(text)).rows[0] as T;
  const begun = performance.now();
  await until(async () => (await one<{ done: boolean }>('SELECT cursor IS NOT NULL AND walk IS NULL AS done FROM inquiry_progress')).done, 1_800_000, 'the inquiries', 500);
  const taken = performance.now() - begun;
  const { inquiries, said, deals, contacts } = await one<{ inquiries: number; said: number; deals: number; contacts: number }>('SELECT (SELECT count(*)::int FROM inquiry) AS inquiries, (SELECT count(*)::int FROM message) AS said, (SELECT count(*)::int FROM deal) AS deals, (SELECT count(*)::int FROM contact) AS contacts');
  report.add({ what: `reports: ${contacts} contacts, ${deals} deals, ${said} messages`, value: `${inquiries} inquiries`, ceiling: `measured in the background in ${(taken / 1000).toFixed(0)} s, ${rate((contacts / taken) * 1000)} conversations`, goal: '', met: null });
  await client.query('VACUUM ANALYZE inquiry');
  await client.end();
  const today = new Date();
  const day = (back: number): string => new Date(today.getTime() - back * 86_400_000).toISOString().slice(0, 10);
  for (const [period, from] of [['a month', day(29)], ['two years', day(729)]] as const) {
    for (const path of ['answering?by=person', 'answering?by=channel', 'answering?by=day', 'funnel?', 'endings?', 'sources?', 'waiting?', 'answering/things?measure=answered']) {
      await measure(report, okno, `${path.replace(/[?=&]+$/, '')}, ${period}`, `/reports/${path}&from=${from}&to=${day(0)}`);
    }
  }
}

async function measure(report: Report, okno: Okno, what: string, path: string): Promise<void> {
  const times: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await okno.call('GET', path);
    if (round >= 0) times.push(performance.now() - begun);
  }
  const slow = quantile(times, 0.95);
  report.add({ what: `report ${what}`, value: `${ms(quantile(times, 0.5))}, ${ms(slow)}`, ceiling: '', goal: `p95 ≤ ${GOAL_MS} ms`, met: slow <= GOAL_MS });
}
