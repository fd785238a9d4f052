import type { ProductImportView } from '../../views.ts';

/** A record of the file, with the line of the file on which it begins, counted from 1. */
export interface Record {
  readonly line: number;
  readonly cells: readonly string[];
}
export interface Table {
  readonly encoding: ProductImportView['encoding'];
  readonly separator: ProductImportView['separator'];
  readonly records: readonly Record[];
}

/** A CSV file as spreadsheets write it: encoding and separator are recognised, empty lines left out. RFC 4180, and Excel's `sep=` line. */
export function readTable(bytes: Uint8Array): Table {
  const { encoding, text } = decode(bytes);
  const named = /^sep=([;,\t])\r?\n/i.exec(text);
  const body = named ? text.slice(named[0].length) : text;
  const separator = named ? named[1]! : separatorOf(body);
  return { encoding, separator: separator === '\t' ? 'tab' : (separator as ';' | ','), records: split(body, separator, named ? 2 : 1) };
}

/** What is valid UTF-8 is UTF-8: Cyrillic of windows-1251 almost never is. */
function decode(bytes: Uint8Array): { encoding: Table['encoding']; text: string } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16', text: new TextDecoder('utf-16le').decode(bytes) };
  try {
    return { encoding: 'utf-8', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { encoding: 'windows-1251', text: new TextDecoder('windows-1251').decode(bytes) };
  }
}

/** The one that stands most often in the first line that says anything, outside quotes. */
function separatorOf(text: string): string {
  const head = (text.split(/\r\n|\r|\n/).find((line) => line.trim()) ?? '').replace(/"[^"]*"/g, '');
  const count = (separator: string): number => head.split(separator).length;
  return [';', '\t', ','].reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

function split(text: string, separator: string, firstLine: number): Record[] {
  const records: Record[] = [];
  let [line, begun, cell, quoted] = [firstLine, firstLine, '', false];
  let cells: string[] = [];
  const endCell = (): void => {
    cells.push(cell.replaceAll('\0', '').trim());
    cell = '';
  };
  const endRecord = (): void => {
    endCell();
    if (cells.some(Boolean)) records.push({ line: begun, cells });
    cells = [];
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    const newLine = char === '\n' || (char === '\r' && text[at + 1] !== '\n');
    if (newLine) line++;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[++at]!;
      else quoted = false;
    } else if (char === '"' && cell.trim() === '') [quoted, cell] = [true, ''];
    else if (char === separator) endCell();
    else if (newLine) {
      endRecord();
      begun = line;
    } else if (char !== '\r') cell += char;
  }
  endRecord();
  return records;
}
