import { isVisitorChannel, type Typing, type VisitorChannel } from '#channels';
import type { Crm, FeedEntry } from '#crm-core';
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import { z } from 'zod';
import { InboxBroken, NoSuchInbox, type LiveAdapters } from '../channels/live-adapters.ts';
import type { Log } from '../log.ts';
import type { Realtime } from '../realtime/realtime.ts';
import { pageMessage, threadOf, type PageHistory, type PageMessage } from './thread-answers.ts';

interface Emitted {
  hello: (history: PageHistory) => void;
  message: (message: PageMessage) => void;
  read: (state: { readUpTo: string | null }) => void;
  agent: (state: { agent: string | null }) => void;
  typing: (who: { name: string | null }) => void;
}
interface VisitorData {
  inboxId: string;
  visitorId: string;
  adapter: VisitorChannel;
  /** Messages committed while the history was being read; null once it was sent. */
  pending: Set<string> | null;
  typedAt: number;
}
type VisitorSocket = Socket<DefaultEventsMap, Emitted, DefaultEventsMap, VisitorData>;
type VisitorNamespace = Namespace<DefaultEventsMap, Emitted, DefaultEventsMap, VisitorData>;

export interface VisitorSockets {
  /** Once the operators' sockets are served; both live on one server. */
  attach(): void;
}

const Handshake = z.object({ inboxId: z.guid(), token: z.string().max(4000) });
const TypingBody = z.strictObject({ preview: z.string().max(500).optional() });
const TYPING_EVERY_MS = 1_000;
const MAX_SOCKETS_PER_VISITOR = 20;
const keyOf = (inboxId: string, visitorId: string): string => `${inboxId} ${visitorId}`;

/**
 * `/visitor`: the pages of the web chat. A page is told its thread at once and every change after it. There is no cursor: a page
 * that was away is told the newest part of its thread again, which heals whatever it missed. Whenever a push cannot be made,
 * the sockets concerned are closed, so that they come back and are told anew.
 */
