/** Whose tasks the page shows stands in its address, so that Back leads to the same list. */
import type { Id, TeamView, UserView } from '../../../../../libs/crm-core/src/views.ts';
import type { DeskState } from '../../store/state.ts';
import type { Whose } from '../../store/tasks.ts';

/** `mine`, `everybody`, `person <id>`, `team <id>`. */
export type Written = string;

export const written = (whose: Whose, me: Id | null): Written => (whose.type === 'everybody' ? 'everybody' : whose.type === 'person' && whose.id === me ? 'mine' : `${whose.type} ${whose.id}`);

/** What an address says; who or what is not here any more is oneself again. */
export function readWhose(of: Written | null, { me, users, teams }: Pick<DeskState, 'me' | 'users' | 'teams'>): Whose | null {
  const [type, id = ''] = (of ?? 'mine').split(' ');
  if (type === 'everybody') return { type };
  if (type === 'person' && users[id]) return { type, id };
  if (type === 'team' && teams[id]) return { type, id };
  return me && { type: 'person', id: me.id };
}

export const pathOf = (of: Written): string => (of === 'mine' ? '/tasks' : `/tasks?of=${encodeURIComponent(of)}`);

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
export const colleagues = ({ me, users }: Pick<DeskState, 'me' | 'users'>): UserView[] => Object.values(users).filter((user) => user.active && user.id !== me?.id).sort(byName);
export const allTeams = ({ teams }: Pick<DeskState, 'teams'>): TeamView[] => Object.values(teams).sort(byName);
