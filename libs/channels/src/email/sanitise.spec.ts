import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from 'htmlparser2';
import type { MessageReceived } from '../contract.ts';
import { parseMail } from './parse-mail.ts';
import { sanitise } from './sanitise.ts';

const CORPUS = join(process.cwd(), '../shared/corpora/html-payloads.json');
const corpus = existsSync(CORPUS);
if (!corpus) console.log('sanitise.spec.ts: ../shared/corpora is not there; only its own payloads are tried.');

const OWN: readonly string[] = [
  '<script>alert(1)</script>', '<scr<script>ipt>alert(1)</scr</script>ipt>', '<img src=x onerror=alert(1)>', '<img src="https://evil.example/t.gif">', '<img srcset="https://evil.example/t.gif 1x" src="cid:a">',
  '<a href="javascript:alert(1)">x</a>', '<a href="&#x6A;ava&#10;script:alert(1)">x</a>', '<a href="\u0001javascript:alert(1)">x</a>', '<a href="data:text/html,<script>alert(1)</script>">x</a>', '<a href="//evil.example">x</a>', '<a href="/settings">x</a>', '<a href="#x">x</a>',
  '<div style="background:url(https://evil.example/t.gif)">x</div>', '<div style="background-color:u\\72l(https://evil.example)">x</div>', '<div style="color:red;background-image:image-set(\'https://evil.example/t\' 1x)">x</div>',
  '<div style="position:fixed;inset:0;z-index:9">x</div>', '<style>@import "https://evil.example"</style>x', '<link rel="stylesheet" href="https://evil.example">', '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<base href="https://evil.example/">', '<iframe srcdoc="<script>alert(1)</script>"></iframe>', '<object data="https://evil.example"></object>', '<embed src="https://evil.example">', '<form action="https://evil.example"><input name=p></form>',
  '<svg><animate onbegin=alert(1)></svg>', '<svg><style><img src=x onerror=alert(1)></style></svg>', '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">', '<video src="https://evil.example/v" autoplay></video>',
  '<table background="https://evil.example/t.gif"><tr><td background="https://evil.example/t.gif">x</td></tr></table>', '<p id="app" class="login" name="x">x</p>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '<!--><img src=x onerror=alert(1)>-->',
  '<img src="data:image/svg+xml;base64,PHN2Zy8+">', '<a href="https://a.example" ping="https://evil.example">x</a>', '<template><img src=x onerror=alert(1)></template>', '<xmp><img src=x onerror=alert(1)></xmp>', '<plaintext><img src=x onerror=alert(1)>',
];
const PAYLOADS: readonly (readonly [string, string])[] = [
  ...OWN.map((html) => [html.slice(0, 60), html] as const),
  ...(corpus ? (JSON.parse(readFileSync(CORPUS, 'utf8')) as { title: string; payload: string }[]).map(({ title, payload }) => [title, payload] as const) : []),
];

/** What a browser could run, load or be led astray by. */
function dangersOf(html: string): string[] {
  const found: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (/^(script|style|svg|math|iframe|frame|object|embed|applet|form|input|button|textarea|select|link|meta|base|template|noscript|xmp|plaintext|video|audio|source|picture|map|area|title|body|html|head)$/.test(name)) found.push(`<${name}>`);
      for (const [key, value] of Object.entries(attributes)) {
        const bare = value.replace(/[\u0000-\u0020\u007f-\u00a0]/g, '').toLowerCase();
        if (/^on|^(srcset|background|ping|formaction|action|id|name|class|srcdoc|poster|xlink:href|data|is|slot)$/.test(key)) found.push(key);
        if (key === 'href' && !/^(https?:\/\/|mailto:|tel:)/.test(bare)) found.push(`href ${bare}`);
        if (key === 'src' && !/^(cid:|data:image\/(png|jpe?g|gif|webp);base64,)/.test(bare)) found.push(`src ${bare}`);
        if (key === 'style' && /url|expression|import|image|behaviou?r|binding|position|\\|@|\/\*/.test(bare)) found.push(`style ${bare}`);
      }
    },
  });
  parser.write(html);
  parser.end();
  return found;
}

describe('HTML of a stranger', () => {
  it('holds, once sanitised, nothing that runs, loads from elsewhere, covers or names anything', () => {
    expect(PAYLOADS.map(([title, html]) => [title, dangersOf(sanitise(html))] as const).filter(([, dangers]) => dangers.length)).toEqual([]);
  });

  it('is as harmless after the whole way of a mail, quotes and all', () => {
    const wrong: (readonly [string, string[]])[] = [];
    for (const [title, html] of PAYLOADS) {
      const body = `<p>Hello</p>${html}<blockquote type="cite">${html}</blockquote>`;
      const mail = Buffer.from(`From: a@shop.example\r\nTo: b@nord.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(body.toWellFormed()).toString('base64')}\r\n`);
      const events = parseMail({ providerKey: 'x', body: mail, headers: {}, receivedAt: new Date('2027-03-01T09:00:00Z') }, { ownAddresses: ['b@nord.example'], signingKey: Buffer.alloc(32), authservId: null });
      for (const event of events.filter((one): one is MessageReceived => one.type === 'message-received')) {
        const dangers = [...dangersOf(event.html ?? ''), ...dangersOf(event.quotedHtml ?? '')];
        if (dangers.length) wrong.push([title, dangers]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('means the same when it is sanitised twice', () => {
    for (const [, html] of PAYLOADS) expect(sanitise(sanitise(html)).replaceAll(/ data-src="[^"]*"/g, '')).toBe(sanitise(html).replaceAll(/ data-src="[^"]*"/g, ''));
  });

  it('of ordinary letters stays: looks, tables, links, inline pictures', () => {
    const html = sanitise('<table><tr><td style="color:#333;padding:4px">Hoshi <b>12</b></td></tr></table><a href="https://shop.example/?a=1&b=2">shop</a><img src="cid:logo@shop"><img src="https://shop.example/a.png" alt="a">');
    expect(html).toContain('style="color:#333;padding:4px"');
    expect(html).toContain('rel="noopener noreferrer nofollow"');
    expect(html).toContain('src="cid:logo@shop"');
    expect(html).toContain('data-src="https://shop.example/a.png"');
  });

  it('made to waste time takes none', () => {
    const began = performance.now();
    for (const html of [`<p style="color:${'rgb('.repeat(50_000)}">x`, '<div>'.repeat(50_000), `<a href="${'&#x6a;'.repeat(50_000)}">x`, `<p style="${'color:red;'.repeat(20_000)}">x`, '<'.repeat(100_000)]) sanitise(html);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