export function createVisitorSockets(parts: { crm: Crm; adapters: LiveAdapters; realtime: Realtime; onTyping: (inboxId: string, event: Typing) => void; log: Log; now: () => Date }): VisitorSockets {
  const { crm, adapters, realtime, onTyping, log, now } = parts;
  let namespace: VisitorNamespace | null = null;
  const threads = new Map<string, Set<VisitorSocket>>();
  const inboxes = new Map<string, number>();
  /** Conversations that somebody connected here takes part in: others cost no query. */
  const conversations = new Map<string, Set<string>>();
  let turn: Promise<void> = Promise.resolve();

  async function authenticate(socket: VisitorSocket): Promise<void> {
    const handshake = Handshake.safeParse(socket.handshake.auth);
    if (!handshake.success) throw new Unauthorized();
    const { inboxId, token } = handshake.data;
    const { adapter } = await adapters.get(inboxId);
    const visitorId = isVisitorChannel(adapter) ? adapter.visitor(token) : null;
    if (!isVisitorChannel(adapter) || visitorId === null || (threads.get(keyOf(inboxId, visitorId))?.size ?? 0) >= MAX_SOCKETS_PER_VISITOR) throw new Unauthorized();
    Object.assign(socket.data, { inboxId, visitorId, adapter, pending: new Set(), typedAt: 0 } satisfies VisitorData);
  }

  async function welcome(socket: VisitorSocket): Promise<void> {
    const { inboxId, visitorId, adapter } = socket.data;
    const key = keyOf(inboxId, visitorId);
    threads.set(key, (threads.get(key) ?? new Set()).add(socket));
    inboxes.set(inboxId, (inboxes.get(inboxId) ?? 0) + 1);
    socket.on('disconnect', () => leave(socket, key));
    socket.on('typing', (body: unknown) => typing(socket, body));
    await socket.join(key);
    const { conversationId, ...history } = await threadOf(crm, adapter, inboxId, visitorId, null);
    if (conversationId) follow(conversationId, key);
    socket.emit('hello', history);
    const missed = [...(socket.data.pending ?? [])];
    socket.data.pending = null;
    for (const { message } of await crm.visitor.messages(missed)) socket.emit('message', pageMessage(adapter, message));
  }

  function leave(socket: VisitorSocket, key: string): void {
    const { inboxId } = socket.data;
    inboxes.set(inboxId, (inboxes.get(inboxId) ?? 1) - 1);
    const others = threads.get(key);
    others?.delete(socket);
    if (others?.size) return;
    threads.delete(key);
    for (const [conversationId, keys] of conversations) if (keys.delete(key) && !keys.size) conversations.delete(conversationId);
  }

  const follow = (conversationId: string, key: string): void => void conversations.set(conversationId, (conversations.get(conversationId) ?? new Set()).add(key));

  function typing(socket: VisitorSocket, body: unknown): void {
    const parsed = TypingBody.safeParse(body);
    const { inboxId, visitorId, adapter, typedAt } = socket.data;
    const at = now().getTime();
    if (!parsed.success || at - typedAt < TYPING_EVERY_MS) return;
    socket.data.typedAt = at;
    const preview = adapter.page.typingPreview ? parsed.data.preview : undefined;
    onTyping(inboxId, { type: 'typing', externalThreadId: visitorId, sender: { kind: 'visitor', value: visitorId }, ...(preview && { preview }) });
  }

  async function push(entries: readonly FeedEntry[]): Promise<void> {
    const messages = new Map<string, string>();
    for (const { event } of entries) {
      if (event.type === 'message' && event.message.inboxId && inboxes.get(event.message.inboxId)) messages.set(event.message.id, event.message.conversationId);
      if (event.type === 'inbox' && !event.inbox.enabled) closeInbox(event.inbox.id);
      if (event.type === 'inbox-removed') closeInbox(event.inboxId);
    }
    for (const { inboxId, externalThreadId, message } of await crm.visitor.messages([...messages.keys()])) {
      const key = keyOf(inboxId, externalThreadId);
      const sockets = threads.get(key);
      if (!sockets) continue;
      follow(messages.get(message.id)!, key);
      for (const socket of sockets) {
        if (socket.data.pending) socket.data.pending.add(message.id);
        else socket.emit('message', pageMessage(socket.data.adapter, message));
      }
    }
    for (const conversationId of changedConversations(entries)) if (conversations.has(conversationId)) await tellState(conversationId);
  }

  async function tellState(conversationId: string): Promise<void> {
    for (const { inboxId, externalThreadId, readUpTo } of await crm.visitor.threads(conversationId)) {
      const sockets = threads.get(keyOf(inboxId, externalThreadId));
      if (!sockets) continue;
      const state = await crm.visitor.state(inboxId, externalThreadId);
      for (const socket of sockets) {
        socket.emit('read', { readUpTo });
        socket.emit('agent', { agent: state?.ownerName ?? null });
      }
    }
  }

  function closeInbox(inboxId: string): void {
    for (const [key, sockets] of threads) if (key.startsWith(`${inboxId} `)) closeAll(sockets);
  }
  const closeAll = (sockets: Iterable<VisitorSocket>): void => [...sockets].forEach((socket) => socket.disconnect(true));

  /** Committed changes in order, from the feed of this process. */
  function take(entries: readonly FeedEntry[]): void {
    if (!threads.size) return;
    turn = turn
      .then(() => push(entries))
      .catch((error: unknown) => {
        log.warn({ err: error }, 'visitors could not be told; their pages connect again');
        for (const sockets of threads.values()) closeAll(sockets);
      });
  }

  /** To the visitors of this conversation, in every process. */
  async function operatorTyping(conversationId: string, userId: string): Promise<void> {
    const [found, { name }] = await Promise.all([crm.visitor.threads(conversationId), crm.users.get(userId)]);
    for (const { inboxId, externalThreadId } of found) namespace?.to(keyOf(inboxId, externalThreadId)).emit('typing', { name });
  }

  return {
    attach() {
      const server = realtime.server();
      if (!server) throw new Error('The sockets are not served yet.');
      namespace = server.of('/visitor');
      namespace.use((socket, next) => {
        authenticate(socket).then(
          () => next(),
          (error: unknown) => next(new Error(error instanceof Unauthorized || error instanceof NoSuchInbox || error instanceof InboxBroken ? 'unauthorized' : 'unavailable')),
        );
      });
      namespace.on('connection', (socket) => {
        welcome(socket).catch((error: unknown) => {
          log.warn({ err: error, inboxId: socket.data.inboxId }, 'a visitor could not be brought up to date; the page connects again');
          socket.disconnect(true);
        });
      });
      realtime.onEntries(take);
      realtime.onOperatorTyping((conversationId, userId) => void operatorTyping(conversationId, userId).catch((error: unknown) => log.debug({ err: error }, 'typing was not shown')));
    },
  };
}

class Unauthorized extends Error {}

/** Somebody of us read, or another colleague answers now. */
function changedConversations(entries: readonly FeedEntry[]): Set<string> {
  const changed = new Set<string>();
  for (const { event } of entries) {
    if (event.type === 'read') changed.add(event.conversationId);
    if (event.type === 'conversation' && event.before?.ownerId !== event.conversation.ownerId) changed.add(event.conversation.id);
  }
  return changed;
}
