import { navigate } from 'wouter/use-browser-location';
import type { NotificationView } from '../../../../../libs/crm-core/src/views.ts';
import { change, desk } from '../../store/desk.ts';
import { setWindow, toast } from '../../store/window-state.ts';
import { followedJobs } from '../acts/followed-jobs.ts';
import { openMessage } from '../thread/open-message.ts';
import { wordsOf } from './words.ts';

/** Where it happened. */
export function placeOf({ type, conversationId, messageId }: NotificationView): string {
  if (conversationId !== null) return `/inbox/all/${conversationId}${messageId ? `?message=${messageId}` : ''}`;
  return type === 'task-due' ? '/tasks' : type === 'channel-broken' ? '/settings/channels' : type === 'alarm' ? '/alarms' : type === 'assigned' ? '/inbox/mine' : '/inbox/all';
}

/** Goes there. An act on many has no place: what came of it is said again, with the way back. */
export function openTold(told: NotificationView): void {
  setWindow({ dialog: null });
  if (told.type === 'bulk-done') {
    if (!told.jobId || !desk.getState().bulkJobs[told.jobId]) return toast(wordsOf(told));
    followedJobs.set(told.jobId, null);
    return change((state) => ({ ...state }));
  }
  if (told.conversationId !== null && told.messageId !== null) openMessage('all', told.conversationId, told.messageId);
  else navigate(placeOf(told));
}
