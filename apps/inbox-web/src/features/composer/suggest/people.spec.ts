import type { TeamView, UserView } from '../../../../../../libs/crm-core/src/views.ts';
import { aMe } from '../../../testing/builders.ts';
import { matchPeople } from './people.ts';
import { stillNamed } from './still-named.ts';

const person = (name: string, part: Partial<UserView> = {}): UserView => aMe({ id: name, name, role: 'operator', inboxIds: ['inbox'], onDuty: true, ...part });
const ilya = person('Илья Громов');
const daria = person('Daria Kim', { onDuty: false });
const gone = person('Илья Ушёл', { active: false });
const blind = person('Илья Слепой', { inboxIds: ['other'] });
const boss = person('Ilse Boss', { role: 'admin', inboxIds: [] });
const users = [daria, ilya, gone, blind, boss];
const teams: TeamView[] = [{ id: 'store', name: 'Склад', memberIds: [ilya.id] }, { id: 'far', name: 'Склад далёкий', memberIds: [blind.id] }];
const conversation = { inboxIds: ['inbox'], ownerId: null };
const found = (query: string, meId = 'me', given = conversation as { inboxIds: string[]; ownerId: string | null }, ownOnly = false): string[] => matchPeople(given, users, teams, query, meId, ownOnly).map(({ name }) => name);

describe('whom a note can name', () => {
  it('are active colleagues who may read the conversation, those on duty first, and teams with such a member', () => {
    expect(found('')).toEqual(['Ilse Boss', 'Илья Громов', 'Daria Kim', 'Склад']);
    expect(found('', ilya.id)).not.toContain('Илья Громов');
  });

  it('where operators see their own only, the owner and those who lead', () => {
    expect(found('', 'me', { ...conversation, ownerId: 'Daria Kim' }, true)).toEqual(['Ilse Boss', 'Daria Kim']);
  });

  it.each([['ил', 'Илья Громов'], ['гр', 'Илья Громов'], ['bk', 'Илья Громов'], ['вф', 'Daria Kim'], ['crk', 'Склад'], ['dar', 'Daria Kim']])('are found by @%s', (typed, name) => {
    expect(found(typed)).toEqual([name]);
  });

  it('are named only while their name stands in the text', () => {
    const chosen = [{ kind: 'user', id: ilya.id, name: ilya.name }, { kind: 'team', id: 'store', name: 'Склад' }] as const;
    expect(stillNamed(chosen, 'Спроси @Илья Громов').map(({ id }) => id)).toEqual([ilya.id]);
  });
});
