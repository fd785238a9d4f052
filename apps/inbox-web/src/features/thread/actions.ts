/** What a person does with a conversation; each shows at once what the server answered, and says when it refused. */
import type { ConversationStatus, Id } from '../../../../../libs/crm-core/src/views.ts';
import { navigate } from 'wouter/use-browser-location';
import { ApiError, describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { toast } from '../../store/window-state.ts';

export const complain = (error: unknown): void => toast(describeError(error), { tone: 'red' });

export async function assignTo(id: Id, ownerId: Id | null): Promise<void> {
  try {
    const conversation = await api.assign(id, { ownerId });
    change((state) => foldOwn.conversation(state, conversation));
  } catch (error) {
    complain(error);
  }
}

export async function assignToTeam(id: Id, teamId: Id): Promise<void> {
  try {
    const conversation = await api.assign(id, { teamId });
    change((state) => foldOwn.conversation(state, conversation));
  } catch (error) {
    complain(error);
  }
}

/** Closing and snoozing can be taken back from the notice. */
export async function setStatus(id: Id, status: ConversationStatus, snoozedUntil?: string): Promise<boolean> {
  try {
    const conversation = await api.setStatus(id, { status, ...(snoozedUntil && { snoozedUntil }) });
    change((state) => foldOwn.conversation(state, conversation));
    const undo = { label: t('action.undo'), keys: 'Z' as const, run: () => void setStatus(id, 'open') };
    if (status === 'closed') toast(t('thread.closed'), { action: undo });
    if (status === 'snoozed') toast(t('thread.snoozed'), { action: undo });
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export async function noReplyNeeded(id: Id): Promise<void> {
  try {
    const conversation = await api.noReplyNeeded(id);
    change((state) => foldOwn.conversation(state, conversation));
  } catch (error) {
    complain(error);
  }
}

export async function setSpam(id: Id, spam: boolean): Promise<void> {
  try {
    const conversation = await api.setSpam(id, spam);
    change((state) => foldOwn.conversation(state, conversation));
    if (spam) toast(t('thread.spam'), { action: { label: t('action.undo'), keys: 'Z', run: () => void setSpam(id, false) } });
  } catch (error) {
    complain(error);
  }
}

/** Rings this person's phone first, then the customer's; logged where calls with this number are. */
export async function callBack(id: Id, to?: string): Promise<void> {
  try {
    const message = await api.callContact(id, to ? { to } : {});
    change((state) => foldOwn.message(state, message));
    const elsewhere = message.conversationId !== id;
    toast(t('call.ringsYou'), elsewhere ? { action: { label: t('call.openConversation'), run: () => navigate(`/inbox/all/${message.conversationId}`) } } : {});
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'no-phone') toast(describeError(error), { tone: 'red', action: { label: t('call.enterNumber'), run: () => navigate('/settings/profile') } });
    else complain(error);
  }
}

export async function onMessage(action: () => Promise<Parameters<typeof foldOwn.message>[1]>): Promise<void> {
  try {
    const message = await action();
    change((state) => foldOwn.message(state, message));
  } catch (error) {
    complain(error);
  }
}
