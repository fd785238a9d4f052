import type { OrderView } from '#crm-core';
import { MARGIN, printable } from './page.ts';
import { writeMoney } from '../money.ts';
import { writeQuantity, type DocumentWords } from './words.ts';

type Pdf = PDFKit.PDFDocument;
const GAP = 6;
/** Widths of number, quantity, price and sum; the name takes the rest. */
const WIDTH = { at: 28, quantity: 62, price: 98, sum: 104 } as const;

/** The goods as a table; its head stands on every page, and no line is torn. */
export function drawLines(pdf: Pdf, order: OrderView, words: DocumentWords): void {
  const right = pdf.page.width - MARGIN;
  const sumAt = right - WIDTH.sum;
  const priceAt = sumAt - WIDTH.price;
  const quantityAt = priceAt - WIDTH.quantity;
  const nameAt = MARGIN + WIDTH.at;
  const nameWidth = quantityAt - nameAt - GAP;
  const lowest = (): number => pdf.page.height - pdf.page.margins.bottom;
  const rule = (y: number, colour: string): void => void pdf.moveTo(MARGIN, y).lineTo(right, y).lineWidth(0.7).strokeColor(colour).stroke();
  const rowOf = (y: number, cells: { at: string; name: string; quantity: string; price: string; sum: string }): void => {
    pdf.text(cells.at, MARGIN + 4, y, { width: WIDTH.at - 4, lineBreak: false });
    for (const [text, x, width] of [[cells.quantity, quantityAt, WIDTH.quantity], [cells.price, priceAt, WIDTH.price], [cells.sum, sumAt, WIDTH.sum]] as const) pdf.text(text, x, y, { width: width - GAP, align: 'right', lineBreak: false });
    pdf.text(cells.name, nameAt, y, { width: nameWidth });
  };
  const head = (): void => {
    const y = pdf.y;
    pdf.rect(MARGIN, y, right - MARGIN, 22).fill('#f2f2ef');
    pdf.font('bold').fontSize(9).fillColor('#1a1a18');
    rowOf(y + 5, { at: '№', name: words.item, quantity: words.quantity, price: words.price, sum: words.sum });
    pdf.y = y + 22;
    pdf.font('regular').fontSize(10);
  };
  head();
  for (const [index, line] of order.lines.entries()) {
    const name = printable(line.name) || '—';
    const height = Math.min(pdf.font('regular').fontSize(10).heightOfString(name, { width: nameWidth }), lowest() - MARGIN - 40) + 11;
    if (pdf.y + height > lowest()) {
      pdf.addPage();
      head();
    }
    const y = pdf.y;
    pdf.fillColor('#1a1a18');
    const money = (minor: number): string => writeMoney(minor, order.currency, words.tag);
    rowOf(y + 5, { at: String(index + 1), name, quantity: writeQuantity(line.quantity, words.tag), price: money(line.priceMinor), sum: money(line.totalMinor) });
    pdf.y = Math.max(y + height, pdf.y + 5);
    rule(pdf.y, '#e6e6e2');
  }
  pdf.x = MARGIN;
}
