import type { CDPSession, Page } from 'playwright-core';
import { RUSSIAN } from './keyboard.ts';

export type Layout = 'english' | 'russian';

const NAMED: Readonly<Record<string, { key: string; keyCode: number; text?: string }>> = {
  Enter: { key: 'Enter', keyCode: 13, text: '\r' }, Escape: { key: 'Escape', keyCode: 27 }, Tab: { key: 'Tab', keyCode: 9 }, ArrowDown: { key: 'ArrowDown', keyCode: 40 }, ArrowUp: { key: 'ArrowUp', keyCode: 38 },
};
const SIGNS: Readonly<Record<string, string>> = { Slash: '/', Quote: "'", Period: '.', Comma: ',', Space: ' ' };
const SHIFTED: Readonly<Record<string, string>> = { Slash: '?', Quote: '"', Digit2: '@' };
const MODIFIERS = { Ctrl: 2, Shift: 8 } as const;
/** What Chromium's own shell does with these, which a key from the protocol does not reach. */
const EDITS: Readonly<Record<string, string>> = { 'Ctrl+KeyV': 'paste' };

/**
 * Two hands on a keyboard of one layout, and no mouse. Keys are named by their place (`KeyA`, `Ctrl+Shift+Enter`); what they write is the layout's.
 * A chord and an Enter cost one stroke, typed text nothing.
 */
export class Hands {
  private strokes = 0;
  readonly layout: Layout;
  private readonly session: CDPSession;

  private constructor(layout: Layout, session: CDPSession) {
    this.layout = layout;
    this.session = session;
  }
  static async on(page: Page, layout: Layout): Promise<Hands> {
    return new Hands(layout, await page.context().newCDPSession(page));
  }

  /** Each of these costs one. */
  async press(...chords: string[]): Promise<void> {
    for (const chord of chords) await this.hit(chord);
    this.strokes += chords.length;
  }
  /** These places on the keyboard, as part of a text: they cost nothing. */
  async type(...places: string[]): Promise<void> {
    for (const place of places) await this.hit(place);
  }
  /** These words, whatever layout they need. */
  async write(text: string): Promise<void> {
    for (const key of text) {
      await this.session.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text: key });
      await this.session.send('Input.dispatchKeyEvent', { type: 'keyUp', key });
    }
  }
  /** What was spent since the last time. */
  spent(): number {
    const { strokes } = this;
    this.strokes = 0;
    return strokes;
  }

  private async hit(chord: string): Promise<void> {
    const parts = chord.split('+');
    const code = parts.at(-1)!;
    const held = parts.slice(0, -1) as (keyof typeof MODIFIERS)[];
    const modifiers = held.reduce((sum, name) => sum | MODIFIERS[name], 0);
    const { key, keyCode, text } = this.keyOf(code, held.includes('Shift'));
    const writes = text !== undefined && !held.includes('Ctrl');
    const event = { code, key, modifiers, windowsVirtualKeyCode: keyCode };
    await this.session.send('Input.dispatchKeyEvent', { type: writes ? 'keyDown' : 'rawKeyDown', ...event, ...(writes && { text }), ...(EDITS[chord] && { commands: [EDITS[chord]] }) });
    await this.session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  private keyOf(code: string, shift: boolean): { key: string; keyCode: number; text?: string } {
    const named = NAMED[code];
    if (named) return named;
    const keyCode = /^(?:Key|Digit)(.)$/.exec(code)?.[1]?.charCodeAt(0) ?? 0;
    const latin = (shift ? SHIFTED[code] : undefined) ?? SIGNS[code] ?? (/^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? '').toLowerCase();
    const plain = this.layout === 'russian' ? ((code === 'Digit2' && shift ? '"' : RUSSIAN.get(code)) ?? latin) : latin;
    const letter = shift ? plain.toUpperCase() : plain;
    return { key: letter, keyCode, text: letter };
  }
}
