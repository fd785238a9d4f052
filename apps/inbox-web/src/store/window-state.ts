import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { EphemeralEvent, Id, TakenBackView } from '../../../../libs/crm-core/src/views.ts';
import type { TypingByConversation } from './presence.ts';

type Ringing = Extract<EphemeralEvent, { type: 'ringing' }>;

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'red';
  /** `keys`: by which it is taken outside text fields while the notice stands. */
  readonly action?: { readonly label: string; readonly keys?: 'Z'; readonly run: () => void };
}

/** What is being done with one message, in a dialog. */
export interface MessageAct {
  readonly act: 'edit' | 'delete' | 'forward' | 'versions';
  readonly messageId: Id;
  /** A letter that was handed on and taken back: goes on where it was. */
  readonly taken?: TakenBackView;
}

/** What is being asked about a deal, in a dialog. */
export type DealAct =
  | { readonly act: 'move' | 'edit' | 'win' | 'lose'; readonly dealId: Id }
  /** The stage asks for fields first. */
  | { readonly act: 'move-with'; readonly dealId: Id; readonly stageId: Id }
  | { readonly act: 'new'; readonly conversationId: Id; readonly contactId: Id };

/** What is being asked about a task, in a dialog. */
export interface TaskAct {
  readonly act: 'finish' | 'put-off' | 'hand-over';
  readonly taskId: Id;
}

/** A promise of this person's own, offered as a task; gone with the window. */
export interface PromiseOffered {
  readonly conversationId: Id;
  readonly messageId: Id;
  readonly title: string;
  readonly dueAt: string;
}

/** What concerns this window alone: never sent, never stored on the server. */
export interface WindowState {
  readonly link: 'connecting' | 'live' | 'lost';
  /** When the connection was lost; the banner waits three seconds. */
  readonly lostAt: number | null;
  readonly typing: TypingByConversation;
  readonly viewing: Readonly<Record<Id, readonly Id[]>>;
  readonly ringing: Ringing | null;
  readonly panelOpen: boolean;
  /** What the right pane shows instead of the person. */
  readonly panelMode: 'person' | 'order';
  readonly dialog: 'start' | 'keys' | 'assign' | 'snooze' | 'palette' | 'bell' | null;
  /** Grows each time a message is asked for, so that the same one can be shown again. */
  readonly shownTurn: number;
  readonly messageAct: MessageAct | null;
  readonly dealAct: DealAct | null;
  readonly taskAct: TaskAct | null;
  /** Two contacts that may be one; `otherId` null: who the other one is, is asked. */
  readonly merging: { readonly contactId: Id; readonly otherId: Id | null } | null;
  /** The latest of each conversation. */
  readonly promises: Readonly<Record<Id, PromiseOffered>>;
  readonly startWith: { readonly contactId: Id } | null;
  readonly toasts: readonly Toast[];
  /** Whether the browser lets this tab sound. */
  readonly sound: 'trying' | 'locked' | 'ready';
  /** What the live region says; the newest last. */
  readonly said: readonly { readonly turn: number; readonly text: string }[];
  /** The server has a newer window. */
  readonly update: 'offered' | 'later' | null;
  /** Messages that wait on this machine for the connection. */
  readonly unsent: number;
}

const wide = typeof matchMedia === 'function' && matchMedia('(min-width: 1280px)').matches;

export const windowState = createStore<WindowState>(() => ({
  link: 'connecting',
  lostAt: null,
  typing: {},
  viewing: {},
  ringing: null,
  panelOpen: wide,
  panelMode: 'person',
  dialog: null,
  shownTurn: 0,
  messageAct: null,
  dealAct: null,
  taskAct: null,
  merging: null,
  promises: {},
  startWith: null,
  toasts: [],
  sound: 'trying',
  said: [],
  update: null,
  unsent: 0,
}));

export function useWindow<T>(select: (state: WindowState) => T): T {
  return useStore(windowState, select);
}

export const setWindow = (part: Partial<WindowState>): void => windowState.setState(part);

let lastSaid = 0;
/** Tells those who listen instead of looking, once they have heard what is being said. */
export function say(text: string): void {
  lastSaid += 1;
  windowState.setState((state) => ({ said: [...state.said.slice(-4), { turn: lastSaid, text }] }));
}

let lastToast = 0;
/** Says something at the bottom of the window; gone after six seconds, or `ms`. */
export function toast(text: string, options: { tone?: Toast['tone']; action?: Toast['action']; ms?: number } = {}): void {
  lastToast += 1;
  const id = lastToast;
  windowState.setState((state) => ({ toasts: [...state.toasts.slice(-2), { id, text, tone: options.tone ?? 'plain', ...(options.action && { action: options.action }) }] }));
  say(text);
  setTimeout(() => dismissToast(id), options.ms ?? 6000);
}
/** The number of the newest notice so far: later ones have higher ones. */
export const newestNotice = (): number => lastToast;
/** Takes back what the newest notice offers to, if it came after this one. False when none does. */
export function undoNewest(after: number): boolean {
  const newest = windowState.getState().toasts.findLast((entry) => entry.action?.keys === 'Z');
  if (!newest || newest.id <= after) return false;
  dismissToast(newest.id);
  newest.action?.run();
  return true;
}
export function dismissToast(id: number): void {
  windowState.setState((state) => ({ toasts: state.toasts.filter((entry) => entry.id !== id) }));
}
