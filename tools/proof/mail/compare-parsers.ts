import iconv from 'iconv-lite';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { readMime, leaves } from '../../../libs/channels/src/email/mime.ts';
import { mailboxes, words } from '../../../libs/channels/src/email/header.ts';
import { readBody } from '../../../libs/channels/src/email/mail-body.ts';

/** What a parser must get right that Russian and Ukrainian mail really brings, and how each of the three does. */
export interface ParserScore {
  readonly parser: string;
  readonly right: number;
  readonly of: number;
  readonly wrong: readonly string[];
  readonly mailsPerSecond: number;
}

interface Reading {
  readonly subject: string;
  readonly from: string;
  readonly text: string;
  readonly file: string;
}

const in8bit = (text: string, charset: string): Buffer => iconv.encode(text, charset);
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

const CASES: readonly { readonly name: string; readonly raw: Buffer; readonly expect: Partial<Reading> }[] = [
  ...['koi8-r', 'windows-1251', 'utf-8'].map((charset) => ({
    name: `raw ${charset} headers`,
    raw: Buffer.concat([ascii('From: "'), in8bit('Ольга Петрова', charset), ascii('" <o@b.example>\r\nSubject: '), in8bit('Счёт на оплату товара', charset), ascii(`\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`), in8bit('Добрый день', charset)]),
    expect: { subject: 'Счёт на оплату товара', from: 'Ольга Петрова', text: 'Добрый день' },
  })),
  ...['koi8-r', 'windows-1251', 'iso-8859-5'].map((charset) => ({
    name: `undeclared ${charset} text`,
    raw: Buffer.concat([ascii('From: o@b.example\r\n\r\n'), in8bit('Здравствуйте, пришлите счёт на оплату', charset)]),
    expect: { text: 'Здравствуйте, пришлите счёт на оплату' },
  })),
  ...['koi8-r', 'windows-1251'].map((charset) => ({
    name: `raw ${charset} file name`,
    raw: Buffer.concat([ascii(`From: o@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`), in8bit('Во вложении', charset), ascii('\r\n--b\r\nContent-Disposition: attachment; filename="'), in8bit('Накладная за октябрь.pdf', charset), ascii('"\r\n\r\nx\r\n--b--')]),
    expect: { file: 'Накладная за октябрь.pdf' },
  })),
  { name: 'RFC 2231 koi8-r file name', raw: ascii("From: o@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Disposition: attachment; filename*=koi8-r''%D3%DE%C5%D4.pdf\r\n\r\nx\r\n--b--"), expect: { file: 'счет.pdf' } },
  { name: 'format=flowed reply under a quote', raw: ascii('From: o@b.example\r\nContent-Type: text/plain; format=flowed\r\n\r\n> quoted with trailing space \r\nreply line'), expect: { text: '> quoted with trailing space \nreply line' } },
  { name: 'windows-1251 text labelled iso-8859-1', raw: Buffer.concat([ascii('From: o@b.example\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n'), in8bit('Здравствуйте, пришлите счёт на оплату', 'windows-1251')]), expect: { text: 'Здравствуйте, пришлите счёт на оплату' } },
];

const PARSERS: Readonly<Record<string, (raw: Buffer) => Promise<Reading>>> = {
  async mailparser(raw) {
    const mail = await simpleParser(raw, { skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true });
    return { subject: mail.subject ?? '', from: mail.from?.value[0]?.name ?? '', text: (mail.text ?? '').trim(), file: mail.attachments[0]?.filename ?? '' };
  },
  async 'postal-mime'(raw) {
    const mail = await PostalMime.parse(raw);
    return { subject: mail.subject ?? '', from: mail.from?.name ?? '', text: (mail.text ?? '').trim(), file: mail.attachments[0]?.filename ?? '' };
  },
  async ours(raw) {
    const root = readMime(raw);
    const body = readBody(root);
    for (const part of leaves(root)) part.bytes();
    return { subject: words(root.headers.get('subject')), from: mailboxes(root.headers.all('from'))[0]?.name ?? '', text: (body.plain ?? '').trim(), file: body.files[0]?.name ?? '' };
  },
};

/** Correctness on the cases above, speed on `corpus`. */
export async function compareParsers(corpus: readonly Buffer[]): Promise<ParserScore[]> {
  const scores: ParserScore[] = [];
  for (const [parser, read] of Object.entries(PARSERS)) {
    const wrong: string[] = [];
    for (const { name, raw, expect } of CASES) {
      const reading = await read(raw).catch(() => null);
      if (!reading || Object.entries(expect).some(([key, value]) => reading[key as keyof Reading] !== value)) wrong.push(name);
    }
    for (const raw of corpus) await read(raw);
    const startedAt = performance.now();
    for (const raw of corpus) await read(raw);
    scores.push({ parser, right: CASES.length - wrong.length, of: CASES.length, wrong, mailsPerSecond: Math.round((corpus.length / (performance.now() - startedAt)) * 1000) });
  }
  return scores;
}
