import type { ReachabilityChanged } from '#channels';
import { normaliseAddress, labelOf } from '../contacts/address.ts';
import { announceContact } from '../contacts/announce.ts';
import { announceMessages } from '../conversations/announce.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow } from '../messages/row.ts';
import type { Id } from '../views.ts';
import type { Work } from './work.ts';

/** STOP, START, blocked, unblocked: remembered per inbox, asked before every reply, and said in the timeline. */
export async function changeReachability(work: Work, event: ReachabilityChanged): Promise<void> {
  const { tx, inbox } = work;
  const address = normaliseAddress(event.address, work.company.country);
  const changed = event.reachable
    ? await tx.one('DELETE FROM opt_out WHERE inbox_id = $1 AND kind = $2 AND value = $3 AND since <= $4 RETURNING 1 AS done', [inbox.id, address.kind, address.value, event.occurredAt])
    : await tx.one(
        'INSERT INTO opt_out (inbox_id, kind, value, reason, since) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (inbox_id, kind, value) DO NOTHING RETURNING 1 AS done',
        [inbox.id, address.kind, address.value, event.reason, event.occurredAt],
      );
  if (!changed) return;
  const contact = await tx.one<{ contact_id: Id }>('SELECT contact_id FROM contact_identity WHERE kind = $1 AND value = $2', [address.kind, address.value]);
  if (!contact) return;
  const conversation = await tx.one<{ id: Id }>('SELECT id FROM conversation WHERE contact_id = $1 ORDER BY (status = \'closed\'), last_message_at DESC LIMIT 1', [contact.contact_id]);
  if (conversation) {
    const line = messageRow({
      id: work.core.newId(), conversation_id: conversation.id, contact_id: contact.contact_id, kind: 'activity', direction: 'internal', occurred_at: event.occurredAt, created_at: work.now,
      payload: { activity: { type: 'reachability', address: labelOf(address), reachable: event.reachable, reason: event.reason } },
    });
    tx.write(insertMessage(line));
    await announceMessages(tx, conversation.id, [line.id]);
  }
  await announceContact(tx, contact.contact_id);
}
