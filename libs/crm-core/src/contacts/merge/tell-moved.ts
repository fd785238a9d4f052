import { ALARM_COLUMNS, tellAlarms, type AlarmRow } from '../../alarms/row.ts';
import { audienceOf } from '../../conversations/announce.ts';
import { stateOf } from '../../conversations/row.ts';
import { CONVERSATION_COLUMNS, FROM_CONVERSATION, toConversationView, type SelectedConversation } from '../../conversations/view.ts';
import { DEAL_COLUMNS, factsOf, toDealView, type SelectedDeal } from '../../deals/row.ts';
import { toLeadView, type LeadRow } from '../../leads/row.ts';
import { ORDER_COLUMNS, toOrderView, type SelectedOrder } from '../../orders/order-view.ts';
import { tell } from '../../sync/append.ts';
import { toTaskView, type TaskRow } from '../../tasks/row.ts';
import type { Tx } from '../../transaction.ts';
import type { Id } from '../../views.ts';
import type { Audience } from '../../visibility.ts';
import { audienceOfContact } from '../announce.ts';
import type { Moved } from './move.ts';

/** Every screen learns whose these are now: all of them are `contactId`'s. */
export async function tellMoved(tx: Tx, contactId: Id, moved: Moved): Promise<void> {
  const audience = await audienceOfContact(tx, contactId);
  const places = await tellConversations(tx, moved.conversations, true);
  const placed = (id: Id | null): Audience => (id && places.get(id)) || audience;
  const [leads, orders, deals, tasks, alarms] = await Promise.all([
    tx.query<LeadRow>('SELECT * FROM lead WHERE id = ANY ($1::uuid[]) ORDER BY id', [moved.leads]),
    tx.query<SelectedOrder>(`SELECT ${ORDER_COLUMNS} FROM sales_order o WHERE o.id = ANY ($1::uuid[]) ORDER BY o.id`, [moved.orders]),
    tx.query<SelectedDeal>(`SELECT ${DEAL_COLUMNS} FROM deal d WHERE d.id = ANY ($1::uuid[]) ORDER BY d.id`, [moved.deals]),
    tx.query<TaskRow>('SELECT * FROM task WHERE id = ANY ($1::uuid[]) ORDER BY id', [moved.tasks]),
    tx.query<AlarmRow>(`SELECT ${ALARM_COLUMNS} FROM alarm a WHERE a.id = ANY ($1::uuid[]) AND a.state <> 'resolved' ORDER BY a.id`, [moved.alarms]),
  ]);
  tell(tx,
    ...leads.map((row) => ({ change: { type: 'lead', lead: toLeadView(row) } as const, audience })),
    ...orders.map((row) => ({ change: { type: 'order', order: toOrderView(row) } as const, audience: placed(row.conversation_id) })),
    ...deals.map((row) => ({ change: { type: 'deal', deal: toDealView(row), before: factsOf(row) } as const, audience })),
    ...tasks.map((row) => ({ change: { type: 'task', task: toTaskView(row) } as const, audience: placed(row.conversation_id) })));
  await tellAlarms(tx, alarms);
}

/** How they stand now, and, of those that moved, whose they are. Returns who may learn of each. */
export async function tellConversations(tx: Tx, ids: readonly Id[], moved: boolean): Promise<Map<Id, Audience>> {
  const rows = ids.length ? await tx.query<SelectedConversation>(`SELECT ${CONVERSATION_COLUMNS} ${FROM_CONVERSATION} WHERE c.id = ANY ($1::uuid[]) ORDER BY c.id`, [ids]) : [];
  const audiences = new Map<Id, Audience>();
  for (const row of rows) {
    const conversation = toConversationView(row);
    const audience = audienceOf(conversation);
    audiences.set(row.id, audience);
    if (moved) tell(tx, { change: { type: 'conversation-moved', conversationId: row.id, contactId: row.contact_id }, audience });
    tell(tx, { change: { type: 'conversation', conversation, before: stateOf(row) }, audience });
  }
  return audiences;
}
