import { fileURLToPath } from 'node:url';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { pause, type Okno } from './okno.ts';

/** The window in one tab, driven by real key presses and measured by ui-probe.mjs inside of it. */
export class MeasuredWindow {
  readonly page: Page;
  /** From the beginning of the navigation to the first rows, in milliseconds. */
  readonly started: number;
  private readonly session: CDPSession;

  private constructor(page: Page, session: CDPSession, started: number) {
    this.page = page;
    this.session = session;
    this.started = started;
  }

  static async open(context: BrowserContext, okno: Okno, path: string): Promise<MeasuredWindow> {
    const page = await context.newPage();
    await page.addInitScript({ path: fileURLToPath(new URL('ui-probe.mjs', import.meta.url)) });
    // The browser first draws what is its own: the pages behind its address bar take a second of both cores with each new window.
    await pause(2_000);
    await page.goto(okno.url + path, { waitUntil: 'commit' });
    const at = await page.evaluate<number>('bench.answer()');
    const origin = await page.evaluate<number>('performance.timeOrigin');
    return new MeasuredWindow(page, await context.newCDPSession(page), at - origin);
  }

  run<T>(script: string): Promise<T> {
    return this.page.evaluate<T>(script);
  }

  /** From a key to the paint of what `holds` (a function, as source) asks for; `keys` are pressed, the last one counts. */
  async fromKey(keys: readonly string[], holds: string): Promise<number> {
    for (const key of keys.slice(0, -1)) await this.page.keyboard.press(key);
    await this.run(`bench.from('keydown', ${holds})`);
    await this.page.keyboard.press(keys.at(-1)!);
    return this.run<number>('bench.answer()');
  }
  async fromClick(selector: string, holds: string): Promise<number> {
    await this.run(`bench.from('pointerdown', ${holds})`);
    await this.page.locator(selector).click();
    return this.run<number>('bench.answer()');
  }
  /** The same for a letter of any alphabet. */
  async fromLetter(letter: string, holds: string): Promise<number> {
    await this.run(`bench.from('keydown', ${holds})`);
    await this.session.send('Input.dispatchKeyEvent', { type: 'keyDown', key: letter, text: letter });
    await this.session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: letter });
    return this.run<number>('bench.answer()');
  }
  /** One conversation on or back, shown with its messages. */
  async step(key: 'KeyJ' | 'KeyK'): Promise<number> {
    await this.run('bench.mark()');
    return this.fromKey([key], '() => bench.switched()');
  }

  /** Without loading the page anew. */
  async go(path: string): Promise<void> {
    await this.run(`history.pushState(null, '', ${JSON.stringify(path)})`);
    await pause(400);
  }

  /** What has to be added to our clock to get the page's: the closest of ten looks. */
  async clockOffset(): Promise<number> {
    const looks: { took: number; offset: number }[] = [];
    for (let look = 0; look < 10; look += 1) {
      const before = now();
      const theirs = await this.run<number>('bench.now()');
      const after = now();
      looks.push({ took: after - before, offset: theirs - (before + after) / 2 });
    }
    return looks.sort((a, b) => a.took - b.took)[0]!.offset;
  }

  /** Bytes in use after collections with a moment between them: the frames of letters go only when their tasks are over. */
  async heap(): Promise<number> {
    for (let turn = 0; turn < 3; turn += 1) {
      await pause(1_000);
      await this.session.send('HeapProfiler.collectGarbage');
    }
    return (await this.session.send('Runtime.getHeapUsage')).usedSize;
  }
}

export const now = (): number => performance.timeOrigin + performance.now();
