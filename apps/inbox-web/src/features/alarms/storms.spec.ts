import type { AlarmView } from '../../../../../libs/crm-core/src/views.ts';
import { inStorms, sumsOf } from './storms.ts';

const alarm = (id: string, part: Partial<AlarmView> = {}): AlarmView => ({
  id, kind: 'first-answer', state: 'raised', title: id, contactId: 'k', conversationId: id, taskId: null, dealId: null, inboxId: null, messageId: null, throughId: 'bot', since: '2027-03-01T09:50:00.000Z', money: null,
  raisedAt: '2027-03-01T10:05:00.000Z', told: [], next: null, takenById: null, takenAt: null, ...part,
});
const down = alarm('down', { kind: 'channel-down', inboxId: 'bot', contactId: null, conversationId: null, since: '2027-03-01T10:00:00.000Z' });

describe('a channel that does not work', () => {
  it('explains who waits through it and what did not go out since it broke, and nothing else', () => {
    const raised = [
      down, alarm('waits'), alarm('failed', { kind: 'send-failed' }), alarm('before', { raisedAt: '2027-03-01T09:59:00.000Z' }), alarm('by mail', { throughId: 'mail' }), alarm('nowhere', { throughId: null }), alarm('task', { kind: 'task-overdue' }),
    ];
    const { storms, others } = inStorms(raised);
    expect(storms.map(({ channel, explains }) => [channel.id, explains.map(({ id }) => id)])).toEqual([['down', ['waits', 'failed']]]);
    expect(others.map(({ id }) => id)).toEqual(['before', 'by mail', 'nowhere', 'task']);
  });
  it('says the money that hangs on it, by currency', () => {
    const sums = sumsOf([alarm('a', { money: { minor: 500, currency: 'EUR' } }), alarm('b', { money: { minor: 700, currency: 'UAH' } }), alarm('c', { money: { minor: 100, currency: 'EUR' } }), alarm('d')]);
    expect(sums).toEqual([{ currency: 'EUR', minor: 600 }, { currency: 'UAH', minor: 700 }]);
  });
});
