import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '../../apps/api/src/database/embedded.ts';
import { ensureDatabase } from '../../apps/api/src/database/ensure-database.ts';
import type { Company } from './desk-company.ts';
import { benchDesk } from './desk.ts';
import { benchFanOut } from './fan-out.ts';
import { benchLatency } from './latency.ts';
import { benchMail } from './mail.ts';
import { startOkno } from './okno.ts';
import { Report } from './report.ts';
import { benchReports } from './reports.ts';
import { benchSearch } from './search.ts';
import { connectLine } from './twilio-line.ts';
import { benchWebhooks } from './webhooks.ts';

// npm run bench [-- webhooks mail latency fan-out desk search reports] [--rounds 5] [--seconds 3] [--messages 40000] [--open 100000]: see README.md.
const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' }, messages: { type: 'string', default: '40000' }, open: { type: 'string', default: '100000' }, keep: { type: 'boolean', default: false } } });
const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name);

execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
const folder = mkdtempSync(join(tmpdir(), 'okno-bench-'));
execFileSync('chmod', ['755', folder]);
mkdirSync(join(folder, 'database'));
const server = await startEmbedded(join(folder, 'database'));
const report = new Report();

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
    await benchSearch(report, okno, databaseUrl, Number(values.messages));
    await okno.stop();
  }
  // A million messages take minutes to write: only when it is named.
  if (positionals.includes('reports')) {
    const databaseUrl = await database('bench_reports');
    const okno = await startOkno(join(folder, 'reports'), databaseUrl);
    const line = await connectLine(okno);
    await benchReports(report, okno, databaseUrl, line.inboxId, Number(values.messages));
    await line.stop();
    await okno.stop();
  }
} finally {
  await server.stop();
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
}
process.exit(report.print() ? 0 : 1);
