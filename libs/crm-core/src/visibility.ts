import type { Actor } from './crm.ts';
import { NotFound } from './errors.ts';
import type { Reader } from './core.ts';
import type { Tx } from './transaction.ts';
import type { Id } from './views.ts';

/**
 * Who may see what. One rule, in two forms that say the same: a predicate for one thing and an SQL condition for lists.
 * Admins see all. Everybody else sees a conversation through the right to one of its inboxes, narrowed to their own, the
 * unassigned and what they follow where the company says so for operators; and of it not the messages of private inboxes they were not given.
 */
export interface Audience {
  /** A right to one of these suffices; null = all staff. */
  readonly inboxIds: readonly Id[] | null;
  readonly ownerId: Id | null;
  /** Who follows it sees it, also where operators see their own only. */
  readonly participantIds?: readonly Id[];
  /** Only for this person. */
  readonly userId: Id | null;
}

export const EVERYBODY: Audience = { inboxIds: null, ownerId: null, userId: null };
export const onlyFor = (userId: Id): Audience => ({ inboxIds: null, ownerId: null, userId });

export function allowed(actor: Actor, audience: Audience): boolean {
  if (audience.userId !== null) return audience.userId === actor.userId;
  if (audience.inboxIds === null || actor.role === 'admin') return true;
  if (!audience.inboxIds.some((id) => actor.inboxIds.includes(id))) return false;
  return !narrowed(actor) || audience.ownerId === null || audience.ownerId === actor.userId || (audience.participantIds ?? []).includes(actor.userId);
}

const narrowed = (actor: Actor): boolean => actor.role === 'operator' && actor.seesOwnOnly;

/** First three parameters of every list that is narrowed to an actor: `$1` sees all, `$2` inboxes, `$3` own only (user id or null). */
export function scope(actor: Actor): [boolean, readonly Id[], Id | null] {
  return [actor.role === 'admin', actor.inboxIds, narrowed(actor) ? actor.userId : null];
}
/** Over `conversation c`; goes with {@link scope}. */
export const CONVERSATION_VISIBLE = '($1::boolean OR (c.inbox_ids && $2::uuid[] AND ($3::uuid IS NULL OR c.owner_id IS NULL OR c.owner_id = $3 OR $3 = ANY(c.participant_ids))))';
/**
 * The same for lists: one who has few inboxes is led to their conversations by the table beside, not past those of all others. Who sees all
 * gets the plain condition, which falls away when it is planned.
 */
export const conversationListed = ({ role }: Actor): string =>
  role === 'admin'
    ? CONVERSATION_VISIBLE
    : '(NOT $1::boolean AND c.id IN (SELECT s.conversation_id FROM conversation_inbox s WHERE s.inbox_id = ANY ($2::uuid[])) AND ($3::uuid IS NULL OR c.owner_id IS NULL OR c.owner_id = $3 OR $3 = ANY(c.participant_ids)))';
/** Over `message m` of a visible conversation; goes with {@link scope}. */
export const MESSAGE_VISIBLE =
  '($1::boolean OR m.inbox_id IS NULL OR m.inbox_id = ANY($2::uuid[]) OR NOT (SELECT i.is_private FROM inbox i WHERE i.id = m.inbox_id))';
/** Over `contact k`: through one of its conversations; somebody nobody spoke with yet is seen by all, and who is one with another now by nobody. */
export const CONTACT_VISIBLE = `(k.merged_into IS NULL AND ($1::boolean OR EXISTS (SELECT 1 FROM conversation c WHERE c.contact_id = k.id AND ${CONVERSATION_VISIBLE})
  OR NOT EXISTS (SELECT 1 FROM conversation c WHERE c.contact_id = k.id)))`;

/** Throws NotFound for what the actor may not see: existence is not told. */
export async function requireConversation(read: Reader, actor: Actor, id: Id): Promise<void> {
  const row = await read.one(`SELECT 1 FROM conversation c WHERE c.id = $4 AND ${CONVERSATION_VISIBLE}`, [...scope(actor), id]);
  if (!row) throw new NotFound('conversation');
}

export async function requireContact(read: Reader, actor: Actor, id: Id): Promise<void> {
  const row = await read.one(`SELECT 1 FROM contact k WHERE k.id = $4 AND ${CONTACT_VISIBLE}`, [...scope(actor), id]);
  if (!row) throw new NotFound('contact');
}

/** The same for whoever is about to write down something of them: nobody merges them until the commit. */
export async function holdContact(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const row = await tx.one('SELECT 1 FROM contact WHERE id = $1 AND merged_into IS NULL FOR KEY SHARE', [id]);
  if (!row) throw new NotFound('contact');
  await requireContact(tx, actor, id);
}

export async function requireMessage(read: Reader, actor: Actor, id: Id): Promise<{ conversation_id: Id }> {
  const row = await read.one<{ conversation_id: Id }>(
    `SELECT m.conversation_id FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = $4 AND ${CONVERSATION_VISIBLE} AND ${MESSAGE_VISIBLE}`,
    [...scope(actor), id],
  );
  if (!row) throw new NotFound('message');
  return row;
}

/** Inboxes of each user `u`: those given, and those of a team they belong to. Goes into `Actor.inboxIds` and decides who may be assigned. */
export const HAS_INBOX = (user: string, inbox: string): string =>
  `(EXISTS (SELECT 1 FROM inbox_user iu WHERE iu.user_id = ${user} AND iu.inbox_id = ${inbox})
    OR EXISTS (SELECT 1 FROM inbox it JOIN team_member tm ON tm.team_id = it.team_id WHERE it.id = ${inbox} AND tm.user_id = ${user}))`;
