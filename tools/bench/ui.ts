import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { chromium } from 'playwright-core';
import { startEmbedded } from '../../apps/api/src/database/embedded.ts';
import { ensureDatabase } from '../../apps/api/src/database/ensure-database.ts';
import { pause, startOkno, until } from './okno.ts';
import { median, ms, percent, quantile, Report } from './report.ts';
import { seedDesk } from './seed.ts';
import { connectLine } from './twilio-line.ts';
import { arrivals, filters, heapGrowth, ownMessages, paletteKeys, switchCached, views, type Reachable } from './ui-measures.ts';
import { MeasuredWindow } from './ui-window.ts';

// npm run bench:ui [-- --runs 5] [--open 10000] [--messages 200000] [--switches 1000]: see README.md.
const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, open: { type: 'string', default: '10000' }, messages: { type: 'string', default: '200000' }, switches: { type: 'string', default: '1000' } } });

const folder = mkdtempSync(join(tmpdir(), 'okno-bench-ui-'));
execFileSync('chmod', ['755', folder]);
mkdirSync(join(folder, 'database'));
const server = await startEmbedded(join(folder, 'database'));
const databaseUrl = new URL(server.url);
databaseUrl.pathname = '/bench_ui';
await ensureDatabase(databaseUrl.href);
const okno = await startOkno(join(folder, 'okno'), databaseUrl.href);
const line = await connectLine(okno);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--enable-precise-memory-info'],
});
const report = new Report();

/** Everything that is measured in one run, in a browser that knows nothing yet. */
interface Run {
  readonly cold: number;
  readonly warm: number;
  readonly switches: number[];
  readonly own: number[];
  readonly arrived: number[];
  readonly views: number[];
  readonly filters: number[];
  readonly palette: number[];
  readonly inp: number;
  readonly cls: number;
}

async function oneRun(round: number, reachable: Reachable): Promise<Run> {
  const context = await browser.newContext({ locale: 'ru-RU', viewport: { width: 1440, height: 900 } });
  await context.addCookies(okno.cookie.split('; ').map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url: okno.url })));
  const first = await MeasuredWindow.open(context, okno, '/inbox/all');
  const cold = first.started;
  await pause(2_500);
  await first.page.close();
  const window = await MeasuredWindow.open(context, okno, '/inbox/all');
  const warm = window.started;
  await pause(2_000);
  const switches = await switchCached(window);
  const palette = await paletteKeys(window);
  const viewed = await views(window, okno);
  const filtered = await filters(window, okno);
  await window.go(`/inbox/all/${reachable.id}`);
  await window.page.locator('main.thread textarea').waitFor();
  const own = await ownMessages(window, String(round));
  const arrived = await arrivals(window, okno, line, reachable, String(round));
  const [inp, cls] = [await window.run<number>('bench.inp()'), await window.run<number>('bench.cls()')];
  await context.close();
  return { cold, warm, switches, own, arrived, views: viewed, filters: filtered, palette, inp, cls };
}

