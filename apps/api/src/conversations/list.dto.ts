import type { ListFilter, ListRequest } from '#crm-core';
import { z } from 'zod';
import { channel, flag, id, words } from '../http/fields.ts';
import { PageQuery } from '../http/input.ts';

export const listName = z.enum(['queue', 'mine', 'mentions', 'all', 'unassigned', 'snoozed', 'closed', 'spam']);
export const listSort = z.enum(['wait', 'money']);
export const priority = z.enum(['none', 'low', 'normal', 'high', 'urgent']);
const owner = z.union([z.enum(['me', 'nobody']), id]);

const narrowing = { inboxId: id.optional(), channel: channel.optional(), labelId: id.optional(), owner: owner.optional(), teamId: id.optional(), priority: priority.optional() };
/** What narrows a list, in a body. */
export const Filter = z.strictObject({ ...narrowing, hasOrder: z.boolean().optional(), overdue: z.boolean().optional(), following: z.boolean().optional() });

const Chosen = { view: listName.default('all'), ...narrowing, hasOrder: flag.optional(), overdue: flag.optional(), following: flag.optional() };
export const ListConversations = PageQuery.extend({ ...Chosen, sort: listSort.default('wait'), search: words(200).optional() });
export const CountConversations = z.strictObject(Chosen);
export type ListConversations = z.infer<typeof ListConversations>;
export type CountConversations = z.infer<typeof CountConversations>;

/** `?view=&channel=…` as the core is asked. */
export function listRequest(query: ListConversations | CountConversations): ListRequest {
  const { view, sort, search, limit, after, ...filter } = query as ListConversations;
  return { view, filter: given(filter), ...given({ sort, search, limit, after }) };
}

/** Without what was not said. */
export const given = <T extends object>(fields: T): { [Key in keyof T]: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [Key in keyof T]: Exclude<T[Key], undefined> };
export const filterOf = (filter: z.infer<typeof Filter>): ListFilter => given(filter);
