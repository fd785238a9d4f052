import { useEffect, useState } from 'react';
import type { ChannelKind, Id, SearchView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { inOtherLayouts } from '../../i18n/keyboard-layouts.ts';

/** What narrows the messages. */
export interface Filters {
  readonly channel: ChannelKind | null;
  readonly ownerId: Id | 'nobody' | null;
  /** Moments in ISO 8601. */
  readonly from: string | null;
  readonly to: string | null;
  /** What was called spam too. */
  readonly spam: boolean;
}
export const noFilters: Filters = { channel: null, ownerId: null, from: null, to: null, spam: false };

export interface Found {
  /** What was typed. */
  readonly typed: string;
  /** What it was found by: the same, or what the same keys write in another layout. */
  readonly words: string;
  readonly view: SearchView;
}

const pause = 120;
const isEmpty = (view: SearchView): boolean => view.people.length + view.orders.length + view.messages.length === 0;

/** Asks the server over the whole history, a moment after the last key. Where nothing is found the keys are read in the other layouts. */
export function useSearch(typed: string, filters: Filters, limit: number): { found: Found | null; busy: boolean; failure: string | null; retry: () => void } {
  const [state, setState] = useState<{ key: string; found: Found | null; failure: string | null } | null>(null);
  const [turn, setTurn] = useState(0);
  const wanted = typed.trim();
  const key = JSON.stringify([wanted, filters, limit, turn]);
  useEffect(() => {
    if (!wanted) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      ask(wanted, filters, limit, stop.signal).then(
        (found) => setState({ key, found, failure: null }),
        (error: unknown) => { if (!stop.signal.aborted) setState({ key, found: null, failure: describeError(error) }); },
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key]);
  const current = state?.key === key;
  // While the next answer is on its way the last one stays.
  return { found: wanted ? (state?.found ?? null) : null, busy: wanted !== '' && !current, failure: current ? state.failure : null, retry: () => setTurn((n) => n + 1) };
}

async function ask(typed: string, filters: Filters, limit: number, signal: AbortSignal): Promise<Found> {
  const query = (words: string): Promise<SearchView> => api.search({ q: words, ...filters, spam: filters.spam ? true : null, limit }, signal);
  const first = { typed, words: typed, view: await query(typed) };
  if (!isEmpty(first.view) || typed.length < 3) return first;
  for (const words of inOtherLayouts(typed)) {
    const view = await query(words);
    if (!isEmpty(view)) return { typed, words, view };
  }
  return first;
}
