/** What a person does with a deal, from the board, the chat or the panel; what has to be asked first is asked in a dialog. */
import type { DealView, Id, StageView } from '../../../../../libs/crm-core/src/views.ts';
import { ApiError } from '../../api/problem.ts';
import { api, type DealFields } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change, desk } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { newId } from '../../store/new-id.ts';
import { loadContact } from '../../store/session.ts';
import { setWindow, toast } from '../../store/window-state.ts';
import { complain } from '../thread/actions.ts';
import { loadPipelines } from '../../store/deals.ts';

export const showDeal = (deal: DealView): void => change((state) => foldOwn.deal(state, deal));

export const stageOf = (deal: DealView): StageView | undefined => desk.getState().pipelines?.find(({ id }) => id === deal.pipelineId)?.stages.find(({ id }) => id === deal.stageId);

/** Moves at once; when the stage asks for fields, they are asked for. */
export async function moveTo(dealId: Id, stageId: Id): Promise<void> {
  try {
    const deal = await api.moveDeal(dealId, stageId);
    showDeal(deal);
    toast(t('deal.moved', { stage: stageOf(deal)?.name ?? '' }));
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'fields-missing') setWindow({ dealAct: { act: 'move-with', dealId, stageId } });
    else complain(error);
  }
}

export async function reopen(dealId: Id): Promise<void> {
  await api.reopenDeal(dealId).then(showDeal, complain);
}

export async function saveFields(dealId: Id, fields: DealFields): Promise<void> {
  showDeal(await api.updateDeal(dealId, fields));
}

/** One key: an open lead becomes a customer with a deal, an open deal is moved, and where there is neither a new deal is made. */
export async function dealByKey(conversationId: Id): Promise<void> {
  const contactId = desk.getState().conversations[conversationId]?.contactId;
  if (!contactId) return;
  try {
    await Promise.all([loadPipelines(), desk.getState().extras[contactId] ? undefined : loadContact(contactId)]);
    const { deals, extras, leads } = desk.getState();
    const open = Object.values(deals).filter((deal) => deal.status === 'open' && deal.contactId === contactId).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    const here = open.find((deal) => deal.conversationId === conversationId) ?? open[0];
    if (here) return setWindow({ dealAct: { act: 'move', dealId: here.id } });
    const lead = leads[extras[contactId]?.leadId ?? ''];
    if (lead?.status === 'open') return await qualify(lead.id);
    setWindow({ dealAct: { act: 'new', conversationId, contactId } });
  } catch (error) {
    complain(error);
  }
}

async function qualify(leadId: Id): Promise<void> {
  const { lead, deal } = await api.qualifyLead(leadId, newId());
  change((state) => foldOwn.deal(foldOwn.lead(state, lead), deal));
  await loadPipelines();
  // The first deal of a company brings its first pipeline, which the event of it tells.
  toast(t('deal.made', { stage: stageOf(deal)?.name ?? t('deal.untitled') }));
}
