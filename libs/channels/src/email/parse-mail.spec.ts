import iconv from 'iconv-lite';
import type { ChannelEvent, MessageReceived, RawInbound } from '../contract.ts';
import { mailHash } from './mail-hash.ts';
import { mintLocalPart } from './message-id.ts';
import { INTAKE, parseMail, type ParseContext } from './parse-mail.ts';
import { rawMail } from './testing/mail-rig.ts';

const context: ParseContext = { ownAddresses: ['support@shop.example'], signingKey: Buffer.from('a key'), authservId: 'mx.shop.example' };
const OURS = '0b5c1c3e-6f7a-4c2e-9a53-3a4a5d0f6b11';
const ourId = `${mintLocalPart(OURS, context.signingKey)}@shop.example`;
const parse = (mail: readonly string[] | Buffer | string, rest: Partial<RawInbound> = {}): ChannelEvent[] => parseMail(rawMail(mail, rest), context);
function message(mail: readonly string[] | Buffer | string, rest: Partial<RawInbound> = {}): MessageReceived {
  const event = parse(mail, rest).find((one): one is MessageReceived => one.type === 'message-received');
  if (!event) throw new Error('no message came of it');
  return event;
}
const latin = (text: string, charset: string) => iconv.encode(text, charset);

describe('Cyrillic, wherever it can stand', () => {
  const TEXT = 'Здравствуйте! Пришлите, пожалуйста, счёт на оплату. С уважением, Ольга';
  it.each(['koi8-r', 'windows-1251', 'iso-8859-5', 'utf-8', 'ibm866'])('a body in %s', (charset) => {
    const mail = Buffer.concat([Buffer.from(`From: a@b.example\r\nContent-Type: text/plain; charset=${charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`), latin(TEXT, charset)]);
    expect(message(mail).text).toBe(TEXT);
  });
  it.each(['koi8-r', 'windows-1251', 'iso-8859-5', 'utf-8'])('a body in %s that says nothing of it', (charset) => {
    const mail = Buffer.concat([Buffer.from('From: a@b.example\r\n\r\n'), latin(TEXT, charset)]);
    expect(message(mail).text).toBe(TEXT);
  });
  it.each(['koi8-r', 'windows-1251', 'utf-8'])('raw 8-bit headers and file names in %s', (charset) => {
    const mail = Buffer.concat([
      Buffer.from('From: "'), latin('Ольга Петрова', charset), Buffer.from('" <olga@example.ru>\r\nSubject: '), latin('Счёт на оплату товара', charset),
      Buffer.from(`\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`), latin('Во вложении', charset),
      Buffer.from('\r\n--b\r\nContent-Type: application/pdf; name="'), latin('Накладная за октябрь.pdf', charset), Buffer.from('"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n'),
    ]);
    expect(message(mail)).toMatchObject({ subject: 'Счёт на оплату товара', text: 'Во вложении', sender: { displayName: 'Ольга Петрова' }, attachments: [{ name: 'Накладная за октябрь.pdf' }] });
  });
  it('raw windows-1251 headers of a mail whose text says windows-1251', () => {
    const mail = Buffer.concat([Buffer.from('From: a@b.example\r\nSubject: '), latin('Да', 'windows-1251'), Buffer.from('\r\nContent-Type: text/plain; charset=windows-1251\r\n\r\nx')]);
    expect(message(mail).subject).toBe('Да');
  });
  it.each([
    ['base64 words', '=?koi8-r?B?8NLJ18XU?= =?koi8-r?B?LCDNydI=?=', 'Привет, мир'],
    ['quoted-printable words', '=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=', 'Привет'],
    ['a letter split over two words', '=?utf-8?B?0J/RgNC40LLQtdGC0Lg=?= =?utf-8?B?0Lo=?=', 'Приветик'],
    ['a letter split in its middle', '=?utf-8?Q?=D0=9F=D1?= =?utf-8?Q?=80=D0=B8=D0=B2=D0=B5=D1=82?=', 'Привет'],
    ['words folded over lines', '=?utf-8?B?0J/RgNC40LLQtdGC?=\r\n =?utf-8?B?LCDQvNC40YA=?=', 'Привет, мир'],
    ['lower-case encoding', '=?UTF-8?b?0J/RgNC40LLQtdGC?=', 'Привет'],
  ])('encoded words in a subject: %s', (_name, header, expected) => {
    expect(message(['From: a@b.example', `Subject: ${header}`, '', 'x']).subject).toBe(expected);
  });
  it('a name in encoded words inside quotes, and several recipients', () => {
    expect(message(['From: "=?utf-8?B?0J7Qu9GM0LPQsA==?=" <o@b.example>', 'To: =?koi8-r?B?8NLJ18XU?= <SUPPORT@shop.example>, "Team: A, B" <x@y.example>', 'Cc: undisclosed-recipients:;, z@y.example', '', 'x'])).toMatchObject({
      sender: { displayName: 'Ольга' },
      to: [{ address: { value: 'support@shop.example' }, displayName: 'Привет' }, { address: { value: 'x@y.example' }, displayName: 'Team: A, B' }],
      cc: [{ address: { value: 'z@y.example' } }],
    });
  });
  it.each([
    ['RFC 2231', "Content-Disposition: attachment; filename*=utf-8''%D1%81%D1%87%D1%91%D1%82.pdf", 'счёт.pdf'],
    ['RFC 2231 in koi8-r', "Content-Disposition: attachment; filename*=koi8-r''%D3%DE%C5%D4.pdf", 'счет.pdf'],
    ['RFC 2231 in pieces', "Content-Disposition: attachment; filename*0*=utf-8''%D1%81%D1; filename*1*=%87%D1%91; filename*2=\"t.pdf\"", 'счёt.pdf'],
    ['pieces in the wrong order', 'Content-Disposition: attachment; filename*1=".pdf"; filename*0="price list"', 'price list.pdf'],
    ['encoded words in the name', 'Content-Disposition: attachment; filename="=?windows-1251?B?8fe48i5wZGY=?="', 'счёт.pdf'],
    ['both, the better wins', "Content-Disposition: attachment; filename=\"?????.pdf\"; filename*=utf-8''%D1%81%D1%87%D1%91%D1%82.pdf", 'счёт.pdf'],
    ['a path is no name', 'Content-Disposition: attachment; filename="C:\\\\Users\\\\me\\\\..\\\\a.pdf"', 'a.pdf'],
    ['quotes inside', 'Content-Disposition: attachment; filename="a \\"b\\".pdf"', 'a "b".pdf'],
    ['a name only in Content-Type', 'X: y\r\nContent-Type: application/pdf; name="=?utf-8?B?0YHRh9GR0YI=?=.pdf"', 'счёт.pdf'],
    ['direction marks', "Content-Disposition: attachment; filename*=utf-8''invoice%E2%80%AEfdp.exe", 'invoicefdp.exe'],
  ])('file names: %s', (_name, header, expected) => {
    const type = header.includes('Content-Type') ? [] : ['Content-Type: application/pdf'];
    expect(message(['From: a@b.example', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'x', '--b', ...type, header, 'Content-Transfer-Encoding: base64', '', 'JVBERi0=', '--b--']).attachments).toMatchObject([{ name: expected, size: 5 }]);
  });
});

