import type { DealView, Id, SumView } from '../../../../../libs/crm-core/src/views.ts';
import { money } from '../../i18n/format.ts';
import { desk } from '../../store/desk.ts';
import { setWindow } from '../../store/window-state.ts';
import { moveTo } from './deal-acts.ts';

export const sumsInWords = (sums: readonly SumView[]): string => sums.map(({ minor, currency }) => money(minor, currency)).join(' + ');

/** The way to the customer: the conversation, or the first words where there was none. */
export function openCustomer(deal: DealView, go: (path: string) => void): void {
  if (deal.conversationId) go(`/inbox/all/${deal.conversationId}`);
  else setWindow({ dialog: 'start', startWith: { contactId: deal.contactId } });
}

/** A card was let go over a column. */
export function dropOn(dealId: Id, stageId: Id): void {
  const deal = desk.getState().deals[dealId];
  if (deal && deal.stageId !== stageId) void moveTo(dealId, stageId);
}
