import { useCallback, useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import type { ConversationView } from '../../../../../../libs/crm-core/src/views.ts';
import { t } from '../../../i18n/index.ts';
import { desk } from '../../../store/desk.ts';
import type { Mentioned } from '../../../store/drafts.ts';
import { insertCanned, valuesFor } from '../canned/insert.ts';
import { matchCanned, wordsFor } from '../canned/match.ts';
import { fill } from '../canned/variables.ts';
import { cannedNow, loadCanned, useCanned } from '../canned/store.ts';
import type { Composing } from '../composing.ts';
import { matchPeople } from './people.ts';
import { triggerIn, type Trigger } from './trigger.ts';

/** One line of the list at the caret. */
export interface Suggestion {
  readonly key: string;
  readonly title: string;
  readonly hint?: string;
  readonly end?: string;
  /** An emoji itself, or whose face stands before the name. */
  readonly sign?: string;
  readonly face?: Mentioned;
  readonly pick: () => void;
}

export interface Suggesting {
  readonly items: readonly Suggestion[];
  /** The one that Enter takes; -1: none yet. */
  readonly active: number;
  readonly loading: boolean;
  readonly title: string;
  /** The words or the caret moved. */
  readonly onCaret: () => void;
  /** True when the key was for the list. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

const MOST = 8;

export function useSuggest(composing: Composing): Suggesting {
  const { field, mode, conversation } = composing;
  const [before, setBefore] = useState('');
  /** The line up to the sign whose list was sent away. */
  const [dismissed, setDismissed] = useState<string | null>(null);
  const [moved, setMoved] = useState<number | null>(null);
  const [emoji, setEmoji] = useState<typeof import('./emoji.ts') | null>(null);
  const replies = useCanned();
  useEffect(() => void loadCanned(), []);

  const trigger = useMemo(() => triggerIn(before, mode === 'note'), [before, mode]);
  const lead = trigger && before.slice(0, before.length - trigger.length + 1);
  const open = trigger !== null && lead !== dismissed;
  const wantsEmoji = open && trigger.kind === 'emoji';
  useEffect(() => {
    if (wantsEmoji && !emoji) void import('./emoji.ts').then(setEmoji);
  }, [wantsEmoji, emoji]);

  const itemsFor = (given: Trigger): Suggestion[] => {
    switch (given.kind) {
      case 'canned':
        return cannedItems(composing, given);
      case 'mention':
        return peopleItems(composing, given, conversation);
      case 'emoji':
        return (emoji?.matchEmoji(given.query) ?? []).slice(0, MOST).map(({ sign, words }) => ({ key: sign, title: words[0] ?? '', sign, pick: () => field.current?.replaceBefore(given.length, `${sign} `) }));
    }
  };
  const items = open ? itemsFor(trigger) : [];
  const loading = open && ((trigger.kind === 'canned' && replies === null) || (trigger.kind === 'emoji' && emoji === null));
  const active = items.length === 0 ? -1 : (moved ?? (trigger?.shy ? -1 : 0)) % items.length;

  const onCaret = useCallback(() => {
    const next = field.current?.beforeCaret() ?? '';
    setBefore((last) => {
      if (last !== next) setMoved(null);
      return next;
    });
  }, [field]);

  const onKey = (event: KeyboardEvent): boolean => {
    if (!open || (items.length === 0 && !loading) || event.ctrlKey || event.metaKey || event.altKey) return false;
    switch (event.code) {
      case 'ArrowDown':
      case 'ArrowUp': {
        const by = event.code === 'ArrowDown' ? 1 : items.length - 1;
        if (items.length > 0) setMoved(active < 0 ? (by === 1 ? 0 : items.length - 1) : (active + by) % items.length);
        return true;
      }
      case 'Escape':
        setDismissed(lead);
        return true;
      case 'Enter':
      case 'NumpadEnter':
      case 'Tab': {
        if (event.shiftKey) return false;
        // Typed faster than the list came: what was meant is taken as soon as it is there, and nothing goes out meanwhile.
        if (loading) {
          if (trigger.kind === 'canned') void loadCanned().then(() => { if (field.current?.beforeCaret() === before) itemsFor(trigger)[0]?.pick(); });
          return true;
        }
        const chosen = items[active] ?? (event.code === 'Tab' ? items[0] : undefined);
        chosen?.pick();
        return chosen !== undefined;
      }
      default:
        return false;
    }
  };
  return { items, active, loading, title: trigger ? titleOf(trigger) : '', onCaret, onKey };
}

function titleOf({ kind }: Trigger): string {
  switch (kind) {
    case 'canned':
      return t('canned.title');
    case 'mention':
      return t('mention.title');
    case 'emoji':
      return t('emoji.title');
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
