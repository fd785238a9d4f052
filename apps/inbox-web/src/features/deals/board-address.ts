/** Which board is shown, and which of its deals, stands in the address, so that Back, a bookmark or a colleague's link lead to the same. */
import type { DealMarkName, Id } from '../../../../../libs/crm-core/src/views.ts';

/** As written; what is not here any more is found out by whoever has the rows. */
export interface BoardAddress {
  readonly pipelineId: Id | null;
  /** `mine`, the id of a person; null: everybody's. */
  readonly of: string | null;
  readonly marked: DealMarkName | null;
}

export const marks: readonly DealMarkName[] = ['stuck', 'no-task'];

export function readBoardAddress(search: URLSearchParams): BoardAddress {
  return { pipelineId: search.get('board'), of: search.get('of'), marked: marks.find((mark) => mark === search.get('marked')) ?? null };
}

export function boardPath({ pipelineId, of, marked }: BoardAddress): string {
  const query = new URLSearchParams({ ...(pipelineId && { board: pipelineId }), ...(of && { of }), ...(marked && { marked }) }).toString();
  return query ? `/deals?${query}` : '/deals';
}
