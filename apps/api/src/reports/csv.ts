import type { Locale } from '#crm-core';

export type Cell = string | number | null;

/**
 * A table as Excel of that language opens it with a double click: UTF-8 with a byte order mark, and between the cells what that language has
 * between the items of a list, since the comma is its decimal point.
 */
export function toCsv(table: readonly (readonly Cell[])[], locale: Locale): string {
  const [separator, point] = locale === 'en' ? [',', '.'] : [';', ','];
  const write = (cell: Cell): string => (cell === null ? '' : typeof cell === 'number' ? String(cell).replace('.', point) : quoted(cell, separator));
  return `\uFEFF${table.map((row) => row.map(write).join(separator)).join('\r\n')}\r\n`;
}

/** What begins like a formula is words: https://owasp.org/www-community/attacks/CSV_Injection */
function quoted(text: string, separator: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /["\r\n]/.test(safe) || safe.includes(separator) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
