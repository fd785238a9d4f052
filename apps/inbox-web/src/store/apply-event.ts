import type { ConversationView, Id, SyncEvent, ViewCounts } from '../../../../libs/crm-core/src/views.ts';
import { holds } from './as-of.ts';
import { inOrder, moveBoard } from './board.ts';
import { placeMessage } from './fold.ts';
import { factsOf, moveCounts, moveMentions, viewerOf } from './lists.ts';
import type { DeskState } from './state.ts';

/** So many applied cursors are remembered; a re-delivery is never older than one reconnect. */
const remembered = 2000;

/**
 * One committed change put into the state. Pure: the same state and event always give the same result, an event that was
 * applied before gives the state back untouched, and the result equals what a fresh fetch would bring.
 */
export function applyEvent(state: DeskState, event: SyncEvent): DeskState {
  if (state.applied.includes(event.cursor)) return state;
  return applyOne({ ...state, tick: state.tick + 1, cursor: event.cursor, applied: [...state.applied.slice(-remembered + 1), event.cursor] }, event);
}

/** A batch, as a socket delivers it: one copy of the bookkeeping for all of them. */
export function applyEvents(state: DeskState, events: readonly SyncEvent[]): DeskState {
  const seen = new Set(state.applied);
  const fresh: SyncEvent[] = [];
  for (const event of events) {
    if (seen.has(event.cursor)) continue;
    seen.add(event.cursor);
    fresh.push(event);
  }
  if (fresh.length === 0) return state;
  let next: DeskState = { ...state, applied: [...state.applied, ...fresh.map((event) => event.cursor)].slice(-remembered) };
  for (const event of fresh) next = applyOne({ ...next, tick: next.tick + 1, cursor: event.cursor }, event);
  return next;
}

function applyOne(state: DeskState, event: SyncEvent): DeskState {
  switch (event.type) {
    case 'conversation':
      return applyConversation(state, event, event.conversation, event.before);
    case 'conversation-hidden': {
      const counts = moved(state, event, (old) => moveCounts(old, event.before, null, viewerOf(state)));
      return stamped({ ...state, counts, conversations: without(state.conversations, event.conversationId), timelines: without(state.timelines, event.conversationId), readCounts: without(state.readCounts, event.conversationId) }, event.conversationId);
    }
    case 'message': {
      const { message } = event;
      if (!state.timelines[message.conversationId]) return state;
      return placeMessage(stamped({ ...state, messages: { ...state.messages, [message.id]: message } }, message.id), message);
    }
    case 'message-removed': {
      const gone = stamped(state, `gone ${event.messageId}`);
      const timeline = gone.timelines[event.conversationId];
      const messages = without(gone.messages, event.messageId);
      if (!timeline) return { ...gone, messages };
      return { ...gone, messages, timelines: { ...gone.timelines, [event.conversationId]: { ...timeline, ids: timeline.ids.filter((id) => id !== event.messageId), tail: timeline.tail?.filter((id) => id !== event.messageId) ?? null } } };
    }
    case 'read':
      if (event.userId !== state.me?.id) return state;
      return stamped({ ...state, readCounts: { ...state.readCounts, [event.conversationId]: event.readCount } }, `read ${event.conversationId}`);
    case 'contact':
      return applyName(stamped({ ...state, contacts: { ...state.contacts, [event.contact.id]: event.contact } }, event.contact.id), event.contact);
    case 'contact-merged':
      return stamped({ ...state, contacts: without(state.contacts, event.contactId), extras: without(without(state.extras, event.contactId), event.intoId) }, event.contactId);
    case 'contact-parted':
      return { ...state, extras: without(without(state.extras, event.contactId), event.fromId) };
    case 'conversation-moved': {
      const theirs = Object.values(state.messages).filter((message) => message.conversationId === event.conversationId && message.contactId !== event.contactId);
      return theirs.reduce((next, message) => stamped(next, message.id), { ...state, messages: { ...state.messages, ...Object.fromEntries(theirs.map((message) => [message.id, { ...message, contactId: event.contactId }])) } });
    }
    case 'contact-fields':
      return { ...state, contactFields: state.contactFields && event.fields };
    case 'lead': {
      const { lead } = event;
      const known = stamped(stamped({ ...state, leads: { ...state.leads, [lead.id]: lead } }, lead.id), `lead ${lead.contactId}`);
      const extras = known.extras[lead.contactId];
      if (!extras) return known;
      const current = extras.leadId === null ? null : known.leads[extras.leadId];
      if (current && current.createdAt > lead.createdAt) return known;
      return { ...known, extras: { ...known.extras, [lead.contactId]: { ...extras, leadId: lead.id, source: extras.source ?? lead.source } } };
    }
    case 'task':
      return stamped({ ...state, tasks: { ...state.tasks, [event.task.id]: event.task } }, event.task.id);
    case 'order':
      return stamped({ ...state, orders: { ...state.orders, [event.order.id]: event.order } }, event.order.id);
    case 'deal': {
      const board = state.board && !holds(state.board.counts.asOf, event.writer) ? moveBoard(state.board, event.before, event.deal) : state.board;
      return stamped({ ...state, board, deals: { ...state.deals, [event.deal.id]: event.deal } }, event.deal.id);
    }
    case 'pipeline': {
      if (!state.pipelines) return state;
      const known = state.pipelines.some(({ id }) => id === event.pipeline.id);
      // Its columns are others now: the board is asked for anew.
      const board = state.board?.pipelineId === event.pipeline.id ? null : state.board;
      return { ...state, board, pipelines: known ? state.pipelines.map((each) => (each.id === event.pipeline.id ? event.pipeline : each)) : [...state.pipelines, event.pipeline] };
    }
    case 'pipeline-order':
      return { ...state, pipelines: state.pipelines && inOrder(state.pipelines, event.pipelineIds) };
    case 'pipeline-removed':
      return { ...state, board: state.board?.pipelineId === event.pipelineId ? null : state.board, pipelines: state.pipelines?.filter(({ id }) => id !== event.pipelineId) ?? null };
    case 'reasons':
      return { ...state, reasons: state.reasons && [...state.reasons.filter(({ kind }) => kind !== event.kind), ...event.reasons] };
    case 'product':
      return stamped({ ...state, products: { ...state.products, [event.product.id]: event.product } }, event.product.id);
    case 'products':
      return { ...state, products: {} };
    case 'inbox':
      return stamped({ ...state, inboxes: { ...state.inboxes, [event.inbox.id]: event.inbox } }, event.inbox.id);
    case 'inbox-removed':
      return { ...state, inboxes: without(state.inboxes, event.inboxId) };
    case 'team-removed':
      return { ...state, teams: without(state.teams, event.teamId) };
    case 'user': {
      const known = stamped({ ...state, users: { ...state.users, [event.user.id]: event.user } }, event.user.id);
      return state.me?.id === event.user.id ? { ...known, me: { ...state.me, ...event.user } } : known;
    }
    case 'team':
      return stamped({ ...state, teams: { ...state.teams, [event.team.id]: event.team } }, event.team.id);
    case 'notification':
      // Stands in the queue, and is ticked off by nobody.
      if (event.notification.type === 'new-inquiry') return state;
      return stamped({ ...state, notifications: { ...state.notifications, [event.notification.id]: event.notification } }, event.notification.id);
    case 'preferences':
      return event.userId === state.me?.id ? { ...state, me: { ...state.me, preferences: event.preferences } } : state;
    case 'company':
      return { ...state, company: event.company, me: state.me && { ...state.me, company: event.company } };
    case 'label':
      return stamped({ ...state, labels: { ...state.labels, [event.label.id]: event.label } }, event.label.id);
    case 'label-removed':
      return stamped({ ...state, labels: without(state.labels, event.labelId) }, event.labelId);
    case 'saved-view':
      return stamped({ ...state, savedViews: { ...state.savedViews, [event.view.id]: event.view } }, event.view.id);
    case 'saved-view-removed':
      return stamped({ ...state, savedViews: without(state.savedViews, event.viewId) }, event.viewId);
    case 'bulk-job':
      return stamped({ ...state, bulkJobs: { ...state.bulkJobs, [event.job.id]: event.job } }, event.job.id);
    case 'mention': {
      if (event.userId !== state.me?.id) return state;
      const counts = moved(state, event, (old) => moveMentions(old, event.wasUnseen, event.mention.unseen));
      return stamped({ ...state, counts, mentions: { ...state.mentions, [event.conversationId]: event.mention } }, `mention ${event.conversationId}`);
    }
    case 'draft':
      // Drafts have a store of their own, which asks for what it has not (draft-keeping.ts).
      return state;
    case 'alarm':
      return stamped({ ...state, alarms: event.alarm.state === 'resolved' ? without(state.alarms, event.alarm.id) : { ...state.alarms, [event.alarm.id]: event.alarm } }, event.alarm.id);
    case 'alarm-rules':
      // Their page asks for them.
      return state;
    case 'canned-replies':
      // They have a store of their own, which asks anew (composer/canned/store.ts).
      return state;
    case 'rights':
      // Nothing here can say what may still be seen: the caller fetches anew (live.ts).
      return state;
  }
}

