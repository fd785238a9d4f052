/**
 * How many segments a text message takes: 160 characters of the GSM 03.38 alphabet or 70 UTF-16 units, and fewer in each once
 * there are several (153 and 67), because a header then joins them. An extended character (€ [ ] { } | ^ ~ \) takes two places;
 * neither it nor a surrogate pair is torn between two segments. Source: 3GPP TS 23.038 §6.2.1 and 23.040 §9.2.3.24.1.
 */
const BASIC = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const EXTENDED = new Set('\f^{}\\[~]|€');

export interface Segments {
  readonly alphabet: 'gsm' | 'ucs2';
  readonly count: number;
  /** Places taken, and places there are in as many segments. */
  readonly used: number;
  readonly room: number;
}

export function segmentsOf(text: string): Segments {
  const signs = [...text];
  const gsm = signs.every((sign) => BASIC.has(sign) || EXTENDED.has(sign));
  const widths = signs.map((sign) => (gsm ? (EXTENDED.has(sign) ? 2 : 1) : sign.length));
  const used = widths.reduce((sum, width) => sum + width, 0);
  const [single, joined] = gsm ? [160, 153] : [70, 67];
  const count = used <= single ? Number(used > 0) : packed(widths, joined);
  return { alphabet: gsm ? 'gsm' : 'ucs2', count, used, room: count > 1 ? count * joined : single };
}

/** In how many segments of `size` places these characters fit, none of them torn. */
function packed(widths: readonly number[], size: number): number {
  let count = 1;
  let filled = 0;
  for (const width of widths) {
    if (filled + width > size) {
      count += 1;
      filled = 0;
    }
    filled += width;
  }
  return count;
}
