import type { Browser, Locator, Page, Request } from 'playwright-core';
import { until } from '../../api/src/testing/okno.ts';

/** One person at one screen, with what the screen complained of. */
export class Operator {
  readonly page: Page;
  readonly complaints: string[] = [];
  /** Pages of threads that the window asked for, and what it heard. */
  readonly #pages: string[] = [];

  private constructor(page: Page) {
    this.page = page;
  }

  /** `refusals`: answers of the server that this person brings upon themselves. */
  static async sit(browser: Browser, locale: string, refusals = /status of 401/): Promise<Operator> {
    const context = await browser.newContext({ locale, viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(30_000);
    const operator = new Operator(await context.newPage());
    operator.page.on('pageerror', (error) => operator.complaints.push(error.message));
    operator.page.on('console', (message) => {
      if (message.type() === 'error' && !refusals.test(message.text())) operator.complaints.push(message.text());
    });
    const heard = (request: Request, what: string): void => {
      const { pathname, search } = new URL(request.url());
      if (request.method() === 'GET' && /^\/api\/v1\/conversations\/[^/]+\/messages$/.test(pathname)) operator.#pages.push(`${what} ${search}`);
    };
    operator.page.on('response', (response) => heard(response.request(), String(response.status())));
    operator.page.on('requestfailed', (request) => heard(request, request.failure()?.errorText ?? 'failed'));
    return operator;
  }

  async signIn(url: string, email: string, password: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('input[name=email]').fill(email);
    await this.page.locator('input[type=password]').fill(password);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.list').waitFor();
  }

  /** Goes to a section by the window's own links: the page is never loaded anew. */
  async go(href: string): Promise<void> {
    await this.page.locator(`.rail a[href="${href}"], .settings-nav a[href="${href}"]`).first().click();
  }

  /** One of the views of the list. */
  async view(name: 'queue' | 'mine' | 'all' | 'snoozed'): Promise<void> {
    await this.page.locator(`.views a[href="/inbox/${name}"]`).click();
  }

  /** Marks the loaded page; after a reload the mark is gone. */
  async mark(): Promise<void> {
    await this.page.evaluate('window.oknoMark = true');
  }
  async wasReloaded(): Promise<boolean> {
    return (await this.page.evaluate('window.oknoMark')) !== true;
  }

  /** Asks the public API as this person; `path` below /api/v1. Throws what was refused. */
  async ask<T = Record<string, unknown>>(method: string, path: string, data?: unknown): Promise<T> {
    const answer = await this.page.request.fetch(new URL(`/api/v1/${path}`, this.page.url()).href, { method, ...(data !== undefined && { data }) });
    const text = await answer.text();
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** The notice at the bottom of the window with these words. */
  notice(text: string | RegExp): Locator {
    return this.page.locator('.toast', { hasText: text });
  }

  row(conversationId: string): Locator {
    return this.page.locator(`[data-row="${conversationId}"]`);
  }

  async open(conversationId: string): Promise<void> {
    await this.row(conversationId).click();
    await this.page.locator('.thread .composer').waitFor();
  }

  /** Goes back in the open thread until so many stand in it; `selector`: one of them. */
  async goBack(selector: string, count: number): Promise<void> {
    const here = (): Promise<number> => this.page.locator(selector).count();
    await until(async () => {
      if ((await here()) >= count) return true;
      await this.page.evaluate("document.querySelector('.more-older')?.click()");
      return false;
    }, 30_000, `${count} messages`).catch(async (error: unknown) => {
      throw new Error(`${await here()} of ${count} messages stand in the thread, ${await this.page.locator('.more-older').count()} ways to older ones. Asked for: ${this.#pages.slice(-10).join(', ')}`, { cause: error });
    });
  }

  /** Writes in the composer and sends by the key of the channel; gives the channel that the chip named. */
  async answer(text: string, keys: 'Enter' | 'Control+Enter' = 'Enter'): Promise<string> {
    const channel = (await this.page.locator('.composer .way .ch').getAttribute('aria-label')) ?? '';
    if (await this.page.locator('.composer .way .ch-email').count()) await this.writeLetter(text);
    else await this.page.locator('.composer textarea').fill(text);
    await this.page.keyboard.press(keys);
    return channel;
  }

  /** Types into the letter that is being written, above the signature. */
  async writeLetter(text: string): Promise<void> {
    await this.page.locator('.composer .letter-words').click({ position: { x: 40, y: 14 } });
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) await this.page.keyboard.press('Enter');
      await this.page.keyboard.type(line);
    }
  }

  /** The bubble or letter with these words. */
  said(text: string): Locator {
    return this.page.locator('[data-message]', { hasText: text });
  }
}
