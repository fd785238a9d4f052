import { useEffect, useMemo, useRef, useState } from 'react';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';

/**
 * The order a person sees. While the list is scrolled away from its top, or the pointer is on it, rows neither move nor
 * appear: what is new waits behind a pill until they scroll up or press it. Rows that left the list go at once.
 */
export function useSteadyOrder(live: readonly Id[], held: boolean, key: string): { order: readonly Id[]; fresh: number; show: () => void } {
  const shown = useRef<{ key: string; order: readonly Id[] }>({ key, order: live });
  const [, again] = useState(0);
  const order = useMemo(() => {
    if (!held || shown.current.key !== key || shown.current.order.length === 0) return live;
    const present = new Set(live);
    const kept = shown.current.order.filter((id) => present.has(id));
    // Further pages belong at the end and may come at any time.
    const known = new Set(kept);
    const lastKept = kept.at(-1);
    const tail = lastKept === undefined ? live : live.slice(live.indexOf(lastKept) + 1).filter((id) => !known.has(id));
    return [...kept, ...tail];
  }, [live, held, key]);
  useEffect(() => {
    shown.current = { key, order };
  }, [key, order]);

  const fresh = useMemo(() => {
    const known = new Set(order);
    return live.filter((id) => !known.has(id)).length;
  }, [live, order]);
  return {
    order,
    fresh,
    show: () => {
      shown.current = { key, order: live };
      again((count) => count + 1);
    },
  };
}
