import type { DocumentSettingsView, Locale, OrderView } from '#crm-core';
import PDFDocument from 'pdfkit';
import { fonts } from './fonts.ts';
import { drawLines } from './lines.ts';
import { MARGIN, printable } from './page.ts';
import { writeMoney } from '../money.ts';
import { DOCUMENT_WORDS, type DocumentKind, type DocumentWords } from './words.ts';

export interface DocumentInput {
  readonly kind: DocumentKind;
  readonly order: OrderView;
  readonly locale: Locale;
  readonly seller: DocumentSettingsView & { readonly name: string };
  readonly buyer: { readonly name: string; readonly addresses: readonly string[] };
  readonly at: Date;
  readonly timeZone: string;
}
type Pdf = PDFKit.PDFDocument;

const GREY = '#5c5c57';
const INK = '#1a1a18';
const FOOT = 54;

/** An invoice or a proposal as a PDF of A4 pages. Its words are those of the order, its frame those of the language. */
export async function drawDocument(input: DocumentInput): Promise<Buffer> {
  const words = DOCUMENT_WORDS[input.locale];
  const title = words.title[input.kind](input.order.number);
  const pdf = new PDFDocument({ size: 'A4', margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT }, bufferPages: true, lang: words.tag, info: { Title: title, Author: printable(input.seller.legalName || input.seller.name), CreationDate: input.at } });
  const done = collected(pdf);
  pdf.registerFont('regular', fonts().regular);
  pdf.registerFont('bold', fonts().bold);
  drawHead(pdf, input, words, title);
  drawLines(pdf, input.order, words);
  drawTotals(pdf, input, words);
  if (input.seller.footer.trim()) drawFooter(pdf, input.seller.footer);
  numberPages(pdf, words, title);
  pdf.end();
  return done;
}

function collected(pdf: Pdf): Promise<Buffer> {
  const parts: Buffer[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => resolve(Buffer.concat(parts)));
    pdf.on('error', reject);
  });
}

const widthOf = (pdf: Pdf): number => pdf.page.width - 2 * MARGIN;

function drawHead(pdf: Pdf, { seller, buyer, at, timeZone }: DocumentInput, words: DocumentWords, title: string): void {
  pdf.font('bold').fontSize(20).fillColor(INK).text(title, MARGIN, MARGIN, { width: widthOf(pdf) });
  const day = new Intl.DateTimeFormat(words.tag, { day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(at);
  pdf.font('regular').fontSize(10).fillColor(GREY).text(`${words.date}: ${day}`).moveDown(1.4);
  const column = (widthOf(pdf) - 24) / 2;
  const top = pdf.y;
  const left = drawParty(pdf, MARGIN, top, column, words.from, seller.legalName || seller.name, seller.requisites.split('\n'));
  const right = drawParty(pdf, MARGIN + column + 24, top, column, words.to, buyer.name, buyer.addresses);
  pdf.x = MARGIN;
  pdf.y = Math.max(left, right) + 18;
}

/** Answers where it ends. */
function drawParty(pdf: Pdf, x: number, y: number, width: number, label: string, name: string, lines: readonly string[]): number {
  pdf.font('regular').fontSize(9).fillColor(GREY).text(label, x, y, { width });
  pdf.font('bold').fontSize(11).fillColor(INK).text(printable(name), x, pdf.y + 1, { width });
  const rest = lines.map(printable).filter(Boolean).join('\n');
  if (rest) pdf.font('regular').fontSize(9.5).text(rest, x, pdf.y + 2, { width, lineGap: 1 });
  return pdf.y;
}

function drawTotals(pdf: Pdf, { kind, order }: DocumentInput, words: DocumentWords): void {
  const money = (minor: number): string => writeMoney(minor, order.currency, words.tag);
  const beside = order.discountMinor > 0 || order.deliveryMinor > 0;
  const due = kind === 'invoice' && order.paidMinor > 0;
  const rows: readonly (readonly [label: string, sum: string, strong: boolean])[] = [
    ...(beside ? [[words.subtotal, money(order.lines.reduce((sum, line) => sum + line.totalMinor, 0)), false] as const] : []),
    ...(order.discountMinor > 0 ? [[words.discount, `−${money(order.discountMinor)}`, false] as const] : []),
    ...(order.deliveryMinor > 0 ? [[words.delivery, money(order.deliveryMinor), false] as const] : []),
    [words.total, money(order.totalMinor), true],
    ...(due ? [[words.paid, money(order.paidMinor), false] as const, [words.due, money(Math.max(0, order.totalMinor - order.paidMinor)), true] as const] : []),
  ];
  // The sums stay together: on the next page rather than torn.
  if (pdf.y + rows.length * 20 + 12 > pdf.page.height - pdf.page.margins.bottom) pdf.addPage();
  const x = MARGIN + widthOf(pdf) / 2;
  const width = widthOf(pdf) / 2;
  let y = pdf.y + 10;
  for (const [label, sum, strong] of rows) {
    pdf.font(strong ? 'bold' : 'regular').fontSize(strong ? 12 : 10).fillColor(strong ? INK : GREY).text(label, x, y, { width: width * 0.5 });
    pdf.fillColor(INK).text(sum, x + width * 0.4, y, { width: width * 0.6 - 6, align: 'right', lineBreak: false });
    y += strong ? 21 : 17;
  }
  pdf.x = MARGIN;
  pdf.y = y + 14;
}

function drawFooter(pdf: Pdf, footer: string): void {
  pdf.font('regular').fontSize(9.5).fillColor(INK).text(footer.split('\n').map(printable).join('\n'), MARGIN, pdf.y, { width: widthOf(pdf), lineGap: 1.5 });
}

/** Under each page what it is and which of how many: a page that fell out of a pile finds its way back. */
function numberPages(pdf: Pdf, words: DocumentWords, title: string): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page);
    // Below the margin, where text would otherwise begin a page of its own.
    pdf.page.margins.bottom = 0;
    const y = pdf.page.height - MARGIN;
    pdf.font('regular').fontSize(8.5).fillColor(GREY).text(title, MARGIN, y, { width: widthOf(pdf) * 0.7, lineBreak: false });
    pdf.text(words.page(page - start + 1, count), MARGIN + widthOf(pdf) * 0.7, y, { width: widthOf(pdf) * 0.3, align: 'right', lineBreak: false });
  }
}
