/** F6 and Shift+F6 go from one part of the window to the next, also out of a text field; a part is whatever carries `data-region`. */
import { useEffect } from 'react';
import { overlayOpen } from './keys.ts';

/** Where the focus stands at first in a part; the part itself when there is nothing of the kind. */
const ENTRANCES: Readonly<Record<string, string>> = {
  rail: '[aria-current="page"]',
  list: '[data-row][tabindex="0"], input[type="search"]',
  thread: '.thread-scroll',
  composer: '.letter-words [contenteditable="true"], textarea',
};

const isShown = (element: Element): boolean => element.getClientRects().length > 0;
const regions = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(isShown);

function enter(region: HTMLElement): void {
  const entrance = ENTRANCES[region.dataset['region'] ?? ''];
  const found = entrance === undefined ? null : [...region.querySelectorAll<HTMLElement>(entrance)].find(isShown);
  if (!found && !region.hasAttribute('tabindex')) region.tabIndex = -1;
  (found ?? region).focus();
}

function step(by: 1 | -1): void {
  const all = regions();
  const at = all.indexOf(document.activeElement?.closest<HTMLElement>('[data-region]') as HTMLElement);
  const next = all[at < 0 ? (by === 1 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  if (next) enter(next);
}

/** Past the sections, to what the page is about. */
export function enterContent(): void {
  const next = regions().find(({ dataset }) => ['list', 'thread', 'main'].includes(dataset['region'] ?? ''));
  if (next) enter(next);
}

export function useRegions(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.code !== 'F6' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || overlayOpen()) return;
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
