import type { Crm, FeedEntry } from '#crm-core';
import type { Notices } from '../database/notices.ts';
import type { Log } from '../log.ts';

/** Whoever wants every committed change in order. Calls never overlap. */
export interface TailReader {
  entries(entries: readonly FeedEntry[], cursor: string): void;
  /** The position jumped (a restore): everybody fetches anew. */
  jumped(cursor: string): void;
  /** False while nobody is there to be told: then the position alone is kept, and nothing is read. */
  watched(): boolean;
}

/** Follows the feed in this process. */
export interface Tail {
  /** Runs `work` between two reads, then reads to the end: nothing is delivered meanwhile. */
  between<T>(work: (cursor: string) => Promise<T>): Promise<T>;
  /** False while the database cannot be read. */
  running(): boolean;
  stop(): Promise<void>;
}

const POLL_MS = 1_000;
const BATCH = 500;
/** In a busy moment what comes within this time is read together. */
const GAP_MS = 15;
/** A committed event stays invisible while an older transaction is open; asking again soon beats waiting for the poll. */
const AGAIN_MS = [5, 15, 40, 100, 250];

/** Reads on every notice and at least each second, so that a lost notice costs a second and no event. */
export async function followFeed(parts: { crm: Crm; notices: Notices; log: Log; reader: TailReader }): Promise<Tail> {
  const { crm, notices, log, reader } = parts;
  let cursor = await crm.feed.head();
  let healthy = true;
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();
  let asked = false;
  let readAt = 0;
  let again: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;

  /** True when something was read. */
  async function readToEnd(): Promise<boolean> {
    let any = false;
    readAt = Date.now();
    for (let more = true; more && !stopped; ) {
      const page = await crm.feed.read(cursor, BATCH);
      if (page === 'refetch') {
        cursor = await crm.feed.head();
        reader.jumped(cursor);
        return true;
      }
      cursor = page.cursor;
      more = page.more;
      if (page.entries.length) {
        any = true;
        try {
          reader.entries(page.entries, cursor);
        } catch (error) {
          // The position moved on: nobody may go on as if these had arrived.
          log.error({ err: error }, 'changes could not be told; every screen fetches anew');
          reader.jumped(cursor);
        }
      }
    }
    return any;
  }
  async function skipToEnd(): Promise<false> {
    cursor = await crm.feed.head();
    return false;
  }
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  }
  async function read(): Promise<boolean> {
    try {
      const any = reader.watched() ? await readToEnd() : await skipToEnd();
      if (!healthy) log.info('the feed is read again');
      healthy = true;
      return any;
    } catch (error) {
      if (healthy && !stopped) log.warn({ err: error }, 'the feed cannot be read');
      healthy = false;
      return false;
    }
  }
  /** Many notices at once are one read. `tries` counts how often a notice found nothing yet. */
  function wake(tries: number): void {
    if (asked || stopped) return;
    asked = true;
    const early = readAt + GAP_MS - Date.now();
    if (early > 0) soon = setTimeout(() => look(tries), early);
    else look(tries);
  }
  function look(tries: number): void {
    void inTurn(async () => {
      asked = false;
      const any = await read();
      const pause = AGAIN_MS[tries];
      if (!any && healthy && reader.watched() && pause !== undefined) {
        clearTimeout(again);
        again = setTimeout(() => wake(tries + 1), pause);
      }
    });
  }

  const unsubscribe = notices.subscribe((notice) => { if (reader.watched() && (notice.type === 'feed' || notice.type === 'resumed')) wake(0); });
  const poll = setInterval(() => wake(-1), POLL_MS);
  return {
    between: (work) =>
      inTurn(async () => {
        const result = await work(cursor);
        await readToEnd();
        return result;
      }),
    running: () => healthy,
    async stop() {
      stopped = true;
      clearInterval(poll);
      clearTimeout(again);
      clearTimeout(soon);
      unsubscribe();
      await turn;
    },
  };
}
