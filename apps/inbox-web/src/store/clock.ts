import { useSyncExternalStore } from 'react';

/** One timer for everything that shows how long ago: a hundred rows do not keep a hundred timers. */
function ticker(period: number): (listener: () => void) => () => void {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | null = null;
  return (listener) => {
    listeners.add(listener);
    timer ??= setInterval(() => {
      for (const each of listeners) each();
    }, period);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && timer) {
        clearInterval(timer);
        timer = null;
      }
    };
  };
}
const seconds = ticker(1000);
const slow = ticker(15_000);

/** Now, renewed every second. */
export const useSecond = (): number => useSyncExternalStore(seconds, () => Math.floor(Date.now() / 1000) * 1000);
/** Now, renewed every fifteen seconds. */
export const useMoment = (): number => useSyncExternalStore(slow, () => Math.floor(Date.now() / 15_000) * 15_000);
