/** What a person promised a customer in their own words is offered as a task. Nothing is made until they say so; an offer lives as long as the window. */
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { readPromise } from '../../../../../libs/words/src/index.ts';
import { api } from '../../api/routes.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { desk } from '../../store/desk.ts';
import { say, setWindow, toast, windowState, type PromiseOffered } from '../../store/window-state.ts';
import { complain } from '../thread/actions.ts';
import { showTask } from './task-acts.ts';

const ELSEWHERE_MS = 15_000;

/** Reads a message that was just sent. Whoever is in another conversation by now is asked by a notice. */
export function offerPromise(conversationId: Id, messageId: Id, text: string): void {
  const promised = readPromise(text, { now: new Date(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  if (!promised) return;
  const offer: PromiseOffered = { conversationId, messageId, title: promised.title, dueAt: promised.dueAt.toISOString() };
  setWindow({ promises: { ...windowState.getState().promises, [conversationId]: offer } });
  const words = t('promise.offer', { title: offer.title, when: dueTime(offer.dueAt, Date.now()) });
  if (location.pathname.endsWith(`/${conversationId}`)) say(words);
  else toast(words, { ms: ELSEWHERE_MS, action: { label: t('promise.add'), run: () => void acceptPromise(offer) } });
}

export async function acceptPromise(offer: PromiseOffered): Promise<void> {
  // The first press counts: the offer is gone before a second one finds it.
  if (!dismissPromise(offer)) return;
  const { me, conversations } = desk.getState();
  try {
    const contactId = conversations[offer.conversationId]?.contactId;
    const task = await api.createTask({ title: offer.title, dueAt: offer.dueAt, conversationId: offer.conversationId, ...(me && { assigneeId: me.id }), ...(contactId && { contactId }) });
    showTask(task);
    toast(t('promise.made', { title: task.title, when: dueTime(task.dueAt, Date.now()) }));
  } catch (error) {
    setWindow({ promises: { ...windowState.getState().promises, [offer.conversationId]: offer } });
    complain(error);
  }
}

/** Whether the offer still stood. */
export function dismissPromise({ conversationId, messageId }: PromiseOffered): boolean {
  const { [conversationId]: standing, ...others } = windowState.getState().promises;
  if (standing?.messageId !== messageId) return false;
  setWindow({ promises: others });
  return true;
}
