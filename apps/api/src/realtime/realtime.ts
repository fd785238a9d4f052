import type { Actor, Crm, EphemeralEvent, FeedEntry, SyncEvent } from '#crm-core';
import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io';
import { sessionName } from '../auth/sessions.ts';
import { tokenHash } from '../auth/tokens.ts';
import type { Notice, Notices } from '../database/notices.ts';
import { ownOrigins, SESSION_COOKIE } from '../http/access.ts';
import type { Log } from '../log.ts';
import { createPresence, REPEAT_MS, type Looking, type Presence } from './presence.ts';
import { cutSlowConsumers } from './slow-consumers.ts';
import { followFeed, type Tail } from './tail.ts';

interface Emitted {
  sync: (missed: { events: readonly SyncEvent[]; cursor: string }) => void;
  refetch: (position: { cursor: string }) => void;
  ephemeral: (event: EphemeralEvent) => void;
  /** Which build of the window this process serves. */
  build: (name: string) => void;
  'signed-out': () => void;
}
type Audience = FeedEntry['audience'];
/** What processes tell each other. */
interface BetweenProcesses {
  looking: (said: Looking) => void;
  typing: (audience: Audience, event: Typing) => void;
}
interface OperatorData { actor: Actor; session: string; tail: Set<string> | null; viewing: string | null; /** What they opened last, allowed or not. */ wants: string | null }
type Typing = Extract<EphemeralEvent, { type: 'typing' }>;
export type OperatorSocket = Socket<DefaultEventsMap, Emitted, BetweenProcesses, OperatorData>;

/** What the rest of the process may tell screens beside the feed. */
export interface Realtime {
  attach(server: Server): void;
  welcome(socket: OperatorSocket): Promise<void>;
  left(socket: OperatorSocket): void;
  typing(socket: OperatorSocket, conversationId: string): Promise<void>;
  viewing(socket: OperatorSocket, conversationId: string | null): Promise<void>;
  /** Somebody types. Whoever looks at the conversation sees all of it; whoever may see it in a list, that it happens. `inboxId`: only to people who have it; `screen`: not to this one. */
  showTyping(event: Typing, to?: { inboxId?: string; screen?: string }): Promise<void>;
  /** To these people, in every process. */
  toUsers(userIds: readonly string[], event: EphemeralEvent): void;
  /** Called when somebody with a right to it types in a conversation. */
  onOperatorTyping(listener: (conversationId: string, userId: string) => void): void;
  /** Every committed change of this process's feed, for the visitors' sockets. */
  onEntries(reader: (entries: readonly FeedEntry[]) => void): void;
  server(): Server | null;
  running(): boolean;
  stop(): Promise<void>;
}

const REVALIDATE_MS = 60_000;
const BATCH = 500;
/** Lists show who types; their screens are told no oftener than this. */
const LIST_EVERY_MS = 2_500;
const userRoom = (userId: string): string => `user:${userId}`;
const viewers = (conversationId: string): string => `viewers:${conversationId}`;

