import type { ConversationRowView, ConversationView, LabelView, ListFilter, MentionState, MessageView, SyncChange, SyncEvent, ViewCounts } from '../../../../libs/crm-core/src/views.ts';
import { aContact, aConversation, aMessage, aMe, aTask } from '../testing/builders.ts';
import { applyEvent, applyEvents } from './apply-event.ts';
import { foldContactDetail, foldConversationRows, foldList, foldOwn, foldTail, foldTimeline } from './fold.ts';
import { factsOf, inList, listNames, matches, queue, selectList, standingOf, unreadOf, viewerOf, waitsForMe } from './lists.ts';
import { emptyState, type DeskState } from './state.ts';

let position = 0;
const event = (change: SyncChange): SyncEvent => {
  position += 1;
  return { cursor: `1:${position}`, at: '2026-06-18T12:00:00.000Z', writer: position, ...change };
};
const row = (conversation: ConversationView, readCount = 0): ConversationRowView => ({ ...conversation, readCount, mention: null });
const me = aMe();
const start: DeskState = { ...emptyState, me };
/** What both ways of knowing must agree on: the rows, not the bookkeeping. */
const visible = ({ tick: _tick, stamps: _stamps, applied: _applied, cursor: _cursor, countsAsOf: _countsAsOf, ...rest }: DeskState): Partial<DeskState> => rest;

/** A server of a few lines: holds the truth, answers fetches and emits the events of each change. */
class Truth {
  conversations = new Map<string, ConversationView>();
  reads = new Map<string, number>();
  messages: MessageView[] = [];
  mentions = new Map<string, MentionState>();
  labels: LabelView[] = [];
  events: SyncEvent[] = [];
  put(conversation: ConversationView): void {
    const old = this.conversations.get(conversation.id);
    this.conversations.set(conversation.id, conversation);
    this.events.push(event({ type: 'conversation', conversation, before: old ? factsOf(old) : null }));
  }
  say(message: MessageView): void {
    this.messages = [...this.messages.filter((other) => other.id !== message.id), message];
    this.events.push(event({ type: 'message', message }));
  }
  remove(message: MessageView): void {
    this.messages = this.messages.filter((other) => other.id !== message.id);
    this.events.push(event({ type: 'message-removed', messageId: message.id, conversationId: message.conversationId }));
  }
  read(conversationId: string, readCount: number): void {
    this.reads.set(conversationId, readCount);
    this.events.push(event({ type: 'read', conversationId, userId: me.id, readCount }));
  }
  mention(conversationId: string, mention: MentionState): void {
    const wasUnseen = this.mentions.get(conversationId)?.unseen ?? false;
    this.mentions.set(conversationId, mention);
    this.events.push(event({ type: 'mention', conversationId, userId: me.id, mention, wasUnseen }));
  }
  label(label: LabelView): void {
    this.labels = [...this.labels.filter((other) => other.id !== label.id), label];
    this.events.push(event({ type: 'label', label }));
  }
  unlabel(labelId: string): void {
    this.labels = this.labels.filter((other) => other.id !== labelId);
    this.events.push(event({ type: 'label-removed', labelId }));
  }
  counts(): ViewCounts {
    const counts = {} as ViewCounts;
    for (const list of listNames) {
      counts[list] = [...this.conversations.values()].filter((each) => inList(list, factsOf(each), viewerOf(start))).length;
    }
    counts.forMe = [...this.conversations.values()].filter((each) => waitsForMe(factsOf(each), viewerOf(start))).length;
    counts.mentions = [...this.mentions.values()].filter(({ unseen }) => unseen).length;
    return counts;
  }
  fetch(base: DeskState, timelines: readonly string[]): DeskState {
    const rows = [...this.conversations.values()].map((each) => ({ ...row(each, this.reads.get(each.id) ?? 0), mention: this.mentions.get(each.id) ?? null }));
    let state = foldList(base, { ...queue, view: 'all' }, { items: rows, next: null }, base.tick);
    for (const id of timelines) {
      const items = this.messages.filter((message) => message.conversationId === id).sort((a, b) => b.occurredAt.localeCompare(a.occurredAt));
      state = foldTimeline(state, id, { items, next: null }, state.tick, 'newest');
    }
    const named = Object.fromEntries([...this.labels].map((label) => [label.id, label]));
    return { ...state, labels: named, counts: this.counts(), countsAsOf: `${position + 1}:${position + 1}:` };
  }
}

