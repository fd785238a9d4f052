import type { DealMarkName, DealView, StageView, SyncEvent } from '../../../../libs/crm-core/src/views.ts';
import { applyEvent } from './apply-event.ts';
import { dealsInColumn } from './board.ts';
import { emptyState, type BoardState, type DeskState } from './state.ts';

const aDeal = (part: Partial<DealView> = {}): DealView => ({
  id: 'd1', title: 'Two units', contactId: 'k1', contactName: 'Olena', conversationId: null, leadId: null, pipelineId: 'p', stageId: 's1', status: 'open', ownerId: 'anna', amountMinor: 500, currency: 'EUR', expectedOn: null,
  probability: null, comment: '', lostReasonId: null, competitor: null, returnOn: null, stageSince: '2027-03-01T09:00:00.000Z', nextTask: null, tickedIds: [], createdAt: '2027-03-01T09:00:00.000Z', closedAt: null, ...part,
});
const now = Date.parse('2027-03-03T09:00:00.000Z');
const none = { count: 0, sums: [] };
const board = (part: Partial<BoardState> = {}): BoardState => ({
  pipelineId: 'p', ownerId: null, marked: null, stale: false, columns: {}, counts: { asOf: '', pipelineId: 'p', columns: [{ stageId: 's1', count: 1, sums: [{ minor: 500, currency: 'EUR' }] }, { stageId: 's2', ...none }], won: none, lost: none }, ...part,
});
const withDeals = (deals: DealView[], of: BoardState = board()): DeskState => ({ ...emptyState, board: of, deals: Object.fromEntries(deals.map((deal) => [deal.id, deal])) });
const event = (deal: DealView, before: DealView | null): SyncEvent => ({ cursor: '1:1', writer: 1, at: deal.stageSince, type: 'deal', deal, before });

describe('the board', () => {
  it('counters and sums go with a deal that moves; the same event twice changes nothing', () => {
    const moved = event(aDeal({ stageId: 's2', amountMinor: 700 }), aDeal());
    const next = applyEvent(withDeals([aDeal()]), moved);
    expect(next.board?.counts.columns).toEqual([{ stageId: 's1', ...none }, { stageId: 's2', count: 1, sums: [{ minor: 700, currency: 'EUR' }] }]);
    expect(applyEvent(next, moved)).toBe(next);
  });
  it('a won deal leaves its column and is counted as won', () => {
    const next = applyEvent(withDeals([aDeal()]), event(aDeal({ status: 'won' }), aDeal()));
    expect([next.board?.counts.columns[0], next.board?.counts.won]).toEqual([{ stageId: 's1', ...none }, { count: 1, sums: [{ minor: 500, currency: 'EUR' }] }]);
    expect(dealsInColumn(next, 's1', now)).toEqual([]);
  });
  it('counts only the deals of whose board it is, and of its pipeline', () => {
    const mine = withDeals([], board({ ownerId: 'anna' }));
    expect(applyEvent(mine, event(aDeal({ ownerId: 'boris' }), null)).board?.counts.columns[0]?.count).toBe(1);
    expect(applyEvent(mine, event(aDeal({ pipelineId: 'other' }), null)).board?.counts.columns[0]?.count).toBe(1);
    expect(applyEvent(mine, event(aDeal(), null)).board?.counts.columns[0]?.count).toBe(2);
  });
  it('shows the newest in the stage first, and nothing older than what was fetched', () => {
    const [old, young] = [aDeal({ id: 'old', stageSince: '2027-01-01T00:00:00.000Z' }), aDeal({ id: 'young', stageSince: '2027-03-02T00:00:00.000Z' })];
    expect(dealsInColumn(withDeals([old, young]), 's1', now).map(({ id }) => id)).toEqual(['young', 'old']);
    const half = board({ columns: { s1: { next: 'cursor', from: '2027-02-01T00:00:00.000Z' } } });
    expect(dealsInColumn(withDeals([old, young], half), 's1', now).map(({ id }) => id)).toEqual(['young']);
  });
  it('by a mark shows what stands too long or has no next task; its counters are asked for anew with every change', () => {
    const stage = (id: string, stuckAfterDays: number | null): StageView => ({ id, name: id, colour: 'grey', required: [], stuckAfterDays, script: '', checks: [] });
    const task = { id: 't', kind: 'manual' as const, title: 'Call', dueAt: '2027-03-05T09:00:00.000Z' };
    const long = aDeal({ id: 'long', stageSince: '2027-02-01T09:00:00.000Z', nextTask: task });
    const idle = aDeal({ id: 'idle' });
    const marked = (mark: DealMarkName): DeskState => ({ ...withDeals([long, idle], board({ marked: mark })), pipelines: [{ id: 'p', name: 'p', stages: [stage('s1', 7), stage('s2', null)] }] });
    expect(dealsInColumn(marked('stuck'), 's1', now).map(({ id }) => id)).toEqual(['long']);
    expect(dealsInColumn(marked('no-task'), 's1', now).map(({ id }) => id)).toEqual(['idle']);
    const next = applyEvent(marked('no-task'), event({ ...idle, nextTask: task }, idle));
    expect([dealsInColumn(next, 's1', now), next.board?.stale, next.board?.counts.columns[0]?.count]).toEqual([[], true, 1]);
  });
  it('pipelines stand in the order that is told', () => {
    const three: DeskState = { ...emptyState, pipelines: ['a', 'b', 'c'].map((id) => ({ id, name: id, stages: [] })) };
    const next = applyEvent(three, { cursor: '1:1', writer: 1, at: '2027-03-02T09:00:00.000Z', type: 'pipeline-order', pipelineIds: ['c', 'a', 'b'] });
    expect(next.pipelines?.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  });
});
