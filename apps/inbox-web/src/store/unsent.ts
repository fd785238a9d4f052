/** Messages that wait on this machine: each under its key of idempotency, in the order in which they were written, through reloads. */
import type { AttachmentView, Id } from '../../../../libs/crm-core/src/views.ts';
import type { ReplyInput } from '../api/routes.ts';
import { browserStore, of, type Unsent } from './browser-store.ts';
import { setWindow } from './window-state.ts';

let person: Id | null = null;
let waiting: readonly Unsent[] = [];
let lastOrder = 0;

export const unsentOf = (conversationId: Id): Unsent | undefined => waiting.find((entry) => entry.conversationId === conversationId);
/** Conversations in which something waits for the connection. */
export const unsentConversations = (): ReadonlySet<Id> => new Set(waiting.map((entry) => entry.conversationId));
export const allUnsent = (): readonly Unsent[] => waiting;

function set(next: readonly Unsent[]): void {
  waiting = next.toSorted((a, b) => a.order - b.order);
  setWindow({ unsent: waiting.length });
}

/** Reads what this person could not hand over before. */
export async function openUnsent(userId: Id): Promise<void> {
  person = userId;
  set([]);
  const kept = (await (await browserStore())?.getAll('unsent', of(userId)).catch(() => [])) ?? [];
  if (person === userId) set([...kept, ...waiting.filter((entry) => !kept.some((other) => other.input.id === entry.input.id))]);
}

export function closeUnsent(): void {
  person = null;
  set([]);
}

/** Is kept when this resolves. */
export async function keepUnsent(conversationId: Id, input: ReplyInput, files: readonly AttachmentView[]): Promise<void> {
  if (!person) return;
  lastOrder = Math.max(Date.now(), lastOrder + 1);
  const entry: Unsent = { userId: person, order: lastOrder, conversationId, input, files };
  set([...waiting, entry]);
  await (await browserStore())?.put('unsent', entry).catch(() => undefined);
}

export async function forgetUnsent({ userId, order, input }: Unsent): Promise<void> {
  set(waiting.filter((entry) => entry.input.id !== input.id));
  await (await browserStore())?.delete('unsent', [userId, order, input.id]).catch(() => undefined);
}

/** Another tab may have handed it over, or kept one that this tab knows nothing of. */
export async function readUnsentAnew(): Promise<void> {
  const userId = person;
  const store = await browserStore();
  if (!userId || !store) return;
  const kept = await store.getAll('unsent', of(userId)).catch(() => null);
  if (kept && person === userId) set(kept);
}
