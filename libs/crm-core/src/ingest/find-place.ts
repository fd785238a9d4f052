import type { MessageReceived } from '#channels';
import { freshConversation } from '../conversations/after.ts';
import { lockAndRead, type LockedConversation } from '../conversations/lock.ts';
import type { Id } from '../views.ts';
import type { Look } from './look.ts';
import { likeliest } from './named.ts';
import type { Person } from './recognise.ts';
import type { Work } from './work.ts';

/** Where a message goes. */
export interface Place extends LockedConversation {
  readonly isNew: boolean;
  /** Our or their message this one answers, when it was found by its mail ids. */
  readonly answersId: Id | null;
  /** The conversation its references name, whose participant the sender is not: a person decides. */
  readonly proposedId: Id | null;
}

/** What decides about the place, besides who wrote. */
export interface Sought {
  readonly threadId: string;
  readonly occurredAt: Date;
  /** History and automatic mail: joins whatever there is, or a closed conversation; opens nothing. */
  readonly quiet: boolean;
  /** A machine's answer to our mail (a bounce) belongs to the mail it names, whoever sent it. */
  readonly automatic: boolean;
}

export const soughtBy = (event: MessageReceived): Sought => ({
  threadId: event.externalThreadId,
  occurredAt: event.occurredAt,
  quiet: event.automatic !== undefined || event.history === true,
  automatic: event.automatic !== undefined,
});

/**
 * The contact's open conversation over all channels; none open: the last one, if it was closed within the inbox's reopen
 * window; else a new one. "One per thread" inboxes look by thread. Mail goes where its references lead, but only if its
 * sender takes part there: a header alone lets no stranger in.
 */
export async function findPlace(work: Work, sought: Sought, person: Person, look: Look): Promise<Place> {
  const named = likeliest(look.named, person.id);
  const answersId = named?.message_id ?? null;
  if (named && (named.takes_part || sought.automatic)) {
    if (named.status !== 'closed' || sought.quiet || (named.contact_id !== person.id && (await reopenable(work, named.conversation_id)))) {
      return existing(work, named.conversation_id, look, person, answersId);
    }
  } else if (named) {
    const key = `${person.id}/${sought.threadId}`;
    const own = person.isNew ? null : await byThread(work, key, sought);
    return own ? existing(work, own, look, person, answersId) : fresh(work, sought, person, key, answersId, named.conversation_id);
  }
  if (work.inbox.threadMode === 'thread') {
    const own = await ofThread(work, look, sought);
    return own ? existing(work, own, look, person, answersId) : fresh(work, sought, person, sought.threadId, answersId, null);
  }
  if (look.conversation) return existing(work, look.conversation.id, look, person, answersId);
  const last = person.isNew ? null : await lastOf(work, person.id, sought);
  return last ? existing(work, last, look, person, answersId) : fresh(work, sought, person, null, answersId, null);
}

const REOPENABLE = `c.status <> 'closed' OR (NOT c.spam AND c.closed_at >= $2)`;
const windowStart = (work: Work): Date => new Date(work.now.getTime() - work.inbox.reopenDays * 86_400_000);

/** Not when its contact meanwhile has another open one. */
async function reopenable(work: Work, id: Id): Promise<boolean> {
  const row = await work.tx.one(
    `SELECT 1 FROM conversation c WHERE c.id = $1 AND (${REOPENABLE}) AND (c.thread_key IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM conversation o WHERE o.contact_id = c.contact_id AND o.id <> c.id AND o.status <> 'closed' AND o.thread_key IS NULL))`,
    [id, windowStart(work)],
  );
  return row !== undefined;
}

/** As it was seen, when it is held since then or was not there at all. */
async function ofThread(work: Work, look: Look, sought: Sought): Promise<Id | null> {
  if (look.ofThread === null) return null;
  if (look.ofThread && look.ofThread.id === look.ahead?.row.id) return look.ofThread.id;
  return byThread(work, sought.threadId, sought);
}

/** Open ones first, then the one closed last. */
async function byThread(work: Work, key: string, sought: Sought): Promise<Id | null> {
  const row = await work.tx.one<{ id: Id }>(
    `SELECT c.id FROM conversation c WHERE c.inbox_id = $1 AND c.thread_key = $3 AND ($4 OR ${REOPENABLE}) ORDER BY (c.status = 'closed'), c.closed_at DESC LIMIT 1 FOR NO KEY UPDATE`,
    [work.inbox.id, windowStart(work), key, sought.quiet],
  );
  return row?.id ?? null;
}

async function lastOf(work: Work, contactId: Id, sought: Sought): Promise<Id | null> {
  const row = await work.tx.one<{ id: Id }>(
    `SELECT c.id FROM conversation c WHERE c.contact_id = $1 AND c.thread_key IS NULL AND ($3 OR ${REOPENABLE}) ORDER BY (c.status = 'closed'), c.closed_at DESC, c.last_message_at DESC LIMIT 1 FOR NO KEY UPDATE`,
    [contactId, windowStart(work), sought.quiet],
  );
  return row?.id ?? null;
}

async function existing(work: Work, id: Id, look: Look, person: Person, answersId: Id | null): Promise<Place> {
  const locked = seenLocked(id, look, person) ?? (await lockAndRead(work.tx, id));
  const contactName = locked.row.contact_id === person.id ? person.name : locked.contactName;
  return { ...locked, contactName, isNew: false, answersId, proposedId: null };
}

function seenLocked(id: Id, look: Look, person: Person): LockedConversation | null {
  if (look.conversation?.id === id) return { row: look.conversation, contactName: person.name, contactKind: person.kind, tasks: look.tasks, orders: look.orders };
  return look.ahead?.row.id === id ? look.ahead : null;
}

function fresh(work: Work, sought: Sought, person: Person, threadKey: string | null, answersId: Id | null, proposedId: Id | null): Place {
  const row = freshConversation({ id: work.core.newId(), contactId: person.id, homeId: person.homeId, inboxId: work.inbox.id, threadKey, at: sought.occurredAt, now: work.now, closed: sought.quiet });
  return { row, contactName: person.name, contactKind: person.kind, tasks: [], orders: null, isNew: true, answersId, proposedId };
}