describe('a list as it stands', () => {
  const choice = { ...queue, view: 'all' } as const;
  const asks = (minute: number) => aConversation({ waitingSince: `2026-06-18T10:${minute}:00.000Z`, lastMessageAt: `2026-06-18T10:${minute}:00.000Z` });
  const [long, short, answered] = [asks(10), asks(20), aConversation({ waitingSince: null })];
  const known = foldConversationRows(start, [answered, short, long].map((each) => row(each)), 0);

  it('names who is in it, in order, and how many of them wait', () => expect(standingOf(known, choice, 0)).toEqual({ ids: [long.id, short.id, answered.id], waiting: 2 }));
  it('is the same object until a row moves, whatever else happens', () => {
    const stood = standingOf(known, choice, 0);
    const said = applyEvent(known, event({ type: 'message', message: aMessage({ conversationId: long.id }) }));
    expect(standingOf(said, choice, 0)).toBe(stood);
    const named = applyEvent(said, event({ type: 'conversation', conversation: { ...long, subject: 'Замовлення' }, before: factsOf(long) }));
    expect(standingOf(named, choice, 60_000)).toBe(stood);
    const done = applyEvent(named, event({ type: 'conversation', conversation: { ...long, waitingSince: null, lastMessageAt: '2026-06-18T11:00:00.000Z' }, before: factsOf(long) }));
    expect(standingOf(done, choice, 60_000)).toEqual({ ids: [short.id, ...selectList(done, choice, 0).slice(1).map(({ id }) => id)], waiting: 1 });
    expect(standingOf(applyEvent(done, event({ type: 'conversation', conversation: { ...short, status: 'closed' }, before: factsOf(short) })), choice, 60_000).ids).not.toContain(short.id);
  });
  it('grows late with the clock where it is about who is late', () => {
    const late = { ...choice, filter: { overdue: true } };
    const due = foldConversationRows(start, [row(aConversation({ waitingSince: '2026-06-18T10:00:00.000Z', answerDueAt: '2026-06-18T10:15:00.000Z' }))], 0);
    expect(standingOf(due, late, Date.parse('2026-06-18T10:14:00.000Z')).ids).toHaveLength(0);
    expect(standingOf(due, late, Date.parse('2026-06-18T10:16:00.000Z')).ids).toHaveLength(1);
  });
});

