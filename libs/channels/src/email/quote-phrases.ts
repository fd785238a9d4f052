/**
 * What mail programs write above the history they quote, as data: Russian, Ukrainian, English. To add a shape, add a row here
 * and a mail to quotes.spec.ts.
 */

/** Any whitespace that programs put between the words of a date line, the invisible ones included. */
const S = '[\\s\\u00a0\\u202f\\u200e\\u200f]';
const TIME = `\\d{1,2}[:.]\\d{2}(?::\\d{2})?`;
/** A date in digits or words; the exact form does not matter, only that a time or a year stands in it. */
const DATEISH = `[^\\n]{0,60}?(?:\\b\\d{4}\\b|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}|${TIME})[^\\n]{0,60}?`;
const MAIL = '[<«"(\\[]?(?:mailto:)?[^\\s<>@]+@[^\\s<>@]+[>»")\\]]?';

/** One joined line that introduces a quote. Matched against up to four physical lines joined by spaces. */
export const ATTRIBUTIONS: readonly RegExp[] = [
  // Gmail, Apple Mail, Thunderbird, English: On Mon, Aug 11, 2026 at 10:00 AM Name <a@b> wrote:
  new RegExp(`^On${S}${DATEISH}.{0,160}?wrote:?${S}*$`, 'i'),
  new RegExp(`^.{0,120}<?${MAIL}>?${S}+(?:wrote|writes):?${S}*$`, 'i'),
  // Russian and Ukrainian with a verb: … написал(а): · пишет: · пише: · написав:
  new RegExp(`^${DATEISH}.{0,160}?${S}(?:написал(?:\\(а\\)|а)?|пишет|писал\\(?а?\\)?|сообщает|написав(?:\\(ла\\))?|написала|пише|писав(?:\\(ла\\))?)${S}*:${S}*$`, 'iu'),
  // Gmail, newer: пн, 11 авг. 2026 г. в 10:00, Имя <a@b>: · пн, 11 серп. 2026 р. о 10:00 Ім'я <a@b>:
  new RegExp(`^${DATEISH}.{0,120}?${MAIL}${S}*:${S}*$`, 'iu'),
  // Mail.ru: Понедельник, 11 августа 2026, 10:00 +03:00 от Имя <a@b>: · Ukr.net: 11 серпня 2026, 10:00:00, від "Ім'я" <a@b>:
  new RegExp(`^${DATEISH}${S}(?:от|від|from)${S}.{0,160}?:${S}*$`, 'iu'),
  // Yandex: 11.08.2026, 10:00, "Имя" <a@b>:
  new RegExp(`^\\d{1,2}\\.\\d{1,2}\\.\\d{2,4},?${S}(?:в${S})?${TIME},?${S}["«„].{0,120}?["»“].{0,120}:${S}*$`, 'iu'),
  // Old talon shapes: 2026-08-11 10:00 GMT+03:00 Name <a@b>:
  new RegExp(`^\\d{4}-\\d{2}-\\d{2}${S}${TIME}.{0,160}:${S}*$`),
];

/** A line of dashes with words: what follows is the original message. */
export const SEPARATORS: readonly RegExp[] = [
  /^\s*[-_—=]{3,}\s*(?:original (?:message|e-?mail|appointment)|reply message)\s*[-_—=]{3,}\s*$/i,
  /^\s*[-_—=]{2,}\s*(?:исходное сообщение|исходное письмо|первоначальное сообщение|оригинальное сообщение)\s*[-_—=]{2,}\s*$/iu,
  /^\s*[-_—=]{2,}\s*(?:вихідне повідомлення|початкове повідомлення|оригінальне повідомлення|вихідний лист)\s*[-_—=]{2,}\s*$/iu,
  /^\s*#{2}- .{0,80}(?:above this line|выше этой линии|вище цієї лінії).{0,20}-#{2}\s*$/iu,
];

/** Starts a forwarded mail: that is what the sender wants us to read, so it is never folded. */
export const FORWARDS: readonly RegExp[] = [
  /^[\s>]*[-_—=]{3,}\s*forwarded message\s*[-_—=]{3,}/i,
  /^[\s>]*begin forwarded message:/i,
  /^[\s>]*[-_—=]{3,}\s*(?:пересланное сообщение|перенаправленное сообщение|пересылаемое сообщение|начало пересылаемого сообщения|начало переадресованного сообщения)\s*[-_—=]{3,}/iu,
  /^[\s>]*[-_—=]{3,}\s*(?:пересланий лист|переслане повідомлення|пересилається повідомлення|початок пересланого повідомлення|початок листа, що пересилається)\s*[-_—=]{3,}/iu,
  /^[\s>]*(?:начало переадресованного (?:сообщения|письма)|початок пересланого листа):?\s*$/iu,
];

/** Labels of the header block that Outlook and phones put above the original. */
export const HEADER_LABELS = {
  from: /^\s*\**\s*(?:from|от|от кого|від|від кого)\s*\**\s*:\s*\**/iu,
  date: /^\s*\**\s*(?:sent|date|отправлено|дата|надіслано|отправлен|відправлено)\s*\**\s*:\s*\**/iu,
  to: /^\s*\**\s*(?:to|кому|cc|копия|копія)\s*\**\s*:\s*\**/iu,
  subject: /^\s*\**\s*(?:subject|тема)\s*\**\s*:\s*\**/iu,
} as const;

/** Lines that phones and web mail add; folded only at the very end of the new text. */
export const MOBILE_SIGNATURES: readonly RegExp[] = [
  /^sent from (?:my|the|a)?\s*(?:iphone|ipad|android|samsung|huawei|xiaomi|galaxy|blackberry|mobile|phone|mail|outlook|yahoo|proton|gmail).{0,60}$/i,
  /^get outlook for .{0,40}$/i,
  /^sent (?:with|via|using) .{0,60}$/i,
  /^отправлено (?:с|из|через|от) .{0,60}$/iu,
  /^(?:надіслано|відправлено) (?:з|із|за допомогою|через) .{0,60}$/iu,
];
