/** A report as it stands on the screen, cell by cell, beside what it should say of some counts. */
import type { ReportName } from '../../../libs/crm-core/src/views.ts';
import { quantile, type Cell, type Counted } from './counted.ts';
import type { Operator } from './operator.ts';

type Says = 'time' | 'speed' | 'money' | 'onward' | null;
type Layout = readonly (readonly [measure: string, says: Says])[];
const COLUMNS: Readonly<Record<ReportName, Layout>> = {
  answering: [['opened', null], ['answered', 'time'], ['unanswered', null], ['closed', 'time']],
  funnel: [['reached', 'onward'], ['stayed', 'time'], ['now', 'money'], ['lost', 'money']],
  endings: [['lost', 'money'], ['junk', null]],
  sources: [['leads', null], ['junk', null], ['converted', null], ['deals', null], ['won', 'money'], ['orders', 'money']],
  waiting: [['waiting', 'time'], ['money', 'money']],
};
const HEADS: Readonly<Record<ReportName, Layout>> = {
  answering: [['opened', null], ['answered', 'speed'], ['unanswered', null], ['closed', 'speed']],
  funnel: [['deals', 'money'], ['wonDeals', 'money'], ['lostDeals', 'money'], ['openDeals', 'money']],
  endings: COLUMNS.endings,
  sources: [['leads', null], ['deals', 'money'], ['won', 'money'], ['orders', 'money']],
  waiting: COLUMNS.waiting,
};

/** Lines such as `webchat|google / autumn answered median: 12 min`. */
export interface Screen {
  readonly heads: readonly (readonly [measure: string, large: string, small: string])[];
  readonly rows: readonly { readonly key: string; readonly name: string; readonly cells: readonly string[] }[];
}
const READ = `({
  heads: [...document.querySelectorAll('.report-head')].map((head) => [head.dataset.number, head.querySelector('b').innerText, head.querySelector('.small').innerText]),
  rows: [...document.querySelectorAll('.report-table tbody tr')].map((row) => ({ key: row.dataset.row, name: row.querySelector('th').innerText, cells: [...row.querySelectorAll('td')].map((cell) => cell.innerText) })),
})`;
const plain = (text: string): string => text.replace(/\s/g, ' ').trim();
/** Opens with its numbers, all of one moment. */
export async function readScreen({ page }: Operator): Promise<Screen> {
  const read = await page.evaluate<Screen>(READ);
  return { heads: read.heads.map(([measure, large, small]) => [measure, plain(large), plain(small)]), rows: read.rows.map(({ key, name, cells }) => ({ key, name: plain(name), cells: cells.map(plain) })) };
}

const number = (count: number): string => count.toLocaleString('en-GB');
const sums = (cell: Cell | undefined): string => Object.values(cell?.sums ?? {}).map((minor) => `₴${(minor / 100).toLocaleString('en-GB')}`).join(' + ');
/** Working time as hours and minutes, to the nearest; other time as it has passed, of two days and more the days. */
function time(seconds: number, report: ReportName): string {
  const minutes = report === 'answering' ? Math.round(seconds / 60) : Math.floor(seconds / 60);
  if (report === 'answering' && minutes < 1) return '< 1 min';
  if (report !== 'answering' && minutes >= 2880) return `${Math.floor(minutes / 1440)} days`;
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 60)} h`;
}
/** What may stand there: time goes on while one looks, and whole seconds are kept. */
function times(early: Cell | undefined, late: Cell | undefined, share: number, report: ReportName): string[] {
  const [from, to] = [quantile(early?.seconds ?? [], share), quantile(late?.seconds ?? [], share)];
  return from === null || to === null ? ['–'] : [...new Set([from - 3, from, to, to + 3].map((seconds) => time(Math.max(0, seconds), report)))];
}

/** Every text of the screen that is not what the counts say: empty when all are. */
export function wrongOnScreen(screen: Screen, report: ReportName, early: Counted, late: Counted, stages: readonly string[]): string[] {
  const wrong: string[] = [];
  const says = (where: string, shown: string | undefined, expected: readonly string[]): void => {
    if (!expected.includes(shown ?? '')) wrong.push(`${where}: «${shown}» for «${expected.join('» or «')}»`);
  };
  if (screen.heads.map(([measure]) => measure).join() !== HEADS[report].map(([measure]) => measure).join()) wrong.push(`heads: ${JSON.stringify(screen.heads)}`);
  for (const [index, [measure, kind]] of HEADS[report].entries()) {
    const [, large, small] = screen.heads[index] ?? [];
    const [cell, then] = [early.total.get(measure), late.total.get(measure)];
    const [median, slow] = [times(cell, then, 0.5, report), times(cell, then, 0.9, report)];
    says(`above ${measure}`, large, kind === 'speed' ? median : [number(cell?.count ?? 0)]);
    const below = kind === 'money' ? [sums(cell)] : !cell?.seconds.length ? [''] : kind === 'speed' ? slow.map((p90) => `median of ${number(cell.count)} · 90 % within ${p90}`) : kind === 'time' ? median.flatMap((middle) => slow.map((p90) => `median ${middle} · 90 % within ${p90}`)) : [''];
    says(`below ${measure}`, small, below);
  }
  const keys = report === 'funnel' ? stages : [...early.rows.keys()].filter((key) => key !== '*').map((key) => key ?? 'none');
  if ([...keys].sort().join() !== screen.rows.map(({ key }) => key).sort().join()) wrong.push(`rows: ${JSON.stringify(screen.rows)} for ${keys.join()}`);
  for (const [at, key] of keys.entries()) {
    const shown = screen.rows.find((row) => row.key === key)?.cells ?? [];
    const of = (counted: Counted, row: string | undefined, measure: string): Cell | undefined => counted.rows.get(row === 'none' ? null : (row ?? ''))?.get(measure);
    let column = 0;
    for (const [measure, kind] of COLUMNS[report]) {
      const [cell, then, next] = [of(early, key, measure), of(late, key, measure), of(early, keys[at + 1], measure)];
      const here = `${key} ${measure}`;
      says(here, shown[column++], [number(cell?.count ?? 0)]);
      if (kind === 'time') for (const [name, share] of [['median', 0.5], ['90 %', 0.9]] as const) says(`${here} ${name}`, shown[column++], times(cell, then, share, report));
      if (kind === 'money') says(`${here} sum`, shown[column++], [sums(cell) || '–']);
      if (kind === 'onward') says(here, shown[column++], [at === keys.length - 1 || !cell ? '–' : `${Math.round((100 * (next?.count ?? 0)) / cell.count)}%`]);
    }
    if (shown.length !== column) wrong.push(`${key} has ${shown.length} cells for ${column}`);
  }
  return wrong;
}
