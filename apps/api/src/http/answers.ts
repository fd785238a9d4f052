import { z } from 'zod';
import { Conversation, Message, SyncEvent, WebhookEndpoint } from './views.schema.ts';

/** Small answers that are no view of the core. */
export const Valid = z.object({ valid: z.boolean() });
export const Link = z.object({ url: z.string().describe('Shown once; it opens what it names without a password.') });
export const ExpiringLink = z.object({ url: z.string().describe('To be opened by this person in their messenger; works once.'), expiresAt: z.string() });
export const Invitation = z.object({ email: z.string(), name: z.string(), role: z.enum(['operator', 'manager', 'admin']) });
export const OpenInvitations = z.array(Invitation.extend({ id: z.string().describe('Names it; does not open it.'), expiresAt: z.string() }));
export const Started = z.object({ conversation: Conversation, message: Message });
export const Status = z.object({ status: z.string() });
export const Readiness = z.object({ status: z.string(), checks: z.record(z.string(), z.boolean()) });
export const Health = z.object({
  ok: z.boolean(),
  account: z.string().optional(),
  steps: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string().optional(), milliseconds: z.number() })),
}).meta({ id: 'ChannelHealth' });
export const ApiToken = z.object({ id: z.string(), name: z.string(), createdAt: z.string(), lastUsedAt: z.string().nullable() }).meta({ id: 'ApiToken' });
export const NewApiToken = z.object({ id: z.string(), token: z.string().describe('Shown this once.') });
export const AuditEntry = z.object({ id: z.string(), at: z.string(), userId: z.string().nullable(), action: z.string(), thing: z.string(), detail: z.unknown(), ip: z.string() }).meta({ id: 'AuditEntry' });
export const Discovery = z.record(z.string(), z.unknown());
export const Sync = z.object({ events: z.array(SyncEvent), cursor: z.string(), more: z.boolean() });
export const Summary = z.object({ text: z.string(), locale: z.enum(['ru', 'uk', 'en']) });
export const WebhookSecret = z.object({ secret: z.string().describe('Shown this once.') });
export const NewWebhookEndpoint = WebhookSecret.extend({ endpoint: WebhookEndpoint });
export const Count = z.object({ count: z.number() });
