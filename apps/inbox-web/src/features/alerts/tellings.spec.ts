import type { ConversationView, NotificationView, PreviewView, SyncChange, SyncEvent } from '../../../../../libs/crm-core/src/views.ts';
import { applyEvents } from '../../store/apply-event.ts';
import { factsOf } from '../../store/lists.ts';
import { emptyState, type DeskState } from '../../store/state.ts';
import { aConversation, aMe } from '../../testing/builders.ts';
import { tellingsOf, type Telling } from './tellings.ts';

const me = aMe();
const at = '2026-06-18T12:00:00.000Z';
let position = 0;
const event = (change: SyncChange): SyncEvent => {
  position += 1;
  return { cursor: `1:${position}`, at, writer: position, ...change };
};
const holding = (...conversations: ConversationView[]): DeskState => ({ ...emptyState, me, conversations: Object.fromEntries(conversations.map((each) => [each.id, each])) });
const told = (before: DeskState, ...events: SyncEvent[]): Telling[] => tellingsOf(before, applyEvents(before, events), events);
const tones = (tellings: readonly Telling[]): string[] => tellings.map(({ tone }) => tone);
const waits = aConversation({ waitingSince: at, inboundCount: 1 });
const moved = (conversation: ConversationView, part: Partial<ConversationView>): SyncEvent => event({ type: 'conversation', conversation: { ...conversation, ...part }, before: factsOf(conversation) });
const notice = (part: Partial<NotificationView>): SyncEvent =>
  event({ type: 'notification', notification: { id: `notice-${position}`, type: 'mention', conversationId: waits.id, messageId: null, jobId: null, taskId: null, title: 'Olena', createdAt: at, readAt: null, ...part } });
const said = (direction: PreviewView['direction'], when: string): PreviewView => ({ kind: 'text', direction, channel: 'telegram', text: 'Hello', attachment: null, authorId: null, delivery: null, callState: null, at: when });

describe('what is told', () => {
  it('each message of a customer who is mine or nobody’s, under a key that every tab makes alike', () => {
    expect(told(holding(waits), moved(waits, { inboundCount: 2 }))).toMatchObject([{ key: `${waits.id} 2`, tone: 'message', conversationId: waits.id }]);
    const mine = { ...waits, ownerId: me.id };
    expect(told(holding(mine), moved(mine, { inboundCount: 2 }), moved(mine, { inboundCount: 3 }))).toHaveLength(2);
  });

  it('nothing of a colleague’s customers, of spam, of machines’ mail, of a change without new words, or of what comes twice', () => {
    const theirs = { ...waits, ownerId: 'colleague' };
    expect(told(holding(theirs), moved(theirs, { inboundCount: 2 }))).toEqual([]);
    expect(told(holding(waits), moved(waits, { inboundCount: 2, spam: true }))).toEqual([]);
    const quiet = { ...waits, waitingSince: null };
    expect(told(holding(quiet), moved(quiet, { inboundCount: 2 }))).toEqual([]);
    expect(told(holding(waits), moved(waits, { ownerId: me.id, labelIds: ['vip'] }))).toEqual([]);
    expect(told(holding(waits), moved(waits, { inboundCount: 2 }), moved(waits, { inboundCount: 2, ownerId: me.id }))).toHaveLength(1);
  });

  it('of a conversation that was not held here what is new, and no change of an old one', () => {
    expect(told(holding(), event({ type: 'conversation', conversation: waits, before: null }))).toHaveLength(1);
    expect(told(holding(), moved({ ...waits, preview: said('inbound', '2026-06-18T11:59:30.000Z') }, {}))).toHaveLength(1);
    expect(told(holding(), moved({ ...waits, preview: said('inbound', '2026-06-18T09:00:00.000Z') }, {}))).toEqual([]);
    expect(told(holding(), moved({ ...waits, preview: said('outbound', '2026-06-18T11:59:30.000Z') }, {}))).toEqual([]);
  });

  it('trouble sounds otherwise than words; what I did myself and what I have seen not at all', () => {
    expect(tones(told(holding(waits), notice({ type: 'mention' }), notice({ type: 'delivery-failed' }), notice({ type: 'missed-call' }), notice({ type: 'channel-broken', conversationId: null })))).toEqual(['message', 'alarm', 'alarm', 'alarm']);
    expect(told(holding(waits), notice({ type: 'bulk-done', conversationId: null }))).toEqual([]);
    expect(told(holding(waits), notice({ readAt: at }))).toEqual([]);
    const known = notice({ type: 'assigned' });
    expect(told(applyEvents(holding(waits), [known]), { ...known, cursor: '1:again' })).toEqual([]);
  });

  it('a customer’s words once, not again as a new inquiry; those of a colleague’s customer to whoever follows them', () => {
    expect(told(holding(waits), moved(waits, { inboundCount: 2 }), notice({ type: 'new-inquiry' }))).toHaveLength(1);
    const theirs = { ...waits, ownerId: 'colleague' };
    expect(tones(told(holding(theirs), moved(theirs, { inboundCount: 2 }), notice({ type: 'new-inquiry' })))).toEqual(['message']);
  });

  it('alarms also to whoever is off duty: the ladder reaches those who answer no customers', () => {
    const off = { ...holding(waits), me: { ...me, onDuty: false } };
    const alarm = { id: 'a', kind: 'reply', who: 'head-of-sales', count: 1, since: at, money: null, desktop: true } as const;
    expect(tones(told(off, notice({ type: 'alarm', alarm }), notice({ type: 'mention' })))).toEqual(['alarm']);
  });

  it('nothing to whoever is off duty', () => {
    const away = { ...holding(waits), me: { ...me, onDuty: false } };
    expect(told(away, moved(waits, { inboundCount: 2 }), notice({ type: 'delivery-failed' }))).toEqual([]);
  });
});
