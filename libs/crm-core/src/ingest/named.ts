import type { Address } from '#channels';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';

/** What a mail says of where it belongs. */
export interface MailQuestion {
  /** By which a copy of it in another mailbox is known. */
  readonly mailId: string | null;
  readonly threadId: string;
  readonly references: readonly string[];
  /** The id of our message that it answers by its own word. */
  readonly answersMessageId: Id | null;
}

/** A message that a mail refers to, and the conversation it stands in. */
export interface Named {
  readonly message_id: Id;
  readonly conversation_id: Id;
  readonly contact_id: Id;
  readonly status: string;
  /** The sender takes part there: it is their own, they wrote there, or were written to by us. Whom a customer's mail names in Cc is only a claim; to whom one was handed on takes part in that mail alone. */
  readonly takes_part: boolean;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the mail answers by its own word or names in its references: the former first, then in the order of the references. */
export function askNamed(tx: Tx, inboxId: Id, { answersMessageId, references }: MailQuestion, sender: Address | null): Promise<Named[]> | [] {
  const answers = answersMessageId && UUID.test(answersMessageId) ? answersMessageId : null;
  if (!answers && !references.length) return [];
  return tx.query<Named>(NAMED, [answers, references, inboxId, sender?.kind ?? null, sender?.value ?? null]);
}

/** LIMIT 1: each is taken by its key, however many the planner expects; it would read the whole table for them. */
const NAMED = `SELECT m.id AS message_id, m.conversation_id, c.contact_id, c.status,
    (c.contact_id = n.contact_id
     OR EXISTS (SELECT 1 FROM message p WHERE p.conversation_id = c.id AND (p.sender_identity_id = n.id OR (p.direction = 'outbound' AND (p.id = m.id OR NOT p.payload ? 'forwardOf') AND ($5 = ANY(p.mail_to) OR $5 = ANY(p.mail_cc)))))
     OR EXISTS (SELECT 1 FROM delivery d JOIN message o ON o.id = d.message_id WHERE d.conversation_id = c.id AND d.recipient_value = $5 AND (o.id = m.id OR NOT o.payload ? 'forwardOf'))) IS TRUE AS takes_part
  FROM (SELECT id FROM message WHERE id = $1::uuid UNION SELECT id FROM message WHERE mail_id = ANY($2::text[])
        UNION SELECT message_id FROM delivery WHERE inbox_id = $3 AND external_id = ANY($2::text[])) f
  CROSS JOIN LATERAL (SELECT * FROM message WHERE id = f.id LIMIT 1) m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN contact_identity n ON n.kind = $4 AND n.value = $5
  ORDER BY (m.id = $1::uuid) DESC NULLS LAST, array_position($2::text[], m.mail_id) NULLS LAST, m.occurred_at DESC`;

/** Of several, the sender's own open conversation before others they take part in. */
export const likeliest = (named: readonly Named[], contactId: Id | null): Named | undefined =>
  named.find((row) => row.contact_id === contactId && row.status !== 'closed') ?? named.find((row) => row.takes_part) ?? named[0];
