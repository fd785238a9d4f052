import type { InboxListName, ListFilter, Priority } from '../views.ts';

/** Which conversations stand in which view; `$4` is the asking person. Spam stands in its own view and nowhere else. */
export const IN_VIEW: Record<InboxListName, string> = {
  queue: `c.status = 'open' AND c.waiting_since IS NOT NULL AND NOT c.spam`,
  mine: `c.owner_id = $4 AND c.status IN ('open', 'pending') AND NOT c.spam`,
  mentions: `EXISTS (SELECT 1 FROM mention m WHERE m.user_id = $4 AND m.conversation_id = c.id) AND NOT c.spam`,
  unassigned: `c.owner_id IS NULL AND c.status IN ('open', 'pending') AND NOT c.spam`,
  all: `c.status <> 'closed' AND NOT c.spam`,
  snoozed: `c.status = 'snoozed' AND NOT c.spam`,
  closed: `c.status = 'closed' AND NOT c.spam`,
  spam: 'c.spam',
};

/** Rising; a filter takes its own and what stands behind. */
const PRIORITIES: readonly Priority[] = ['none', 'low', 'normal', 'high', 'urgent'];

/** Gives a value its `$n`. */
export type Bind = (value: unknown) => string;

/** The conditions of a filter over `conversation c`; `$4` is the asking person. The window decides by the same rule (store/lists.ts). */
export function conditionsOf(filter: ListFilter, now: Date, bind: Bind): string[] {
  const conditions: string[] = [];
  if (filter.inboxId) conditions.push(`c.id IN (SELECT i.conversation_id FROM conversation_inbox i WHERE i.inbox_id = ${bind(filter.inboxId)})`);
  if (filter.channel) conditions.push(`c.id IN (SELECT w.conversation_id FROM conversation_channel w WHERE w.channel = ${bind(filter.channel)})`);
  if (filter.labelId) conditions.push(`c.id IN (SELECT l.conversation_id FROM conversation_label l WHERE l.label_id = ${bind(filter.labelId)})`);
  if (filter.owner === 'nobody') conditions.push('c.owner_id IS NULL');
  else if (filter.owner) conditions.push(`c.owner_id = ${filter.owner === 'me' ? '$4' : bind(filter.owner)}`);
  if (filter.teamId) conditions.push(`c.team_id = ${bind(filter.teamId)}`);
  if (filter.hasOrder !== undefined) conditions.push(`${filter.hasOrder ? '' : 'NOT '}EXISTS (SELECT 1 FROM sales_order o WHERE o.conversation_id = c.id AND o.status <> 'cancelled')`);
  if (filter.overdue !== undefined) conditions.push(filter.overdue ? `c.answer_due_at <= ${bind(now)}` : `(c.answer_due_at IS NULL OR c.answer_due_at > ${bind(now)})`);
  if (filter.priority && filter.priority !== 'none') conditions.push(`c.priority <> 'none' AND c.priority = ANY (${bind(PRIORITIES.slice(PRIORITIES.indexOf(filter.priority)))}::text[])`);
  if (filter.following !== undefined) {
    conditions.push(filter.following ? 'c.id IN (SELECT p.conversation_id FROM participant p WHERE p.user_id = $4)' : 'NOT $4 = ANY (c.participant_ids)');
  }
  return conditions;
}
