import type { Log } from '../log.ts';

const GATHER_MS = 50;
const MOST = 1_000;

/**
 * Wakes a worker for those notifications only whose person linked a messenger: asked together and after the commit, so that
 * nobody waits and an inbox where nobody linked costs no queue at all.
 */
export function createAlertOffers(parts: { wanted(ids: readonly string[]): Promise<string[]>; wake(id: string): void; log: Log }): { offer(notificationId: string): void } {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  function ask(): void {
    const ids = waiting;
    waiting = [];
    timer = undefined;
    parts.wanted(ids).then((wanted) => wanted.forEach(parts.wake), (error: unknown) => parts.log.warn({ err: error, lost: ids.length }, 'nobody was told outside the window'));
  }
  return {
    offer(id) {
      if (waiting.length < MOST) waiting.push(id);
      timer ??= setTimeout(ask, GATHER_MS).unref();
    },
  };
}
