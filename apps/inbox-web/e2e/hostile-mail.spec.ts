/** Somebody else's HTML in the real window: it runs nothing, and it asks nobody before a click. */
import { ADMIN, PASSWORD, until } from '../../api/src/testing/okno.ts';
import { hasDovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import { committedIn, type Committed } from './committed.ts';
import { hasCorpus, hostileHtml, letter } from './hostile-letters.ts';
import { Operator } from './operator.ts';
import { hasChromium, setStage, type Stage } from './stage.ts';
import { watchOver, type Watch } from './watch.ts';
import { words } from './words.ts';

const missing = [hasChromium ? '' : 'Chromium', hasDovecot ? '' : 'Dovecot'].filter(Boolean).join(' and ');
if (missing) console.warn(`${missing} is not installed: the suite «hostile mail» does not run.`);
if (!hasCorpus) console.warn('hostile-mail.spec.ts: ../shared/corpora is not there; only our own letters are tried.');
const MALLORY = 'mallory@evil.example';

/** What stands in the frame of one letter. */
interface Shown {
  /** Elements that run, load or ask. */
  readonly inside: string[];
  readonly handlers: string[];
  readonly addresses: string[];
  /** It is taller than its frame. */
  readonly cut: boolean;
}
/** Asks the page for all frames of letters; null while one of them loads. */
const FRAMES = `(() => {
  const pages = [...document.querySelectorAll('iframe.mail-frame')].map((frame) => frame.contentDocument);
  if (pages.some((page) => page?.readyState !== 'complete')) return null;
  return pages.map((page) => ({
    inside: [...page.querySelectorAll('script, iframe, frame, object, embed, form, input, button, link, base, svg, math, video, audio, source, body > style, meta[http-equiv=refresh]')].map((element) => element.outerHTML),
    handlers: [...page.querySelectorAll('*')].flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on'))),
    addresses: [...page.querySelectorAll('[href]')].map((element) => element.getAttribute('href')),
    cut: page.defaultView.innerHeight < 4000 && page.documentElement.scrollHeight > page.defaultView.innerHeight,
  }));
})()`;

(missing ? describe.skip : describe)('a letter', () => {
  let stage: Stage;
  let committed: Committed;
  let reader: Operator;
  let watch: Watch;
  let hostile: string[];

  beforeAll(async () => {
    stage = await setStage();
    committed = committedIn(stage.db);
    reader = await Operator.sit(stage.browser, 'en-GB');
    watch = await watchOver(reader.page.context(), stage.okno.url);
    await reader.signIn(stage.okno.url, ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
    await reader.ask('POST', 'inboxes', {
      adapter: 'email', name: 'Mail', credentials: { password: stage.dovecot.password },
      settings: {
        address: stage.dovecot.user, imap: { host: '127.0.0.1', port: stage.dovecot.port, security: 'plain', user: stage.dovecot.user },
        smtp: { host: '127.0.0.1', port: stage.mail.sandbox.port, security: 'plain', user: stage.dovecot.user },
      },
    });
    await until(async () => (await committed.count('listener_cursor')) === 1, 20_000, 'the mailbox to be listened to');
    hostile = hostileHtml(watch.stranger);
    hostile.forEach((html, index) => stage.dovecot.deliver(letter({ from: MALLORY, to: stage.dovecot.user, subject: `Letter ${index}`, html })));
  });
  afterAll(async () => {
    watch?.stop();
    await stage?.stop();
  });

  /** Opens the conversation with all its letters as they were sent; gives what stands in their frames. */
  async function readAll(conversationId: string): Promise<Shown[]> {
    const { page } = reader;
    await reader.view('all');
    await reader.open(conversationId);
    await reader.goBack('.mail', hostile.length);
    // All at once: scrolling to each of a hundred letters takes a minute.
    await page.evaluate(`[...document.querySelectorAll('.mail .fold')].filter((button) => button.textContent === ${JSON.stringify(words('mail.original'))}).forEach((button) => button.click())`);
    return until(async () => {
      const shown = await page.evaluate<Shown[] | null>(FRAMES);
      return shown?.length === hostile.length ? shown : null;
    }, 15_000, 'all letters to be shown');
  }
  function expectHarmless(shown: readonly Shown[]): void {
    const harmful = shown.map(({ inside, handlers, addresses }) => [...inside, ...handlers, ...addresses.filter((address) => !/^(https?:\/\/|mailto:|tel:)/.test(address))]);
    expect(harmful.flat()).toEqual([]);
    expect(watch.seen).toEqual([]);
    expect(watch.knocks).toEqual([]);
  }

  it('could be caught: what runs or asks in this browser is seen', async () => {
    const bare = await reader.page.context().newPage();
    await bare.setContent(`<img src="${watch.stranger}/bare.gif"><img src="x" onerror="alert('bare')"><iframe sandbox="allow-scripts" srcdoc="<script>alert('framed')</script>"></iframe>`);
    await until(() => watch.seen.some((line) => line.includes('bare.gif')) && watch.seen.some((line) => line.startsWith('alert(bare)')) && watch.seen.some((line) => line.startsWith('Ignored call') || line.startsWith('alert(framed)')), 10_000, 'the watch to see');
    await until(() => watch.knocks.some((knock) => knock.path === '/bare.gif'), 10_000, 'the stranger to be asked');
    await bare.close();
    watch.forget();
  });

  it('that is hostile runs nothing and asks nobody, whatever is in it', async () => {
    await until(async () => (await committed.count("message WHERE channel = 'email'")) === hostile.length, 30_000, 'all letters');
    expect(await committed.count("raw_event WHERE status = 'quarantined'")).toBe(0);
    expectHarmless(await readAll(await committed.conversationOf(MALLORY)));
    await until(async () => (await reader.page.evaluate<Shown[] | null>(FRAMES))?.every((each) => !each.cut), 10_000, 'every frame to be as tall as its letter');
  });

  (hasCorpus ? it : it.skip)('was also tried with every fragment of the corpus', () => expect(hostile.length).toBeGreaterThan(80));

  it('does not either when our server lets everything through: the window has walls of its own', async () => {
    const raw = new Set<string>();
    await reader.page.route(/\/api\/v1\/conversations\/[^/]+\/messages/, async (route) => {
      const answer = await route.fetch();
      const page = (await answer.json()) as { items: { subject: string | null; text: string; html: string | null }[] };
      for (const message of page.items) {
        const html = hostile[Number(/^Letter (\d+)$/.exec(message.subject ?? '')?.[1])];
        if (html === undefined) continue;
        message.html = html;
        raw.add(html);
      }
      await route.fulfill({ response: answer, json: page });
    });
    await reader.page.reload();
    expectHarmless(await readAll(await committed.conversationOf(MALLORY)));
    expect(raw.size).toBe(hostile.length);
  });

  it('shows its pictures from elsewhere after a click, fetched by us', async () => {
    stage.dovecot.deliver(letter({
      from: 'news@shop.example', to: stage.dovecot.user, subject: 'Весенний каталог',
      html: `<h2>Весенний каталог</h2><p>Новые кондиционеры уже на складе.</p><p><img src="${watch.stranger}/catalogue.png" width="320" alt="Каталог"></p><table border="1" bgcolor="#ffffff" width="400"><tr><td colspan="2" align="center">Hoshi</td></tr></table><p>С уважением, Nord</p>`,
    }));
    await reader.view('all');
    await reader.open(await committed.conversationOf('news@shop.example'));
    const mail = reader.page.locator('.mail', { hasText: 'Весенний каталог' });
    await mail.getByRole('button', { name: words('mail.original') }).click();
    await mail.locator('iframe.mail-frame').waitFor();
    expect(watch.knocks).toEqual([]);
    await mail.getByRole('button', { name: words('mail.showImages') }).click();
    await until(() => reader.page.evaluate("document.querySelector('iframe.mail-frame')?.contentDocument?.images[0]?.naturalWidth > 0"), 15_000, 'the picture');
    // And is laid out as its sender meant it.
    const laidOut = `(() => {
      const page = document.querySelector('iframe.mail-frame').contentDocument;
      const table = page.querySelector('table');
      return [page.images[0].width, table.width, table.bgColor, table.rows[0].cells[0].colSpan];
    })()`;
    expect(await reader.page.evaluate(laidOut)).toEqual([320, '400', '#ffffff', 2]);
    const asked = watch.knocks.filter((knock) => knock.path !== 'connection');
    expect(asked.map((knock) => knock.path)).toEqual(['/catalogue.png']);
    expect([asked[0]?.headers.cookie, asked[0]?.headers.referer]).toEqual([undefined, undefined]);
    expect(watch.seen).toEqual([]);

    // Always, for this sender: the next letter shows them at once, and only this sender's.
    await mail.getByRole('button', { name: words('mail.alwaysImages') }).click();
    await mail.getByRole('button', { name: words('mail.notAlwaysImages') }).waitFor();
    watch.forget();
    stage.dovecot.deliver(letter({ from: 'news@shop.example', to: stage.dovecot.user, subject: 'Летний каталог', html: `<p>Снова мы.</p><img src="${watch.stranger}/summer.png" width="200">` }));
    const next = reader.page.locator('.mail', { hasText: 'Летний каталог' });
    await next.getByRole('button', { name: words('mail.original') }).click();
    await until(() => watch.knocks.some((knock) => knock.path === '/summer.png'), 15_000, 'the picture of the next letter');
    expect(watch.seen).toEqual([]);

    // On a phone the words wrap: the frame grows with them.
    await reader.page.setViewportSize({ width: 390, height: 844 });
    await until(async () => (await reader.page.evaluate<Shown[] | null>(FRAMES))?.every((each) => !each.cut), 10_000, 'the frame to be as tall as its letter');
  });
});
