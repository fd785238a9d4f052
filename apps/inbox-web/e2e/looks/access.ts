import axe from 'axe-core';
import type { Frame } from 'playwright-core';

/** What stands in somebody's way, by its rule and the first element of it. */
export interface Barrier {
  readonly rule: string;
  readonly element: string;
  readonly why: string;
}

/**
 * Serious and critical violations of axe's own rules in this frame. Evaluated by the debugger, which the page's policy does not
 * concern; letters stand in frames of their own without scripts and are their senders' words. https://github.com/dequelabs/axe-core/blob/develop/doc/API.md
 */
export async function barriersIn(frame: Frame, rules?: readonly string[]): Promise<Barrier[]> {
  if (!(await frame.evaluate<boolean>("typeof axe === 'object'"))) await frame.evaluate(axe.source);
  const only = rules ? `runOnly: { type: 'rule', values: ${JSON.stringify(rules)} },` : '';
  const barriers = await frame.evaluate<Barrier[]>(`axe.run(document, { ${only} iframes: false, resultTypes: ['violations'], elementRef: false }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html, failureSummary }) => ({ rule: id, element: html.slice(0, 240), why: (failureSummary ?? '').split('\\n').slice(1, 2).join('').trim() }))))`);
  // Beside the words of a button may stand its key, beside a channel its address: hints, which nobody says to press it.
  const named = barriers.filter(({ rule, element }) => rule !== 'label-content-name-mismatch' || !/class="(btn|way)\b/.test(element));
  // What an open menu hides from readers cannot be reached either, for it keeps the focus: axe leaves that to us under a dialog, and does not know it of a menu.
  return (await menuKeepsFocus(frame)) ? named.filter(({ rule, element }) => rule !== 'aria-hidden-focus' || !element.includes('data-aria-hidden')) : named;
}

async function menuKeepsFocus(frame: Frame): Promise<boolean> {
  const within = "document.activeElement?.closest('[role=menu]') != null";
  if (!(await frame.evaluate<boolean>(within))) return false;
  for (const key of ['Tab', 'Tab', 'Shift+Tab']) await frame.page().keyboard.press(key);
  return frame.evaluate<boolean>(within);
}
