import { read, type Core } from '../core.ts';
import type { OutboundApi } from '../crm.ts';
import { fromSelected, MESSAGE_COLUMNS, type SelectedMessage } from '../messages/view.ts';
import { CONVERSATION_VISIBLE, MESSAGE_VISIBLE, requireConversation, scope } from '../visibility.ts';
import type { LetterView, MailboxView } from '../views.ts';
import { forwardSubject, replySubject } from './mail-chain.ts';

type Row = SelectedMessage & { readonly from_address: string | null; readonly from_name: string | null };

/** A letter: it came or went through an inbox whose channel has subjects. */
const LETTER = `m.kind = 'text' AND m.direction <> 'internal' AND m.deleted_at IS NULL AND NOT m.payload ? 'putOff'
  AND EXISTS (SELECT 1 FROM inbox i, jsonb_array_elements(i.capabilities) p WHERE i.id = m.inbox_id AND p->>'channel' = m.channel AND (p->>'subject')::boolean)`;

/**
 * What a letter to everybody begins with, as mail programs have it: to whoever wrote and the others they wrote to, copies to whom
 * they copied, ours left out. An answer to a letter of our own goes to the same people again. Without a letter named it is the
 * last one the customer wrote, or else we did.
 */
export function createLetter(core: Core): OutboundApi['letter'] {
  return async (actor, conversationId, wish) => {
    const reader = read(core);
    await requireConversation(reader, actor, conversationId);
    const row = await reader.one<Row>(
      `SELECT ${MESSAGE_COLUMNS}, n.value AS from_address, COALESCE(m.sender_name, CASE WHEN m.direction = 'inbound' THEN k.name ELSE u.name END) AS from_name
       FROM message m JOIN conversation c ON c.id = m.conversation_id JOIN contact k ON k.id = c.contact_id
         LEFT JOIN contact_identity n ON n.id = m.sender_identity_id LEFT JOIN app_user u ON u.id = m.author_id
       WHERE m.conversation_id = $4 AND ${CONVERSATION_VISIBLE} AND ${MESSAGE_VISIBLE} AND ${LETTER} AND ($5::uuid IS NULL AND m.automatic IS NULL AND NOT m.payload ? 'forwardOf' OR m.id = $5)
       ORDER BY (m.direction = 'inbound') DESC, m.occurred_at DESC, m.id DESC LIMIT 1`, [...scope(actor), conversationId, wish.messageId ?? null]);
    const own = await reader.query<{ id: string; address: string }>('SELECT id, lower(address) AS address FROM inbox');
    if (!row) return { inboxId: null, to: [], cc: [], subject: '', about: null };

    const letter = fromSelected(row);
    const ours = new Set(own.map(({ address }) => address));
    const inbox = own.find(({ id }) => id === letter.inboxId);
    const from: MailboxView = { address: (letter.direction === 'inbound' ? row.from_address : inbox?.address) ?? '', name: row.from_name };
    const about = { messageId: letter.id, from, to: letter.to, cc: letter.cc, subject: letter.subject ?? '', text: letter.text, html: letter.html, at: letter.occurredAt, attachments: letter.attachments };
    if (wish.forward) return { inboxId: letter.inboxId, to: [], cc: [], subject: forwardSubject(letter.subject), about };
    return { inboxId: letter.inboxId, ...everybody(letter.direction === 'inbound' ? from : null, letter, ours), subject: replySubject(letter.subject) ?? '', about };
  };
}

function everybody(from: MailboxView | null, letter: { to: readonly string[]; cc: readonly string[] }, ours: ReadonlySet<string>): Pick<LetterView, 'to' | 'cc'> {
  const seen = new Set(ours);
  const taken = (addresses: readonly MailboxView[]): MailboxView[] => addresses.filter(({ address }) => address !== '' && !seen.has(address) && seen.add(address));
  const to = taken([...(from ? [from] : []), ...letter.to.map((address) => ({ address, name: null }))]);
  return { to, cc: taken(letter.cc.map((address) => ({ address, name: null }))) };
}
