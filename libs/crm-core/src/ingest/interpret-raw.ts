import type { ChannelEvent, Party } from '#channels';
import type { Core } from '../core.ts';
import type { IngestResult } from '../crm.ts';
import { NotFound } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { keyOf, normaliseAddress } from '../contacts/address.ts';
import { lockAndRead } from '../conversations/lock.ts';
import { cleaned } from './clean.ts';
import { interpret, questionFor } from './interpret.ts';
import { likeliest } from './named.ts';
import { keepAndLook, type Look, type Question, type Raw } from './look.ts';
import { routeAgain } from './route-call.ts';
import { flush, type Work } from './work.ts';

/** How often the same event is done anew after losing a race for the same contact or conversation. */
const ATTEMPTS = 10;

/** A raw event that is kept, with what was seen while it was. */
export interface Kept {
  readonly events: readonly ChannelEvent[];
  readonly question: Question;
  readonly found: NonNullable<Awaited<ReturnType<typeof keepAndLook>>>;
}

/** The events of one raw event in their order, inside the caller's transaction. `raw` is to be kept now or was kept before. */
export async function interpretRaw(tx: Tx, core: Core, inboxId: Id, raw: Raw, given: readonly ChannelEvent[]): Promise<IngestResult> {
  return interpretKept(tx, core, await keepRaw(tx, inboxId, raw, given), new Set());
}

/** Keeps one and looks around for it. Several may be asked for at once: they travel together. */
export async function keepRaw(tx: Tx, inboxId: Id, raw: Raw, given: readonly ChannelEvent[]): Promise<Kept> {
  const events = given.map(cleaned);
  const question = questionFor(events[0], await countryFor(tx, events[0]));
  const found = await keepAndLook(tx, inboxId, raw, question);
  if (!found) throw new NotFound('inbox');
  return { events, question, found };
}

/** Locks where each of these will most likely go, in one go, as long as nothing was changed since they were kept. */
export async function lockAhead(tx: Tx, kept: readonly Kept[]): Promise<Kept[]> {
  return Promise.all(
    kept.map(async (one) => {
      const id = one.found.rawId === null ? null : likelyPlace(one.found.look);
      const ahead = id && (await lockAndRead(tx, id));
      // Closed since we looked: where it goes then is asked with all the rules.
      return ahead && ahead.row.status !== 'closed' ? { ...one, found: { ...one.found, look: { ...one.found.look, ahead } } } : one;
    }),
  );
}

function likelyPlace({ named, sender, ofThread }: Look): Id | null {
  const best = likeliest(named, sender?.contactId ?? null);
  if (best) return best.takes_part && best.status !== 'closed' ? best.conversation_id : null;
  return ofThread && ofThread.status !== 'closed' ? ofThread.id : null;
}

/** What is kept → rows. `touched` is what others of this transaction changed since it was kept: then it is looked for anew. */
export async function interpretKept(tx: Tx, core: Core, { events, question, found }: Kept, touched: Set<string>): Promise<IngestResult> {
  const { rawId, surroundings } = found;
  if (rawId === null) return { status: 'duplicate', messageIds: [], ...(await routeAgain(tx, core, events, found)) };
  globalThis.oknoFailpoint?.('K2');
  const work: Work = { ...surroundings, core, tx, now: core.now(), rawId, roots: [], parts: [], told: [], messageIds: [], touched, spam: false, callRouting: undefined };
  if (surroundings.inbox.quietSince(work.now)) {
    work.parts.push({ text: "UPDATE inbox SET last_inbound_at = $2 WHERE id = $1 AND (last_inbound_at IS NULL OR last_inbound_at < $2::timestamptz - interval '10 seconds')", values: [work.inbox.id, work.now] });
  }
  const seen = isTouched(touched, question, found.look) ? null : found.look;
  for (const [index, event] of events.entries()) await interpret(work, event, index === 0 ? seen : null);
  flush(work);
  if (work.spam) await markSpam(work, events);
  return { status: 'committed', messageIds: work.messageIds, ...(work.callRouting ? { callRouting: work.callRouting } : {}) };
}

function isTouched(touched: ReadonlySet<string>, { address, externalId, replyTo, mail }: Question, { sender, conversation, named, ofThread }: Look): boolean {
  if (!touched.size) return false;
  const asked = [address && keyOf(address), externalId, replyTo, ...(mail ? [mail.threadId, mail.mailId, mail.answersMessageId, ...mail.references] : [])];
  const seen = [sender?.contactId, conversation?.id, ofThread?.id, ...named.map((one) => one.conversation_id)];
  return touched.has('*') || [...asked, ...seen].some((key) => key && touched.has(key));
}

/** The reason names the sender, by which it is found again when a person takes the verdict back. */
async function markSpam(work: Work, events: readonly ChannelEvent[]): Promise<void> {
  const sender = events.map(senderOf).find((party) => party !== undefined);
  const address = sender && normaliseAddress(sender.address, work.company.country);
  await work.tx.query("UPDATE raw_event SET status = 'spam', reason = $2 WHERE id = $1", [work.rawId, `spam ${address?.kind} ${address?.value}`]);
}

function senderOf(event: ChannelEvent): Party | undefined {
  if (event.type === 'message-edited') return event.original?.sender;
  return event.type === 'message-received' ? event.sender : event.type === 'call-updated' ? event.customer : undefined;
}

/** Only a phone that is not in E.164 yet needs to know the country before the first look. */
async function countryFor(tx: Tx, event: ChannelEvent | undefined): Promise<string> {
  const address = event && senderOf(event)?.address;
  if (address?.kind !== 'phone' || /^\+[1-9]\d{6,14}$/.test(address.value)) return '';
  return (await tx.one<{ country: string }>('SELECT country FROM company'))!.country;
}

/** Unique keys decide races: the loser does everything anew and finds what the winner made. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== '23505' || attempt >= ATTEMPTS) throw error;
    }
  }
}

/** For the admin's eyes: what PostgreSQL or the code said, never the content. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : 'Unknown error').replaceAll('\0', '').slice(0, 1000);
