import { randomInt, randomUUID } from 'node:crypto';
import type { App, Failpoint, Plan } from './app.ts';
import type { WayIn, WayOut } from './channel.ts';
import { settle } from './database.ts';
import { judgeInbound, judgeOutbound } from './judge.ts';
import type { Verdict } from './judge.ts';
import type { World } from './world.ts';

/** One line of the table. */
export interface Row {
  readonly channel: string;
  readonly point: string;
  readonly kills: number;
  readonly verdict: Verdict;
  /** How long after the last kill (or after it was posted) the slowest message was settled. */
  readonly slowestMs: number;
  readonly note?: string;
}
export interface Load {
  readonly messages: number;
  readonly kills: number;
}

const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
const tokensOf = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, '0')}`);

/** Customers write while the program is killed again and again at `point`; then ledger and database are compared. */
export async function proveWayIn(world: World, way: WayIn, point: Failpoint, { messages, kills }: Load): Promise<Row> {
  const prefix = `tok-${slug(way.name)}-${point.toLowerCase()}`;
  const tokens = tokensOf(prefix, messages);
  const plan = (): Plan => ({ point, hit: way.rare?.includes(point) ? 1 : randomInt(1, hitsUpTo(messages, kills)) });
  const look = async () => {
    const rows = await world.records.inbound(prefix);
    const acknowledged = await way.acknowledged(tokens);
    const kept = (token: string): number => (rows.messages.get(token) ?? 0) + (rows.quarantined.get(token) ?? 0);
    return { rows, acknowledged, arrived: tokens.every((token) => kept(token) > 0 && (acknowledged.get(token) ?? 0) > 0) };
  };
  let written = 0;
  const struck = await underKills(world.app, plan, kills, async () => {
    await inParallel(tokens, way.atOnce, (token, index) => way.write(index, token));
    written = Date.now();
    await until(async () => (world.app.mustLive(), (await look()).arrived), way.patienceMs);
  });
  const { rows, acknowledged } = await look();
  return { channel: way.name, point, kills: struck, verdict: judgeInbound(tokens, acknowledged, rows), slowestMs: Date.now() - Math.max(written, world.app.lastKillAt()) };
}

/**
 * The operator answers customers of `way` while the program is killed at `point`; then ledger and database are compared. Resolves when the
 * kills are over; the verdict follows when everything is settled, a minute later at most, while the next line is on its way.
 */
export async function proveWayOut(world: World, way: WayOut, point: Failpoint, conversations: readonly string[], { messages, kills }: Load): Promise<{ row: Promise<Row> }> {
  const prefix = `tok-${slug(way.name)}-${point.toLowerCase()}`;
  const tokens = tokensOf(prefix, messages);
  const plan = (): Plan => ({ point, hit: randomInt(1, hitsUpTo(messages, kills)), ...(point === 'K8' && way.halfOf ? { halfOf: way.halfOf } : {}) });
  let posted = 0;
  const struck = await underKills(world.app, plan, kills, async () => {
    await inParallel(tokens, 4, async (token, index) => {
      const conversationId = conversations[index % conversations.length] ?? '';
      await world.desk.insist('POST', `/conversations/${conversationId}/messages`, { id: randomUUID(), kind: 'text', text: token, seenVersion: 0, force: true });
      posted = Date.now();
    });
    // Sending goes on after the last answer; so do the kills.
    await until(async () => (await world.records.outbound(prefix)).every(({ states }) => !states.includes('queued')), 30_000);
  });
  const disturbedAt = Math.max(posted, world.app.lastKillAt());
  const judge = async (): Promise<Row> => {
    const rows = await settle(world.records, prefix, tokens, () => disturbedAt, 75_000);
    return { channel: way.name, point, kills: struck, verdict: judgeOutbound(tokens, way.accepted(tokens), rows), slowestMs: Math.max(0, ...rows.map(({ settledAfterMs }) => settledAfterMs ?? 75_000)) };
  };
  return { row: judge() };
}

/** PostgreSQL dies at once with all its connections, stays away for some seconds and comes back, while customers write. */
export async function provePostgres(world: World, ways: readonly WayIn[], { messages }: Load): Promise<Row> {
  const prefix = 'tok-postgres-kill';
  const OUTAGES = 2;
  const tokens = tokensOf(prefix, messages + OUTAGES * ways.length);
  const write = (token: string, index: number): Promise<void> => (ways[index % ways.length] as WayIn).write(1_000 + index, token);
  const meanwhile: Promise<void>[] = [];
  let complaint = '';
  let died = 0;
  const outages = async (): Promise<void> => {
    for (let outage = 0; outage < OUTAGES; outage += 1) {
      await new Promise((resolve) => setTimeout(resolve, 700));
      process.kill(world.postgres.pid, 'SIGKILL');
      died += 1;
      // Somebody writes on each channel right now, however few write in all.
      meanwhile.push(...ways.map((_way, index) => messages + outage * ways.length + index).map((index) => write(tokens[index] as string, index)));
      for (const end = Date.now() + 3_000; Date.now() < end; ) {
        const said = await world.telegramComplaint();
        if (/503/.test(said)) complaint = said;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await world.postgres.revive();
    }
  };
  // The writing lasts as long as both outages.
  const pauseMs = 12_000 / Math.ceil(messages / 4);
  const writing = inParallel(tokens.slice(0, messages), 4, (token, index) => write(token, index).then(() => new Promise((resolve) => setTimeout(resolve, pauseMs))));
  await Promise.all([writing, outages()]);
  await Promise.all(meanwhile);
  const quietSince = Date.now();
  const end = quietSince + 240_000;
  for (;;) {
    world.app.mustLive();
    const rows = await world.records.inbound(prefix).catch(() => null);
    const acknowledged = new Map<string, number>();
    for (const way of ways) for (const [token, times] of await way.acknowledged(tokens)) acknowledged.set(token, times);
    const arrived = rows !== null && tokens.every((token) => (rows.messages.get(token) ?? 0) > 0 && (acknowledged.get(token) ?? 0) > 0);
    if (rows && (arrived || Date.now() > end)) {
      const verdict = judgeInbound(tokens, acknowledged, rows);
      return { channel: ways.map(({ name }) => name).join(' + '), point: 'PostgreSQL', kills: died, verdict, slowestMs: Date.now() - quietSince, note: complaint ? 'answered 503 meanwhile' : 'NO 503 WAS SEEN' };
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Late enough to be in the middle, early enough that every kill finds work left. */
const hitsUpTo = (messages: number, kills: number): number => 1 + Math.max(2, Math.floor(messages / (kills * 4)));

async function until(condition: () => Promise<boolean>, withinMs: number): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Runs `work` and arms one kill after another until `kills` have struck or the work is done. Resolves with how many struck. */
async function underKills(app: App, plan: () => Plan, kills: number, work: () => Promise<unknown>): Promise<number> {
  await app.ready();
  const before = app.kills();
  let armed = 0;
  const arm = (): void => {
    if (armed > app.kills() - before || armed >= kills) return;
    armed += 1;
    app.arm(plan());
  };
  arm();
  const watch = setInterval(arm, 50);
  try {
    await work();
  } finally {
    clearInterval(watch);
    app.disarm();
  }
  await app.ready();
  return app.kills() - before;
}

async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T, index);
  }));
}
