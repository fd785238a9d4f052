import type { ImapFlow } from 'imapflow';

export interface MailInfo {
  readonly uid: number;
  readonly size: number;
  readonly receivedAt: Date;
}

export interface FetchedMail extends MailInfo {
  /** Null: the server does not give it, with its reason. */
  readonly source: Buffer | null;
  readonly reason?: string;
}

/** What stands in `from:to`, without contents. The server answers `n:*` with its last mail even below n (RFC 3501 6.4.8). */
export async function listMails(client: ImapFlow, from: number, to: number | '*'): Promise<MailInfo[]> {
  const found: MailInfo[] = [];
  for await (const mail of client.fetch(`${from}:${to}`, { uid: true, size: true, internalDate: true }, { uid: true })) {
    if (mail.uid >= from && (to === '*' || mail.uid <= to)) found.push({ uid: mail.uid, size: mail.size ?? 0, receivedAt: new Date(mail.internalDate ?? 0) });
  }
  return found.sort((a, b) => a.uid - b.uid);
}

/** What stands from `from` on, in lists of `most`: many servers open each mail to tell its size, and need not have told all before the first are read. */
export async function* listInBites(client: ImapFlow, from: number, most: number): AsyncGenerator<MailInfo[]> {
  const uids = ((await client.search({ uid: `${from}:*` }, { uid: true })) || []).filter((uid) => uid >= from).sort((a, b) => a - b);
  for (let at = 0; at < uids.length; at += most) yield listMails(client, uids[at]!, uids[Math.min(at + most, uids.length) - 1]!);
}

/** Neighbours that are fetched by one command: few enough to stay small in memory, many enough to be quick. */
export function batches(mails: readonly MailInfo[], limit: { count: number; bytes: number }): MailInfo[][] {
  const all: MailInfo[][] = [];
  let current: MailInfo[] = [];
  let bytes = 0;
  for (const mail of mails) {
    if (current.length > 0 && (current.length >= limit.count || bytes + mail.size > limit.bytes)) {
      all.push(current);
      current = [];
      bytes = 0;
    }
    current.push(mail);
    bytes += mail.size;
  }
  if (current.length > 0) all.push(current);
  return all;
}

/**
 * Contents of one batch, each cut at `maxBytes`, in order of UID, \Seen untouched. A mail that disappeared meanwhile is left out.
 * When the server refuses the batch, each mail is asked for alone, so that one broken mail does not hide the others.
 */
export async function fetchBatch(client: ImapFlow, batch: readonly MailInfo[], maxBytes: number): Promise<FetchedMail[]> {
  try {
    return await fetchSources(client, batch, maxBytes);
  } catch (error) {
    if (!client.usable || !isServerRefusal(error)) throw error;
    if (batch.length === 1) return [{ ...batch[0]!, source: null, reason: 'The mail server does not give this mail.' }];
    const single: FetchedMail[] = [];
    for (const mail of batch) single.push(...(await fetchBatch(client, [mail], maxBytes)));
    return single;
  }
}

async function fetchSources(client: ImapFlow, batch: readonly MailInfo[], maxBytes: number): Promise<FetchedMail[]> {
  const info = new Map(batch.map((mail) => [mail.uid, mail]));
  const found = new Map<number, FetchedMail>();
  const source = batch.some((mail) => mail.size > maxBytes) ? { start: 0, maxLength: maxBytes } : true;
  for await (const mail of client.fetch(ranges(batch.map((one) => one.uid)), { uid: true, source }, { uid: true })) {
    const known = info.get(mail.uid);
    // Listed and given as NIL: it is there and cannot be read. A second answer about it that tells only of flags changes nothing.
    if (known && mail.source) found.set(mail.uid, { ...known, source: mail.source });
    else if (known && !found.has(mail.uid)) found.set(mail.uid, { ...known, source: null, reason: 'The mail server does not give this mail.' });
  }
  return [...found.values()].sort((a, b) => a.uid - b.uid);
}

/** NO or BAD to this command: the connection itself is well. */
const isServerRefusal = (error: unknown): boolean => typeof error === 'object' && error !== null && 'responseStatus' in error && (error.responseStatus === 'NO' || error.responseStatus === 'BAD');

function ranges(uids: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < uids.length; i++) {
    const first = uids[i]!;
    while (i + 1 < uids.length && uids[i + 1] === uids[i]! + 1) i++;
    parts.push(first === uids[i] ? `${first}` : `${first}:${uids[i]}`);
  }
  return parts.join(',');
}
