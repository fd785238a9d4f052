import type { ImapFlow } from 'imapflow';
import type { Cursor, RawInbound } from '../contract.ts';
import { ListenError } from '../errors.ts';
import type { AdapterDependencies } from '../setup.ts';
import { connectImap, isRefusal, type ImapLogin } from './imap-connection.ts';
import { afterNewValidity, asCursor, firstCursor, readCursor, type ImapCursor } from './imap-cursor.ts';
import { deliverAhead } from './deliver-ahead.ts';
import { batches, fetchBatch, listInBites, listMails, type FetchedMail, type MailInfo } from './imap-fetch.ts';
import { readHeaders } from './header.ts';
import { INTAKE } from './parse-mail.ts';
import type { MailServer } from './settings.ts';
import { explainTls, type TlsProblem } from './tls-failure.ts';

export interface ImapTiming {
  readonly connectMs: number;
  /** IDLE is only a hint: it is issued again after this time (some servers drop it silently after 10 minutes). */
  readonly idleMs: number;
  /** New UIDs are asked for at least this often. */
  readonly checkMs: number;
  /** A server that answers nothing for this long is given up and connected anew. */
  readonly silenceMs: number;
  readonly retryMs: number;
  readonly maxRetryMs: number;
}

export interface ImapOptions {
  readonly login: ImapLogin;
  readonly folder: string;
  readonly backfillDays: number;
  readonly maxMailBytes: number;
  readonly timing: ImapTiming;
}

type Deliver = (raw: RawInbound | null, next: Cursor) => Promise<void>;
type Report = (health: { ok: boolean; detail?: string }) => void;

/** Few enough to stay small in memory: two batches are in memory at once. */
const BATCH = { count: 40, bytes: 6 * 1024 * 1024 };
/** History is read in small bites, so that new mail never waits for it. */
const HISTORY_BITE = 200;
/** As many that waited for us are listed at a time. */
const WAITING_BITE = 80;
const REFUSALS = 3;
/** Dates in mail are whole seconds of other people's clocks. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** Keeps one mailbox read until `signal` aborts. Heals everything but a refused login, for which it rejects with ListenError. */
export async function listenImap(options: ImapOptions, dependencies: AdapterDependencies, from: Cursor | null, deliver: Deliver, signal: AbortSignal, report: Report = () => undefined): Promise<void> {
  const { timing } = options;
  const position = { cursor: readCursor(from) };
  let refusals = 0;
  let failures = 0;
  while (!signal.aborted) {
    const startedAt = Date.now();
    try {
      await session(options, dependencies, position, deliver, signal, () => {
        refusals = 0;
        report({ ok: true });
      });
    } catch (error) {
      if (signal.aborted) return;
      if (isRefusal(error) && ++refusals >= REFUSALS) {
        report({ ok: false, detail: 'The mail server refuses the login.' });
        throw new ListenError('The mail server refuses the login of this inbox. Check user and password.');
      }
      if (Date.now() - startedAt > timing.silenceMs) failures = 0;
      failures++;
      const detail = detailOf(error, options.login.server);
      report({ ok: false, detail });
      dependencies.log('warn', 'imap session ended', { inboxId: dependencies.inboxId, attempt: failures, code: codeOf(error) });
      await pause(Math.min(timing.maxRetryMs, timing.retryMs * 2 ** Math.min(failures - 1, 10)) * (0.5 + Math.random() / 2), signal);
    }
  }
}

/** `deliver` could not commit: the mail is safe on the server, and nothing is wrong with the mailbox. */
class NotKept extends Error {}

function detailOf(error: unknown, server: MailServer): string {
  if (error instanceof NotKept) return 'Mail cannot be stored at the moment; it waits on the mail server.';
  if (isRefusal(error)) return 'The mail server refuses the login.';
  return explainTls(error as TlsProblem, server) ?? 'The connection to the mail server was lost and is being made anew.';
}

