import { aMessage } from '../../testing/builders.ts';
import { buildTimeline, cameAfter, lastOf, unreadMark } from './timeline.ts';

const at = (time: string): string => `2026-06-18T${time}:00.000`;

describe('the timeline', () => {
  it('makes one bubble of an album and keeps what stands beside it apart', () => {
    const photos = [1, 2, 3].map((minute) => aMessage({ albumId: 'album-1', text: '', occurredAt: at(`10:0${minute}`) }));
    const items = buildTimeline([...photos, aMessage({ occurredAt: at('10:04') })], null);
    expect(items.filter((item) => item.type === 'message').map((item) => item.messages.length)).toEqual([3, 1]);
  });

  it('draws the unread rule before the first message that was not read', () => {
    const messages = ['10:00', '10:01', '10:02'].map((time) => aMessage({ occurredAt: at(time) }));
    const items = buildTimeline(messages, unreadMark(messages, 2));
    expect(items.map((item) => item.type)).toEqual(['day', 'message', 'unread', 'message', 'message']);
  });

  it('draws no unread rule while the first unread message is not loaded, and counts only what customers said', () => {
    const note = aMessage({ kind: 'note', direction: 'internal', occurredAt: at('10:01') });
    const messages = [aMessage({ occurredAt: at('10:00') }), note, aMessage({ occurredAt: at('10:02') })];
    expect(unreadMark(messages, 3)).toBeNull();
    expect(unreadMark(messages, 0)).toBeNull();
    expect(unreadMark(messages, 2)).toEqual({ id: messages[0]?.id, count: 2 });
    expect(cameAfter(messages, messages[0]?.id ?? null)).toBe(1);
    expect(cameAfter(messages, 'gone')).toBe(0);
  });

  it('says the channel where it changes and only there', () => {
    const items = buildTimeline(
      [aMessage({ channel: 'email', occurredAt: at('09:00') }), aMessage({ channel: 'telegram', occurredAt: at('10:00') }), aMessage({ channel: 'telegram', occurredAt: at('10:01') })],
      null,
    );
    expect(items.flatMap((item) => (item.type === 'message' ? [item.newChannel] : []))).toEqual([true, true, false]);
  });

  it('groups what happened beside the messages, but shows an order by itself', () => {
    const event = (type: 'lead' | 'order'): ReturnType<typeof aMessage> =>
      aMessage({
        kind: 'activity', direction: 'internal', channel: null, occurredAt: at('10:00'),
        activity: type === 'lead' ? { type: 'lead', leadId: 'l', change: 'created' } : { type: 'order', orderId: 'o', number: 1, status: 'new', totalMinor: 100, currency: 'EUR', summary: '', byId: null },
      });
    const items = buildTimeline([event('lead'), event('lead'), event('order')], null);
    expect(items.map((item) => item.type)).toEqual(['day', 'events', 'message']);
  });

  it('starts a new day with its rule', () => {
    const items = buildTimeline([aMessage({ occurredAt: '2026-06-17T10:00:00.000' }), aMessage({ occurredAt: at('10:00') })], null);
    expect(items.filter((item) => item.type === 'day')).toHaveLength(2);
  });

  it('begins with the last of it, from above what was not read', () => {
    const messages = ['10:00', '10:01', '10:02', '10:03', '10:04'].map((time) => aMessage({ occurredAt: at(time) }));
    const keys = (unread: number, count: number): string[] => lastOf(buildTimeline(messages, unreadMark(messages, unread)), count).map(({ type, key }) => (type === 'message' ? String(messages.findIndex(({ id }) => id === key)) : type));
    expect(keys(0, 2)).toEqual(['3', '4']);
    expect(keys(0, 50)).toEqual(['day', '0', '1', '2', '3', '4']);
    expect(keys(3, 2)).toEqual(['1', 'unread', '2', '3', '4']);
    expect(keys(5, 2)).toEqual(['day', 'unread', '0', '1', '2', '3', '4']);
    expect(keys(1, 5)).toEqual(['1', '2', '3', 'unread', '4']);
  });
});
