import type { NotificationView } from '../../../../../libs/crm-core/src/views.ts';
import { placeOf } from './places.ts';

const notice = (part: Partial<NotificationView>): NotificationView => ({ id: 'n', type: 'mention', conversationId: 'c', messageId: null, jobId: null, taskId: null, title: 'Olena', createdAt: '2026-06-18T12:00:00.000Z', readAt: null, ...part });

it('each notification leads to its place: the message, the conversation, the list, the channels', () => {
  expect(placeOf(notice({ messageId: 'm' }))).toBe('/inbox/all/c?message=m');
  expect(placeOf(notice({ type: 'assigned' }))).toBe('/inbox/all/c');
  expect(placeOf(notice({ type: 'assigned', conversationId: null, title: '+5' }))).toBe('/inbox/mine');
  expect(placeOf(notice({ type: 'task-due', conversationId: null, taskId: 't' }))).toBe('/tasks');
  expect(placeOf(notice({ type: 'channel-broken', conversationId: null }))).toBe('/settings/channels');
  expect(placeOf(notice({ type: 'alarm', conversationId: null }))).toBe('/alarms');
});