describe('applying sync events', () => {
  it('gives the same as a fresh fetch, whatever happened', () => {
    const truth = new Truth();
    const first = aConversation({ ownerId: null, waitingSince: '2026-06-18T10:00:00.000Z' });
    const second = aConversation({ ownerId: me.id });
    truth.put(first);
    truth.put(second);
    const hello = aMessage({ conversationId: first.id, occurredAt: '2026-06-18T10:00:00.000Z' });
    truth.say(hello);
    let state = truth.fetch(start, [first.id, second.id]);
    truth.events = [];

    truth.put({ ...first, ownerId: me.id, version: 2 });
    const answer = aMessage({ conversationId: first.id, direction: 'outbound', occurredAt: '2026-06-18T10:05:00.000Z', delivery: 'queued' });
    truth.say(answer);
    truth.say({ ...answer, delivery: 'sent' });
    truth.put({ ...first, ownerId: me.id, version: 3, waitingSince: null });
    const early = aMessage({ conversationId: first.id, occurredAt: '2026-06-18T10:02:00.000Z' });
    truth.say(early);
    truth.remove(hello);
    truth.read(first.id, 2);
    truth.label({ id: 'label-1', name: 'VIP', colour: 'violet' });
    truth.label({ id: 'label-2', name: 'Old', colour: 'grey' });
    truth.label({ id: 'label-1', name: 'Very important', colour: 'red' });
    truth.unlabel('label-2');
    truth.put({ ...second, labelIds: ['label-1'], priority: 'high', participantIds: [me.id] });
    truth.mention(second.id, { at: '2026-06-18T10:06:00.000Z', unseen: true });
    truth.mention(second.id, { at: '2026-06-18T10:07:00.000Z', unseen: true });
    truth.mention(first.id, { at: '2026-06-18T10:08:00.000Z', unseen: true });
    truth.mention(first.id, { at: '2026-06-18T10:08:00.000Z', unseen: false });
    truth.put({ ...second, status: 'closed' });
    const third = aConversation({ waitingSince: '2026-06-18T11:00:00.000Z' });
    truth.put(third);
    truth.put({ ...third, spam: true, status: 'closed' });

    for (const each of truth.events) state = applyEvent(state, each);
    expect(visible(state)).toEqual(visible(truth.fetch(start, [first.id, second.id])));
    expect(state.timelines[first.id]?.ids).toEqual([early.id, answer.id]);
  });

  it('changes nothing when an event comes twice, alone, in a batch, or late after newer ones', () => {
    const truth = new Truth();
    const conversation = aConversation({ ownerId: null, waitingSince: '2026-06-18T10:00:00.000Z' });
    truth.put(conversation);
    truth.put({ ...conversation, ownerId: me.id });
    truth.put({ ...conversation, ownerId: me.id, status: 'closed', waitingSince: null });
    const base = { ...start, counts: { queue: 0, forMe: 0, mine: 0, mentions: 0, all: 0, unassigned: 0, snoozed: 0, closed: 0, spam: 0 } };
    const once = applyEvents(base, truth.events);
    expect(once.counts).toEqual(truth.counts());
    for (const late of truth.events) expect(applyEvent(once, late)).toBe(once);
    expect(applyEvents(once, truth.events)).toBe(once);
    expect(visible(applyEvents(base, [...truth.events, ...truth.events]))).toEqual(visible(once));
  });

  it('applies a batch exactly as its events one by one', () => {
    const truth = new Truth();
    const conversation = aConversation();
    truth.put(conversation);
    for (let minute = 10; minute < 30; minute += 1) truth.say(aMessage({ conversationId: conversation.id, occurredAt: `2026-06-18T10:${minute}:00.000Z` }));
    const base = truth.fetch(start, []);
    const open = foldTimeline(base, conversation.id, { items: [], next: null }, base.tick, 'newest');
    let single = open;
    for (const each of truth.events) single = applyEvent(single, each);
    expect(applyEvents(open, truth.events)).toEqual(single);
    expect(single.timelines[conversation.id]?.ids).toHaveLength(20);
  });

  it('does not let an answer that was on its way overwrite what an event changed meanwhile', () => {
    const conversation = aConversation({ ownerId: null });
    const asked = start.tick;
    const live = applyEvent(start, event({ type: 'conversation', conversation: { ...conversation, ownerId: me.id, inboundCount: 3 }, before: null }));
    const read = applyEvent(live, event({ type: 'read', conversationId: conversation.id, userId: me.id, readCount: 3 }));
    const folded = foldConversationRows(read, [row(conversation, 1)], asked);
    expect(folded.conversations[conversation.id]?.ownerId).toBe(me.id);
    expect(folded.readCounts[conversation.id]).toBe(3);
  });

  it('does not let such an answer undo what this person just did', () => {
    const conversation = aConversation();
    const known = foldConversationRows(start, [row(conversation)], 0);
    const closed = foldOwn.conversation(known, { ...conversation, status: 'closed' });
    expect(foldConversationRows(closed, [row(conversation)], known.tick).conversations[conversation.id]?.status).toBe('closed');
  });

  it('leaves what says nothing new as it is: nobody draws it again', () => {
    const [first, second] = [aConversation(), aConversation()];
    const known = foldConversationRows(start, [row(first, 2), row(second)], 0);
    expect(foldConversationRows(known, [row({ ...first }, 2), row({ ...second })], 0)).toEqual(known);
    expect(foldConversationRows(known, [row({ ...first }, 2)], 0).conversations).toBe(known.conversations);
    const changed = foldConversationRows(known, [row({ ...first, subject: 'Замовлення' }, 2), row({ ...second }, 1)], 0);
    expect(changed.conversations[first.id]?.subject).toBe('Замовлення');
    expect(changed.conversations[second.id]).toBe(known.conversations[second.id]);
    expect(changed.readCounts).toEqual({ [first.id]: 2, [second.id]: 1 });
  });

  it('keeps a message that arrived while its page was being fetched, and does not bring back a removed one', () => {
    const conversation = aConversation();
    const old = aMessage({ conversationId: conversation.id, occurredAt: '2026-06-18T09:00:00.000Z' });
    const removed = aMessage({ conversationId: conversation.id, occurredAt: '2026-06-18T09:01:00.000Z' });
    const fresh = aMessage({ conversationId: conversation.id, occurredAt: '2026-06-18T09:02:00.000Z' });
    const open: DeskState = { ...start, timelines: { [conversation.id]: { fetched: false, ids: [], older: null, newer: null, tail: null } } };
    let state = applyEvent(open, event({ type: 'message', message: fresh }));
    state = applyEvent(state, event({ type: 'message-removed', messageId: removed.id, conversationId: conversation.id }));
    state = foldTimeline(state, conversation.id, { items: [removed, old], next: null }, open.tick, 'newest');
    expect(state.timelines[conversation.id]?.ids).toEqual([old.id, fresh.id]);
  });

  it('leaves a message older than the loaded part to the page it belongs to', () => {
    const conversation = aConversation();
    const loaded = aMessage({ conversationId: conversation.id, occurredAt: '2026-06-18T10:00:00.000Z' });
    const older = aMessage({ conversationId: conversation.id, occurredAt: '2026-06-01T10:00:00.000Z' });
    const open = foldTimeline(start, conversation.id, { items: [loaded], next: 'more' }, start.tick, 'newest');
    expect(applyEvent(open, event({ type: 'message', message: older })).timelines[conversation.id]?.ids).toEqual([loaded.id]);
  });

  describe('a stretch of the past', () => {
    const conversation = aConversation();
    const said = (day: number) => aMessage({ conversationId: conversation.id, occurredAt: `2026-06-${String(day).padStart(2, '0')}T10:00:00.000Z` });
    const messages = Array.from({ length: 12 }, (_, index) => said(index + 1));
    const part = (from: number, to: number) => messages.slice(from, to).toReversed();
    const idsOf = (state: DeskState) => state.timelines[conversation.id]?.ids;
    const around = foldTimeline(start, conversation.id, { items: part(3, 6), next: 'older', newer: 'newer' }, start.tick, 'around');
    const shown = foldTail(around, conversation.id, { items: part(9, 12), next: 'x' }, start.tick);
    const all = messages.map(({ id }) => id);

    it('keeps what comes meanwhile for its end, where whoever answers finds it at once', () => {
      const fresh = said(20);
      const state = applyEvent(shown, event({ type: 'message', message: fresh }));
      expect(idsOf(state)).toEqual(all.slice(3, 6));
      expect(state.timelines[conversation.id]?.tail).toEqual([...all.slice(9), fresh.id]);
      const joined = foldTimeline(state, conversation.id, { items: [fresh, ...part(6, 12)], next: null, newer: null }, state.tick, { newer: 'newer' });
      expect(idsOf(joined)).toEqual([...all.slice(3), fresh.id]);
      expect(joined.timelines[conversation.id]).toMatchObject({ older: 'older', newer: null, tail: null });
    });
    it('loses nothing that comes while the last page is on its way', () => {
      const fresh = said(20);
      const state = applyEvent(shown, event({ type: 'message', message: fresh }));
      expect(idsOf(foldTimeline(state, conversation.id, { items: part(6, 12), next: null, newer: null }, shown.tick, { newer: 'newer' }))).toEqual([...all.slice(3), fresh.id]);
    });
    it('takes in what belongs into it, and grows at its beginning', () => {
      const late = said(5);
      expect(idsOf(applyEvent(shown, event({ type: 'message', message: late })))).toHaveLength(4);
      const grown = foldTimeline(shown, conversation.id, { items: part(0, 3), next: null }, shown.tick, { older: 'older' });
      expect(idsOf(grown)).toEqual(all.slice(0, 6));
      expect(grown.timelines[conversation.id]).toMatchObject({ older: null, newer: 'newer' });
    });
    it('takes no page that was asked for before it was begun anew: there would be a gap that nobody sees', () => {
      const anew = foldTimeline(shown, conversation.id, { items: part(9, 12), next: 'more', newer: null }, shown.tick, 'newest');
      for (const which of [{ older: 'older' }, { newer: 'newer' }]) expect(foldTimeline(anew, conversation.id, { items: part(0, 3), next: null }, shown.tick, which)).toBe(anew);
      expect(foldTimeline(start, conversation.id, { items: part(0, 3), next: null }, start.tick, { older: 'older' })).toBe(start);
    });
    it('gives way to the newest page', () => {
      const newest = foldTimeline(shown, conversation.id, { items: part(9, 12), next: 'more', newer: null }, shown.tick, 'newest');
      expect(newest.timelines[conversation.id]).toEqual({ fetched: true, ids: all.slice(9), older: 'more', newer: null, tail: null });
    });
  });

  it('shows a new name of a contact in every conversation', () => {
    const contact = aContact({ name: 'Гость' });
    const conversation = aConversation({ contactId: contact.id, contactName: 'Гость' });
    const known = foldConversationRows(start, [row(conversation)], 0);
    const renamed = applyEvent(known, event({ type: 'contact', contact: { ...contact, name: 'Марина' } }));
    expect(renamed.conversations[conversation.id]?.contactName).toBe('Марина');
  });

  it('drops a conversation that went out of sight, and counts it no more', () => {
    const conversation = aConversation({ ownerId: me.id, waitingSince: '2026-06-18T10:00:00.000Z' });
    const counts = { queue: 1, forMe: 1, mine: 1, mentions: 0, all: 1, unassigned: 0, snoozed: 0, closed: 0, spam: 0 };
    const known = { ...foldConversationRows(start, [row(conversation)], 0), counts };
    const state = applyEvent(known, event({ type: 'conversation-hidden', conversationId: conversation.id, before: { status: 'open', ownerId: me.id, waiting: true, spam: false } }));
    expect(state.conversations[conversation.id]).toBeUndefined();
    expect(state.counts).toEqual({ queue: 0, forMe: 0, mine: 0, mentions: 0, all: 0, unassigned: 0, snoozed: 0, closed: 0, spam: 0 });
  });

  it('follows a contact who became one with another: messages are the survivor’s, the old card is gone, and what stands beside the new one is asked anew', () => {
    const [own, other] = [aContact({ name: 'Олена' }), aContact({ name: 'Лена' })];
    const conversation = aConversation({ contactId: other.id, contactName: 'Лена' });
    const said = aMessage({ conversationId: conversation.id, contactId: other.id });
    const beside = { lead: null, source: null, tasks: [], orders: [], deals: [], duplicates: [], files: [], conversationIds: [], picturesShown: false, touches: [], bought: { orders: 0, sums: [] }, merges: [] };
    const open = foldTimeline(foldConversationRows(start, [row(conversation)], 0), conversation.id, { items: [said], next: null, newer: null }, 0, 'newest');
    const known = foldContactDetail(foldContactDetail(open, { ...own, ...beside }, 0), { ...other, ...beside }, 0);
    const state = applyEvents(known, [
      event({ type: 'contact-merged', contactId: other.id, intoId: own.id }), event({ type: 'conversation-moved', conversationId: conversation.id, contactId: own.id }),
      event({ type: 'conversation', conversation: { ...conversation, contactId: own.id, contactName: 'Олена' }, before: { status: 'open', ownerId: null, waiting: false, spam: false } }), event({ type: 'contact', contact: own }),
    ]);
    expect(state.messages[said.id]?.contactId).toBe(own.id);
    expect(state.conversations[conversation.id]?.contactId).toBe(own.id);
    expect([state.contacts[other.id], state.extras[other.id], state.extras[own.id], state.contacts[own.id]]).toEqual([undefined, undefined, undefined, own]);
  });

  it('renews the lead and the tasks of an open person panel', () => {
    const contact = aContact();
    const detail = { ...contact, lead: null, source: null, tasks: [], orders: [], deals: [], duplicates: [], files: [], conversationIds: [], picturesShown: false, touches: [], bought: { orders: 0, sums: [] }, merges: [] };
    const known = foldContactDetail(start, detail, 0);
    const lead = { id: 'lead-1', contactId: contact.id, conversationId: null, status: 'open' as const, source: { channel: 'email' as const, inboxId: null, utm: {}, referrer: null, landingPage: null, startParameter: null, calledNumber: null, clickId: null }, ownerId: null, junkReason: null, createdAt: '2026-06-18T10:00:00.000Z' };
    const task = aTask({ contactId: contact.id });
    const state = applyEvents(known, [event({ type: 'lead', lead }), event({ type: 'task', task })]);
    expect(state.extras[contact.id]?.leadId).toBe('lead-1');
    expect(state.tasks[task.id]).toEqual(task);
  });
});

