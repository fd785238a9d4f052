import type { InboxListName, ListSort } from '../views.ts';
import { IN_VIEW, type Bind } from './filter.ts';

/** A stretch of a list in one order, which one index gives. A list is one or more, one after the other. */
export interface Stretch {
  readonly name: 'money' | 'waiting' | 'latest' | 'soonest';
  readonly where: string;
  readonly order: string;
  /** The sort values, as the next page is asked with them; the id stands last. */
  readonly keys: readonly string[];
  /** What stands behind this place. */
  readonly after: (keys: readonly string[], bind: Bind) => string;
}

const WAITS = IN_VIEW.queue;

const waiting = (where: string): Stretch => ({
  name: 'waiting', where: `${WAITS} AND ${where}`, order: 'c.waiting_since, c.id', keys: ['c.waiting_since::text', 'c.id::text'],
  after: ([since, id], bind) => `(c.waiting_since, c.id) > (${bind(since)}::timestamptz, ${bind(id)}::uuid)`,
});
const money = (where: string): Stretch => ({
  name: 'money', where: `${WAITS} AND c.money_minor > 0 AND ${where}`, order: 'c.money_minor DESC, c.waiting_since, c.id', keys: ['c.money_minor::text', 'c.waiting_since::text', 'c.id::text'],
  after: ([minor, since, id], bind) => {
    const sum = bind(minor);
    return `c.money_minor <= ${sum}::bigint AND (c.money_minor < ${sum}::bigint OR (c.waiting_since, c.id) > (${bind(since)}::timestamptz, ${bind(id)}::uuid))`;
  },
});
const latest = (where: string): Stretch => ({
  name: 'latest', where, order: 'c.last_message_at DESC, c.id DESC', keys: ['c.last_message_at::text', 'c.id::text'],
  after: ([at, id], bind) => `(c.last_message_at, c.id) < (${bind(at)}::timestamptz, ${bind(id)}::uuid)`,
});
const soonest = (where: string): Stretch => ({
  name: 'soonest', where, order: 'c.snoozed_until, c.id', keys: ['c.snoozed_until::text', 'c.id::text'],
  after: ([until, id], bind) => `(c.snoozed_until, c.id) > (${bind(until)}::timestamptz, ${bind(id)}::uuid)`,
});

/** Everywhere whoever waits stands first, the longest wait (or the most money) on top; then the answered, the latest on top. */
export function stretchesOf(view: InboxListName, sort: ListSort): readonly Stretch[] {
  const first = (where: string): Stretch[] => (sort === 'money' ? [money(where), waiting(`c.money_minor = 0 AND ${where}`)] : [waiting(where)]);
  switch (view) {
    case 'queue':
      return first('true');
    case 'mine':
      return [...first('c.owner_id = $4'), latest(`${IN_VIEW.mine} AND (c.status <> 'open' OR c.waiting_since IS NULL)`)];
    case 'unassigned':
      return [...first('c.owner_id IS NULL'), latest(`c.status <> 'closed' AND ${IN_VIEW.unassigned} AND (c.status <> 'open' OR c.waiting_since IS NULL)`)];
    case 'all':
      return [...first('true'), latest(`${IN_VIEW.all} AND (c.status <> 'open' OR c.waiting_since IS NULL)`)];
    case 'snoozed':
      return [soonest(IN_VIEW.snoozed)];
    case 'mentions':
    case 'closed':
    case 'spam':
      return [latest(IN_VIEW[view])];
  }
}
