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
/** A part that is fetched first may take so long. */
const PATIENCE_MS = 4000;
let latest = 0;

/** Waits for a part that is just about to come, unless something else is asked for meanwhile. */
export function askFor(ask: Ask): void {
  const turn = (latest += 1);
  const until = performance.now() + PATIENCE_MS;
  const look = (): void => {
    const doer = doers.get(ask);
    if (doer) doer();
    else if (turn === latest && performance.now() < until) requestAnimationFrame(look);
  };
  look();
}
