import { useEffect, useState } from 'react';
import type { FoundPersonView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { layoutReadings } from '../../i18n/keyboard-layouts.ts';

const pause = 100;
const atMost = 6;

/** People by what was typed, in whatever layout; the ones of the last answer while the next is on its way. */
export function usePeople(typed: string): readonly FoundPersonView[] {
  const [people, setPeople] = useState<readonly FoundPersonView[]>([]);
  const wanted = typed.trim();
  useEffect(() => {
    if (wanted.length < 2) {
      setPeople([]);
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void (async () => {
        for (const words of layoutReadings(wanted)) {
          const found = (await api.search({ q: words, only: 'people', limit: atMost }, stop.signal)).people;
          if (found.length > 0) return setPeople(found);
        }
        setPeople([]);
      })().catch(() => undefined);
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted]);
  return people;
}
