import type { MessageReceived } from '#channels';
import { freshConversation } from '../conversations/after.ts';
import { lockAndRead, type LockedConversation } from '../conversations/lock.ts';
import type { Id } from '../views.ts';
import type { Look } from './look.ts';
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
  readonly references: readonly string[];
  readonly answersMessageId: string | undefined;
  /** A sender's normalised address. */
  readonly address: string;
  /** History and automatic mail: joins whatever there is, or a closed conversation; opens nothing. */
  readonly quiet: boolean;
  /** A machine's answer to our mail (a bounce) belongs to the mail it names, whoever sent it. */
  readonly automatic: boolean;
}

export const soughtBy = (event: MessageReceived, address: string): Sought => ({
  threadId: event.externalThreadId,
  occurredAt: event.occurredAt,
  references: event.references ?? [],
  answersMessageId: event.answersMessageId,
  address,
  quiet: event.automatic !== undefined || event.history === true,
  automatic: event.automatic !== undefined,
});

/**
 * The contact's open conversation over all channels; none open: the last one, if it was closed within the inbox's reopen
 * window; else a new one. "One per thread" inboxes look by thread. Mail goes where its references lead, but only if its
 * sender takes part there: a header alone lets no stranger in.
 */
export async function findPlace(work: Work, sought: Sought, person: Person, look: Look): Promise<Place> {
  const named = await byReferences(work, sought, person);
  const answersId = named?.message_id ?? null;
  if (named && (named.contact_id === person.id || named.takes_part || sought.automatic)) {
    if (named.status !== 'closed' || sought.quiet || (named.contact_id !== person.id && (await reopenable(work, named.conversation_id)))) {
      return existing(work, named.conversation_id, look, person, answersId);
    }
  } else if (named) {
    const key = `${person.id}/${sought.threadId}`;
    const own = person.isNew ? null : await byThread(work, key, sought);
    return own ? existing(work, own, look, person, answersId) : fresh(work, sought, person, key, answersId, named.conversation_id);
  }
  if (work.inbox.threadMode === 'thread') {
    const own = await byThread(work, sought.threadId, sought);
    return own ? existing(work, own, look, person, answersId) : fresh(work, sought, person, sought.threadId, answersId, null);
  }
  if (look.conversation) return existing(work, look.conversation.id, look, person, answersId);
  const last = person.isNew ? null : await lastOf(work, person.id, sought);
  return last ? existing(work, last, look, person, answersId) : fresh(work, sought, person, null, answersId, null);
}

interface Named {
  readonly message_id: Id;
  readonly conversation_id: Id;
  readonly contact_id: Id;
  readonly status: string;
  readonly takes_part: boolean;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function byReferences(work: Work, sought: Sought, person: Person): Promise<Named | undefined> {
  const answers = sought.answersMessageId && UUID.test(sought.answersMessageId) ? sought.answersMessageId : null;
  if (!answers && !sought.references.length) return undefined;
  const rows = await work.tx.query<Named>(NAMED, [answers, sought.references, work.inbox.id, person.isNew ? null : person.identityId, sought.address]);
  return rows.find((row) => row.contact_id === person.id && row.status !== 'closed') ?? rows.find((row) => row.takes_part) ?? rows[0];
}

/** Takes part: wrote there, or was written to by us. Whom a customer's mail names in Cc is only a claim; to whom one was handed on takes part in that mail alone. */
const NAMED = `SELECT m.id AS message_id, m.conversation_id, c.contact_id, c.status,
    (EXISTS (SELECT 1 FROM message p WHERE p.conversation_id = c.id AND (p.sender_identity_id = $4 OR (p.direction = 'outbound' AND (p.id = m.id OR NOT p.payload ? 'forwardOf') AND ($5 = ANY(p.mail_to) OR $5 = ANY(p.mail_cc)))))
     OR EXISTS (SELECT 1 FROM delivery d JOIN message o ON o.id = d.message_id WHERE d.conversation_id = c.id AND d.recipient_value = $5 AND (o.id = m.id OR NOT o.payload ? 'forwardOf'))) AS takes_part
  FROM (SELECT id FROM message WHERE id = $1::uuid UNION SELECT id FROM message WHERE mail_id = ANY($2::text[])
        UNION SELECT message_id FROM delivery WHERE inbox_id = $3 AND external_id = ANY($2::text[])) f
  JOIN message m ON m.id = f.id JOIN conversation c ON c.id = m.conversation_id
  ORDER BY (m.id = $1::uuid) DESC NULLS LAST, array_position($2::text[], m.mail_id) NULLS LAST, m.occurred_at DESC`;

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
    `SELECT c.id FROM conversation c WHERE c.contact_id = $1 AND c.thread_key IS NULL AND ($3 OR ${REOPENABLE}) ORDER BY (c.status = 'closed'), c.closed_at DESC LIMIT 1 FOR NO KEY UPDATE`,
    [contactId, windowStart(work), sought.quiet],
  );
  return row?.id ?? null;
}

async function existing(work: Work, id: Id, look: Look, person: Person, answersId: Id | null): Promise<Place> {
  const locked: LockedConversation =
    look.conversation?.id === id
      ? { row: look.conversation, contactName: person.name, contactKind: person.kind, tasks: look.tasks, orders: look.orders }
      : await lockAndRead(work.tx, id);
  const contactName = locked.row.contact_id === person.id ? person.name : locked.contactName;
  return { ...locked, contactName, isNew: false, answersId, proposedId: null };
}

function fresh(work: Work, sought: Sought, person: Person, threadKey: string | null, answersId: Id | null, proposedId: Id | null): Place {
  const row = freshConversation({ id: work.core.newId(), contactId: person.id, inboxId: work.inbox.id, threadKey, at: sought.occurredAt, now: work.now, closed: sought.quiet });
  return { row, contactName: person.name, contactKind: person.kind, tasks: [], orders: null, isNew: true, answersId, proposedId };
}
