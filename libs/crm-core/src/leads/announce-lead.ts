import { settleAlarms } from '../alarms/settle.ts';
import { audienceOfContact } from '../contacts/announce.ts';
import { announceMessages } from '../conversations/announce.ts';
import type { Core } from '../core.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow } from '../messages/row.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id, LeadView } from '../views.ts';
import { toLeadView, type LeadRow } from './row.ts';

/** Tells every screen how the lead stands now. `endedBy`: who just ended it, which its conversation's timeline says; null when nobody did. */
export async function announceLead(tx: Tx, core: Core, row: LeadRow, endedBy: Id | null): Promise<LeadView> {
  const lead = toLeadView(row);
  tell(tx, { change: { type: 'lead', lead }, audience: await audienceOfContact(tx, lead.contactId) });
  await settleAlarms(tx, core.now(), { contactId: lead.contactId });
  if (!endedBy || !lead.conversationId || lead.status === 'open') return lead;
  const line = messageRow({
    id: core.newId(), conversation_id: lead.conversationId, contact_id: lead.contactId, kind: 'activity', direction: 'internal', author_id: endedBy, occurred_at: core.now(), created_at: core.now(),
    payload: { activity: { type: 'lead', leadId: lead.id, change: lead.status } },
  });
  const part = insertMessage(line);
  await tx.query(part.text, part.values);
  await announceMessages(tx, lead.conversationId, [line.id]);
  return lead;
}

/** The contact bought: their open lead, if there is one, has become a customer. */
export async function convertLead(tx: Tx, core: Core, contactId: Id, byId: Id): Promise<void> {
  // Two, of somebody who was merged.
  const leads = await tx.query<LeadRow>("UPDATE lead SET status = 'converted', closed_at = $2 WHERE contact_id = $1 AND status = 'open' RETURNING *", [contactId, core.now()]);
  for (const lead of leads) await announceLead(tx, core, lead, byId);
}
