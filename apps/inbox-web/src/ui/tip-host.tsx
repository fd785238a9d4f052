/** What a control is called and by which key it is reached, shown when it is pointed at or reached by Tab: one tip for the whole window. */
import { computePosition, flip, offset, shift } from '@floating-ui/dom';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Keys } from './controls.tsx';
import type { TipSide } from './tip.ts';

const OPENS_AFTER_MS = 500;
/** Whoever goes from one to the next is shown the next at once. */
const WARM_MS = 200;
/** The way from a control to its tip, which may be pointed at too (WCAG 2.2, 1.4.13). */
const GRACE_MS = 150;
const ID = 'tip';

const bearerOf = (target: EventTarget | null): HTMLElement | null => (target instanceof Element ? target.closest<HTMLElement>(`[data-tip], #${ID}`) : null);

/** Says whose tip is to be shown; null: nobody's. Gives how to stop. */
function watch(show: (bearer: HTMLElement | null) => void): () => void {
  const end = new AbortController();
  let pointed: HTMLElement | null = null;
  let shown: HTMLElement | null = null;
  let closedAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turnTo = (bearer: HTMLElement | null): void => {
    clearTimeout(timer);
    if (bearer === shown) return;
    if (shown) closedAt = performance.now();
    shown = bearer;
    show(bearer);
  };
  const point = (bearer: HTMLElement | null): void => {
    // From one part of a control to another: what was closed by a press stays closed.
    if (bearer === pointed) return;
    pointed = bearer;
    clearTimeout(timer);
    if (bearer === null) timer = setTimeout(() => turnTo(null), GRACE_MS);
    else if (bearer.id === ID || bearer === shown) return;
    else if (shown || performance.now() - closedAt < WARM_MS) turnTo(bearer);
    else timer = setTimeout(() => turnTo(bearer.isConnected ? bearer : null), OPENS_AFTER_MS);
  };
  const on = <Type extends keyof DocumentEventMap>(type: Type, heard: (event: DocumentEventMap[Type]) => void): void => document.addEventListener(type, heard, { capture: true, passive: true, signal: end.signal });
  on('pointerover', ({ target, pointerType }) => { if (pointerType !== 'touch') point(bearerOf(target)); });
  // Out of the page nothing is pointed at any more.
  on('pointerout', ({ relatedTarget }) => { if (relatedTarget === null) point(null); });
  on('focusin', ({ target }) => {
    const bearer = bearerOf(target);
    turnTo(bearer?.matches(':focus-visible') ? bearer : null);
  });
  for (const type of ['focusout', 'pointerdown', 'keydown', 'scroll'] as const) on(type, () => turnTo(null));
  return () => {
    end.abort();
    clearTimeout(timer);
  };
}

export function TipHost() {
  const [bearer, setBearer] = useState<HTMLElement | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => watch(setBearer), []);
  useLayoutEffect(() => {
    const element = box.current;
    if (!bearer || !element) return;
    bearer.setAttribute('aria-describedby', ID);
    void computePosition(bearer, element, { strategy: 'fixed', placement: bearer.dataset['tipSide'] as TipSide, middleware: [offset(6), flip(), shift({ padding: 8 })] })
      .then(({ x, y }) => Object.assign(element.style, { left: `${x}px`, top: `${y}px` }));
    return () => bearer.removeAttribute('aria-describedby');
  }, [bearer]);
  if (!bearer) return null;
  const { tip, tipKeys } = bearer.dataset;
  return createPortal(<div ref={box} id={ID} role="tooltip" className="tooltip">{tip}{tipKeys && <span><Keys keys={tipKeys} /></span>}</div>, document.body);
}
