import { play } from './melodies.ts';
import { desk } from '../../store/desk.ts';

const everyMs = 2500;

/** Rings until `ended`, in one tab of the browser; when that one is closed the next goes on. */
export function ringFor(messageId: string, ended: AbortSignal): void {
  const ring = (): Promise<void> => new Promise((done) => {
    if (ended.aborted) return done();
    const again = (): void => { const habits = desk.getState().me?.preferences; if (habits?.sound) play('call', habits.soundVolume); };
    again();
    const timer = setInterval(again, everyMs);
    ended.addEventListener('abort', () => { clearInterval(timer); done(); });
  });
  if (navigator.locks) navigator.locks.request(`okno.call ${messageId}`, { signal: ended }, ring).catch(() => undefined);
  else void ring();
}