try {
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, Chromium ${browser.version()}, headless\n`);
  const started = performance.now();
  const seeded = await seedDesk(databaseUrl.href, { open: Number(values.open), messages: Number(values.messages), lineId: line.inboxId });
  const client = new pg.Client({ connectionString: databaseUrl.href });
  await client.connect();
  await until(async () => (await client.query<{ done: boolean }>('SELECT contact_walk IS NULL AS done FROM search_progress')).rows[0]?.done === true, 300_000, 'the index of people', 200);
  const { rows } = await client.query<Reachable>("SELECT c.id, n.value AS phone FROM conversation c JOIN contact_identity n ON n.contact_id = c.contact_id AND n.kind = 'phone' WHERE c.channels = '{sms}' AND c.status = 'open' AND c.version > 50 ORDER BY c.waiting_since DESC NULLS LAST LIMIT $1", [values.runs]);
  await client.end();
  console.log(`${values.open} open conversations and ${seeded.messages} messages, seeded and indexed in ${((performance.now() - started) / 1000).toFixed(0)} s; ${values.runs} runs, the median of each\n`);

  const runs: Run[] = [];
  for (let round = 0; round < Number(values.runs); round += 1) {
    const run = await oneRun(round, rows[round % rows.length]!);
    runs.push(run);
    console.log(`run ${round + 1}: cold ${run.cold.toFixed(0)}, warm ${run.warm.toFixed(0)}, switch ${quantile(run.switches, 0.5).toFixed(0)}/${quantile(run.switches, 0.95).toFixed(0)}, own ${quantile(run.own, 0.5).toFixed(0)}/${quantile(run.own, 0.95).toFixed(0)}, arrived ${quantile(run.arrived, 0.5).toFixed(0)}/${quantile(run.arrived, 0.95).toFixed(0)}, view ${quantile(run.views, 0.5).toFixed(0)}/${quantile(run.views, 0.95).toFixed(0)}, filter ${quantile(run.filters, 0.5).toFixed(0)}/${quantile(run.filters, 0.95).toFixed(0)}, palette ${quantile(run.palette, 0.5).toFixed(0)}/${quantile(run.palette, 0.95).toFixed(0)}, INP ${run.inp}, CLS ${run.cls.toFixed(4)}`);
  }
  const of = (pick: (run: Run) => number): number => median(runs.map(pick));
  const spread = (what: string, pick: (run: Run) => number[], goals: { p50?: number; p95: number }): void => {
    const [p50, p95] = [of((run) => quantile(pick(run), 0.5)), of((run) => quantile(pick(run), 0.95))];
    report.add({ what, value: `${ms(p50)}, ${ms(p95)}`, ceiling: '(p50, p95)', goal: `${goals.p50 ? `p50 ≤ ${goals.p50} ms, ` : ''}p95 ≤ ${goals.p95} ms`, met: p95 <= goals.p95 && p50 <= (goals.p50 ?? Infinity) });
  };
  spread('switch to a cached conversation', (run) => run.switches, { p50: 50, p95: 100 });
  spread('own message visible', (run) => run.own, { p95: 50 });
  spread('webhook → painted in the open conversation', (run) => run.arrived, { p95: 150 });
  spread('another view', (run) => run.views, { p95: 100 });
  spread('another filter', (run) => run.filters, { p95: 100 });
  spread('a key in the palette', (run) => run.palette, { p95: 50 });
  const inp = of((run) => run.inp);
  report.add({ what: 'INP over all of it', value: ms(inp), ceiling: '', goal: '≤ 200 ms', met: inp <= 200 });
  const [cold, warm, cls] = [of((run) => run.cold), of((run) => run.warm), of((run) => run.cls)];
  report.add({ what: 'cold start → rows', value: ms(cold), ceiling: '', goal: '≤ 1500 ms', met: cold <= 1500 });
  report.add({ what: 'warm start → rows', value: ms(warm), ceiling: '', goal: '≤ 500 ms', met: warm <= 500 });
  report.add({ what: 'CLS', value: cls.toFixed(4), ceiling: '', goal: '≤ 0.02', met: cls <= 0.02 });
  if (Number(values.switches) > 0) {
    const context = await browser.newContext({ locale: 'ru-RU', viewport: { width: 1440, height: 900 } });
    await context.addCookies(okno.cookie.split('; ').map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url: okno.url })));
    const growth = await heapGrowth(await MeasuredWindow.open(context, okno, '/inbox/all'), Number(values.switches));
    report.add({ what: `heap after ${values.switches} switches`, value: `+ ${percent(growth)}`, ceiling: 'over 45 conversations, after twelve times through', goal: '< 10 %', met: growth < 0.1 });
    await context.close();
  }
} finally {
  await browser.close();
  await line.stop();
  await okno.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(report.print() ? 0 : 1);
