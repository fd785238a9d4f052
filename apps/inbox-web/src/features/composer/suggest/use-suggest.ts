import { useCallback, useEffect, useLayoutEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { late, t } from '../../../i18n/index.ts';
import { loadCanned, useCanned } from '../canned/store.ts';
import type { Composing } from '../composing.ts';
import type { Suggestion } from './suggestion.ts';
import { triggerIn, type Trigger } from './trigger.ts';

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

type Items = Pick<typeof import('./items.ts'), 'itemsFor'>;
/** Where they cannot be had, nothing is suggested and what was typed stays what it is. */
const loadItems = (): Promise<Items> => late(() => import('./items.ts')).catch(() => ({ itemsFor: () => [] }));

/** `still`: something else is open at the words, whose keys are its own. */
export function useSuggest(composing: Composing, still: boolean): Suggesting {
  const { field, mode } = composing;
  const [before, setBefore] = useState('');
  /** The line up to the sign whose list was sent away. */
  const [dismissed, setDismissed] = useState<string | null>(null);
  const [moved, setMoved] = useState<number | null>(null);
  const [found, setFound] = useState<Items | null>(null);
  const replies = useCanned();
  useEffect(() => {
    void loadCanned();
    void loadItems().then((items) => setFound(items));
  }, []);

  const trigger = useMemo(() => triggerIn(before, mode === 'note'), [before, mode]);
  const lead = trigger && before.slice(0, before.length - trigger.length + 1);
  const open = trigger !== null && lead !== dismissed && !still;
  const items = (open && found?.itemsFor(composing, trigger)) || [];
  const loading = open && (found === null || (trigger.kind === 'canned' && replies === null));
  const active = items.length === 0 ? -1 : (moved ?? (trigger?.shy ? -1 : 0)) % items.length;

  const onCaret = useCallback(() => {
    const next = field.current?.beforeCaret() ?? '';
    setBefore((last) => {
      if (last !== next) setMoved(null);
      return next;
    });
  }, [field]);
  // Also when the words changed by themselves: sent, taken back, another mode.
  useLayoutEffect(onCaret, [onCaret, composing.draft.text, mode]);
  useEffect(() => { if (!trigger) setDismissed(null); }, [trigger]);

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
          void Promise.all([loadItems(), loadCanned()]).then(([{ itemsFor }]) => { if (field.current?.beforeCaret() === before) itemsFor(composing, trigger)[0]?.pick(); });
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
