import { parseArgs } from 'node:util';
import pg from 'pg';
import { createDataSource, migrate } from '#crm-core';
import { loadConfig } from '../../apps/api/src/config.ts';
import { startEmbedded } from '../../apps/api/src/database/embedded.ts';
import { ensureDatabase } from '../../apps/api/src/database/ensure-database.ts';
import { COMPANY, seedCompany } from './seed-company.ts';

// npm run seed [-- --contacts 50000 --deals 20000 --messages 1000000]: fills the database that the program itself would open (DATABASE_URL, else that in DATA_DIR). See README.md.
const { values } = parseArgs({ options: { contacts: { type: 'string', default: String(COMPANY.contacts) }, deals: { type: 'string', default: String(COMPANY.deals) }, messages: { type: 'string', default: String(COMPANY.messages) } } });
const sizes = { contacts: Number(values.contacts), deals: Number(values.deals), messages: Number(values.messages) };
const { contacts, deals, messages } = sizes;
if (![contacts, deals, messages].every(Number.isSafeInteger) || contacts < 1_000 || deals < 1 || deals > contacts || messages < 2 * contacts) {
  console.error('At least 1000 contacts, not more deals than contacts, at least twice as many messages.');
  process.exit(2);
}
const config = loadConfig();
const embedded = config.databaseUrl ? null : await startEmbedded(config.dataDir);
const url = config.databaseUrl ?? embedded!.url;
try {
  await ensureDatabase(url);
  const dataSource = await createDataSource(url).initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const place = new URL(url);
  if ((await client.query('SELECT 1 FROM contact LIMIT 1')).rowCount) {
    console.error(`There are customers already in ${place.host}${place.pathname}: only an empty company is filled. Set DATABASE_URL or DATA_DIR to another one.`);
    process.exitCode = 1;
  } else {
    console.log(`${contacts} contacts, ${deals} deals and ${messages} messages go to ${place.host}${place.pathname} …`);
    const started = performance.now();
    await seedCompany(url, sizes);
    // Nothing was told of them: the program indexes all of it in the background.
    await client.query('UPDATE search_progress SET cursor = NULL, message_walk = NULL, contact_walk = NULL');
    console.log(`Written in ${((performance.now() - started) / 1000).toFixed(0)} s. Open windows have to be loaded anew; until everything is in the search and the reports it takes the program some minutes.`);
  }
  await client.end();
} finally {
  // A program that runs on it goes on.
  if (embedded && !embedded.adopted) await embedded.stop();
}