function without<T>(table: Readonly<Record<Id, T>>, id: Id): Record<Id, T> {
  const { [id]: _removed, ...rest } = table;
  return rest;
}

/** The counters after an event, unless they were read when it had happened already. */
const moved = (state: DeskState, event: SyncEvent, move: (old: ViewCounts) => ViewCounts): ViewCounts | null => (state.counts && !holds(state.countsAsOf, event.writer) ? move(state.counts) : state.counts);

const stamped = (state: DeskState, key: string): DeskState => ({ ...state, stamps: { ...state.stamps, [key]: state.tick } });

function applyConversation(state: DeskState, event: SyncEvent, conversation: ConversationView, before: Parameters<typeof moveCounts>[1]): DeskState {
  const next = stamped({ ...state, conversations: { ...state.conversations, [conversation.id]: conversation } }, conversation.id);
  const readCounts = before === null && next.readCounts[conversation.id] === undefined ? { ...next.readCounts, [conversation.id]: 0 } : next.readCounts;
  const counts = moved(next, event, (old) => moveCounts(old, before, factsOf(conversation), viewerOf(next)));
  return { ...next, readCounts, counts };
}

/** A conversation shows its contact's name: a new one shows everywhere at once. */
function applyName(state: DeskState, contact: { id: Id; name: string }): DeskState {
  let conversations = state.conversations;
  for (const conversation of Object.values(state.conversations)) {
    if (conversation.contactId !== contact.id || conversation.contactName === contact.name) continue;
    if (conversations === state.conversations) conversations = { ...conversations };
    (conversations as Record<Id, ConversationView>)[conversation.id] = { ...conversation, contactName: contact.name };
  }
  const named = conversations === state.conversations ? state : { ...state, conversations };
  const deals = Object.values(named.deals).filter((deal) => deal.contactId === contact.id && deal.contactName !== contact.name);
  return deals.length === 0 ? named : { ...named, deals: { ...named.deals, ...Object.fromEntries(deals.map((deal) => [deal.id, { ...deal, contactName: contact.name }])) } };
}
