/**
 * Measures what the mail parser makes of real mail: hits, misses and false positives, set by set. Exits with 1 when a goal is missed.
 *   npm run proof:mail [-- path/to/corpora]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { simpleParser } from 'mailparser';
import type { MessageReceived } from '../../libs/channels/src/contract.ts';
import { parseMail, type ParseContext } from '../../libs/channels/src/email/parse-mail.ts';
import { compareParsers, type ParserScore } from './mail/compare-parsers.ts';
import { ordinaryMails } from './mail/ordinary-mails.ts';

export interface Measure {
  readonly name: string;
  readonly hits: number;
  readonly of: number;
  readonly goal: string;
  readonly met: boolean;
  readonly misses: readonly string[];
  /** Depends on how busy the machine is: judged by this command, not by the tests. */
  readonly timing?: true;
}
export interface MailProof {
  readonly measures: readonly Measure[];
  readonly parsers: readonly ParserScore[];
}

const context: ParseContext = { ownAddresses: ['support@shop.example'], signingKey: Buffer.alloc(32, 1), authservId: null };
const parse = (body: Buffer): MessageReceived => {
  const event = parseMail({ providerKey: 'proof', body, headers: {}, receivedAt: new Date('2026-11-21T10:00:00Z') }, context).find((one): one is MessageReceived => one.type === 'message-received');
  if (!event) throw new Error('no message came of it');
  return event;
};
const normal = (text: string): string => text.replace(/\s+/g, ' ').trim();
const files = (folder: string, ending: string): string[] => readdirSync(folder).filter((name) => name.endsWith(ending)).sort().map((name) => join(folder, name));
const isEmpty = (event: MessageReceived): boolean => event.text.trim() === '' && !/<img/.test(event.html ?? '') && event.attachments.length === 0;

/** Everything at once, from a folder laid out as ../shared/corpora. */
export async function measureMail(corpora: string): Promise<MailProof> {
  const mails = [...files(join(corpora, 'bounces'), '.eml'), ...files(join(corpora, 'talon/standard_replies'), '.eml')].map((path) => readFileSync(path));
  return {
    measures: [replies(corpora), htmlReplies(corpora), ...(await torture(corpora)), ...bounces(corpora)],
    parsers: await compareParsers(mails),
  };
}

/** The new words of a reply are what is to be seen; a line such as "Sent from my iPhone" may stay or be folded. */
function replies(corpora: string): Measure {
  const all = files(join(corpora, 'talon/standard_replies'), '.eml');
  const misses: string[] = [];
  for (const path of all) {
    const special = path.replace(/\.eml$/, '_reply_text');
    const expected = normal(existsSync(special) ? readFileSync(special, 'utf8') : 'Hello');
    const { text } = parse(readFileSync(path));
    if (normal(text) !== expected && normal(text) !== 'Hello') misses.push(`${basename(path)}: ${JSON.stringify(text.slice(0, 80))}`);
  }
  return measure('replies of mail programs: new words shown, history folded', all, misses, 'at least 11 of 12', all.length - misses.length >= 11);
}

function htmlReplies(corpora: string): Measure {
  const all = files(join(corpora, 'talon/html_replies'), '.html');
  const misses: string[] = [];
  for (const path of all) {
    const charset = /charset=([\w-]+)/i.exec(readFileSync(path, 'latin1'))?.[1] ?? 'utf-8';
    const event = parse(Buffer.concat([Buffer.from(`From: a@b.example\r\nContent-Type: text/html; charset=${charset}\r\n\r\n`), readFileSync(path)]));
    const visible = normal((event.html ?? '').replace(/<[^>]+>/g, ' ').replace(/&nbsp;|\u00a0/g, ' '));
    if (normal(event.text) !== 'Hi. I am fine. Thanks, Alex' || visible !== 'Hi. I am fine. Thanks, Alex' || !event.quotedHtml) misses.push(`${basename(path)}: ${JSON.stringify(event.text.slice(0, 80))}`);
  }
  return measure('HTML replies: new words shown, history folded', all, misses, 'at least 8 of 9', all.length - misses.length >= 8);
}

