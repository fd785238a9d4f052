/** The board of one pipeline: its counters go with the events; what stands in a column is derived. */
import type { DealFacts, DealMarkName, DealView, Id, PipelineView, StageView, SumView } from '../../../../libs/crm-core/src/views.ts';
import type { BoardState, DeskState } from './state.ts';

interface Total {
  readonly count: number;
  readonly sums: readonly SumView[];
}

function moved<T extends Total>(total: T, by: 1 | -1, { amountMinor, currency }: DealFacts): T {
  const sums = new Map(total.sums.map((sum) => [sum.currency, sum.minor]));
  if (amountMinor) sums.set(currency, (sums.get(currency) ?? 0) + by * amountMinor);
  return { ...total, count: total.count + by, sums: [...sums].filter(([, minor]) => minor !== 0).sort(([a], [b]) => (a < b ? -1 : 1)).map(([each, minor]) => ({ currency: each, minor })) };
}

function counted(board: BoardState, facts: DealFacts | null, by: 1 | -1): BoardState {
  if (!facts || facts.pipelineId !== board.pipelineId || (board.ownerId !== null && facts.ownerId !== board.ownerId)) return board;
  const { counts } = board;
  switch (facts.status) {
    case 'open':
      return { ...board, counts: { ...counts, columns: counts.columns.map((column) => (column.stageId === facts.stageId ? moved(column, by, facts) : column)) } };
    case 'won':
      return { ...board, counts: { ...counts, won: moved(counts.won, by, facts) } };
    case 'lost':
      return { ...board, counts: { ...counts, lost: moved(counts.lost, by, facts) } };
  }
}

/** One deal went from where it was to where it is. */
export const moveBoard = (board: BoardState, before: DealFacts | null, after: DealFacts): BoardState => (board.marked ? { ...board, stale: true } : counted(counted(board, before, -1), after, 1));

/** Those that are named, as they are named; others follow. */
export const inOrder = (pipelines: readonly PipelineView[], ids: readonly Id[]): PipelineView[] => {
  const place = (id: Id): number => (ids.includes(id) ? ids.indexOf(id) : ids.length);
  return [...pipelines].sort((a, b) => place(a.id) - place(b.id));
};

const DAY = 86_400_000;
/** Stands in its stage for longer than that allows, as the server has it (deals/list.ts). */
export const isStuck = (deal: DealView, stage: StageView | undefined, now: number): boolean => Boolean(stage?.stuckAfterDays) && now - Date.parse(deal.stageSince) >= (stage?.stuckAfterDays ?? 0) * DAY;

function bears(mark: DealMarkName | null, deal: DealView, stage: StageView | undefined, now: number): boolean {
  switch (mark) {
    case null:
      return true;
    case 'stuck':
      return isStuck(deal, stage, now);
    case 'no-task':
      return deal.nextTask === null;
  }
}

/** What stands in a column, in the server's order: who came last to the stage first; only as far back as it was fetched. */
export function dealsInColumn(state: DeskState, stageId: Id, now: number): DealView[] {
  const { board } = state;
  if (!board) return [];
  const reach = board.columns[stageId];
  const stage = state.pipelines?.find(({ id }) => id === board.pipelineId)?.stages.find(({ id }) => id === stageId);
  return Object.values(state.deals)
    .filter((deal) => deal.status === 'open' && deal.stageId === stageId && (board.ownerId === null || deal.ownerId === board.ownerId) && (!reach || deal.stageSince >= reach.from) && bears(board.marked, deal, stage, now))
    .sort((a, b) => (a.stageSince === b.stageSince ? (a.id < b.id ? 1 : -1) : a.stageSince < b.stageSince ? 1 : -1));
}
