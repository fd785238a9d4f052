import { useState, useSyncExternalStore, type KeyboardEvent, type PointerEvent } from 'react';
import { t } from '../../i18n/index.ts';
import { boundsOf, chosenWidth, keepWidth, showWidth, within, type PaneName } from './widths.ts';

const STEP = 16;
const LEAP = 64;
const onResize = (listener: () => void): (() => void) => {
  addEventListener('resize', listener);
  return () => removeEventListener('resize', listener);
};

/** The line between two panes: pulled by a pointer, pushed by arrows (Shift leaps, Home and End go all the way), doubly clicked or Enter: as usual. */
export function Separator({ pane }: { pane: PaneName }) {
  const windowWidth = useSyncExternalStore(onResize, () => innerWidth);
  const bounds = boundsOf(pane, windowWidth);
  const [chosen, setChosen] = useState(() => chosenWidth(pane));
  const now = within(bounds, chosen ?? bounds.usual);
  // To the right the list grows, and the panel shrinks.
  const grows = pane === 'list' ? 1 : -1;
  const put = (width: number | null): void => {
    const next = width === null ? null : within(bounds, width);
    keepWidth(pane, next);
    setChosen(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? LEAP : STEP;
    switch (event.code) {
      case 'ArrowRight':
        put(now + grows * far);
        break;
      case 'ArrowLeft':
        put(now - grows * far);
        break;
      case 'Home':
        put(bounds.least);
        break;
      case 'End':
        put(bounds.most);
        break;
      case 'Enter':
        put(null);
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    const line = event.currentTarget;
    const [from, start] = [event.clientX, now];
    const widthAt = (x: number): number => within(bounds, start + grows * (x - from));
    let moved = false;
    line.setPointerCapture(event.pointerId);
    line.onpointermove = ({ clientX }) => {
      moved = true;
      showWidth(pane, widthAt(clientX));
    };
    const end = (): void => { line.onpointermove = line.onpointerup = line.onpointercancel = null; };
    line.onpointerup = ({ clientX }) => {
      end();
      // A click alone chooses nothing.
      if (moved) put(widthAt(clientX));
    };
    line.onpointercancel = () => {
      end();
      showWidth(pane, chosen);
    };
  };
  return (
    <div
      role="separator" tabIndex={0} aria-orientation="vertical" aria-label={t(pane === 'list' ? 'panes.list' : 'panes.panel')} aria-valuemin={bounds.least} aria-valuemax={bounds.most} aria-valuenow={now} aria-valuetext={t('panes.width', { n: now })}
      className={`pane-line beside-${pane}`} title={t('panes.hint')} onKeyDown={onKeyDown} onPointerDown={onPointerDown} onDoubleClick={() => put(null)}
    />
  );
}

export function Separators({ withPanel }: { withPanel: boolean }) {
  return <><Separator pane="list" />{withPanel && <Separator pane="panel" />}</>;
}
