import pg from 'pg';
import { seedGoods } from './seed-goods.ts';
import { seedSales } from './seed-sales.ts';
import { seedDesk } from './seed.ts';

export interface Sizes {
  readonly contacts: number;
  readonly deals: number;
  readonly messages: number;
}
/** What a company of some years has, and what the goals of the CRM are for. */
export const COMPANY: Sizes = { contacts: 50_000, deals: 20_000, messages: 1_000_000 };

/** A whole company: conversations, leads, deals, orders, tasks. Its database has none of that yet, and its screens are not told. A million messages take about two minutes. */
export async function seedCompany(databaseUrl: string, { contacts, deals, messages }: Sizes): Promise<void> {
  await seedDesk(databaseUrl, { open: Math.ceil(contacts / 1.2), messages });
  await seedSales(databaseUrl, deals);
  await seedGoods(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('VACUUM ANALYZE');
  await client.end();
}
