import { useWindow } from '../store/window-state.ts';

/** The one place in which the window speaks to those who listen instead of looking: new words in the open conversation, and what came of an act. */
export function Said() {
  const said = useWindow((state) => state.said);
  return <div className="hidden-text" role="status" aria-live="polite" aria-atomic="false">{said.map(({ turn, text }) => <p key={turn}>{text}</p>)}</div>;
}
