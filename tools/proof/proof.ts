/**
 * npm run proof [-- --quick] [--messages 100] [--kills 3] [--only "Telegram|K9"] [--keep]
 * Kills the real program at every point of docs/reliability.md on every channel and compares the vendors' ledgers with the database.
 * Ends with 1 when anything was lost, doubled or left in the dark, or when a kill did not happen.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Failpoint } from './app.ts';
import { isClean } from './judge.ts';
import { proveWayIn, proveWayOut, provePostgres } from './run-cell.ts';
import type { Load, Row } from './run-cell.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false }, messages: { type: 'string' }, kills: { type: 'string' }, only: { type: 'string', default: '' }, keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const load: Load = { messages: Number(values.messages ?? (values.quick ? 12 : 100)), kills: Number(values.kills ?? (values.quick ? 1 : 3)) };
const only = new RegExp(values.only, 'i');
const OUT_POINTS: readonly Failpoint[] = ['K5', 'K6', 'K7', 'K8', 'K9', 'K10', 'K11'];

if (!existsSync('dist/apps/api/src/main.js')) {
  console.error('Build the program first: npm run build:api');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'okno-proof-'));
const rows: Row[] = [];
let troubles = 0;
const began = Date.now();
const world = await openWorld(folder);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void world.stop().finally(() => process.exit(130)));
try {
  await run(world);
  const doubledWork = await world.records.doubledWork();
  print(world, doubledWork);
  if (doubledWork > 0) troubles += 1;
} finally {
  await world.stop();
  if (values.keep || troubles > 0) console.log(`Ledgers and the program's log are in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
process.exit(troubles > 0 ? 1 : 0);

async function run(world: World): Promise<void> {
  const verdicts: Promise<void>[] = [];
  for (const way of world.waysIn) for (const point of way.points) await cell(`${way.name} ${point}`, () => proveWayIn(world, way, point, load));
  for (const way of world.waysOut) {
    const points = OUT_POINTS.filter((point) => only.test(`${way.name} out ${point}`));
    if (points.length === 0) continue;
    const conversations = await conversationsFor(world, way.from);
    for (const point of points) {
      const name = `${way.name} out ${point}`;
      const proven = await proveWayOut(world, way, point, conversations, load).catch((error: unknown) => ({ row: Promise.reject<Row>(error as Error) }));
      verdicts.push(cell(name, () => proven.row));
    }
  }
  await Promise.all(verdicts);
  const webhooks = world.waysIn.filter(({ name }) => /webhook/.test(name));
  await cell('PostgreSQL killed under load', () => provePostgres(world, webhooks, load));
}

async function cell(name: string, prove: () => Promise<Row>): Promise<void> {
  if (!only.test(name)) return;
  try {
    const row = await prove();
    rows.push(row);
    const bad = !isClean(row.verdict) || row.kills === 0 || /^NO /.test(row.note ?? '');
    if (bad) troubles += 1;
    console.log(`${bad ? '✗' : '✓'} ${name}: ${summary(row)}`);
    for (const kind of ['lost', 'doubled', 'silent'] as const) if (row.verdict[kind].length > 0) console.log(`    ${kind}: ${row.verdict[kind].slice(0, 10).join(' ')}${row.verdict[kind].length > 10 ? ' …' : ''}`);
  } catch (error) {
    troubles += 1;
    console.log(`✗ ${name}: ${(error as Error).stack}`);
  }
}

/** One conversation per customer: nobody waits behind somebody else's uncertain message. */
async function conversationsFor(world: World, way: World['waysIn'][number]): Promise<string[]> {
  const prefix = `tok-${way.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-first`;
  await world.app.ready();
  for (let index = 0; index < load.messages; index += 1) await way.write(index, `${prefix}-${String(index).padStart(3, '0')}`);
  for (const end = Date.now() + 30_000; ; ) {
    const found = await world.records.conversations(prefix);
    if (found.size >= load.messages || Date.now() > end) return [...new Set(found.values())];
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function summary({ verdict, kills, slowestMs, note }: Row): string {
  return `${verdict.total} messages, ${kills} kills: lost ${verdict.lost.length}, doubled ${verdict.doubled.length}, silent ${verdict.silent.length}, uncertain ${verdict.uncertain}, settled within ${(slowestMs / 1000).toFixed(1)} s${note ? `; ${note}` : ''}`;
}

function print(world: World, doubledWork: number): void {
  console.log('');
  console.table(rows.map(({ channel, point, kills, verdict, slowestMs, note }) => ({
    channel, point, messages: verdict.total, kills, lost: verdict.lost.length, doubled: verdict.doubled.length, silent: verdict.silent.length, uncertain: verdict.uncertain,
    'settled (s)': Number((slowestMs / 1000).toFixed(1)), note: note ?? '',
  })));
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const recoveries = [...world.app.recoveriesMs].sort((a, b) => a - b);
  console.log(`${sum(({ verdict }) => verdict.total)} messages, ${sum(({ kills }) => kills)} kills: lost ${sum(({ verdict }) => verdict.lost.length)}, doubled ${sum(({ verdict }) => verdict.doubled.length)}, silent ${sum(({ verdict }) => verdict.silent.length)}, uncertain and shown ${sum(({ verdict }) => verdict.uncertain)}.`);
  console.log(`Contacts with two leads or conversations, conversations with two automatic tasks of a kind: ${doubledWork}.`);
  if (recoveries.length > 0) console.log(`Ready again after a kill: median ${((recoveries[recoveries.length >> 1] ?? 0) / 1000).toFixed(1)} s, slowest ${((recoveries.at(-1) ?? 0) / 1000).toFixed(1)} s (goal 10 s).`);
  console.log(`Took ${((Date.now() - began) / 60_000).toFixed(1)} min.`);
  if (values.json) console.log(JSON.stringify(rows));
}
