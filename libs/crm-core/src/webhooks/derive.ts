import { createHash } from 'node:crypto';
import type { DealFacts, DealView, Id, Iso, MessageView, OrderView, SyncChange, TaskView, WebhookEventType } from '../views.ts';

/** What is told of. A payment is its order's. */
export type Kind = 'order' | 'product' | 'contact' | 'lead' | 'deal' | 'task' | 'message';

/** How a thing stood when it was last told of. */
export interface Known {
  /** Of all that is told of it; null: it was there before anybody was told, or is somebody else now. */
  readonly digest: string | null;
  readonly facts: KnownFacts;
}
export interface KnownFacts {
  readonly paid?: boolean;
  readonly paymentIds?: readonly Id[];
  readonly status?: string;
  /** That this message came or went was told, or was before anybody was told. */
  readonly told?: boolean;
}
/** What a message's view does not say. */
export interface MessageFacts {
  /** It was made so lately that whether it is known is remembered. */
  readonly fresh: boolean;
  /** Spam, or words of a private inbox: told to no program. */
  readonly withheld: boolean;
}
export interface HookEvent {
  readonly type: WebhookEventType;
  readonly thingId: Id;
  readonly at: Iso;
  readonly data: Readonly<Record<string, unknown>>;
}
export interface Remembered extends Known {
  readonly kind: Kind;
  readonly thingId: Id;
}

export const keyOf = (kind: Kind, thingId: Id): string => `${kind} ${thingId}`;
export const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** The thing that a change is of; null: none that programs are told of. */
export function thingOf(change: SyncChange): { kind: Kind; thingId: Id } | null {
  switch (change.type) {
    case 'order':
      return { kind: 'order', thingId: change.order.id };
    case 'product':
      return { kind: 'product', thingId: change.product.id };
    case 'contact':
      return { kind: 'contact', thingId: change.contact.id };
    case 'contact-merged':
      return { kind: 'contact', thingId: change.contactId };
    case 'lead':
      return { kind: 'lead', thingId: change.lead.id };
    case 'deal':
      return { kind: 'deal', thingId: change.deal.id };
    case 'task':
      return { kind: 'task', thingId: change.task.id };
    case 'message':
      return { kind: 'message', thingId: change.message.id };
    default:
      return null;
  }
}

/**
 * What programs are told of changes, in their order. The feed says how a thing stands, and says it also when nothing of it changed, or once
 * for each person who may know: what is told is the difference to what was known. Pure.
 */
export function derive(changes: readonly { readonly at: Iso; readonly change: SyncChange }[], known: ReadonlyMap<string, Known>, messages: ReadonlyMap<Id, MessageFacts>): { events: HookEvent[]; remember: Remembered[] } {
  const events: HookEvent[] = [];
  const remember = new Map<string, Remembered>();
  for (const { at, change } of changes) {
    const thing = thingOf(change);
    if (!thing) continue;
    const key = keyOf(thing.kind, thing.thingId);
    const before = remember.get(key) ?? known.get(key);
    const news = newsOf(change, before, messages.get(thing.thingId));
    if (!news) continue;
    remember.set(key, { ...thing, digest: news.digest, facts: news.facts });
    events.push(...news.told.map(([type, data]) => ({ type, thingId: thing.thingId, at, data })));
  }
  return { events, remember: [...remember.values()] };
}

type Told = readonly [WebhookEventType, Readonly<Record<string, unknown>>];
interface News extends Known {
  readonly told: readonly Told[];
}

/** Null: nothing new. */
function newsOf(change: SyncChange, before: Known | undefined, message: MessageFacts | undefined): News | null {
  switch (change.type) {
    case 'order':
      return ofOrder(change.order, before);
    case 'product':
      return standing(change.product, before, {}, () => [[before ? 'product.updated' : 'product.created', { product: change.product }]]);
    case 'contact':
      return standing(change.contact, before, {}, () => [[before ? 'contact.updated' : 'contact.created', { contact: change.contact }]]);
    // How they stood is known no more: that they are their own again is told, though nothing of them changed meanwhile.
    case 'contact-merged':
      return { digest: null, facts: {}, told: [['contact.merged', { contactId: change.contactId, intoId: change.intoId }]] };
    case 'lead':
      return standing(change.lead, before, {}, () => [[before ? 'lead.updated' : 'lead.created', { lead: change.lead }]]);
    case 'deal':
      return standing(change.deal, before, {}, () => ofDeal(change.deal, change.before, before));
    case 'task':
      return standing(change.task, before, { status: change.task.status }, () => ofTask(change.task, before));
    case 'message':
      return ofMessage(change.message, before, message);
    default:
      return null;
  }
}

/** Of what is told whenever it stands otherwise than before. */
function standing(view: unknown, before: Known | undefined, facts: KnownFacts, told: () => readonly Told[]): News | null {
  const digest = digestOf(view);
  return before?.digest === digest ? null : { digest, facts, told: told() };
}

function ofOrder(order: OrderView, before: Known | undefined): News | null {
  const had = new Set(before?.facts.paymentIds ?? []);
  const has = new Set(order.payments.map(({ id }) => id));
  const paid = isPaid(order, before?.facts.paid ?? false);
  return standing(order, before, { paid, paymentIds: [...has] }, () => [
    [before ? 'order.updated' : 'order.created', { order }],
    ...order.payments.filter(({ id }) => !had.has(id)).map((payment): Told => ['payment.recorded', { payment, order }]),
    ...[...had].filter((id) => !has.has(id)).map((paymentId): Told => ['payment.removed', { paymentId, order }]),
    ...(paid && !before?.facts.paid ? [['order.paid', { order }] satisfies Told] : []),
  ]);
}

/** Somebody said so, or the payments come to its total; sent and done it stays what it was. */
function isPaid(order: OrderView, was: boolean): boolean {
  if (order.status === 'cancelled') return false;
  if (order.status === 'paid' || (order.totalMinor > 0 && order.paidMinor >= order.totalMinor)) return true;
  return was && (order.status === 'shipped' || order.status === 'done');
}

function ofDeal(deal: DealView, stood: DealFacts | null, before: Known | undefined): Told[] {
  if (!before) return [['deal.created', { deal }]];
  const told: Told[] = [['deal.updated', { deal, before: stood }]];
  if (!stood) return told;
  if (stood.stageId !== deal.stageId) told.push(['deal.moved', { deal, before: stood }]);
  if (stood.status !== deal.status && deal.status !== 'open') told.push([deal.status === 'won' ? 'deal.won' : 'deal.lost', { deal, before: stood }]);
  return told;
}

function ofTask(task: TaskView, before: Known | undefined): Told[] {
  const told: Told[] = [[before ? 'task.updated' : 'task.created', { task }]];
  if (task.status === 'done' && before?.facts.status !== 'done') told.push(['task.done', { task }]);
  return told;
}

/** Once when it came, or when it had left; what it looks like in HTML is not told. */
function ofMessage(message: MessageView, before: Known | undefined, facts: MessageFacts | undefined): News | null {
  if (message.kind !== 'text' || message.direction === 'internal' || before?.facts.told || !facts || (!facts.fresh && !before)) return null;
  const left = message.delivery === 'sent' || message.delivery === 'delivered' || message.delivery === 'read';
  if (message.direction === 'outbound' && !left) return before ? null : { digest: null, facts: { told: false }, told: [] };
  const { html: _html, quotedHtml: _quotedHtml, deliveries: _deliveries, ...said } = message;
  return { digest: null, facts: { told: true }, told: facts.withheld ? [] : [[message.direction === 'inbound' ? 'message.received' : 'message.sent', { message: said }]] };
}
