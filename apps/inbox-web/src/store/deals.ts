/** Fetches of pipelines and the board; parts that show them ask, and ask again when a lost feed cleared them. */
import type { DealMarkName, DealPageView, Id, PipelineView } from '../../../../libs/crm-core/src/views.ts';
import { api } from '../api/routes.ts';
import { change, desk } from './desk.ts';
import { foldConversationRows, foldRows } from './fold.ts';
import type { BoardState, DeskState } from './state.ts';

const atOnce = 40;

export async function loadPipelines(): Promise<readonly PipelineView[]> {
  const known = desk.getState().pipelines;
  if (known) return known;
  const pipelines = await api.pipelines();
  change((state) => ({ ...state, pipelines }));
  return pipelines;
}

/** Which deals a board shows. */
export interface BoardChoice {
  readonly ownerId: Id | null;
  readonly marked: DealMarkName | null;
}
const asked = ({ ownerId, marked }: BoardChoice): { ownerId?: Id; marked?: DealMarkName } => ({ ...(ownerId && { ownerId }), ...(marked && { marked }) });
export const isBoard = (board: BoardState | null, pipelineId: Id, { ownerId, marked }: BoardChoice): board is BoardState => board?.pipelineId === pipelineId && board.ownerId === ownerId && board.marked === marked;

const page = (stageId: Id, choice: BoardChoice, after: string | null = null): Promise<DealPageView> => api.deals({ stageId, status: 'open', ...asked(choice), conversations: true, limit: atOnce, after });
/** With where one talks about them, so that a card says the last words and who waits. */
const foldPage = (state: DeskState, { items, conversations }: DealPageView, since: number): DeskState => foldConversationRows(foldRows(state, 'deals', items, since), conversations, since);

/** Counters and the first page of each column; asked again when a deal moved meanwhile. */
export async function loadBoard(pipeline: PipelineView, { ownerId, marked }: BoardChoice): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const since = desk.getState().tick;
    const [counts, ...pages] = await Promise.all([api.board({ pipelineId: pipeline.id, ...asked({ ownerId, marked }) }), ...pipeline.stages.map((stage) => page(stage.id, { ownerId, marked }))]);
    if (desk.getState().tick !== since && attempt < 3) continue;
    change((state) => {
      const columns = Object.fromEntries(pages.map((each, index) => [pipeline.stages[index]?.id ?? '', each.next === null ? null : { next: each.next, from: each.items.at(-1)?.stageSince ?? '' }]));
      return pages.reduce<DeskState>((folded, each) => foldPage(folded, each, since), { ...state, board: { pipelineId: pipeline.id, ownerId, marked, stale: false, counts, columns } });
    });
    return;
  }
}

const loading = new Set<Id>();
/** The next page of a column. */
export async function loadMoreDeals(stageId: Id): Promise<void> {
  const { board, tick } = desk.getState();
  const reach = board?.columns[stageId];
  if (!board || !reach || loading.has(stageId)) return;
  loading.add(stageId);
  try {
    const more = await page(stageId, board, reach.next);
    change((state) => {
      // Another board meanwhile, or this one begun anew.
      if (!isBoard(state.board, board.pipelineId, board) || state.board.columns[stageId] !== reach) return state;
      const columns = { ...state.board.columns, [stageId]: more.next === null ? null : { next: more.next, from: more.items.at(-1)?.stageSince ?? reach.from } };
      return foldPage({ ...state, board: { ...state.board, columns } }, more, tick);
    });
  } finally {
    loading.delete(stageId);
  }
}
