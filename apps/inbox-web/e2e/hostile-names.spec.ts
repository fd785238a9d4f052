/** What strangers call themselves and their files is shown as it is, and does nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../api/src/testing/okno.ts';
import { hostileHtml } from './hostile-letters.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { watchOver, type Watch } from './watch.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «hostile names» does not run.');
const NAUGHTY = join(process.cwd(), '../shared/corpora/naughty-strings.json');
if (!existsSync(NAUGHTY)) console.warn('hostile-names.spec.ts: ../shared/corpora is not there; only our own strings are tried.');

(hasChromium ? describe : describe.skip)('what strangers write', () => {
  let desk: SmallDesk;
  let reader: Operator;
  let watch: Watch;
  let conversation: string;
  let strings: string[];
  beforeAll(async () => {
    desk = await openSmallDesk();
    reader = await desk.sit();
    watch = await watchOver(reader.page.context(), desk.okno.url);
    await reader.page.reload();
    await reader.view('all');
    const corpus = existsSync(NAUGHTY) ? (JSON.parse(readFileSync(NAUGHTY, 'utf8')) as string[]) : [];
    // As they are stored: PostgreSQL keeps no NUL, and no half of a surrogate pair; what is only space is no message.
    strings = [...new Set([...hostileHtml(watch.stranger), '<img src=x onerror=alert(1)>', '\u202etxt.exe', 'a'.repeat(500), ...corpus].map((text) => text.replaceAll('\0', '').toWellFormed()))].filter((text) => text.trim() !== '');
    conversation = await desk.write('Mallory', 'first');
    await desk.committed.rows(
      `INSERT INTO message (id, conversation_id, contact_id, inbox_id, channel, kind, direction, text, sender_name, occurred_at)
       SELECT gen_random_uuid(), c.id, c.contact_id, $2, 'http', 'text', 'inbound', t.text, left(t.text, 200), now() - interval '1 hour' + t.n * interval '1 second'
       FROM conversation c, unnest($3::text[]) WITH ORDINALITY t(text, n) WHERE c.id = $1`, [conversation, desk.messenger.inboxId, strings]);
    await desk.committed.rows('UPDATE contact SET name = $1 WHERE id = (SELECT contact_id FROM conversation WHERE id = $2)', ['<img src=x onerror=alert(\'name\')>\u202e<b>Mallory', conversation]);
    await desk.committed.rows('UPDATE conversation SET subject = $1 WHERE id = $2', ['<script>alert("subject")</script>', conversation]);
    await desk.committed.rows(
      `INSERT INTO attachment (id, message_id, position, kind, name, mime, size, state) SELECT gen_random_uuid(), m.id, n, 'file', t.name, 'text/html', 10, 'failed'
       FROM (SELECT id FROM message WHERE conversation_id = $1 AND text = 'first') m, unnest($2::text[]) WITH ORDINALITY t(name, n)`, [conversation, ['"><svg onload=alert(1)>.pdf', '../../etc/passwd', '\u202efdp.exe', 'javascript:alert(1)']]);
    await reader.page.reload();
  });
  afterAll(async () => {
    watch?.stop();
    await desk?.stop();
  });

  it('is shown word for word, whoever they say they are, and runs and asks nothing', async () => {
    const { page } = reader;
    await reader.open(conversation);
    await reader.goBack('.thread [data-message]', strings.length + 1);
    const shown = await until(async () => {
      const texts = await page.evaluate<string[]>(`[...document.querySelectorAll('.thread .bub')].map((bubble) => [...bubble.childNodes].filter((node) => !(node instanceof Element) || node.matches('a.link')).map((node) => node.textContent).join(''))`);
      return texts.length >= strings.length ? texts : null;
    }, 10_000, 'all that was written');
    const missing = strings.filter((text) => !shown.includes(text));
    expect(missing).toEqual([]);
    await page.waitForTimeout(500);
    expect(watch.seen).toEqual([]);
    expect(watch.knocks).toEqual([]);
    // Only addresses of the web became links.
    const hrefs = await page.evaluate<string[]>("[...document.querySelectorAll('.thread a[href]')].map((link) => link.getAttribute('href'))");
    expect(hrefs.filter((href) => !/^https?:\/\//.test(href) && !href.startsWith('/api/v1/files/'))).toEqual([]);
    expect(await page.evaluate("document.querySelectorAll('.thread script, .thread iframe, .list script, .side script, .thread .bub b, .thread .bub > svg').length")).toBe(0);
  });

  it('in a name does not break out of the head, the row, the panel or the title', async () => {
    const { page } = reader;
    for (const place of ['.thread .pane-title', `[data-row="${conversation}"] .row-name`, '.side .pane-title']) {
      expect(await page.locator(place).first().textContent()).toContain('<img src=x onerror=');
    }
    expect(watch.seen).toEqual([]);
    expect(reader.complaints).toEqual([]);
  });
});
