/**
 * What parts of the window can be asked to do from outside of them: a part that is on the screen says what it does, the palette asks.
 * A part that is not there does nothing, and the palette does not offer it.
 */
import { useEffect, useRef } from 'react';

export type Ask = 'reply' | 'note' | 'search' | 'task' | 'order-draft' | 'order-menu';

const doers = new Map<Ask, () => void>();

/** While this part is on the screen, `run` is what the others get when they ask. The last one that came answers. Null: it says nothing. */
export function useDoing(ask: Ask | null, run: () => void): void {
  const current = useRef(run);
  current.current = run;
  useEffect(() => {
    if (!ask) return undefined;
    const doer = (): void => current.current();
    doers.set(ask, doer);
    return () => {
      if (doers.get(ask) === doer) doers.delete(ask);
    };
  }, [ask]);
}

export const canAsk = (ask: Ask): boolean => doers.has(ask);
/** Waits a moment for a part that is just about to come. */
export function askFor(ask: Ask, patience = 20): void {
  const doer = doers.get(ask);
  if (doer) doer();
  else if (patience > 0) requestAnimationFrame(() => askFor(ask, patience - 1));
}
