import type { Actor } from '../crm.ts';
import type { ConversationView, Id, MessageView, SyncEvent } from '../views.ts';
import type { House } from './house.ts';

/** The last word of the feed about each thing, by type and id. */
export function lastWords(events: readonly SyncEvent[]): Map<string, unknown> {
  const last = new Map<string, unknown>();
  for (const event of events) {
    switch (event.type) {
      case 'conversation':
        last.set(`conversation ${event.conversation.id}`, event.conversation);
        break;
      case 'message':
        last.set(`message ${event.message.id}`, event.message);
        break;
      case 'contact':
        last.set(`contact ${event.contact.id}`, event.contact);
        break;
      case 'contact-merged':
        last.delete(`contact ${event.contactId}`);
        break;
      case 'conversation-moved':
        for (const [key, message] of last) {
          if (key.startsWith('message ') && (message as MessageView).conversationId === event.conversationId) last.set(key, { ...(message as MessageView), contactId: event.contactId });
        }
        break;
      case 'lead':
        last.set(`lead ${event.lead.id}`, event.lead);
        break;
      case 'task':
        last.set(`task ${event.task.id}`, event.task);
        break;
      default:
        break;
    }
  }
  return last;
}

/** The same things as they are read now. */
export async function freshReads(house: House, actor: Actor): Promise<Map<string, unknown>> {
  const fresh = new Map<string, unknown>();
  const conversations = await house.sql.query<{ id: Id; contact_id: Id }>('SELECT id, contact_id FROM conversation');
  for (const { id } of conversations) {
    const { readCount: _, mention: _m, ...conversation } = await house.crm.conversations.get(actor, id);
    fresh.set(`conversation ${id}`, conversation satisfies ConversationView);
    for (const message of (await house.crm.conversations.timeline(actor, id, { limit: 200 })).items) fresh.set(`message ${message.id}`, message);
  }
  for (const contactId of new Set(conversations.map((row) => row.contact_id))) {
    const { lead: _l, source: _s, tasks: _t, orders: _o, deals: _ds, duplicates: _d, files: _f, conversationIds: _c, picturesShown: _p, touches: _to, bought: _b, merges: _m, ...contact } = await house.crm.contacts.get(actor, contactId);
    fresh.set(`contact ${contactId}`, contact);
  }
  for (const lead of (await house.crm.leads.list(actor, { limit: 200 })).items) fresh.set(`lead ${lead.id}`, lead);
  for (const task of (await house.crm.tasks.list(actor, { limit: 200 })).items) fresh.set(`task ${task.id}`, task);
  return fresh;
}
