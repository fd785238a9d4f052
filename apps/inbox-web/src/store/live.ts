/** The live connection: resumes by cursor, applies one batch a frame, fetches anew when the gap is too large. */
import type { Socket } from 'socket.io-client';
import type { EphemeralEvent, Id, SyncEvent } from '../../../../libs/crm-core/src/views.ts';
import { ApiError } from '../api/problem.ts';
import { announce } from '../features/alerts/announce.ts';
import { cannedChanged } from '../features/composer/canned/store.ts';
import { applyEvents } from './apply-event.ts';
import { change, desk } from './desk.ts';
import { noticeDrafts, saveDrafts } from './draft-keeping.ts';
import { flushUnsent, showUnsent } from './outgoing.ts';
import { heardTyping, stillTyping, wrote, type TypingByConversation } from './presence.ts';
import { tellReadMarks } from './read-marks.ts';
import { keepOnlyRecent } from './recent.ts';
import { fillGaps, loadEverything } from './session.ts';
import { heardBuild, missedPart } from './update.ts';
import { setWindow, windowState } from './window-state.ts';

/** Whoever wants the connection that stands or is being opened; another each time. */
let wanted: object | null = null;
let socket: Socket | null = null;
let waiting: SyncEvent[] = [];
let frame: number | null = null;
let hideUnsent: (() => void) | null = null;
let typingTimer: ReturnType<typeof setInterval> | null = null;

/** Opens the connection for the signed-in person. Calling it again replaces the old one. */
export function connectLive(): void {
  disconnectLive();
  const turn = (wanted = {});
  setWindow({ link: 'connecting', lostAt: null });
  typingTimer = setInterval(() => setTyping(stillTyping(windowState.getState().typing, Date.now())), 1000);
  hideUnsent = showUnsent();
  void open(turn);
}

/** What speaks to the server comes after the first screen. Where it cannot be fetched there is no connection, and it is asked for again. */
async function open(turn: object): Promise<void> {
  const client = await import('./socket-client.ts').catch(() => null);
  if (wanted !== turn) return;
  if (!client) {
    missedPart();
    sayLost();
    setTimeout(() => { if (wanted === turn) void open(turn); }, 2_000);
    return;
  }
  const opened = client.io('/', { path: '/socket', withCredentials: true, transports: ['websocket', 'polling'], reconnectionDelay: 500, reconnectionDelayMax: 5000, auth: (send) => send({ cursor: desk.getState().cursor }) });
  socket = opened;
  opened.on('connect', () => {
    setWindow({ link: 'live', lostAt: null });
    sayViewing();
    void flushUnsent();
    void saveDrafts();
    tellReadMarks();
  });
  const lost = (): void => {
    sayLost();
    // Refused or sent away by the server, such as while its database is away: socket.io tries again by itself only after a broken line.
    if (!opened.active) setTimeout(() => { if (socket === opened && !opened.active) opened.connect(); }, 500 + Math.random() * 1_000);
  };
  opened.on('disconnect', lost);
  opened.on('connect_error', ({ message }) => (message === 'not-signed-in' ? signedOut() : lost()));
  addEventListener('online', connectNow);
  opened.on('sync', (batch: { events: SyncEvent[]; cursor: string }) => receive(batch.events, batch.cursor));
  opened.on('refetch', ({ cursor }: { cursor: string }) => {
    // A moment of its own: what is on its way was asked before it.
    change((state) => ({ ...state, cursor, tick: state.tick + 1 }));
    fetchAnew();
  });
  opened.on('build', heardBuild);
  opened.on('ephemeral', receiveEphemeral);
  opened.on('signed-out', signedOut);
}

function sayLost(): void {
  const { link, lostAt } = windowState.getState();
  if (link !== 'lost') setWindow({ link: 'lost', lostAt: lostAt ?? Date.now() });
}

function signedOut(): void {
  disconnectLive();
  location.reload();
}

/** The machine has a network again: the next try need not wait for its turn. */
function connectNow(): void {
  if (socket && !socket.connected) socket.disconnect().connect();
}

