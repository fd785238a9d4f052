import type { Core } from '../core.ts';
import type { Actor, ConversationsApi } from '../crm.ts';
import { Invalid } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import type { Id, Priority } from '../views.ts';
import { changeConversation, type Act } from './change.ts';

/** By what people sort their work. None of it says that the customer was answered. */
export function createSorting(core: Core): Pick<ConversationsApi, 'setLabels' | 'setPriority'> {
  return {
    setLabels: (actor: Actor, id, change) => changeConversation(core, actor, id, labelAct(change)),
    setPriority: (actor: Actor, id, priority) => changeConversation(core, actor, id, priorityAct(priority)),
  };
}

/** Puts labels on and takes labels off. */
export function labelAct({ add = [], remove = [] }: { add?: readonly Id[]; remove?: readonly Id[] }): Act {
  return async (tx, row) => {
    const next = withLabels(row.label_ids, add, remove);
    if (same(next, row.label_ids)) return null;
    await requireLabels(tx, add.filter((id) => !row.label_ids.includes(id)));
    return { row: { ...row, label_ids: next } };
  };
}

export function priorityAct(priority: Priority): Act {
  return async (_tx, row) => (row.priority === priority ? null : { row: { ...row, priority } });
}

/** In the order in which they were put on. */
export const withLabels = (had: readonly Id[], add: readonly Id[], remove: readonly Id[]): Id[] => [...new Set([...had, ...add])].filter((id) => !remove.includes(id));

const same = (a: readonly Id[], b: readonly Id[]): boolean => a.length === b.length && a.every((id) => b.includes(id));

async function requireLabels(tx: Tx, ids: readonly Id[]): Promise<void> {
  if (!ids.length) return;
  // Locked against being removed meanwhile.
  const there = await tx.query('SELECT 1 FROM label WHERE id = ANY ($1) AND deleted_at IS NULL FOR SHARE', [ids]);
  if (there.length < ids.length) throw new Invalid('no-label', 'This label is gone.', 'add');
}
