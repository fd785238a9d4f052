import type { Cursor, RawInbound } from '../contract.ts';
import { asCursor, type ImapCursor } from './imap-cursor.ts';

/** Twice what is committed together, so that one half is interpreted while the other is written; few enough to stay small in memory. */
const AHEAD = { count: 32, bytes: 3 * 1024 * 1024 };

/**
 * Delivers in order without waiting for each commit. `onKept` learns of every position that was committed. After the first
 * refusal nothing more is delivered: `room` and `demandKept` throw what it was refused with.
 */
export function deliverAhead(deliver: (raw: RawInbound | null, next: Cursor) => Promise<void>, onKept: (next: ImapCursor) => void) {
  const under = new Set<Promise<void>>();
  let bytes = 0;
  let refusal: { readonly why: unknown } | null = null;
  const demandKept = (): void => {
    if (refusal) throw refusal.why;
  };
  return {
    demandKept,
    /** Resolves when one more may be delivered. */
    async room(): Promise<void> {
      while (!refusal && under.size && (under.size >= AHEAD.count || bytes >= AHEAD.bytes)) await Promise.race(under);
      demandKept();
    },
    deliver(raw: RawInbound | null, next: ImapCursor, size: number): void {
      bytes += size;
      const one = deliver(raw, asCursor(next)).then(
        () => { if (!refusal) onKept(next); },
        (error: unknown) => { refusal ??= { why: error }; },
      ).finally(() => {
        bytes -= size;
        under.delete(one);
      });
      under.add(one);
    },
    async settled(): Promise<void> {
      await Promise.all(under);
    },
  };
}
