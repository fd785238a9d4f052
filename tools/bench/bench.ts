import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '../../apps/api/src/database/embedded.ts';
import { ensureDatabase } from '../../apps/api/src/database/ensure-database.ts';
import { benchBoard } from './board.ts';
import { benchCard } from './card.ts';
import { openCrmCompany } from './crm-company.ts';
import type { Company } from './desk-company.ts';
import { benchDesk } from './desk.ts';
import { benchFanOut } from './fan-out.ts';
import { benchLatency } from './latency.ts';
import { benchMail } from './mail.ts';
import { ADMIN, startOkno } from './okno.ts';
import { Report } from './report.ts';
import { benchReports } from './reports.ts';
import { benchSearch } from './search.ts';
import { COMPANY } from './seed-company.ts';
import { connectLine } from './twilio-line.ts';
import { benchWebhooks } from './webhooks.ts';

// npm run bench [-- webhooks mail latency fan-out desk search crm board reports card] [--rounds 5] [--seconds 3] [--messages 40000] [--open 100000] [--contacts 50000] [--deals 20000] [--in FOLDER]: see README.md.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' }, messages: { type: 'string' }, open: { type: 'string', default: '100000' }, keep: { type: 'boolean', default: false },
    contacts: { type: 'string', default: String(COMPANY.contacts) }, deals: { type: 'string', default: String(COMPANY.deals) }, in: { type: 'string' },
  },
});
const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name);

execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
const folder = mkdtempSync(join(tmpdir(), 'okno-bench-'));
execFileSync('chmod', ['755', folder]);
const data = resolve(values.in ?? join(folder, 'database'));
mkdirSync(data, { recursive: true });
const server = await startEmbedded(data);
const report = new Report();
let kept = '';

async function database(name: string): Promise<string> {
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await ensureDatabase(url.href);
  return url.href;
}

try {
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, Node ${process.versions.node}, PostgreSQL embedded with fsync\n`);
  if (wanted('webhooks')) {
    const databaseUrl = await database('bench_webhooks');
    const okno = await startOkno(join(folder, 'webhooks'), databaseUrl);
    const line = await connectLine(okno);
    await benchWebhooks(report, okno, line, databaseUrl, folder, Number(values.rounds), Number(values.seconds));
    await line.stop();
    await okno.stop();
  }
  if (wanted('mail')) {
    const databaseUrl = await database('bench_mail');
    const okno = await startOkno(join(folder, 'mail'), databaseUrl);
    await benchMail(report, okno, databaseUrl, Number(values.rounds));
    await okno.stop();
  }
  if (wanted('latency') || wanted('fan-out')) {
    const databaseUrl = await database('bench_live');
    const okno = await startOkno(join(folder, 'live'), databaseUrl);
    const line = await connectLine(okno);
    if (wanted('latency')) await benchLatency(report, okno, line, databaseUrl, 60);
    if (wanted('fan-out')) await benchFanOut(report, okno, line);
    await line.stop();
    await okno.stop();
  }
  if (wanted('desk')) {
    const stop: (() => Promise<void>)[] = [];
    const company = async (open: number): Promise<Company> => {
      const databaseUrl = await database(`bench_desk_${open}`);
      const okno = await startOkno(join(folder, `desk-${open}`), databaseUrl);
      stop.push(okno.stop);
      const line = await connectLine(okno);
      stop.push(line.stop);
      return { okno, lineId: line.inboxId, databaseUrl, open, messages: open * 4 };
    };
    try {
      await benchDesk(report, [await company(1_000), await company(Number(values.open))]);
    } finally {
      for (const each of stop.toReversed()) await each();
    }
  }
  if (wanted('search')) {
    const databaseUrl = await database('bench_search');
    const okno = await startOkno(join(folder, 'search'), databaseUrl);
    await benchSearch(report, okno, databaseUrl, Number(values.messages ?? 40_000));
    await okno.stop();
  }
  // A million messages take minutes to write: only when it is named.
  const crm = { board: benchBoard, reports: benchReports, card: benchCard };
  const parts = Object.entries(crm).filter(([name]) => positionals.includes(name) || positionals.includes('crm'));
  if (parts.length) {
    // The database that the program itself opens in this folder: so that one can look at it afterwards.
    await ensureDatabase(server.url);
    const okno = await startOkno(join(folder, 'crm'), server.url);
    const company = await openCrmCompany(report, okno, server.url, { contacts: Number(values.contacts), deals: Number(values.deals), messages: Number(values.messages ?? COMPANY.messages) });
    for (const [, bench] of parts) await bench(report, company);
    await company.client.end();
    await okno.stop();
    if (values.keep || values.in) kept = `Look at it: DATA_DIR=${data} npm start, as ${ADMIN.email} with the password ${ADMIN.password}`;
  }
} finally {
  await server.stop();
  if (!values.keep || values.in) rmSync(folder, { recursive: true, force: true });
}
const met = report.print();
if (kept) console.log(kept);
process.exit(met ? 0 : 1);
