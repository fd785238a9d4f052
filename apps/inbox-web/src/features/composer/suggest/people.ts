import type { ConversationView, Id, TeamView, UserView } from '../../../../../../libs/crm-core/src/views.ts';
import { layoutReadings } from '../../../i18n/keyboard-layouts.ts';
import type { Mentioned } from '../../../store/drafts.ts';

/** Colleagues who may read the conversation, and teams with one such member; those whose name has a word that begins so, also in the wrong layout. */
export function matchPeople(conversation: Pick<ConversationView, 'inboxIds' | 'ownerId'>, users: readonly UserView[], teams: readonly TeamView[], query: string, meId: Id | null, ownOnly: boolean): Mentioned[] {
  const readers = users.filter((user) => user.active && reads(user, conversation, ownOnly));
  const readings = layoutReadings(query);
  const begins = (name: string): boolean => name.toLowerCase().split(/[^\p{L}\p{N}]+/u).some((word) => readings.some((typed) => word.startsWith(typed))) || readings.some((typed) => name.toLowerCase().startsWith(typed));
  const people = readers.filter((user) => user.id !== meId && begins(user.name)).sort((a, b) => Number(b.onDuty) - Number(a.onDuty) || a.name.localeCompare(b.name));
  const groups = teams.filter((team) => begins(team.name) && team.memberIds.some((id) => readers.some((user) => user.id === id)));
  return [...people.map(({ id, name }) => ({ kind: 'user' as const, id, name })), ...groups.map(({ id, name }) => ({ kind: 'team' as const, id, name }))];
}

/** As the server decides it (crm-core visibility.ts). */
const reads = (user: UserView, { inboxIds, ownerId }: Pick<ConversationView, 'inboxIds' | 'ownerId'>, ownOnly: boolean): boolean =>
  user.role === 'admin' || (user.inboxIds.some((id) => inboxIds.includes(id)) && (!ownOnly || user.role !== 'operator' || ownerId === null || ownerId === user.id));
