import { startTransition, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { afterPaint } from '../store/after-paint.ts';

/**
 * The same value, a moment later: what does not need it is on the screen before anything is drawn with it. `first`: what it is until then.
 * Whoever presses something before that acts on the new one: it is drawn first.
 */
export function useAfterPaint<T>(value: T, first: T = value): T {
  const [painted, setPainted] = useState(first);
  useEffect(() => {
    if (Object.is(painted, value)) return;
    const turn = (): void => setPainted(() => value);
    const stop = afterPaint(() => startTransition(turn));
    const end = new AbortController();
    for (const type of ['keydown', 'pointerdown'] as const) addEventListener(type, () => flushSync(turn), { capture: true, signal: end.signal });
    return () => {
      stop();
      end.abort();
    };
  }, [painted, value]);
  return painted;
}
