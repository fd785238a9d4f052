import { read as reading, type Core } from '../core.ts';
import type { Actor, SearchApi } from '../crm.ts';
import type { Reader } from '../core.ts';
import type { FoundOrderView, Id } from '../views.ts';
import { CONTACT_VISIBLE, CONVERSATION_VISIBLE, scope } from '../visibility.ts';
import { findMessages } from './find-messages.ts';
import { findPeople } from './find-people.ts';
import { createIndexer } from './indexer.ts';
import { termsOf } from './terms.ts';

export function createSearch(core: Core): SearchApi {
  const read = reading(core);
  return {
    indexNext: createIndexer(core),
    find: async (actor, query) => {
      const limit = Math.min(Math.max(query.limit ?? 20, 1), 200);
      const wants = (group: 'people' | 'messages' | 'orders'): boolean => query.groups?.includes(group) ?? true;
      const terms = wants('messages') ? termsOf(query.words) : null;
      const [people, orders, found] = await Promise.all([
        wants('people') ? findPeople(read, actor, query.words, limit + 1) : [],
        wants('orders') ? findOrders(read, actor, query.words) : [],
        terms ? findMessages(read, actor, terms, query, limit, core.now()) : { messages: [], more: false, backTo: null },
      ]);
      return {
        people: people.slice(0, limit), morePeople: people.length > limit, orders, messages: found.messages, moreMessages: found.more,
        messagesBackTo: found.backTo?.toISOString() ?? null,
      };
    },
  };
}

/** An order by its whole number, with or without a sign before it. Whoever sees the customer sees it. */
async function findOrders(read: Reader, actor: Actor, typed: string): Promise<FoundOrderView[]> {
  const number = /^\s*(?:[#№]|no\.?)?\s*(\d{1,15})\s*$/iu.exec(typed)?.[1];
  if (!number) return [];
  const rows = await read.query<Omit<FoundOrderView, 'createdAt'> & { createdAt: Date; conversationId: Id | null }>(
    `SELECT o.id AS "orderId", o.number::float8 AS number, o.status, o.total_minor::float8 AS "totalMinor", o.currency, o.contact_id AS "contactId", k.name AS "contactName", o.created_at AS "createdAt",
       coalesce((SELECT c.id FROM conversation c WHERE c.id = o.conversation_id AND ${CONVERSATION_VISIBLE}),
         (SELECT c.id FROM conversation c WHERE c.contact_id = k.id AND ${CONVERSATION_VISIBLE} ORDER BY c.last_message_at DESC LIMIT 1)) AS "conversationId"
     FROM sales_order o JOIN contact k ON k.id = o.contact_id WHERE o.number = $4::bigint AND ${CONTACT_VISIBLE}`, [...scope(actor), number]);
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}
