import { desk } from './store/desk.ts';

let heard: string[] | null = null;

/** What the window holds and what was heard of it, for a suite or a developer who asked for it in this tab: `sessionStorage['okno.inspect'] = 1`. */
export function letInspect(): void {
  try {
    if (!sessionStorage.getItem('okno.inspect')) return;
    const sounds: string[] = [];
    heard = sounds;
    Object.assign(window, { okno: { state: () => desk.getState(), heard: () => [...sounds] } });
  } catch {
    /* storage is forbidden: nothing is shown */
  }
}

/** This tab sounded. */
export const hear = (melody: string): void => void heard?.push(melody);
