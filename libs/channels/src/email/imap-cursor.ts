import type { Cursor } from '../contract.ts';

/** Where a mailbox stands. UIDs mean something only under their UIDVALIDITY (RFC 3501 2.3.1.1). */
export interface ImapCursor {
  readonly uidValidity: string;
  /** Every UID up to here is kept. */
  readonly lastUid: number;
  /** When the mailbox was connected: mail older than this is history whenever it is met. */
  readonly since: string;
  /** History is read from this moment on; null: none is. */
  readonly historySince: string | null;
  /** The next UID of history and the last; 0 when there is no history left to read. */
  readonly historyNext: number;
  readonly historyLast: number;
  /** Up to this UID the mailbox is read anew after a change of UIDVALIDITY; what is older than `since` is not new then. */
  readonly rescanTo: number;
}

/** A stored position, or null when there is none that can be read. */
export function readCursor(cursor: Cursor | null): ImapCursor | null {
  if (cursor === null || typeof cursor.uidValidity !== 'string' || typeof cursor.lastUid !== 'number') return null;
  return {
    uidValidity: cursor.uidValidity,
    lastUid: cursor.lastUid,
    since: typeof cursor.since === 'string' ? cursor.since : new Date(0).toISOString(),
    historySince: typeof cursor.historySince === 'string' ? cursor.historySince : null,
    historyNext: Number(cursor.historyNext ?? 0),
    historyLast: Number(cursor.historyLast ?? 0),
    rescanTo: Number(cursor.rescanTo ?? 0),
  };
}

/** A mailbox seen for the first time: new mail from here on, history of `backfillDays` besides. */
export function firstCursor(mailbox: { uidValidity: bigint; uidNext: number }, backfillDays: number, now: Date): ImapCursor {
  const last = mailbox.uidNext - 1;
  const backfills = backfillDays > 0 && last > 0;
  return {
    uidValidity: String(mailbox.uidValidity),
    lastUid: last,
    since: now.toISOString(),
    historySince: backfillDays > 0 ? new Date(now.getTime() - backfillDays * 86_400_000).toISOString() : null,
    historyNext: backfills ? 1 : 0,
    historyLast: backfills ? last : 0,
    rescanTo: 0,
  };
}

/** All stored UIDs are void: everything is read again, and what was kept before is recognised by its hash. */
export function afterNewValidity(cursor: ImapCursor, mailbox: { uidValidity: bigint; uidNext: number }): ImapCursor {
  return { ...cursor, uidValidity: String(mailbox.uidValidity), lastUid: 0, historyNext: 0, historyLast: 0, rescanTo: mailbox.uidNext - 1 };
}

export const asCursor = (cursor: ImapCursor): Cursor => ({ ...cursor });