export function createRealtime(parts: { crm: Crm; notices: Notices; log: Log; publicUrl: string | null; secureProxy: boolean; build: string | null }): Realtime {
  const { crm, notices, log } = parts;
  const readers: ((entries: readonly FeedEntry[]) => void)[] = [];
  const typists: ((conversationId: string, userId: string) => void)[] = [];
  let server: Server | null = null;
  let operators: Namespace<DefaultEventsMap, Emitted, BetweenProcesses, OperatorData> | null = null;
  let tail: Promise<Tail> | null = null;
  let live: Tail | null = null;
  const stops: (() => void)[] = [];
  const presence: Presence = createPresence({
    now: () => new Date(),
    tellHere: (conversationId, userIds) => void operators?.local.to(viewers(conversationId)).emit('ephemeral', { type: 'viewing', conversationId, userIds }),
    tellOthers: (said) => void operators?.serverSideEmit('looking', said),
  });
  const local = (): OperatorSocket[] => [...(operators?.sockets.values() ?? [])];

  /** One emission per event and audience: serialised once, whoever gets it. */
  function emit(entries: readonly FeedEntry[]): void {
    readers.forEach((reader) => reader(entries));
    if (!operators || operators.sockets.size === 0) return;
    const byUser = new Map<string, Actor>(local().flatMap(({ data }) => (data.actor ? [[data.actor.userId, data.actor]] : [])));
    for (const { event, audience } of entries) {
      const rooms = [...byUser.values()].filter((actor) => crm.feed.allowed(actor, audience)).map(({ userId }) => userRoom(userId));
      if (!rooms.length) continue;
      // Whoever is just catching up may have it already.
      const has = local().filter(({ data }) => data.tail?.has(event.cursor)).map(({ id }) => id);
      operators.local.to(rooms).except(has).emit('sync', { events: [event], cursor: event.cursor });
      if (event.type === 'rights') void reauthorise(event.userId);
    }
  }

  /** Sends what a socket missed, and remembers it in `seen`; `last`: tells the position also when nothing was missed. Returns the position reached, or null after a refetch. */
  async function catchUp(socket: OperatorSocket, from: string, seen: Set<string>, last: boolean): Promise<string | null> {
    for (let cursor = from; ; ) {
      const missed = await crm.feed.catchUp(socket.data.actor, cursor, BATCH);
      if (missed === 'refetch') return null;
      cursor = missed.cursor;
      if (missed.events.length || (last && !missed.more)) socket.emit('sync', { events: missed.events, cursor });
      missed.events.forEach((event) => seen.add(event.cursor));
      if (!missed.more) return cursor;
    }
  }

  /** The actor as the rights are now, everywhere this person is connected to this process. */
  async function reauthorise(userId: string): Promise<void> {
    const sockets = local().filter(({ data }) => data.actor?.userId === userId);
    if (!sockets.length) return;
    const actor = await crm.users.actor(userId).catch(() => undefined);
    // The database is away: nobody keeps a right that we cannot confirm.
    if (!actor) return signOut(sockets, actor === null);
    for (const socket of sockets) socket.data.actor = actor;
    for (const socket of sockets) {
      // The notice that ended a session may have been lost with the connection that carries notices.
      const alive = await crm.sessions.alive(Buffer.from(socket.data.session, 'base64url')).catch(() => undefined);
      if (!alive) {
        signOut([socket], alive === false);
        continue;
      }
      const { viewing } = socket.data;
      if (viewing && !(await crm.conversations.visible(actor, viewing))) await look(socket, null);
    }
  }
  function signOut(sockets: readonly OperatorSocket[], ended: boolean): void {
    for (const socket of sockets) {
      if (ended) socket.emit('signed-out');
      socket.disconnect(true);
    }
  }

  function hear(notice: Notice): void {
    switch (notice.type) {
      case 'rights-changed':
        return void reauthorise(notice.userId);
      case 'session-ended':
        return signOut(local().filter(({ data }) => data.session === notice.session), true);
      case 'sessions-ended':
        return signOut(local().filter(({ data }) => data.actor?.userId === notice.userId), true);
      case 'resumed':
        return [...new Set(local().map(({ data }) => data.actor?.userId))].forEach((userId) => userId && void reauthorise(userId));
      case 'feed':
      case 'delivery':
      case 'media':
      case 'change':
      case 'bulk':
      case 'inbox-changed':
      case 'notify':
    }
  }

  async function authenticate(socket: OperatorSocket): Promise<void> {
    const { headers } = socket.handshake;
    const protocol = parts.secureProxy && headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
    if (headers.origin && !ownOrigins(headers.host, protocol, parts.publicUrl).includes(headers.origin)) throw new Error('foreign-origin');
    const token = cookieOf(headers.cookie ?? '');
    const actor = token ? await crm.sessions.resolve(tokenHash(token)) : null;
    if (!token || !actor) throw new Error('not-signed-in');
    Object.assign(socket.data, { actor, session: sessionName(tokenHash(token)), tail: null, viewing: null, wants: null } satisfies OperatorData);
  }

  async function look(socket: OperatorSocket, conversationId: string | null): Promise<void> {
    const before = socket.data.viewing;
    if (before === conversationId) return;
    socket.data.viewing = conversationId;
    if (before) await socket.leave(viewers(before));
    if (conversationId) await socket.join(viewers(conversationId));
    // Gone meanwhile: it has left already and must not come back.
    if (socket.connected) presence.look(socket.id, socket.data.actor.userId, conversationId);
  }

  const typingOver = new Map<string, number>();
  async function showTyping(event: Typing, { inboxId, screen }: { inboxId?: string; screen?: string } = {}): Promise<void> {
    operators?.to(viewers(event.conversationId)).except(screen ?? []).emit('ephemeral', event);
    const key = `${event.conversationId} ${event.userId ?? ''}`;
    const now = Date.now();
    if ((typingOver.get(key) ?? 0) > now) return;
    for (const [each, until] of typingOver) if (until <= now) typingOver.delete(each);
    typingOver.set(key, now + LIST_EVERY_MS);
    const audience = await crm.conversations.audience(event.conversationId);
    if (!audience) return;
    // The words are for whoever has the conversation open.
    const { preview: _words, ...shown } = event;
    const narrowed = inboxId ? { ...audience, inboxIds: [inboxId] } : audience;
    typingInLists(narrowed, shown);
    operators?.serverSideEmit('typing', narrowed, shown);
  }
  function typingInLists(audience: Audience, event: Typing): void {
    const people = [...new Map(local().flatMap(({ data }) => (data.actor ? [[data.actor.userId, data.actor]] : []))).values()];
    const rooms = people.filter((actor) => actor.userId !== event.userId && crm.feed.allowed(actor, audience)).map(({ userId }) => userRoom(userId));
    if (rooms.length) operators?.local.to(rooms).except(viewers(event.conversationId)).emit('ephemeral', event);
  }

  return {
    attach(made) {
      server = made;
      operators = made.of('/');
      operators?.use((socket, next) => void authenticate(socket).then(() => next(), (error: Error) => next(new Error(['foreign-origin', 'not-signed-in'].includes(error.message) ? error.message : 'unavailable'))));
      operators?.on('looking', (said) => presence.hear(said));
      operators?.on('typing', typingInLists);
      const repeating = setInterval(() => presence.repeat(), REPEAT_MS);
      stops.push(() => clearInterval(repeating));
      tail = followFeed({ crm, notices, log, reader: { entries: emit, jumped: (cursor) => operators?.local.emit('refetch', { cursor }), watched: () => made.engine.clientsCount > 0 } });
      tail.then((started) => { live = started; }, (error: unknown) => log.error({ err: error }, 'the feed could not be opened'));
      stops.push(notices.subscribe(hear), cutSlowConsumers(made, log));
      const revalidation = setInterval(() => [...new Set(local().map(({ data }) => data.actor?.userId))].forEach((userId) => userId && void reauthorise(userId)), REVALIDATE_MS);
      stops.push(() => clearInterval(revalidation));
    },
    async welcome(socket) {
      try {
        if (!tail) throw new Error('not attached');
        if (parts.build) socket.emit('build', parts.build);
        const given: unknown = (socket.handshake.auth as { cursor?: unknown }).cursor;
        const cursor = typeof given === 'string' && given.length <= 200 ? given : null;
        // The long way first, beside everybody else; the last step alone holds the feed still.
        // Both may read past the tail, which must not tell this socket the same again.
        const seen = new Set<string>();
        const near = cursor ? await catchUp(socket, cursor, seen, false) : null;
        await (await tail).between(async (position) => {
          const reached = near ? await catchUp(socket, near, seen, true) : null;
          if (!reached) socket.emit('refetch', { cursor: position });
          socket.data.tail = seen;
          await socket.join(userRoom(socket.data.actor.userId));
        });
        socket.data.tail = null;
      } catch (error) {
        log.warn({ err: error }, 'a screen could not be brought up to date; it connects again');
        socket.disconnect(true);
      }
    },
    left(socket) {
      presence.look(socket.id, socket.data.actor.userId, null);
    },
    async typing(socket, conversationId) {
      const { actor } = socket.data;
      if (!(await crm.conversations.visible(actor, conversationId))) return;
      await showTyping({ type: 'typing', conversationId, who: 'operator', userId: actor.userId }, { screen: socket.id });
      typists.forEach((tell) => tell(conversationId, actor.userId));
    },
    async viewing(socket, conversationId) {
      socket.data.wants = conversationId;
      const may = conversationId !== null && (await crm.conversations.visible(socket.data.actor, conversationId));
      // They have gone on while we asked.
      if (socket.data.wants === conversationId) await look(socket, may ? conversationId : null);
    },
    showTyping,
    toUsers: (userIds, event) => void (userIds.length && operators?.to(userIds.map(userRoom)).emit('ephemeral', event)),
    onOperatorTyping: (listener) => void typists.push(listener),
    onEntries: (reader) => void readers.push(reader),
    server: () => server,
    running: () => live?.running() ?? false,
    async stop() {
      stops.forEach((stop) => stop());
      operators?.local.disconnectSockets(true);
      await (await tail?.catch(() => null))?.stop();
    },
  };
}

function cookieOf(header: string): string | null {
  const found = header.split(';').map((part) => part.trim()).find((part) => part.startsWith(`${SESSION_COOKIE}=`));
  return found ? decodeURIComponent(found.slice(SESSION_COOKIE.length + 1)) : null;
}
