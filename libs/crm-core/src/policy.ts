import type { Actor } from './crm.ts';
import { Forbidden, NotFound } from './errors.ts';
import type { Id, Role } from './views.ts';
import { allowed } from './visibility.ts';

/** What a conversation's audience is decided by; a message, a file and a sync event carry the same two. */
export interface ConversationThing {
  readonly inboxIds: readonly Id[];
  readonly ownerId: Id | null;
  readonly participantIds?: readonly Id[];
}
/** A message is its conversation's, and hidden when its inbox is private and not the actor's own. */
export interface MessageThing extends ConversationThing {
  readonly inboxId: Id | null;
  readonly inboxIsPrivate: boolean;
}
export interface InboxThing {
  readonly inboxId: Id;
}
export interface UserThing {
  readonly userId: Id;
}

interface Scopes {
  company: undefined;
  conversation: ConversationThing;
  message: MessageThing;
  inbox: InboxThing;
  self: UserThing;
}
type Scope = keyof Scopes;

const EVERYBODY = ['operator', 'manager', 'admin'] as const;
const LEADERS = ['manager', 'admin'] as const;
const ADMINS = ['admin'] as const;

/**
 * Everything a person can do: which roles may, and on what it depends. `company` depends on nothing more; `conversation` on a
 * right to one of its inboxes (and, where operators see their own only, on the owner); `inbox` on a right to that inbox;
 * `self` on being that person. Reading implies nothing about exporting or merging: those are rights of their own.
 */
const RULES = {
  'conversation.read': { roles: EVERYBODY, scope: 'conversation' },
  'conversation.reply': { roles: EVERYBODY, scope: 'conversation' },
  'conversation.assign': { roles: EVERYBODY, scope: 'conversation' },
  'conversation.update': { roles: EVERYBODY, scope: 'conversation' },
  'conversation.mark-spam': { roles: EVERYBODY, scope: 'conversation' },
  /** Everything that a view holds at once; what one picks by hand one may do one by one. */
  'conversation.bulk': { roles: LEADERS, scope: 'company' },
  'label.read': { roles: EVERYBODY, scope: 'company' },
  'label.manage': { roles: LEADERS, scope: 'company' },
  'saved-view.use': { roles: EVERYBODY, scope: 'company' },
  'saved-view.share': { roles: LEADERS, scope: 'company' },
  'conversation.call': { roles: EVERYBODY, scope: 'conversation' },
  'conversation.start': { roles: EVERYBODY, scope: 'inbox' },
  'message.read': { roles: EVERYBODY, scope: 'message' },
  'message.change': { roles: EVERYBODY, scope: 'conversation' },
  'message.change-others': { roles: LEADERS, scope: 'company' },
  'delivery.settle': { roles: EVERYBODY, scope: 'conversation' },
  'file.add': { roles: EVERYBODY, scope: 'company' },
  'contact.read': { roles: EVERYBODY, scope: 'company' },
  'contact.create': { roles: EVERYBODY, scope: 'company' },
  'contact.update': { roles: EVERYBODY, scope: 'company' },
  'contact.merge': { roles: LEADERS, scope: 'company' },
  'contact-field.manage': { roles: LEADERS, scope: 'company' },
  'contact.export': { roles: LEADERS, scope: 'company' },
  'contact.erase': { roles: ADMINS, scope: 'company' },
  'lead.read': { roles: EVERYBODY, scope: 'company' },
  'lead.update': { roles: EVERYBODY, scope: 'company' },
  'deal.read': { roles: EVERYBODY, scope: 'company' },
  'deal.create': { roles: EVERYBODY, scope: 'company' },
  'deal.update': { roles: EVERYBODY, scope: 'company' },
  'pipeline.read': { roles: EVERYBODY, scope: 'company' },
  'pipeline.manage': { roles: LEADERS, scope: 'company' },
  'task.read': { roles: EVERYBODY, scope: 'company' },
  'task.create': { roles: EVERYBODY, scope: 'company' },
  'task.update': { roles: EVERYBODY, scope: 'company' },
  'order.read': { roles: EVERYBODY, scope: 'company' },
  'order.create': { roles: EVERYBODY, scope: 'company' },
  'order.update': { roles: EVERYBODY, scope: 'company' },
  'product.read': { roles: EVERYBODY, scope: 'company' },
  'product.manage': { roles: LEADERS, scope: 'company' },
  'canned.read': { roles: EVERYBODY, scope: 'company' },
  'canned.write': { roles: EVERYBODY, scope: 'company' },
  'canned.share': { roles: LEADERS, scope: 'company' },
  'canned.manage': { roles: ADMINS, scope: 'company' },
  /** Leaders everything; an operator what is their own (reports/whose.ts). */
  'report.read': { roles: EVERYBODY, scope: 'company' },
  'inbox.read': { roles: EVERYBODY, scope: 'inbox' },
  'inbox.manage': { roles: ADMINS, scope: 'company' },
  'quarantine.manage': { roles: ADMINS, scope: 'company' },
  'user.read': { roles: EVERYBODY, scope: 'company' },
  'user.update-self': { roles: EVERYBODY, scope: 'self' },
  'user.set-duty': { roles: LEADERS, scope: 'company' },
  'user.manage': { roles: ADMINS, scope: 'company' },
  'team.manage': { roles: ADMINS, scope: 'company' },
  'api-token.manage': { roles: ADMINS, scope: 'company' },
  'webhook.manage': { roles: ADMINS, scope: 'company' },
  'company.read': { roles: EVERYBODY, scope: 'company' },
  'company.manage': { roles: ADMINS, scope: 'company' },
  'audit.read': { roles: ADMINS, scope: 'company' },
  'alarm.read': { roles: EVERYBODY, scope: 'company' },
  'handover.read': { roles: EVERYBODY, scope: 'company' },
  'handover.manage': { roles: EVERYBODY, scope: 'company' },
  'alarm.take': { roles: EVERYBODY, scope: 'company' },
  'alarm-rule.manage': { roles: ADMINS, scope: 'company' },
  'notification.read': { roles: EVERYBODY, scope: 'company' },
} as const satisfies Record<string, { roles: readonly Role[]; scope: Scope }>;

