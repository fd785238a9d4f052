import { desk } from './store/desk.ts';

/** What the window holds, for a suite or a developer who asked for it in this tab: `sessionStorage['okno.inspect'] = 1`. */
export function letInspect(): void {
  try {
    if (sessionStorage.getItem('okno.inspect')) Object.assign(window, { okno: { state: () => desk.getState() } });
  } catch {
    /* storage is forbidden: nothing is shown */
  }
}