describe('lists', () => {
  it('put the longest wait first, then the latest answer', () => {
    const long = aConversation({ waitingSince: '2026-06-18T08:00:00.000Z' });
    const short = aConversation({ waitingSince: '2026-06-18T09:00:00.000Z' });
    const answeredEarly = aConversation({ lastMessageAt: '2026-06-18T07:00:00.000Z' });
    const answeredLate = aConversation({ lastMessageAt: '2026-06-18T11:00:00.000Z' });
    const state = foldConversationRows(start, [answeredEarly, short, answeredLate, long].map((each) => row(each)), 0);
    expect(selectList(state, { ...queue, view: 'all' }, 0).map((each) => each.id)).toEqual([long.id, short.id, answeredLate.id, answeredEarly.id]);
  });

  it('put the most money first where that is asked for, then the longest wait; who was put off does not wait', () => {
    const at = (hour: number): string => `2026-06-18T0${hour}:00:00.000Z`;
    const rich = aConversation({ waitingSince: at(9), openTotal: { minor: 500_00, currency: 'EUR' } });
    const richer = aConversation({ waitingSince: at(9), openTotal: { minor: 900_00, currency: 'EUR' } });
    const early = aConversation({ waitingSince: at(7) });
    const late = aConversation({ waitingSince: at(8) });
    const asleep = aConversation({ waitingSince: at(6), status: 'snoozed', snoozedUntil: '2026-06-20T09:00:00.000Z', lastMessageAt: at(6) });
    const state = foldConversationRows(start, [late, early, asleep, rich, richer].map((each) => row(each)), 0);
    expect(selectList(state, { view: 'all', sort: 'money', filter: {} }, 0).map(({ id }) => id)).toEqual([richer.id, rich.id, early.id, late.id, asleep.id]);
    expect(selectList(state, { view: 'queue', sort: 'wait', filter: {} }, 0).map(({ id }) => id)).toEqual([early.id, late.id, rich.id, richer.id]);
  });

  it.each<[ListFilter, boolean]>([
    [{ inboxId: 'inbox-1' }, true], [{ inboxId: 'inbox-2' }, false], [{ channel: 'telegram' }, true], [{ channel: 'sms' }, false], [{ labelId: 'vip' }, true], [{ labelId: 'old' }, false],
    [{ owner: 'me' }, true], [{ owner: 'nobody' }, false], [{ owner: me.id }, true], [{ teamId: 'sales' }, true], [{ teamId: 'help' }, false], [{ hasOrder: true }, true], [{ hasOrder: false }, false],
    [{ overdue: true }, true], [{ overdue: false }, false], [{ priority: 'normal' }, true], [{ priority: 'urgent' }, false], [{ following: true }, false], [{ following: false }, true],
    [{ owner: 'me', labelId: 'vip', priority: 'high', overdue: true }, true], [{ owner: 'me', labelId: 'old' }, false], [{}, true],
  ])('are narrowed by %j: %s', (filter, expected) => {
    const conversation = aConversation({
      ownerId: me.id, labelIds: ['vip'], teamId: 'sales', priority: 'high', answerDueAt: '2026-06-18T10:00:00.000Z', orderTotal: { minor: 1, currency: 'EUR' },
    });
    expect(matches(conversation, filter, me.id, Date.parse('2026-06-18T10:00:00.000Z'))).toBe(expected);
  });

  it('show an operator who sees their own only what they follow, too', () => {
    const narrow = { id: me.id, ownOnly: true };
    const facts = { status: 'open', ownerId: 'boris', waiting: true, spam: false } as const;
    expect(inList('all', facts, narrow)).toBe(false);
    expect(inList('all', { ...facts, ownerId: null }, narrow)).toBe(true);
    expect(inList('all', { ...facts, participantIds: [me.id] }, narrow)).toBe(true);
    expect(inList('all', facts, { ...narrow, ownOnly: false })).toBe(true);
  });

  it('count no further than the server does', () => {
    const state = { ...start, counts: { queue: 1000, forMe: 1000, mine: 999, mentions: 0, all: 1000, unassigned: 0, snoozed: 0, closed: 0, spam: 0 } };
    const mine = aConversation({ ownerId: me.id, waitingSince: '2026-06-18T08:00:00.000Z' });
    const moved = applyEvent(state, event({ type: 'conversation', conversation: mine, before: null }));
    expect(moved.counts).toMatchObject({ queue: 1000, forMe: 1000, mine: 1000, all: 1000 });
    expect(applyEvent(moved, event({ type: 'conversation', conversation: { ...mine, status: 'closed' }, before: factsOf(mine) })).counts).toMatchObject({ queue: 1000, forMe: 1000, mine: 1000, closed: 1 });
  });

  it('count as unread what came in since this person last read', () => {
    const conversation = aConversation({ inboundCount: 5 });
    const state = foldConversationRows(start, [row(conversation, 3)], 0);
    expect(unreadOf(state, conversation)).toBe(2);
  });
});
