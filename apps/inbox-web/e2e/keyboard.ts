import type { CDPSession, Page } from 'playwright-core';

const ROWS = { KeyQ: 'йцукенгшщзхъ', KeyA: 'фывапролджэ', KeyZ: 'ячсмитьбю.' };
const CODES = {
  KeyQ: ['KeyQ', 'KeyW', 'KeyE', 'KeyR', 'KeyT', 'KeyY', 'KeyU', 'KeyI', 'KeyO', 'KeyP', 'BracketLeft', 'BracketRight'],
  KeyA: ['KeyA', 'KeyS', 'KeyD', 'KeyF', 'KeyG', 'KeyH', 'KeyJ', 'KeyK', 'KeyL', 'Semicolon', 'Quote'],
  KeyZ: ['KeyZ', 'KeyX', 'KeyC', 'KeyV', 'KeyB', 'KeyN', 'KeyM', 'Comma', 'Period', 'Slash'],
};
export const RUSSIAN = new Map((Object.keys(ROWS) as (keyof typeof ROWS)[]).flatMap((row) => CODES[row].map((code, index) => [code, [...ROWS[row]][index] as string] as const)));

/** Hands on a keyboard: no mouse, and keys of another layout where they are asked for. */
export class Keyboard {
  private constructor(private readonly page: Page, private readonly session: CDPSession) {}

  static async of(page: Page): Promise<Keyboard> {
    return new Keyboard(page, await page.context().newCDPSession(page));
  }

  press(keys: string): Promise<void> {
    return this.page.keyboard.press(keys);
  }
  /** As keys, also the letters of another layout: Playwright would put those into the field that has the focus, past whoever listens to keys. */
  async type(text: string): Promise<void> {
    for (const letter of text) {
      if (/[ -~]/.test(letter)) await this.page.keyboard.type(letter);
      else for (const type of ['keyDown', 'keyUp'] as const) await this.session.send('Input.dispatchKeyEvent', { type, key: letter, ...(type === 'keyDown' && { text: letter }) });
    }
  }

  /** These keys where a Russian layout is on: the same places, other letters. With Shift where it stands before the key. */
  async inRussian(...keys: string[]): Promise<void> {
    for (const name of keys) {
      const shift = name.startsWith('Shift+');
      const code = name.replace('Shift+', '');
      const letter = code === 'Digit2' && shift ? '"' : (RUSSIAN.get(code) ?? '');
      const key = shift ? letter.toUpperCase() : letter;
      const event = { code, key, modifiers: shift ? 8 : 0 };
      await this.session.send('Input.dispatchKeyEvent', { type: 'keyDown', text: key, ...event });
      await this.session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
    }
  }
}
