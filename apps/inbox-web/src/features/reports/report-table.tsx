import type { ReportNumberView, ReportRowView, ReportView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { sumsInWords } from '../deals/board-words.ts';
import { columnsOf, headlinesOf, rowsAre, type Column } from './columns.ts';
import { countInWords, none, percent, rowName, timeInWords } from './words.ts';

/** A number that was pressed: its column, and its row; null: of all rows together. */
export interface Pressed {
  readonly column: Column;
  readonly row: ReportRowView | null;
}
interface Props {
  readonly report: ReportView;
  readonly now: number;
  readonly onOpen: (pressed: Pressed) => void;
}

/** The few numbers of all rows together, large. */
export function Headlines({ report, onOpen }: Omit<Props, 'now'>) {
  return (
    <div className="report-heads">
      {headlinesOf[report.report].map((column) => {
        const number = report.total[column.measure] ?? none;
        return (
          <button key={column.measure} type="button" className="card report-head" data-number={column.measure} disabled={number.count === 0} onClick={() => onOpen({ column, row: null })}>
            <span className="label">{t(column.title)}</span>
            <b className="num">{column.says !== 'speed' ? countInWords(number.count) : number.median === null ? '–' : timeInWords(number.median, report.report)}</b>
            <span className="t2 small num">{said(report, column, number)}</span>
          </button>
        );
      })}
    </div>
  );
}

/** What stands under a large number. */
function said(report: ReportView, column: Column, number: ReportNumberView): string {
  if (number.median !== null && column.says === 'speed') return t('report.countAnd90', { n: countInWords(number.count), p90: timeInWords(number.p90 ?? number.median, report.report) });
  if (number.median !== null && column.says === 'times') return t('report.medianAnd90', { median: timeInWords(number.median, report.report), p90: timeInWords(number.p90 ?? number.median, report.report) });
  return column.says === 'money' ? sumsInWords(number.sums) : '';
}

/** The rows, each number a button; the first also as a bar, as long as it is beside the others. */
export function ReportTable({ report, now, onOpen }: Props) {
  const columns = columnsOf[report.report];
  const [first] = columns;
  const most = Math.max(1, ...report.rows.map(({ numbers }) => numbers[first?.measure ?? '']?.count ?? 0));
  return (
    <div className="card report-card" role="region" aria-label={rowsAre(report)} tabIndex={0}>
      <table className="report-table">
        <thead>
          <tr>
            <th scope="col">{rowsAre(report)}</th>
            {columns.flatMap((column) => [
              <th key={column.measure} scope="col" className="right">{t(column.title)}</th>,
              ...extrasOf(column).map(({ key, title }) => <th key={`${column.measure} ${key}`} scope="col" className="right quiet">{title}</th>),
            ])}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row, index) => (
            <tr key={row.key ?? ''} data-row={row.key ?? 'none'}>
              <th scope="row"><span className="cut">{rowName(report, row, now)}</span></th>
              {columns.flatMap((column, at) => {
                const number = row.numbers[column.measure] ?? none;
                return [
                  <td key={column.measure} className={at === 0 ? 'right bar' : 'right'}>
                    {at === 0 && <i style={{ width: `calc((100% - 72px) * ${number.count / most})` }} aria-hidden="true" />}
                    {number.count === 0
                      ? <span className="t3">0</span>
                      : <button type="button" className="link num" data-number={column.measure} onClick={() => onOpen({ column, row })}>{countInWords(number.count)}</button>}
                  </td>,
                  ...extrasOf(column).map(({ key, cell }) => <td key={`${column.measure} ${key}`} className="right num t2">{cell(report, number, report.rows[index + 1] ?? null, column)}</td>),
                ];
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Extra {
  readonly key: string;
  readonly title: string;
  readonly cell: (report: ReportView, number: ReportNumberView, next: ReportRowView | null, column: Column) => string;
}

function extrasOf({ says }: Column): Extra[] {
  switch (says) {
    case 'times':
      return [
        { key: 'median', title: t('report.median'), cell: ({ report }, { median }) => (median === null ? '–' : timeInWords(median, report)) },
        { key: 'p90', title: t('report.p90'), cell: ({ report }, { p90 }) => (p90 === null ? '–' : timeInWords(p90, report)) },
      ];
    case 'money':
      return [{ key: 'money', title: t('report.money'), cell: (_report, { sums }) => sumsInWords(sums) || '–' }];
    case 'onward':
      return [{ key: 'onward', title: t('report.onward'), cell: (_report, { count }, next, { measure }) => (next && count ? percent((next.numbers[measure]?.count ?? 0) / count) : '–') }];
    case 'speed':
    case null:
      return [];
  }
}
