/** One thing plays at a time, and the speed a person chose stays chosen. */
import { useSyncExternalStore } from 'react';

export const speeds = [1, 1.5, 2] as const;
export type Speed = (typeof speeds)[number];

const key = 'okno.voice.speed';
const listeners = new Set<() => void>();
let speed: Speed = read();
let playing: HTMLMediaElement | null = null;

function read(): Speed {
  try {
    return speeds.find((each) => String(each) === localStorage.getItem(key)) ?? 1;
  } catch {
    return 1;
  }
}

export function useSpeed(): Speed {
  return useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => speed);
}

export function nextSpeed(): void {
  speed = speeds[(speeds.indexOf(speed) + 1) % speeds.length] as Speed;
  try {
    localStorage.setItem(key, String(speed));
  } catch {
    /* private mode: for this visit */
  }
  for (const listener of listeners) listener();
}

/** This one plays now; whatever played before falls silent. */
export function plays(element: HTMLMediaElement): void {
  if (playing !== element) playing?.pause();
  playing = element;
}
