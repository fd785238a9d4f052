/** What can be taken at the caret, for what was typed so far. Loaded beside the first screen, not with it. */
import type { ConversationView } from '../../../../../../libs/crm-core/src/views.ts';
import { t } from '../../../i18n/index.ts';
import { desk } from '../../../store/desk.ts';
import { insertCanned, valuesFor } from '../canned/insert.ts';
import { matchCanned, wordsFor } from '../canned/match.ts';
import { cannedNow } from '../canned/store.ts';
import { fill } from '../canned/variables.ts';
import type { Composing } from '../composing.ts';
import { matchEmoji } from './emoji.ts';
import { matchPeople } from './people.ts';
import type { Suggestion } from './suggestion.ts';
import type { Trigger } from './trigger.ts';

const MOST = 8;

export function itemsFor(composing: Composing, trigger: Trigger): Suggestion[] {
  switch (trigger.kind) {
    case 'canned':
      return cannedItems(composing, trigger);
    case 'mention':
      return peopleItems(composing, trigger, composing.conversation);
    case 'emoji':
      return matchEmoji(trigger.query).slice(0, MOST).map(({ sign, words }) => ({ key: sign, title: words[0] ?? '', sign, pick: () => composing.field.current?.replaceBefore(trigger.length, `${sign} `) }));
  }
}

function cannedItems(composing: Composing, { query, length }: Trigger): Suggestion[] {
  const { company, contacts } = desk.getState();
  const language = contacts[composing.conversation.contactId]?.language ?? null;
  const values = valuesFor(composing);
  return matchCanned(cannedNow() ?? [], query).slice(0, MOST).map((reply) => ({
    key: reply.id,
    title: reply.title,
    hint: fill(wordsFor(reply, language, company?.language ?? 'en'), values).replace(/\s+/g, ' ').slice(0, 120),
    ...(reply.code && { end: `/${reply.code}` }),
    pick: () => insertCanned(composing, reply, length),
  }));
}

function peopleItems(composing: Composing, { query, length }: Trigger, conversation: ConversationView): Suggestion[] {
  const { users, teams, me, company } = desk.getState();
  return matchPeople(conversation, Object.values(users), Object.values(teams), query, me?.id ?? null, company?.operatorsSeeOwnOnly ?? false).slice(0, MOST).map((named) => ({
    key: named.id,
    title: named.name,
    face: named,
    ...(named.kind === 'team' && { end: t('mention.team') }),
    pick: () => {
      composing.field.current?.replaceBefore(length, `@${named.name} `);
      composing.change({ mentions: [...composing.draft.mentions.filter(({ id }) => id !== named.id), named] });
    },
  }));
}