export function disconnectLive(): void {
  wanted = null;
  removeEventListener('online', connectNow);
  socket?.removeAllListeners();
  socket?.disconnect();
  socket = null;
  waiting = [];
  hideUnsent?.();
  hideUnsent = null;
  if (typingTimer) clearInterval(typingTimer);
}

function receive(events: readonly SyncEvent[], cursor: string): void {
  waiting.push(...events);
  if (frame !== null) return;
  // A hidden tab gets no animation frames, yet must ring and count.
  const later = document.hidden ? (run: () => void): number => window.setTimeout(run, 50) : requestAnimationFrame;
  frame = later(() => {
    frame = null;
    const batch = waiting;
    waiting = [];
    const before = desk.getState();
    change((state) => ({ ...applyEvents(state, batch), cursor: batch.length > 0 ? (batch.at(-1) as SyncEvent).cursor : cursor }));
    announce(before, desk.getState(), batch);
    noticeDrafts(batch);
    endRinging(batch);
    if (batch.some((event) => event.type === 'canned-replies')) cannedChanged();
    setTyping(batch.reduce((typing, event) => (event.type === 'message' ? wrote(typing, event.message) : typing), windowState.getState().typing));
    if (batch.some((event) => event.type === 'rights')) fetchAnew();
    else void fillGaps(batch);
  });
}

/** At the start: asked until it is answered, or until nobody is signed in. */
export function fetchFirst(onTrouble?: (error: unknown) => void): void {
  const asking = wanted;
  loadEverything('first').catch((error: unknown) => {
    if (error instanceof ApiError && error.problem.status === 401) return;
    onTrouble?.(error);
    setTimeout(() => { if (asking && wanted === asking) fetchFirst(); }, 3000);
  });
}

/** When rights changed, when too much was missed: likewise. */
function fetchAnew(): void {
  const asking = wanted;
  keepOnlyRecent(3);
  loadEverything('anew').catch((error: unknown) => {
    if (error instanceof ApiError && error.problem.status === 401) return;
    setTimeout(() => { if (asking && wanted === asking) fetchAnew(); }, 3000);
  });
}

function receiveEphemeral(event: EphemeralEvent): void {
  switch (event.type) {
    case 'typing':
      if (event.userId !== null && event.userId === desk.getState().me?.id) return;
      windowState.setState((state) => ({ typing: heardTyping(state.typing, event, Date.now()) }));
      return;
    case 'viewing':
      windowState.setState((state) => ({ viewing: { ...state.viewing, [event.conversationId]: event.userIds } }));
      return;
    case 'ringing':
      setWindow({ ringing: event });
      return;
  }
}

/** The pop goes when the call was answered or given up, whatever else is said in its conversation. */
function endRinging(batch: readonly SyncEvent[]): void {
  const { ringing } = windowState.getState();
  if (ringing && batch.some((event) => event.type === 'message' && event.message.id === ringing.messageId && event.message.call?.state !== 'ringing')) setWindow({ ringing: null });
}

function setTyping(typing: TypingByConversation): void {
  if (typing !== windowState.getState().typing) setWindow({ typing });
}

let lastTyping = 0;
/** Tells the others, at most every three seconds. */
export function tellTyping(conversationId: Id): void {
  if (Date.now() - lastTyping < 3000) return;
  lastTyping = Date.now();
  socket?.volatile.emit('typing', { conversationId });
}

let viewing: Id | null = null;
/** Which conversation stands open here. A hidden tab looks at none; a new connection is told anew. */
export function tellViewing(conversationId: Id | null): void {
  const left = viewing;
  viewing = conversationId;
  // What is known of who looks is only kept up to date while one looks oneself.
  if (left && left !== conversationId) windowState.setState(({ viewing: { [left]: _stale, ...others } }) => ({ viewing: others }));
  sayViewing();
}
function sayViewing(): void {
  // Not kept for a later connection, which is told anew.
  if (socket?.connected) socket.emit('viewing', { conversationId: document.hidden ? null : viewing });
}
if (typeof document !== 'undefined') document.addEventListener('visibilitychange', sayViewing);
