/** How wide the panes beside a conversation are, in this browser; public/first-paint.js reads it before the first paint. */
export type PaneName = 'list' | 'panel';

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}
const BOUNDS: Readonly<Record<PaneName, Bounds>> = { list: { least: 280, most: 520, usual: 352 }, panel: { least: 288, most: 520, usual: 336 } };
/** No pane takes more of the window than this (desk.css says the same), so that the conversation keeps its column. */
const SHARE = 0.32;

/** Between which widths this pane may be in a window so wide. */
export function boundsOf(pane: PaneName, windowWidth: number): Bounds {
  const { least, most, usual } = BOUNDS[pane];
  const room = Math.max(least, Math.min(most, Math.floor(windowWidth * SHARE)));
  return { least, most: room, usual: Math.min(usual, room) };
}

export const within = ({ least, most }: Bounds, width: number): number => Math.round(Math.min(most, Math.max(least, width)));

const keyOf = (pane: PaneName): string => `okno.width.${pane}`;

/** What this person chose, or nothing. */
export function chosenWidth(pane: PaneName): number | null {
  const chosen = Number.parseInt(document.documentElement.style.getPropertyValue(`--${pane}-chosen`), 10);
  return Number.isFinite(chosen) ? chosen : null;
}

/** Shown at once; null: as it was made. */
export function showWidth(pane: PaneName, width: number | null): void {
  const { style } = document.documentElement;
  if (width === null) style.removeProperty(`--${pane}-chosen`);
  else style.setProperty(`--${pane}-chosen`, `${width}px`);
}

export function keepWidth(pane: PaneName, width: number | null): void {
  showWidth(pane, width);
  try {
    if (width === null) localStorage.removeItem(keyOf(pane));
    else localStorage.setItem(keyOf(pane), String(width));
  } catch {
    /* private mode: for this visit */
  }
}