describe('the text of a mail', () => {
  it('keeps the reply and the quoted line above it apart in format=flowed', () => {
    const mail = ['From: a@b.example', 'Content-Type: text/plain; charset=utf-8; format=flowed', '', 'Thanks, that ', 'works.', '>> Deep ', '> Less deep ', 'My reply under ', 'it.', '-- ', 'Olena'];
    const { text, quotedText } = message(mail);
    expect(text).toBe('Thanks, that works.\nMy reply under it.');
    expect(quotedText).toContain('>> Deep');
    expect(quotedText).toContain('Olena');
  });
  it('never joins a quote with the answer below it, also with delsp', () => {
    expect(message(['From: a@b.example', 'Content-Type: text/plain; format=flowed; delsp=yes', '', '> quoted with trailing space ', 'reply line']).text).toBe('reply line');
  });
  it('takes the text from HTML when there is no other', () => {
    expect(message(['From: a@b.example', 'Content-Type: text/html; charset=utf-8', '', '<p>Добрий&nbsp;день!</p><ul><li>один<li>два</ul>Бувайте<br>Олена'])).toMatchObject({ text: 'Добрий день!\n\n• один\n• два\n\nБувайте\nОлена' });
  });
  it('prefers HTML to a text that only says that there is HTML', () => {
    const mail = ['From: a@b.example', 'Content-Type: multipart/alternative; boundary=b', '', '--b', '', 'Please use an HTML capable client.', '--b', 'Content-Type: text/html', '', '<p>One</p><p>Two</p><p>Three</p><p>Four</p><p>Five</p><p>Six</p>', '--b--'];
    expect(message(mail).text).toContain('Three');
  });
  it('reads base64 and quoted-printable that are broken', () => {
    expect(message(['From: a@b.example', 'Content-Transfer-Encoding: base64', '', 'SGVsbG8g', 'd29y!bGQ', '', '-- ', 'a list added this line']).text).toContain('Hello world');
    expect(message(['From: a@b.example', 'Content-Transfer-Encoding: quoted-printable', '', 'a=3Db = c =', 'd=ZZ', 'e= ', 'f']).text).toBe('a=b = c d=ZZ\nef');
  });
  it('shows a mail whose closing boundary never comes, and one that claims to be multipart and is not', () => {
    expect(message(['From: a@b.example', 'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'still here']).text).toBe('still here');
    expect(message(['From: a@b.example', 'Content-Type: multipart/mixed; boundary=never', '', 'plain words']).text).toBe('plain words');
  });
  it('strips NUL and lone surrogates, which no database keeps', () => {
    const { text } = message(Buffer.from('From: a@b.example\r\n\r\na\0b'));
    expect(text).toBe('ab');
  });
  it('has files and inline images, and tells them apart', () => {
    const mail = [
      'From: a@b.example', 'Content-Type: multipart/mixed; boundary=m', '', '--m', 'Content-Type: multipart/related; boundary=r', '', '--r', 'Content-Type: text/html', '', '<p>see <img src="cid:pic@x"> and <img src="https://tracker.example/p.gif" srcset="https://t.example/2x 2x"></p>',
      '--r', 'Content-Type: image/png; name=pic.png', 'Content-ID: <pic@x>', 'Content-Transfer-Encoding: base64', '', 'iVBORw0KGgo=', '--r--', '--m', 'Content-Type: message/rfc822', '', 'From: z@z.example', 'Subject: =?utf-8?B?0KHRgtCw0YDQtQ==?=', '', 'old', '--m', 'Content-Type: text/calendar; method=REQUEST', '', 'BEGIN:VCALENDAR', '--m--',
    ];
    const event = message(mail);
    expect(event.attachments.map(({ name, kind, inlineCid }) => ({ name, kind, inlineCid }))).toEqual([
      { name: 'pic.png', kind: 'image', inlineCid: 'pic@x' }, { name: 'Старе.eml', kind: 'file', inlineCid: undefined }, { name: 'attachment.ics', kind: 'file', inlineCid: undefined },
    ]);
    expect(event.html).toContain('src="cid:pic@x"');
    expect(event.html).toContain('data-src="https://tracker.example/p.gif"');
    expect(event.html).not.toMatch(/[^-]src="https|srcset/);
  });
});

describe('HTML of strangers', () => {
  const html = (fragment: string) => message(['From: a@b.example', 'Content-Type: text/html; charset=utf-8', '', `<p>words</p>${fragment}`]).html ?? '';
  it.each([
    ['scripts', '<script>alert(1)</script><img src=x onerror=alert(1)>', /script|onerror/i],
    ['style elements', '<style>p{background:url(https://e.example/x)}</style>', /<style|url\(/i],
    ['urls in styles', '<p style="background:url(https://e.example/x);color:red">x</p>', /url\(|background/i],
    ['escaped urls in styles', '<p style="background-color:\\75\\72\\6c(https://e.example)">x</p>', /e\.example/],
    ['layers over the page', '<div style="position:fixed;top:0;left:0;width:100%;z-index:9">x</div>', /position|z-index/],
    ['frames and forms', '<iframe src="https://e.example"></iframe><form action="https://e.example"><input name=a></form>', /iframe|form|input/],
    ['javascript links', '<a href="java&#10;script:alert(1)">x</a><a href="data:text/html,x">y</a>', /javascript|java\s*script|data:/i],
    ['svg and math', '<svg onload=alert(1)><a xlink:href="javascript:alert(1)"></a></svg><math><mi//xlink:href="data:x,1">', /svg|math|xlink/],
    ['backgrounds', '<table background="https://e.example/b.png"><tr><td>x</td></tr></table>', /background/],
    ['meta and base', '<meta http-equiv=refresh content="0;url=https://e.example"><base href="https://e.example">', /meta|base/],
    ['classes and ids of our page', '<div class="composer" id="root">x</div>', /class=|id=/],
  ])('lose %s', (_name, fragment, gone) => {
    expect(html(fragment)).toContain('words');
    expect(html(fragment)).not.toMatch(gone);
  });
  it('keep their looks and open links outside', () => {
    expect(html('<p style="color:#c00;font-weight:bold">red</p><a href="https://shop.example/a?b=1&c=2">link</a>')).toContain('style="color:#c00;font-weight:bold"');
    expect(html('<a href="https://shop.example/">link</a>')).toMatch(/<a href="https:\/\/shop\.example\/" target="_blank" rel="noopener noreferrer nofollow">/);
  });
});

describe('who and what a mail belongs to', () => {
  it('knows our message by the HMAC in References, and believes no other id', () => {
    expect(message(['From: a@b.example', `In-Reply-To: <${ourId}>`, '', 'x']).answersMessageId).toBe(OURS);
    expect(message(['From: a@b.example', 'In-Reply-To: <other@x.example>', `References: <first@x.example> <${ourId}>\r\n <other@x.example>`, '', 'x'])).toMatchObject({ answersMessageId: OURS, references: ['other@x.example', ourId, 'first@x.example'], externalThreadId: 'first@x.example' });
    expect(message(['From: a@b.example', `In-Reply-To: <${ourId.replace(/\.[0-9a-f]{2}/, '.00')}>`, '', 'x']).answersMessageId).toBeUndefined();
  });
  it('makes nothing of our own mail when it comes back', () => {
    expect(parse(['From: support@shop.example', `Message-ID: <${ourId}>`, '', 'x'])).toEqual([{ type: 'unsupported', reason: expect.any(String) as string }]);
  });
  it('has one identity for a mail that came twice on different ways', () => {
    const mail = 'From: a@b.example\r\nSubject: one\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000\r\n\r\nbody\r\n';
    const again = `Return-Path: <a@b.example>\r\nReceived: from x by y\r\n\twith SMTP\r\nX-Spam-Status: No\r\n${mail.replace(/\r\n/g, '\n')}\n`;
    expect(mailHash(Buffer.from(again))).toBe(mailHash(Buffer.from(mail)));
    expect(mailHash(Buffer.from(mail.replace('body', 'Body')))).not.toBe(mailHash(Buffer.from(mail)));
    expect(mailHash(Buffer.from(mail.replace('one', 'two')))).not.toBe(mailHash(Buffer.from(mail)));
  });
  it('keeps Reply-To as a claim, unproven', () => {
    expect(message(['From: a@b.example', 'Reply-To: boss@c.example', '', 'x'])).toMatchObject({ sender: { address: { value: 'a@b.example' }, verified: false }, claims: [{ address: { value: 'boss@c.example' }, verified: false, origin: 'reply-to' }] });
  });
  it.each([
    ['our server says dmarc=pass', ['Authentication-Results: mx.shop.example; spf=pass smtp.mailfrom=b.example; dmarc=pass header.from=b.example'], true],
    ['our server says dkim=pass for the very domain', ['Authentication-Results: mx.shop.example 1; dkim=pass (2048) header.d=b.example'], true],
    ['dkim=pass for another domain', ['Authentication-Results: mx.shop.example; dkim=pass header.d=mailer.example'], false],
    ['only spf passed', ['Authentication-Results: mx.shop.example; spf=pass smtp.mailfrom=b.example'], false],
    ['dmarc failed', ['Authentication-Results: mx.shop.example; dmarc=fail header.from=b.example'], false],
    ['somebody else says so', ['Authentication-Results: mx.evil.example; dmarc=pass header.from=b.example'], false],
    ['the sender put it below what our server wrote', ['Authentication-Results: mx.shop.example; dmarc=fail header.from=b.example', 'Authentication-Results: mx.shop.example; dmarc=pass header.from=b.example'], false],
    ['it hides in a comment', ['Authentication-Results: mx.shop.example (; dmarc=pass header.from=b.example); dmarc=none'], false],
    ['there are two From', ['Authentication-Results: mx.shop.example; dmarc=pass header.from=b.example', 'From: victim@b.example'], false],
  ])('verifies a sender by evidence only: %s', (_name, headers, verified) => {
    expect(message([...headers, 'From: a@b.example', '', 'x']).sender.verified).toBe(verified);
  });
  it('believes the check that our own receiver made as the mail came in', () => {
    expect(message(['From: a@b.example', '', 'x'], { headers: { [INTAKE.verifiedDomain]: 'b.example' } }).sender.verified).toBe(true);
    expect(message(['From: a@c.example', '', 'x'], { headers: { [INTAKE.verifiedDomain]: 'b.example' } }).sender.verified).toBe(false);
  });
  it('takes the time from Date where that can be, else when it came', () => {
    const at = (date: string) => message(['From: a@b.example', `Date: ${date}`, '', 'x']).occurredAt.toISOString();
    expect(at('Sat, 21 Nov 2026 11:00:00 +0200')).toBe('2026-11-21T09:00:00.000Z');
    expect(at('Sat, 21 Nov 2033 11:00:00 +0200')).toBe('2026-11-21T10:00:00.000Z');
    expect(at('Thu, 1 Jan 1970 00:00:00 +0000')).toBe('2026-11-21T10:00:00.000Z');
    expect(at('yesterday')).toBe('2026-11-21T10:00:00.000Z');
  });
});

describe('delivery reports', () => {
  const report = (action: string, status: string, extra: readonly string[] = []) => [
    'From: MAILER-DAEMON@mx.example', 'Return-Path: <>', 'Subject: Undelivered Mail Returned to Sender', 'Content-Type: multipart/report; report-type=delivery-status; boundary=r', '', '--r', '', 'I could not deliver your mail.',
    '--r', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', '', 'Final-Recipient: rfc822; Olena@Example.com', `Action: ${action}`, `Status: ${status}`, 'Diagnostic-Code: smtp; 550 5.1.1 No such user', '', ...extra, '--r', 'Content-Type: text/rfc822-headers', '', 'From: support@shop.example', `Message-ID: <${ourId}>`, '', '--r--',
  ];
  it('fail the delivery they name, and are marked', () => {
    expect(parse(report('failed', '5.1.1'))).toMatchObject([
      { type: 'message-received', automatic: 'bounce', answersMessageId: OURS },
      { type: 'delivery-updated', messageId: OURS, recipient: { kind: 'email', value: 'olena@example.com' }, status: 'failed', failure: { kind: 'recipient', code: '550 5.1.1' } },
    ]);
  });
  it('of two recipients are two updates', () => {
    expect(parse(report('failed', '5.1.1', ['Final-Recipient: rfc822; b@example.com', 'Action: delivered', 'Status: 2.0.0', ''])).slice(1)).toMatchObject([{ status: 'failed' }, { recipient: { value: 'b@example.com' }, status: 'delivered' }]);
  });
  it('of a delay fail nothing', () => {
    expect(parse(report('delayed', '4.4.1'))).toMatchObject([{ type: 'message-received', automatic: 'bounce' }]);
    expect(parse(report('delayed', '4.4.1'))).toHaveLength(1);
  });
  it('that quote no id of ours change nothing of ours', () => {
    const forged = report('failed', '5.1.1').map((line) => line.replace(ourId, ourId.replace(/^.{4}/, '0000')));
    expect(parse(forged)).toHaveLength(1);
  });
  it('that follow no standard are understood by their words', () => {
    const events = parse(['From: Mail Delivery System <Mailer-Daemon@mx.example>', 'X-Failed-Recipients: olena@example.com', 'Subject: Mail delivery failed: returning message to sender', '', 'A message that you sent could not be delivered:', '  olena@example.com', '    550 5.2.1 mailbox disabled', '', '------ This is a copy of the headers ------', '', `Message-ID: <${ourId}>`]);
    expect(events[1]).toMatchObject({ type: 'delivery-updated', messageId: OURS, recipient: { value: 'olena@example.com' }, status: 'failed', failure: { kind: 'recipient', code: '550 5.2.1' } });
  });
  it('of reading make a tick and no message', () => {
    const receipt = ['From: olena@example.com', 'Content-Type: multipart/report; report-type=disposition-notification; boundary=r', '', '--r', '', 'was read', '--r', 'Content-Type: message/disposition-notification', '', 'Final-Recipient: rfc822; olena@example.com', `Original-Message-ID: <${ourId}>`, 'Disposition: manual-action/MDN-sent-manually; displayed', '', '--r--'];
    expect(parse(receipt)).toEqual([{ type: 'delivery-updated', messageId: OURS, recipient: { kind: 'email', value: 'olena@example.com' }, status: 'read', occurredAt: new Date('2026-11-21T10:00:00Z') }]);
  });
});
