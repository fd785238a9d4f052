/** Fetches of pipelines and the board; parts that show them ask, and ask again when a lost feed cleared them. */
import type { Id, PipelineView } from '../../../../libs/crm-core/src/views.ts';
import { api } from '../api/routes.ts';
import { change, desk } from './desk.ts';
import { foldRows } from './fold.ts';
import type { DeskState } from './state.ts';

const atOnce = 40;

export async function loadPipelines(): Promise<readonly PipelineView[]> {
  const known = desk.getState().pipelines;
  if (known) return known;
  const pipelines = await api.pipelines();
  change((state) => ({ ...state, pipelines }));
  return pipelines;
}

/** Counters and the first page of each column; asked again when a deal moved meanwhile. */
export async function loadBoard(pipeline: PipelineView, ownerId: Id | null): Promise<void> {
  const whose = ownerId ? { ownerId } : {};
  for (let attempt = 1; ; attempt += 1) {
    const since = desk.getState().tick;
    const [counts, ...pages] = await Promise.all([api.board({ pipelineId: pipeline.id, ...whose }), ...pipeline.stages.map((stage) => api.deals({ stageId: stage.id, status: 'open', ...whose, limit: atOnce }))]);
    if (desk.getState().tick !== since && attempt < 3) continue;
    change((state) => {
      const columns = Object.fromEntries(pages.map((page, index) => [pipeline.stages[index]?.id ?? '', page.next === null ? null : { next: page.next, from: page.items.at(-1)?.stageSince ?? '' }]));
      return pages.reduce<DeskState>((folded, page) => foldRows(folded, 'deals', page.items, since), { ...state, board: { pipelineId: pipeline.id, ownerId, counts, columns } });
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
    const page = await api.deals({ stageId, status: 'open', ...(board.ownerId && { ownerId: board.ownerId }), limit: atOnce, after: reach.next });
    change((state) => {
      // Another board meanwhile.
      if (state.board?.pipelineId !== board.pipelineId || state.board.ownerId !== board.ownerId) return state;
      const columns = { ...state.board.columns, [stageId]: page.next === null ? null : { next: page.next, from: page.items.at(-1)?.stageSince ?? reach.from } };
      return foldRows({ ...state, board: { ...state.board, columns } }, 'deals', page.items, tick);
    });
  } finally {
    loading.delete(stageId);
  }
}
