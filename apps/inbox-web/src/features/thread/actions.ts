/** What a person does with a conversation; each shows at once what the server answered, and says when it refused. */
import type { AlarmView, ConversationStatus, ConversationView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { navigate } from 'wouter/use-browser-location';
import { ApiError, describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { change, desk } from '../../store/desk.ts';
import { foldNewest, foldOwn } from '../../store/fold.ts';
import { toast } from '../../store/window-state.ts';
import { rememberAct } from '../acts/undo.ts';

export const complain = (error: unknown): void => toast(describeError(error), { tone: 'red' });

/** Shows at once what the server answered, remembers the way back and offers it when something is said, says when it was refused. True when it was done. */
export async function onConversation(id: Id, act: () => Promise<ConversationView>, said: MessageId | null): Promise<boolean> {
  const doing = act();
  const offer = rememberAct(id, doing, () => takeBack(id));
  try {
    const conversation = await doing;
    change((state) => foldOwn.conversation(state, conversation));
    if (said) toast(t(said), offer());
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

async function takeBack(id: Id): Promise<void> {
  try {
    const conversation = await api.undoAct(id);
    change((state) => foldOwn.conversation(state, conversation));
    toast(t('acts.takenBack'));
  } catch (error) {
    complain(error);
  }
}

export const assignTo = (id: Id, ownerId: Id | null): Promise<boolean> => onConversation(id, () => api.assign(id, { ownerId }), ownerId === desk.getState().me?.id ? null : 'acts.handedOver');
/** «I take it»: nobody else is told, and the conversation is this person's. */
export async function takeAlarm({ id }: Pick<AlarmView, 'id'>): Promise<void> {
  try {
    const alarm = await api.takeAlarm(id);
    change((state) => (alarm.state === 'resolved' ? state : foldNewest(state, 'alarms', alarm)));
    toast(t('alarm.isYours'));
  } catch (error) {
    complain(error);
  }
}

export const assignToTeam = (id: Id, teamId: Id | null): Promise<boolean> => onConversation(id, () => api.assign(id, { teamId }), 'acts.handedOver');

/** Closing and snoozing can be taken back from the notice. */
export const setStatus = (id: Id, status: ConversationStatus, snoozedUntil?: string): Promise<boolean> =>
  onConversation(id, () => api.setStatus(id, { status, ...(snoozedUntil && { snoozedUntil }) }), status === 'closed' ? 'thread.closed' : status === 'snoozed' ? 'thread.snoozed' : null);

export const noReplyNeeded = (id: Id): Promise<boolean> => onConversation(id, () => api.noReplyNeeded(id), null);

export async function setSpam(id: Id, spam: boolean): Promise<void> {
  const doing = api.setSpam(id, spam);
  const offer = spam ? rememberAct(id, doing, () => setSpam(id, false)) : null;
  try {
    const conversation = await doing;
    change((state) => foldOwn.conversation(state, conversation));
    if (offer) toast(t('thread.spam'), offer());
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