/** One connection: from login to its end. Throws when it ends for any reason but the abort. */
async function session(options: ImapOptions, dependencies: AdapterDependencies, position: { cursor: ImapCursor | null }, commit: Deliver, signal: AbortSignal, onReady: () => void): Promise<void> {
  const { timing } = options;
  await dependencies.checkHost(options.login.server.host, options.login.server.port);
  const client = await connectImap(options.login, timing);
  const onAbort = () => client.close();
  signal.addEventListener('abort', onAbort, { once: true });
  const wake = doorbell(client);
  const deliver: Deliver = async (raw, next) => {
    if (raw) globalThis.oknoFailpoint?.('K1');
    try {
      await commit(raw, next);
    } catch (error) {
      throw new NotKept('not kept', { cause: error });
    }
    if (raw) globalThis.oknoFailpoint?.('K3');
  };
  try {
    const ask = <T>(work: Promise<T>) => within(work, timing.silenceMs, client);
    const mailbox = await ask(client.mailboxOpen(options.folder, { readOnly: true }));
    if (position.cursor === null || position.cursor.uidValidity !== String(mailbox.uidValidity)) {
      const next = position.cursor === null ? firstCursor(mailbox, options.backfillDays, dependencies.now()) : afterNewValidity(position.cursor, mailbox);
      await deliver(null, asCursor(next));
      position.cursor = next;
    }
    onReady();
    const waited = mailbox.uidNext - position.cursor.lastUid;
    for (let first = true; ; first = false) {
      if (signal.aborted) return;
      const from = position.cursor.lastUid + 1;
      const listed = first && waited > WAITING_BITE ? listInBites(client, from, WAITING_BITE) : listSince(client, ask, from);
      await takeNew(options, client, ask, listed, position as { cursor: ImapCursor }, deliver, signal);
      if (await takeHistory(options, client, ask, position as { cursor: ImapCursor }, deliver, signal)) continue;
      if (!client.usable) throw new Error('the connection is closed');
      await wake(timing.checkMs);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    client.close();
  }
}

/** What came since, in one list. */
async function* listSince(client: ImapFlow, ask: Ask, from: number): AsyncGenerator<MailInfo[]> {
  // Without a NOOP some servers list only what they told of before.
  await ask(client.noop());
  yield await ask(listMails(client, from, '*'));
}

/** Everything above the stored UID, oldest first. */
async function takeNew(options: ImapOptions, client: ImapFlow, ask: Ask, listed: Lists, position: { cursor: ImapCursor }, deliver: Deliver, signal: AbortSignal): Promise<void> {
  await take(options, client, ask, listed, position, deliver, signal, (mail, cursor) => {
    const next: ImapCursor = { ...cursor, lastUid: mail.uid, rescanTo: mail.uid >= cursor.rescanTo ? 0 : cursor.rescanTo };
    const age = mail.uid <= cursor.rescanTo ? ageAtRescan(mail, cursor) : 'new';
    return { raw: age === 'older' ? null : rawOf(options, cursor, mail, age === 'history'), next };
  });
}

/** A bite of history; true while there is more. */
async function takeHistory(options: ImapOptions, client: ImapFlow, ask: Ask, position: { cursor: ImapCursor }, deliver: Deliver, signal: AbortSignal): Promise<boolean> {
  const { historyNext, historyLast, historySince } = position.cursor;
  if (historyNext === 0 || historySince === null) return false;
  const to = Math.min(historyLast, historyNext + HISTORY_BITE - 1);
  const wanted = (await ask(listMails(client, historyNext, to))).filter((mail) => mail.receivedAt.toISOString() >= historySince);
  await take(options, client, ask, [wanted], position, deliver, signal, (mail, cursor) => ({ raw: rawOf(options, cursor, mail, true), next: { ...cursor, historyNext: mail.uid + 1 } }));
  if (signal.aborted) return false;
  const done = to >= historyLast;
  const next: ImapCursor = { ...position.cursor, historyNext: done ? 0 : to + 1, historyLast: done ? 0 : historyLast };
  await deliver(null, asCursor(next));
  position.cursor = next;
  return !done;
}

type Ask = <T>(work: Promise<T>) => Promise<T>;
type Lists = AsyncIterable<readonly MailInfo[]> | readonly (readonly MailInfo[])[];

/** Fetches the next batch while this one is being committed, and delivers ahead of the commit; the position follows the commits. */
async function take(
  options: ImapOptions, client: ImapFlow, ask: Ask, lists: Lists, position: { cursor: ImapCursor }, deliver: Deliver, signal: AbortSignal,
  step: (mail: FetchedMail, cursor: ImapCursor) => { raw: RawInbound | null; next: ImapCursor },
): Promise<void> {
  const work = batchesOf(lists);
  const fetchNext = (): Promise<FetchedMail[] | null> => {
    const fetched = ask(work.next().then(({ value, done }) => (done ? null : fetchBatch(client, value, options.maxMailBytes))));
    // It is awaited one turn later; a failure until then is no unhandled one.
    fetched.catch(() => undefined);
    return fetched;
  };
  const ahead = deliverAhead(deliver, (next) => { position.cursor = next; });
  let { cursor } = position;
  try {
    let upcoming = fetchNext();
    for (let fetched = await upcoming; fetched; fetched = await upcoming) {
      upcoming = fetchNext();
      for (const mail of fetched) {
        await ahead.room();
        if (signal.aborted) return;
        const { raw, next } = step(mail, cursor);
        ahead.deliver(raw, next, mail.source?.length ?? 0);
        cursor = next;
      }
    }
  } finally {
    await ahead.settled();
  }
  if (!signal.aborted) ahead.demandKept();
}

async function* batchesOf(lists: Lists): AsyncGenerator<MailInfo[], undefined> {
  for await (const mails of lists) yield* batches(mails, BATCH);
}

/** After a new UIDVALIDITY the whole mailbox looks new: the older of the two dates tells what is. */
function ageAtRescan(mail: FetchedMail, cursor: ImapCursor): 'new' | 'history' | 'older' {
  const stated = mail.source ? new Date(readHeaders(mail.source.subarray(0, 32_768)).get('date')) : mail.receivedAt;
  const time = Math.min(mail.receivedAt.getTime(), Number.isNaN(stated.getTime()) ? Infinity : stated.getTime());
  if (time >= Date.parse(cursor.since) - CLOCK_SLACK_MS) return 'new';
  return cursor.historySince !== null && time >= Date.parse(cursor.historySince) ? 'history' : 'older';
}

function rawOf(options: ImapOptions, cursor: ImapCursor, mail: FetchedMail, history: boolean): RawInbound {
  const headers: Record<string, string> = {};
  if (history) headers[INTAKE.history] = 'yes';
  if (mail.source && mail.size > options.maxMailBytes && mail.source.length >= options.maxMailBytes) headers[INTAKE.truncated] = String(mail.size);
  if (mail.source === null) headers[INTAKE.unavailable] = mail.reason ?? 'unknown';
  return { providerKey: `imap/${options.folder}/${cursor.uidValidity}/${mail.uid}`, body: mail.source ?? Buffer.alloc(0), headers, receivedAt: mail.receivedAt };
}

/** Resolves when the server speaks of new mail, when the time is up, or when the connection ends. A ring while nobody waits is kept. */
function doorbell(client: ImapFlow): (ms: number) => Promise<void> {
  let rung = false;
  let open: (() => void) | null = null;
  const ring = () => {
    rung = true;
    open?.();
  };
  client.on('exists', ring);
  client.on('close', ring);
  return async (ms) => {
    if (!rung && client.usable) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        open = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    open = null;
    rung = false;
  };
}

/** The watchdog: a server that sends nothing for so long is as good as gone, whatever the socket says. A slow one that still sends is not. */
async function within<T>(work: Promise<T>, ms: number, client: ImapFlow): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    let received = client.stats().received;
    const look = () => {
      const now = client.stats().received;
      if (now !== received) {
        received = now;
        timer = setTimeout(look, ms);
        return;
      }
      client.close();
      reject(Object.assign(new Error('the mail server is silent'), { code: 'SILENT' }));
    };
    timer = setTimeout(look, ms);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

const codeOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : error instanceof Error ? error.name : 'unknown');
