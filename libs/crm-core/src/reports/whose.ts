import type { Reader } from '../core.ts';
import type { Actor } from '../crm.ts';
import type { Id } from '../views.ts';

/**
 * Whose numbers are counted; null: everybody's. Managers and admins see all, narrowed to a person or the members of a team when they ask; an
 * operator sees their own, whoever they ask for.
 */
export async function whose(read: Reader, actor: Actor, asked: { ownerId?: Id; teamId?: Id }): Promise<Id[] | null> {
  const members = asked.teamId ? (await read.query<{ id: Id }>('SELECT user_id AS id FROM team_member WHERE team_id = $1', [asked.teamId])).map(({ id }) => id) : null;
  const wanted = asked.ownerId ? [asked.ownerId].filter((id) => members?.includes(id) ?? true) : members;
  if (actor.role !== 'operator') return wanted;
  return wanted && !wanted.includes(actor.userId) ? [] : [actor.userId];
}
