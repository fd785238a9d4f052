import type { Locale, ReportName, ReportNumberView, ReportRowView, ReportView } from '#crm-core';
import type { Cell } from './csv.ts';
import { REPORT_WORDS } from './words.ts';

/** Numbers of each report in the order of its columns, and what besides the count is said of them. */
const NUMBERS: Readonly<Record<ReportName, readonly (readonly [measure: string, says?: 'times' | 'money' | 'onward'])[]>> = {
  answering: [['opened'], ['answered', 'times'], ['unanswered'], ['closed', 'times']],
  funnel: [['reached', 'onward'], ['stayed', 'times'], ['now', 'money'], ['lost', 'money']],
  endings: [['lost', 'money'], ['junk']],
  sources: [['leads'], ['junk'], ['converted'], ['deals', 'money'], ['won', 'money'], ['orders', 'money']],
  waiting: [['waiting'], ['money', 'money']],
};

/** A report as a table of plain cells: a heading, its rows, and all of them together. */
export function toTable(report: ReportView, locale: Locale): Cell[][] {
  const words = REPORT_WORDS[locale];
  const columns = NUMBERS[report.report].flatMap(([measure, says]) => columnsOf(report, measure, says, locale));
  const first = report.report === 'funnel' ? words.by.stage : report.report === 'endings' ? words.by.reason : report.report === 'sources' ? words.by.source : words.by[report.by ?? 'person'];
  return [
    [first, ...columns.map(({ heading }) => heading)],
    ...report.rows.map((row, index) => [nameOf(report, row, locale), ...columns.map(({ cell }) => cell(row.numbers, report.rows[index + 1]?.numbers ?? null))]),
    // Stages are no parts of a whole: their deals are the same ones.
    ...(report.report === 'funnel' ? [] : [[words.total, ...columns.map(({ cell }) => cell(report.total, null))]]),
  ];
}

interface Column {
  readonly heading: string;
  readonly cell: (numbers: ReportRowView['numbers'], next: ReportRowView['numbers'] | null) => Cell;
}

function columnsOf(report: ReportView, measure: string, says: 'times' | 'money' | 'onward' | undefined, locale: Locale): Column[] {
  const words = REPORT_WORDS[locale];
  const name = words.counts[measure] ?? measure;
  const count: Column = { heading: name, cell: (numbers) => numbers[measure]?.count ?? 0 };
  switch (says) {
    case undefined:
      return [count];
    case 'times':
      return [count, { heading: `${name}: ${words.median}`, cell: (numbers) => minutes(numbers[measure]?.median) }, { heading: `${name}: ${words.p90}`, cell: (numbers) => minutes(numbers[measure]?.p90) }];
    case 'onward':
      return [count, { heading: words.onward, cell: (numbers, next) => share(next?.[measure]?.count, numbers[measure]?.count, next !== null) }];
    case 'money':
      return [count, ...currenciesOf(report, measure).map((currency): Column => ({ heading: `${name}: ${words.money}, ${currency}`, cell: (numbers) => majorUnits(numbers[measure], currency) }))];
  }
}

const currenciesOf = (report: ReportView, measure: string): string[] => [...new Set([...report.rows.map(({ numbers }) => numbers), report.total].flatMap((numbers) => numbers[measure]?.sums.map(({ currency }) => currency) ?? []))].toSorted();

const minutes = (seconds: number | null | undefined): Cell => (seconds === null || seconds === undefined ? null : Math.round(seconds / 6) / 10);
const share = (part: number | undefined, whole: number | undefined, known: boolean): Cell => (known && whole ? Math.round(((part ?? 0) / whole) * 1000) / 10 : null);

function majorUnits(number: ReportNumberView | undefined, currency: string): Cell {
  const sum = number?.sums.find((each) => each.currency === currency);
  if (!sum) return 0;
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return sum.minor / 10 ** digits;
}

function nameOf({ report, by }: ReportView, { key, name, code }: ReportRowView, locale: Locale): string {
  const words = REPORT_WORDS[locale];
  if (code && words.codes[code]) return words.codes[code];
  if (name !== null) return name;
  if (key === null) return report === 'endings' ? words.noReason : words.nobody;
  if (report === 'sources') {
    const [channel = '', ...came] = key.split('|');
    return `${words.channels[channel] ?? channel}: ${came.join('|') || words.direct}`;
  }
  return by === 'channel' ? (words.channels[key] ?? key) : by === 'hour' ? `${key}:00` : key;
}
