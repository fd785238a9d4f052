import { ChartNoAxesColumn, Columns3 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { DealView, Id, PipelineView, SumView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { t } from '../../i18n/index.ts';
import { dealsInColumn } from '../../store/board.ts';
import { useMoment } from '../../store/clock.ts';
import { isBoard, loadBoard, loadPipelines } from '../../store/deals.ts';
import { desk, useDesk } from '../../store/desk.ts';
import { setWindow } from '../../store/window-state.ts';
import { Empty, Failed, Keys } from '../../ui/controls.tsx';
import { overlayOpen, useKeys } from '../shell/keys.ts';
import { boardPath, readBoardAddress, type BoardAddress } from './board-address.ts';
import { BoardColumn, EndStrip } from './board-column.tsx';
import { BoardFilters } from './board-filters.tsx';
import { openCustomer, sumsInWords } from './board-words.ts';
import './deals.css';

/** The deals of a pipeline, a column a stage; counts and sums are the server's. */
export function BoardPage() {
  const [, go] = useLocation();
  const pipelines = useDesk((state) => state.pipelines);
  const board = useDesk((state) => state.board);
  const [search] = useSearchParams();
  const address = readBoardAddress(search);
  const [failure, setFailure] = useState<string | null>(null);
  const [current, setCurrent] = useState<Id | null>(null);
  const pipeline = pipelines?.find(({ id }) => id === address.pipelineId) ?? pipelines?.[0] ?? null;
  const { marked } = address;
  // Who is not here any more leaves the board to everybody.
  const ownerId = useDesk((state) => (address.of === 'mine' ? (state.me?.id ?? null) : address.of && state.users[address.of] ? address.of : null));
  const shown = pipeline && isBoard(board, pipeline.id, { ownerId, marked }) ? board : null;
  const minute = Math.floor(useMoment() / 60_000);
  const load = useCallback(() => {
    setFailure(null);
    const loading = pipeline ? loadBoard(pipeline, { ownerId, marked }) : loadPipelines();
    loading.catch((error: unknown) => setFailure(describeError(error)));
  }, [pipeline, ownerId, marked]);
  useEffect(() => { if (!shown && (pipeline || !pipelines)) load(); }, [shown, pipeline, pipelines, load]);
  const stale = shown?.stale ?? false;
  useEffect(() => { if (stale) load(); }, [stale, load]);
  // Days in a stage pass without anybody doing anything.
  useEffect(() => { if (marked === 'stuck') load(); }, [minute]);
  const show = (next: BoardAddress): void => go(boardPath(next), { replace: true });
  const { step, across } = useCursor(pipeline, current, setCurrent);
  const deal = (): DealView | undefined => (current ? desk.getState().deals[current] : undefined);
  useKeys({
    KeyJ: () => step(1), ArrowDown: () => step(1), KeyK: () => step(-1), ArrowUp: () => step(-1), ArrowRight: () => across(1), ArrowLeft: () => across(-1),
    KeyD: () => { const at = deal(); if (at?.status === 'open') setWindow({ dealAct: { act: 'move', dealId: at.id } }); },
    Enter: () => { const at = deal(); if (at) openCustomer(at, go); },
  });
  const open = shown?.counts.columns.reduce((all, column) => all + column.count, 0) ?? 0;
  return (
    <main className="shell-page board-page" aria-label={t('deal.board')} data-region="main">
      <header className="pane-head board-head">
        <h1 className="pane-title">{t('nav.deals')}</h1>
        <Link className="icon-btn to-reports" href="/reports/funnel" aria-label={t('nav.reports')}><ChartNoAxesColumn size={20} aria-hidden="true" /></Link>
        {pipelines && pipelines.length > 1 && (
          <select className="input board-pick" aria-label={t('deal.pipeline')} value={pipeline?.id ?? ''} onChange={(event) => show({ ...address, pipelineId: event.target.value })}>
            {pipelines.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        )}
        <span className="grow" />
        {shown && <span className="t2 num board-sum">{t('deal.inWork', { n: open })} <b>{sumsInWords(totalOf(shown.counts.columns))}</b></span>}
        {pipeline && <BoardFilters address={{ ...address, of: ownerId === null ? null : address.of }} onChange={show} />}
      </header>
      {failure && !shown && <Failed title={t('deal.failed')} text={failure} onRetry={load} />}
      {pipelines?.length === 0 && <NoPipeline />}
      {!failure && !shown && pipelines?.length !== 0 && <BoardSkeleton />}
      {shown && pipeline && (
        <div className="board" role="group" aria-label={pipeline.name}>
          {pipeline.stages.map((stage) => {
            const counts = shown.counts.columns.find(({ stageId }) => stageId === stage.id);
            return <BoardColumn key={stage.id} stage={stage} count={counts?.count ?? 0} sums={counts?.sums ?? []} current={current} onCurrent={setCurrent} />;
          })}
          <EndStrip end="win" total={shown.counts.won} />
          <EndStrip end="lose" total={shown.counts.lost} />
        </div>
      )}
      {shown && <footer className="board-foot t2 small">
        <span><Keys keys="J" /><Keys keys="K" /> {t('deal.hintCards')}</span><span><kbd>←</kbd><kbd>→</kbd> {t('deal.hintStages')}</span><span><Keys keys="D" /> {t('deal.moveTo')}</span><span><Keys keys="V" /> {t('deal.hintMarks')}</span><span><kbd>↵</kbd> {t('deal.hintOpen')}</span>
      </footer>}
    </main>
  );
}

function totalOf(columns: readonly { readonly sums: readonly SumView[] }[]): SumView[] {
  const all = new Map<string, number>();
  for (const { minor, currency } of columns.flatMap(({ sums }) => sums)) all.set(currency, (all.get(currency) ?? 0) + minor);
  return [...all].map(([currency, minor]) => ({ currency, minor }));
}

/** Which card has the keys. A card that is not drawn yet is drawn first. */
function useCursor(pipeline: PipelineView | null, current: Id | null, setCurrent: (id: Id) => void): { step: (by: 1 | -1) => void; across: (by: 1 | -1) => void } {
  const columns = (): DealView[][] => (pipeline?.stages ?? []).map((stage) => dealsInColumn(desk.getState(), stage.id, Date.now()));
  const focused = useRef<Id | null>(null);
  const choose = (id: Id | undefined): void => {
    if (!id) return;
    focused.current = id;
    setCurrent(id);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      // Whoever is quick has opened a dialog meanwhile, which keeps the focus.
      if (focused.current === id && !overlayOpen()) document.querySelector<HTMLElement>(`.board [data-deal="${id}"]`)?.focus();
    }));
  };
  const find = (): { column: number; row: number; all: DealView[][] } => {
    const all = columns();
    const column = all.findIndex((deals) => deals.some(({ id }) => id === current));
    return { all, column, row: column < 0 ? -1 : (all[column] ?? []).findIndex(({ id }) => id === current) };
  };
  return {
    step: (by) => {
      const { all, column, row } = find();
      if (column < 0) return choose(all.find((deals) => deals.length > 0)?.[0]?.id);
      choose(all[column]?.[row + by]?.id);
    },
    across: (by) => {
      const { all, column, row } = find();
      if (column < 0) return choose(all.find((deals) => deals.length > 0)?.[0]?.id);
      for (let at = column + by; at >= 0 && at < all.length; at += by) {
        const deals = all[at] ?? [];
        if (deals.length > 0) return choose(deals[Math.min(row, deals.length - 1)]?.id);
      }
    },
  };
}

function NoPipeline() {
  const may = useDesk((state) => state.me?.permissions.includes('pipeline.manage') ?? false);
  return (
    <Empty icon={Columns3} title={t('deal.noPipeline')} text={may ? t('deal.noPipelineText') : t('deal.askLeader')}>
      {may && <Link className="btn primary" href="/settings/pipelines">{t('palette.pipelines')}</Link>}
    </Empty>
  );
}

function BoardSkeleton() {
  return (
    <div className="board" aria-busy="true">
      <span className="hidden-text">{t('state.loading')}</span>
      {[3, 2, 4, 1].map((cards, column) => (
        <section key={column} className="board-col"><div className="board-col-head"><span className="skeleton" style={{ width: '50%' }} /></div>{Array.from({ length: cards }, (_, card) => <span key={card} className="skeleton board-waits" />)}</section>
      ))}
    </div>
  );
}
