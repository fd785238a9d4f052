import iconv from 'iconv-lite';

export interface Mail {
  readonly thread: number;
  readonly token: string;
  readonly raw: Buffer;
}

const RUSSIAN = 'Здравствуйте! Подскажите, пожалуйста, есть ли доставка на завтра и сколько она стоит? Нужны две коробки плитки и затирка к ним. ';
const ENGLISH = 'Hello! Could you tell me whether you deliver tomorrow and what it costs? I need two boxes of tiles and the grout for them. ';
/** Thread lengths that make four on average. */
const LENGTHS = [3, 4, 5, 4];

/**
 * Mixed mail as a shop gets it: half of it Cyrillic (in three charsets), a fifth with an attachment, threads of about four, in shuffled order. `run` makes ids and
 * senders of its own: the same mail in two mailboxes would be one message.
 */
export function mixedMail(count: number, run: string, random: () => number): Mail[] {
  const mails: Mail[] = [];
  for (let thread = 0; mails.length < count; thread++) {
    const length = Math.min(LENGTHS[thread % LENGTHS.length] ?? 4, count - mails.length);
    const ids: string[] = [];
    for (let index = 0; index < length; index++) {
      const number = mails.length;
      const id = `<${run}-${thread}-${index}@customer.example>`;
      mails.push({ thread, token: `bench-mail-${number}`, raw: mail({ run, number, thread, id, ids: [...ids], random }) });
      ids.push(id);
    }
  }
  for (let at = mails.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mails[at], mails[other]] = [mails[other] as Mail, mails[at] as Mail];
  }
  return mails;
}

function mail({ run, number, thread, id, ids, random }: { run: string; number: number; thread: number; id: string; ids: string[]; random: () => number }): Buffer {
  const isCyrillic = number % 2 === 0;
  const charset = isCyrillic ? (['utf-8', 'koi8-r', 'windows-1251'][(number / 2) % 3] ?? 'utf-8') : 'us-ascii';
  const subject = isCyrillic ? `Заказ плитки ${thread}` : `Order of tiles ${thread}`;
  const words = (isCyrillic ? RUSSIAN : ENGLISH).repeat(1 + Math.floor(random() * 8));
  const quote = ids.length ? `\r\n\r\nOn Fri, 20 Nov 2026 at 10:00, Shop <support@shop.example> wrote:\r\n> ${words.slice(0, 200)}` : '';
  const text = iconv.encode(`bench-mail-${number}\r\n${words}${quote}\r\n`, charset === 'us-ascii' ? 'latin1' : charset);
  // Two threads of each customer, so that the sender alone does not tell them apart.
  const head = [
    `From: =?utf-8?B?${Buffer.from(isCyrillic ? 'Ольга Петренко' : 'Olga Petrenko').toString('base64')}?= <customer-${thread >> 1}@${run}.example>`, 'To: support@shop.example',
    `Subject: =?${charset}?B?${iconv.encode(`${ids.length ? 'Re: ' : ''}${subject}`, charset === 'us-ascii' ? 'latin1' : charset).toString('base64')}?=`,
    `Message-ID: ${id}`, ...(ids.length ? [`In-Reply-To: ${ids.at(-1)}`, `References: ${ids.join(' ')}`] : []), 'Date: Sat, 21 Nov 2026 09:00:00 +0200', 'MIME-Version: 1.0',
    'Received: from mx.customer.example by mx.shop.example; Sat, 21 Nov 2026 09:00:01 +0200',
  ];
  const body = [`Content-Type: text/plain; charset=${charset}`, 'Content-Transfer-Encoding: base64', '', lines(text)];
  if (number % 5 !== 0) return Buffer.from([...head, ...body, ''].join('\r\n'));
  const file = Buffer.alloc(20_000 + Math.floor(random() * 60_000), `%PDF-1.4 ${number} `);
  return Buffer.from([
    ...head, 'Content-Type: multipart/mixed; boundary="b"', '', '--b', ...body, '--b', 'Content-Type: application/pdf', 'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(`рахунок ${number}.pdf`)}`, '', lines(file), '--b--', '',
  ].join('\r\n'));
}

const lines = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');

/** A small generator with a seed (mulberry32): every run has the same mails. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
