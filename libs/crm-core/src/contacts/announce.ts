import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { ContactView, Id } from '../views.ts';
import type { Audience } from '../visibility.ts';
import { readContact } from './row.ts';

/**
 * Who may learn of a contact: whoever has one of the inboxes of their conversations. Where operators see only their own,
 * the newest conversation's owner decides. Somebody nobody spoke with yet is told to all.
 */
export async function audienceOfContact(tx: Tx, contactId: Id): Promise<Audience> {
  const row = await tx.one<{ inbox_ids: Id[] | null; owner_id: Id | null; participant_ids: Id[] | null }>(
    `SELECT (SELECT array_agg(DISTINCT i ORDER BY i) FROM conversation c, unnest(c.inbox_ids) i WHERE c.contact_id = $1) AS inbox_ids,
       (SELECT c.owner_id FROM conversation c WHERE c.contact_id = $1 ORDER BY c.last_message_at DESC LIMIT 1) AS owner_id,
       (SELECT array_agg(DISTINCT p.user_id) FROM participant p JOIN conversation c ON c.id = p.conversation_id WHERE c.contact_id = $1) AS participant_ids`,
    [contactId],
  );
  return { inboxIds: row!.inbox_ids, ownerId: row!.owner_id, userId: null, participantIds: row!.participant_ids ?? [] };
}

/** Reads the contact as it now stands in this transaction and appends the event. Its row was changed or locked before. */
export async function announceContact(tx: Tx, contactId: Id): Promise<ContactView> {
  const contact = await readContact(tx, contactId);
  if (!contact) throw new Error(`Contact ${contactId} is not there to be announced.`);
  tell(tx, { change: { type: 'contact', contact }, audience: await audienceOfContact(tx, contactId) });
  return contact;
}