export type Action = keyof typeof RULES;
type ScopeOf<A extends Action> = (typeof RULES)[A]['scope'];
type Thing<A extends Action> = ScopeOf<A> extends 'company' ? [] : [thing: Scopes[ScopeOf<A>]];

/** Every action, for the check that each route names one. */
export const ACTIONS = Object.keys(RULES) as readonly Action[];

/** What the role may do at all, to something or other. A screen hides the rest; the server asks `can` with the thing. */
export function permissionsOf(role: Role): Action[] {
  return ACTIONS.filter((action) => (RULES[action].roles as readonly Role[]).includes(role));
}

/** The one rule about who may what: REST, sockets, lists, files and the feed all ask it. */
export function can<A extends Action>(actor: Actor, action: A, ...[thing]: Thing<A>): boolean {
  const rule: { roles: readonly Role[]; scope: Scope } = RULES[action];
  if (!rule.roles.includes(actor.role)) return false;
  switch (rule.scope) {
    case 'company':
      return true;
    case 'conversation':
      return seesConversation(actor, thing as ConversationThing);
    case 'message':
      return seesConversation(actor, thing as MessageThing) && seesMessage(actor, thing as MessageThing);
    case 'inbox':
      return hasInbox(actor, (thing as InboxThing).inboxId);
    case 'self':
      return (thing as UserThing).userId === actor.userId;
  }
}

/** Passes when the actor may; else Forbidden. For things whose existence is no secret. */
export function demand<A extends Action>(actor: Actor, action: A, ...thing: Thing<A>): void {
  if (!can(actor, action, ...thing)) throw new Forbidden(`Your role does not allow this (${action}).`);
}

/** Passes when the thing is there and the actor may; else NotFound: existence is not told. */
export function found<T>(value: T | null | undefined, name: string, allowed: (value: T) => boolean): T {
  if (value === null || value === undefined || !allowed(value)) throw new NotFound(name);
  return value;
}

function hasInbox(actor: Actor, inboxId: Id): boolean {
  return actor.role === 'admin' || actor.inboxIds.includes(inboxId);
}

function seesConversation(actor: Actor, thing: ConversationThing): boolean {
  return allowed(actor, { inboxIds: thing.inboxIds, ownerId: thing.ownerId, participantIds: thing.participantIds ?? [], userId: null });
}

function seesMessage(actor: Actor, thing: MessageThing): boolean {
  return !thing.inboxIsPrivate || thing.inboxId === null || hasInbox(actor, thing.inboxId);
}
