import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseMail, type ParseContext } from './parse-mail.ts';
import { rawMail } from './testing/mail-rig.ts';

const context: ParseContext = { ownAddresses: ['support@shop.example'], signingKey: Buffer.from('a key'), authservId: 'mx.shop.example' };
const CORPORA = resolve('../shared/corpora');
const hasCorpora = existsSync(CORPORA);
if (!hasCorpora) console.warn(`${CORPORA} is not there: mutated mails are made of our own samples only.`);

/** A small generator with a seed, so that a mail that broke us can be made again. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}
function mutate(mail: Buffer, next: () => number): Buffer {
  const bytes = Buffer.from(mail);
  for (let i = 0; i < 1 + next() * 20; i++) {
    const at = Math.floor(next() * bytes.length);
    const kind = next();
    if (kind < 0.4) bytes[at] = Math.floor(next() * 256);
    else if (kind < 0.6) bytes.copyWithin(at, Math.floor(next() * bytes.length), Math.floor(next() * bytes.length));
    else if (kind < 0.8) bytes.fill(next() < 0.5 ? 0x0a : 0x22, at, Math.min(at + 3, bytes.length));
    else return bytes.subarray(0, at + 1);
  }
  return bytes;
}
const SAMPLES = [
  Buffer.from(['From: "Олена" <olena@example.com>', 'To: a@b.example, c@d.example', 'Subject: =?utf-8?B?0JfQsA==?=', "Content-Type: multipart/mixed; boundary=b", '', '--b', 'Content-Type: multipart/alternative; boundary=c', '', '--c', 'Content-Type: text/plain; charset=koi8-r; format=flowed', '', '> quote ', 'reply', '--c', 'Content-Type: text/html', '', '<div><p style="color:red">hi<blockquote type=cite>old</blockquote></div>', '--c--', '--b', "Content-Disposition: attachment; filename*0*=utf-8''%D1%87; filename*1=k.pdf", 'Content-Transfer-Encoding: base64', '', 'JVBERi0=', '--b--'].join('\r\n')),
  Buffer.from(['From: MAILER-DAEMON@x.example', 'Content-Type: multipart/report; report-type=delivery-status; boundary=r', '', '--r', '', 'failed', '--r', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; x', '', 'Final-Recipient: rfc822; a@b.example', 'Action: failed', 'Status: 5.1.1', '', '--r--'].join('\r\n')),
];

describe('poison', () => {
  it('2 000 mutated mails each make at least one event, each within a second', () => {
    const corpus = hasCorpora ? readdirSync(join(CORPORA, 'bounces')).filter((name) => name.endsWith('.eml')).map((name) => readFileSync(join(CORPORA, 'bounces', name))) : [];
    const sources = [...SAMPLES, ...corpus];
    const next = random(20_261_121);
    let slowest = 0;
    for (let i = 0; i < 2_000; i++) {
      const raw = rawMail(mutate(sources[i % sources.length]!, next));
      const startedAt = process.cpuUsage().user;
      const events = parseMail(raw, context);
      slowest = Math.max(slowest, (process.cpuUsage().user - startedAt) / 1_000);
      if (events.length === 0) throw new Error(`mail ${i} made no event`);
    }
    expect(slowest).toBeLessThan(10_000);
  });

  it.each<[string, () => Buffer]>([
    ['5 000 levels of parts', () => Buffer.from(`From: a@b.example\r\n${'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n'.repeat(5_000)}\r\ndeep`)],
    ['5 000 nested mails', () => Buffer.from(`From: a@b.example\r\n${'Content-Type: message/rfc822\r\n\r\n'.repeat(5_000)}deep`)],
    ['100 000 parts', () => Buffer.from(`From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n\r\npart\r\n'.repeat(100_000)}--x--`)],
    ['50 000 levels of HTML', () => Buffer.from(`From: a@b.example\r\nContent-Type: text/html\r\n\r\n${'<div>'.repeat(50_000)}deep${'</div>'.repeat(50_000)}`)],
    ['200 000 unclosed tags', () => Buffer.from(`From: a@b.example\r\nContent-Type: text/html\r\n\r\n${'<b><i '.repeat(200_000)}`)],
    ['one line of 5 MB', () => Buffer.from(`From: a@b.example\r\n\r\n${'word '.repeat(1_000_000)}`)],
    ['5 MB of quote marks', () => Buffer.from(`From: a@b.example\r\n\r\n${`${'>'.repeat(500)}\n`.repeat(10_000)}`)],
    ['200 000 lines that look like introductions', () => Buffer.from(`From: a@b.example\r\n\r\n${'On 1.1.2026 at 10:00 somebody wrote\n'.repeat(200_000)}`)],
    ['a header of 3 MB', () => Buffer.from(`From: a@b.example\r\nReferences: ${'<a@b.example>\r\n '.repeat(200_000)}\r\n\r\nx`)],
    ['100 000 recipients', () => Buffer.from(`From: a@b.example\r\nTo: ${'x@y.example, '.repeat(100_000)}\r\n\r\nx`)],
    ['50 000 encoded words', () => Buffer.from(`From: a@b.example\r\nSubject: ${'=?utf-8?B?0JfQsA==?= '.repeat(50_000)}\r\n\r\nx`)],
    ['a parameter in 20 000 pieces', () => Buffer.from(`From: a@b.example\r\nContent-Type: text/plain${Array.from({ length: 20_000 }, (_, i) => `; name*${i}=a`).join('')}\r\n\r\nx`)],
    ['parentheses without an end', () => Buffer.from(`From: ${'('.repeat(200_000)} a@b.example\r\nDate: ${'('.repeat(100_000)}\r\nAuthentication-Results: mx.shop.example${'('.repeat(100_000)}\r\n\r\nx`)],
    ['30 MB of base64', () => Buffer.from(`From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nx\r\n--x\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${`${'QUJD'.repeat(19)}\r\n`.repeat(400_000)}--x--`)],
  ])('%s: kept and shown, and nothing runs away', (_name, make) => {
    const raw = rawMail(make());
    // Each takes well under a second on a quiet machine; what grows faster than its input takes minutes. Speed itself is measured by npm run proof:mail.
    const startedAt = process.cpuUsage().user;
    const [event] = parseMail(raw, context);
    const milliseconds = (process.cpuUsage().user - startedAt) / 1_000;
    expect(event).toMatchObject({ type: 'message-received' });
    expect(milliseconds).toBeLessThan(10_000);
  });
});
