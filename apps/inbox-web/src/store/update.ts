/** Whether the server has another build of the window than the one that runs here (vite.config.ts stamps it into the page). */
import { t } from '../i18n/index.ts';
import { say, setWindow, windowState } from './window-state.ts';

const mine = typeof document === 'undefined' ? null : (document.querySelector<HTMLMetaElement>('meta[name="okno-build"]')?.content ?? null);

/** What the server says at each connection. Without a stamp, as while the window is being written, there is nothing to compare. */
export function heardBuild(build: unknown): void {
  if (mine !== null && typeof build === 'string' && build !== mine) offerUpdate();
}

/** A part of this window could not be fetched. With a connection it is no longer there, for a newer build has taken its place; without one nothing is known. */
export function missedPart(): void {
  if (windowState.getState().link === 'live' && navigator.onLine) offerUpdate();
}

function offerUpdate(): void {
  if (windowState.getState().update !== null) return;
  setWindow({ update: 'offered' });
  say(t('update.ready'));
}
