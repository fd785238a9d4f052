import { ChartNoAxesColumn, Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { ReportView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { currentLocale, t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { useDesk } from '../../store/desk.ts';
import { Empty, Failed, withKeys } from '../../ui/controls.tsx';
import { useKeys } from '../shell/keys.ts';
import { pathOf, queryOf, readShown, type Shown } from './address.ts';
import { explained, reportNames, titleOf } from './columns.ts';
import { ReportFilters } from './report-filters.tsx';
import { Headlines, ReportTable, type Pressed } from './report-table.tsx';
import { ThingsDialog } from './things-dialog.tsx';
import { none, rowName } from './words.ts';
import './reports.css';

const AGAIN_MS = 60_000;

/** How the company answers and sells, in numbers each of which opens what it counted. */
export function ReportsPage({ name }: { name: string | undefined }) {
  const [, go] = useLocation();
  const [search] = useSearchParams();
  const now = useMoment();
  const timeZone = useDesk((state) => state.company?.timeZone ?? null);
  const shown = readShown(name, search);
  const show = (change: Partial<Shown>): void => go(pathOf({ ...shown, ...change }), { replace: true });
  const [pressed, setPressed] = useState<Pressed | null>(null);
  const file = useRef<HTMLAnchorElement>(null);
  useKeys({ 'Shift+KeyS': () => file.current?.click() });
  if (!timeZone) return null;
  const query = queryOf(shown, now, timeZone);
  const address = new URLSearchParams(Object.entries({ ...query, locale: currentLocale() }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  return (
    <main className="shell-page reports-page" aria-label={t('nav.reports')} data-region="main">
      <header className="pane-head reports-head">
        <h1 className="pane-title grow">{t('nav.reports')}</h1>
        <a ref={file} className="btn" href={`/api/v1/reports/${shown.report}/csv?${address.toString()}`} download={`${shown.report}.csv`} title={withKeys(t('report.file'), 'Shift S')}><Download size={16} aria-hidden="true" />{t('report.fileShort')}</a>
      </header>
      <div className="reports-bar">
        <span className="seg" role="tablist" aria-label={t('nav.reports')}>
          {reportNames.map((report) => <button key={report} type="button" role="tab" aria-selected={report === shown.report} onClick={() => go(pathOf({ ...shown, report, by: null }))}>{titleOf(report)}</button>)}
        </span>
        <ReportFilters shown={shown} days={{ from: query.from ?? '', to: query.to ?? '' }} onShow={show} />
      </div>
      <ReportOf key={shown.report} shown={shown} query={query} now={now} onOpen={setPressed}>
        {(report) => pressed && (
          <ThingsDialog
            title={[t(pressed.column.title), pressed.row && rowName(report, pressed.row, now)].filter(Boolean).join(' · ')} count={(pressed.row ? pressed.row.numbers : report.total)[pressed.column.measure]?.count ?? none.count}
            slowest={pressed.column.says === 'times' || pressed.column.says === 'speed'} asked={{ name: report.report, query, measure: pressed.column.measure, key: pressed.row ? pressed.row.key : undefined }} now={now} onClose={() => setPressed(null)}
          />
        )}
      </ReportOf>
    </main>
  );
}

/** Asked anew when something else is to be shown, and every minute; meanwhile what was there stays. */
function ReportOf({ shown, query, now, onOpen, children }: { shown: Shown; query: Readonly<Record<string, string | undefined>>; now: number; onOpen: (pressed: Pressed) => void; children: (report: ReportView) => React.ReactNode }) {
  const [report, setReport] = useState<ReportView | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const asked = JSON.stringify(query);
  useEffect(() => {
    const leaving = new AbortController();
    const load = (): void => {
      api.report(shown.report, JSON.parse(asked) as Record<string, string>, leaving.signal).then(
        (answer) => { setReport(answer); setFailure(null); },
        (error: unknown) => { if (!leaving.signal.aborted) setFailure(describeError(error)); },
      );
    };
    load();
    const timer = setInterval(load, AGAIN_MS);
    return () => {
      leaving.abort();
      clearInterval(timer);
    };
  }, [shown.report, asked, turn]);
  const retry = (): void => setTurn((before) => before + 1);
  const nothing = report !== null && Object.keys(report.total).length === 0;
  return (
    <div className="reports-body scrolls">
      <div className="reports-col">
        <p className="t2 small">{explained(shown.report)}</p>
        {failure && report && <div className="banner amber"><span className="grow">{failure}</span><button type="button" className="link" onClick={retry}>{t('action.retry')}</button></div>}
        {failure && !report && <Failed title={t('report.failed')} text={failure} onRetry={retry} />}
        {!report && !failure && <div className="card" aria-busy="true"><span className="hidden-text">{t('state.loading')}</span>{[40, 62, 51, 46].map((width) => <div key={width} className="report-waits"><span className="skeleton" style={{ width: `${width}%` }} /></div>)}</div>}
        {report && !report.measured && <div className="banner">{t('report.measuring')}</div>}
        {nothing && <Empty icon={ChartNoAxesColumn} title={t('report.none')} text={t('report.noneText')} />}
        {report && !nothing && <Headlines report={report} onOpen={onOpen} />}
        {report && !nothing && report.rows.length > 0 && <ReportTable report={report} now={now} onOpen={onOpen} />}
        {report && children(report)}
      </div>
    </div>
  );
}