/** Nothing lost: every word and file that an independent parser finds is in the event. No bubble empty. The event loop stays free. */
async function torture(corpora: string): Promise<Measure[]> {
  const all = [...files(join(corpora, 'mailparser'), '.eml'), ...files(join(corpora, 'talon/standard_replies'), '.eml')];
  const lost: string[] = [];
  const empty: string[] = [];
  const stalled: string[] = [];
  for (const path of all) {
    const raw = readFileSync(path);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await new Promise((done) => setTimeout(done, 10));
    const event = parse(raw);
    await new Promise((done) => setTimeout(done, 10));
    delay.disable();
    if (delay.max / 1e6 > 1_000) stalled.push(`${basename(path)}: ${Math.round(delay.max / 1e6)} ms`);
    if (isEmpty(event)) empty.push(basename(path));
    const other = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, keepDeliveryStatus: true });
    const ours = [event.text, event.quotedText, event.html, event.quotedHtml, ...event.attachments.map((file) => (file.content.type === 'bytes' && /^(text|message)\//.test(file.mime) ? file.content.bytes.toString() : ''))].join('\n');
    const known = new Set(ours.match(/\p{L}{4,}/gu) ?? []);
    const missing = [...new Set((other.text ?? '').match(/\p{L}{4,}/gu) ?? [])].filter((word) => !known.has(word));
    const filesMissing = other.attachments.filter((file) => file.contentType !== 'text/html' && file.contentType !== 'text/plain').length - event.attachments.length;
    if (missing.length > 0) lost.push(`${basename(path)}: ${missing.slice(0, 5).join(', ')}`);
    if (filesMissing > 0) lost.push(`${basename(path)}: ${filesMissing} files`);
  }
  return [
    measure('torture mails and replies: nothing lost', all, lost, 'all', lost.length === 0),
    measure('torture mails and replies: no empty bubble', all, empty, 'all', empty.length === 0),
    { ...measure('torture mails and replies: event loop free within 1 s', all, stalled, 'all', stalled.length === 0), timing: true },
  ];
}

function bounces(corpora: string): Measure[] {
  const all = files(join(corpora, 'bounces'), '.eml');
  const unmarked: string[] = [];
  const otherwise: string[] = [];
  const empty: string[] = [];
  for (const path of all) {
    const event = parse(readFileSync(path));
    const expected = basename(path).startsWith('arf-') ? 'report' : basename(path).startsWith('rfc3834-') ? 'auto-reply' : 'bounce';
    if (!event.automatic) unmarked.push(`${basename(path)}: ${event.subject ?? ''}`);
    else if (event.automatic !== expected) otherwise.push(`${basename(path)}: ${event.automatic}`);
    if (isEmpty(event)) empty.push(basename(path));
  }
  const ordinary = ordinaryMails();
  const talon = files(join(corpora, 'talon/standard_replies'), '.eml').map((path) => ({ name: basename(path), raw: readFileSync(path) }));
  const people = [...ordinary, ...talon];
  const falsePositives = people.flatMap(({ name, raw }) => {
    const { automatic } = parse(raw);
    return automatic ? [`${name}: ${automatic}`] : [];
  });
  const marked = all.length - unmarked.length;
  return [
    measure('bounces, reports, holiday answers: marked as automatic', all, unmarked, 'at least 97 %', marked / all.length >= 0.97),
    measure('… and with the right kind', all, [...unmarked, ...otherwise], 'at least 95 %', (marked - otherwise.length) / all.length >= 0.95),
    measure('… and shown', all, empty, 'all', empty.length === 0),
    measure('ordinary mails: not marked', people, falsePositives, 'at least 99 % of at least 300', people.length >= 300 && falsePositives.length / people.length <= 0.01),
  ];
}

const measure = (name: string, all: readonly unknown[], misses: readonly string[], goal: string, met: boolean): Measure => ({ name, hits: all.length - misses.length, of: all.length, goal, met, misses });

if (process.argv[1]?.endsWith('mail-corpora.ts')) {
  const corpora = resolve(process.argv[2] ?? '../shared/corpora');
  if (!existsSync(corpora)) {
    console.error(`There are no corpora in ${corpora}. Give their folder: npm run proof:mail -- path/to/corpora`);
    process.exit(2);
  }
  const { measures, parsers } = await measureMail(corpora);
  for (const { name, hits, of, goal, met, misses } of measures) {
    console.log(`${met ? 'ok  ' : 'MISS'} ${hits}/${of}  ${name} (goal: ${goal})`);
    for (const miss of misses) console.log(`       - ${miss}`);
  }
  console.log('\nparsers: cases of Cyrillic and flowed mail right, and speed on the corpora');
  for (const { parser, right, of, mailsPerSecond, wrong } of parsers) console.log(`  ${parser.padEnd(12)} ${right}/${of}  ${mailsPerSecond} mails/s${wrong.length > 0 ? `  wrong: ${wrong.join('; ')}` : ''}`);
  process.exit(measures.every(({ met }) => met) ? 0 : 1);
}
