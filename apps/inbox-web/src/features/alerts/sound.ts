/** The one audio context of this tab, and whether the browser lets it sound. What is played is fetched a moment later (melodies.ts). */
import { setWindow, windowState } from '../../store/window-state.ts';

let audio: AudioContext | null = null;
/** A browser that allows sound says so within this time. */
const patienceMs = 800;

export const audioOf = (): AudioContext | null => (audio?.state === 'running' ? audio : null);

function show(): void {
  const sound = audio?.state === 'running' ? 'ready' : 'locked';
  if (windowState.getState().sound !== sound) setWindow({ sound });
}

/** Asks the browser to let this tab sound; it does after a click or a key, of some kinds only. */
export async function unlockSound(): Promise<void> {
  if (typeof AudioContext !== 'function') return;
  if (!audio) {
    audio = new AudioContext();
    audio.onstatechange = show;
  }
  await Promise.race([audio.resume().catch(() => undefined), new Promise((go) => setTimeout(go, patienceMs))]);
  show();
}

/** Tries at once, then with every click and key until it sounds, also after the system took the sound away. */
export function armSound(): () => void {
  const unlock = (): void => {
    if (audio?.state === 'running') show();
    else void unlockSound();
  };
  unlock();
  addEventListener('pointerdown', unlock);
  addEventListener('keydown', unlock);
  return () => {
    removeEventListener('pointerdown', unlock);
    removeEventListener('keydown', unlock);
  };
}
