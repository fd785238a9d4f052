import iconv from 'iconv-lite';

/** Letters that make up half of any Russian or Ukrainian text; the right charset is the one that shows most of them. */
const COMMON = new Set('оеаинтсрвлкмдпуОЕАИНТСРВЛі');
const CYRILLIC_CHARSETS = ['windows-1251', 'koi8-u', 'iso-8859-5', 'ibm866'] as const;
/** Read-as-declared charsets that senders write without meaning it: 8-bit text labelled so is guessed. */
const MEANS_NOTHING = new Set(['us-ascii', 'ascii', 'ansi_x3.4-1968', 'iso-8859-1', 'latin1', 'unknown-8bit', 'x-unknown', 'unknown', 'default', '8bit', 'binary', '']);

/** Bytes of a mail as text: the declared charset where it is known and fits, else UTF-8 where valid, else the likeliest Cyrillic one. Never throws. */
export function decodeText(bytes: Buffer, declared: string | undefined): string {
  if (isAscii(bytes) && !/^(iso-2022|utf-?(7|16|32)|hz)/i.test(declared ?? '')) return bytes.toString('latin1');
  const label = (declared ?? '').trim().toLowerCase().replace(/^["']|["']$/g, '');
  if (MEANS_NOTHING.has(label)) return decodeGuessed(bytes, label === 'iso-8859-1' || label === 'latin1');
  if (label === 'utf-8' || label === 'utf8') return strictUtf8(bytes) ?? bestOf(bytes, bytes.toString('utf8'));
  return decodeAs(bytes, label) ?? decodeGuessed(bytes, false);
}

/** Raw 8-bit bytes without any declaration, as in the header of an old mailer. `hint`: the charset of the mail's own text. */
export function decodeUndeclared(bytes: Buffer, hint?: string): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  const utf8 = strictUtf8(bytes);
  if (utf8 !== null) return utf8;
  const label = (hint ?? '').toLowerCase();
  if (label && !MEANS_NOTHING.has(label) && !/^utf-?8$/.test(label)) return decodeAs(bytes, label) ?? decodeGuessed(bytes, false);
  return decodeGuessed(bytes, false);
}

function decodeGuessed(bytes: Buffer, latinDeclared: boolean): string {
  const utf8 = strictUtf8(bytes);
  if (utf8 !== null) return utf8;
  const latin = new TextDecoder('windows-1252').decode(bytes);
  const guessed = bestOf(bytes, latin);
  // Declared Latin-1 with a few accents is Latin-1; only a text that is mostly 8-bit is a mislabelled Cyrillic one.
  if (latinDeclared && share8bit(bytes) < 0.3) return latin;
  return guessed;
}

function bestOf(bytes: Buffer, fallback: string): string {
  if (share8bit(bytes) < 0.08) return fallback;
  const sample = bytes.subarray(0, 8192);
  let best = { score: 0, charset: '' };
  for (const charset of CYRILLIC_CHARSETS) {
    let score = 0;
    for (const letter of new TextDecoder(charset).decode(sample)) {
      if (COMMON.has(letter)) score += letter >= 'а' ? 2 : 1;
      else if (letter >= '\u2500' && letter <= '\u25ff') score -= 2;
    }
    if (score > best.score) best = { score, charset };
  }
  const eightBit = sample.reduce((n, byte) => n + (byte > 0x7f ? 1 : 0), 0);
  return best.score > eightBit * 0.6 ? new TextDecoder(best.charset).decode(bytes) : fallback;
}

function decodeAs(bytes: Buffer, label: string): string | null {
  const name = /^(cp|windows|ms|x-cp|x-windows)-?(125\d)$/.exec(label)?.[2] ? `windows-${/125\d/.exec(label)![0]}` : label;
  try {
    return new TextDecoder(name).decode(bytes);
  } catch {
    return iconv.encodingExists(name) ? iconv.decode(bytes, name) : null;
  }
}

function strictUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function isAscii(bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f) return false;
  return true;
}

function share8bit(bytes: Buffer): number {
  const sample = bytes.subarray(0, 8192);
  let letters = 0;
  let high = 0;
  for (const byte of sample) {
    if (byte > 0x7f) high++;
    if (byte > 0x40) letters++;
  }
  return letters === 0 ? 0 : high / letters;
}
