import { useEffect, useRef, useState, type DragEvent } from 'react';
import { VList, type VListHandle } from 'virtua';
import type { Id, StageView, SumView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { dealsInColumn } from '../../store/board.ts';
import { useMoment } from '../../store/clock.ts';
import { loadMoreDeals } from '../../store/deals.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { setWindow } from '../../store/window-state.ts';
import { LabelDot } from '../acts/label-dot.tsx';
import { complain } from '../thread/actions.ts';
import { dropOn, sumsInWords } from './board-words.ts';
import { DEAL_TYPE, DealCard } from './deal-card.tsx';

/** A place where a card may be let go. */
function useDrop(onDrop: (dealId: Id) => void): { over: boolean; handlers: { onDragOver: (event: DragEvent) => void; onDragLeave: (event: DragEvent) => void; onDrop: (event: DragEvent) => void } } {
  const [over, setOver] = useState(false);
  return {
    over,
    handlers: {
      onDragOver: (event) => {
        if (!event.dataTransfer.types.includes(DEAL_TYPE)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        setOver(true);
      },
      onDragLeave: (event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false); },
      onDrop: (event) => {
        event.preventDefault();
        setOver(false);
        const id = event.dataTransfer.getData(DEAL_TYPE);
        if (id) onDrop(id);
      },
    },
  };
}

/** One stage: as many cards as are in view, and more of them as one scrolls. */
export function BoardColumn({ stage, count, sums, current, onCurrent }: { stage: StageView; count: number; sums: readonly SumView[]; current: Id | null; onCurrent: (id: Id) => void }) {
  const now = useMoment();
  const ids = useDeskShallow((state) => dealsInColumn(state, stage.id, now).map(({ id }) => id));
  const more = useDesk((state) => Boolean(state.board?.columns[stage.id]));
  const list = useRef<VListHandle>(null);
  const { over, handlers } = useDrop((dealId) => dropOn(dealId, stage.id));
  const at = current ? ids.indexOf(current) : -1;
  useEffect(() => { if (at >= 0) list.current?.scrollToIndex(at, { align: 'nearest' }); }, [at]);
  const ask = (): void => {
    const view = list.current;
    if (more && view && view.scrollOffset + view.viewportSize > view.scrollSize - 600) loadMoreDeals(stage.id).catch(complain);
  };
  useEffect(ask, [more, ids.length]);
  return (
    <section className={`board-col ${over ? 'over' : ''}`} aria-label={t('deal.columnOf', { stage: stage.name, n: count })} data-stage={stage.id} {...handlers}>
      <header className="board-col-head">
        <LabelDot colour={stage.colour} />
        <h2 className="cut" title={stage.name}>{stage.name}</h2>
        <span className="t3 num" data-count="">{count}</span>
        <span className="grow" />
        <span className="t2 num small">{sumsInWords(sums)}</span>
      </header>
      {ids.length === 0 ? (
        <p className="board-none t3 small">{t('deal.columnEmpty')}</p>
      ) : (
        <VList ref={list} className="board-cards virtual" data={ids} itemSize={126} bufferSize={400} role="list" onScroll={ask}>
          {(id: Id, index: number) => <DealCard key={id} id={id} stage={stage} tabbable={id === current || (index === 0 && at < 0)} current={id === current} onCurrent={onCurrent} />}
        </VList>
      )}
    </section>
  );
}

/** Won and lost stand folded at the side; a card let go there asks how it ended. */
export function EndStrip({ end, total }: { end: 'win' | 'lose'; total: { readonly count: number; readonly sums: readonly SumView[] } }) {
  const { over, handlers } = useDrop((dealId) => setWindow({ dealAct: { act: end, dealId } }));
  return (
    <section className={`board-end ${end} ${over ? 'over' : ''}`} data-end={end} {...handlers}>
      <i className={`dot ${end === 'win' ? 'green' : ''}`} aria-hidden="true" />
      <span className="num">{end === 'win' ? t('deal.win') : t('deal.lose')} <b>{total.count}</b> {sumsInWords(total.sums)}</span>
    </section>
  );
}
