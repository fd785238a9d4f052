import { useEffect, useState } from 'react';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { change, desk } from '../../store/desk.ts';
import { foldConversationRows } from '../../store/fold.ts';

/** Asks the server over the whole history, a moment after the last key. */
export function useSearch(words: string): { ids: readonly Id[] | null; busy: boolean } {
  const [found, setFound] = useState<{ words: string; ids: readonly Id[] } | null>(null);
  const wanted = words.trim();
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    const timer = setTimeout(() => {
      const since = desk.getState().tick;
      api.conversations({ view: 'all', search: wanted, limit: 50 }).then(
        (page) => {
          if (!current) return;
          change((state) => foldConversationRows(state, page.items, since));
          setFound({ words: wanted, ids: page.items.map((row) => row.id) });
        },
        () => {
          if (current) setFound({ words: wanted, ids: [] });
        },
      );
    }, 180);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  return { ids: found && wanted ? found.ids : null, busy: wanted !== '' && found?.words !== wanted };
}
