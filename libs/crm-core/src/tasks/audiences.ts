import { audienceOfContact } from '../contacts/announce.ts';
import { audienceOf } from '../conversations/announce.ts';
import { placeOf } from '../conversations/row.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { onlyFor, type Audience } from '../visibility.ts';
import type { TaskRow } from './row.ts';

/**
 * Who may learn of a task: through its conversation, else its contact; what is tied to nobody is its assignee's and its author's, and admins see all.
 * `had`: who has it no longer, and learns that.
 */
export async function audiencesOfTask(tx: Tx, row: TaskRow, had: Id | null = null): Promise<Audience[]> {
  if (row.conversation_id) {
    const conversation = await tx.one<Parameters<typeof placeOf>[0]>('SELECT inbox_ids, owner_id, participant_ids FROM conversation WHERE id = $1', [row.conversation_id]);
    return [audienceOf(placeOf(conversation!))];
  }
  if (row.contact_id) return [await audienceOfContact(tx, row.contact_id)];
  const admins = await tx.query<{ id: Id }>("SELECT id FROM app_user WHERE role = 'admin' AND active");
  return [...new Set([row.assignee_id, row.created_by, had, ...admins.map(({ id }) => id)].filter((id) => id !== null))].map(onlyFor);
}
