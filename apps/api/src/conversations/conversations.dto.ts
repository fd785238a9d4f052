import { z } from 'zod';
import { address, channel, flag, id, newId, when, words } from '../http/fields.ts';
import { letterHtml } from '../http/html.ts';
import { PageQuery } from '../http/input.ts';
import { priority } from './list.dto.ts';

const text = words(200_000);
const html = letterHtml(1_000_000).nullable().optional();
const subject = words(998).nullable().optional();
const attachmentIds = z.array(id).max(50).optional();

/** The line above a quoted letter, in the author's language. */
const heading = words(2_000);

/** One of the three at most. */
export const TimelinePage = PageQuery.extend({ before: z.string().max(500).optional(), around: id.optional() }).refine(({ after, before, around }) => [after, before, around].filter((each) => each !== undefined).length <= 1, 'Say one of after, before and around.');
export const StartConversation = z.strictObject({ id: newId, inboxId: id, channel, contactId: id.optional(), to: address, name: words(200).optional(), subject, text, html, attachmentIds });
export const Reply = z.strictObject({
  id: newId, kind: z.enum(['text', 'note']), text, html, subject, inboxId: id.optional(), channel: channel.optional(), recipients: z.array(address).min(1).max(50).optional(), cc: z.array(address).max(50).optional(), bcc: z.array(address).max(50).optional(),
  attachmentIds, replyToId: id.nullable().optional(), mentions: z.strictObject({ userIds: z.array(id).max(50), teamIds: z.array(id).max(20) }).optional(), quote: z.strictObject({ messageId: id, heading }).optional(),
  forward: z.strictObject({ messageId: id, heading, attachmentIds: z.array(id).max(50) }).optional(),
  sendAt: when.optional(), ifNews: z.enum(['send', 'keep']).optional(), undoable: z.boolean().optional(), seenVersion: z.number().int().min(0), force: z.boolean().optional(),
  draftId: newId.optional(),
});
export const Assign = z.strictObject({ ownerId: id.nullable().optional(), teamId: id.nullable().optional() }).refine((to) => to.ownerId !== undefined || to.teamId !== undefined, 'Say ownerId or teamId.');
export const SetStatus = z.strictObject({ status: z.enum(['open', 'pending', 'snoozed', 'closed']), snoozedUntil: when.optional() }).refine((to) => (to.status === 'snoozed') === (to.snoozedUntil !== undefined), { message: 'belongs to snoozed and to nothing else', path: ['snoozedUntil'] });
const ids = z.array(id).max(50).optional();
export const ChangeSet = z.strictObject({ add: ids, remove: ids });
export const SetPriority = z.strictObject({ priority });
export const Read = z.strictObject({ readCount: z.number().int().min(0).max(2_147_483_647) });
export const Spam = z.strictObject({ spam: z.boolean() });
export const LetterQuery = z.strictObject({ messageId: id.optional(), forward: flag.optional() });
export const Call = z.strictObject({ inboxId: id.optional(), to: z.string().trim().min(3).max(32).optional() });

export type TimelinePage = z.infer<typeof TimelinePage>;
export type StartConversation = z.infer<typeof StartConversation>;
export type Reply = z.infer<typeof Reply>;
export type Assign = z.infer<typeof Assign>;
export type SetStatus = z.infer<typeof SetStatus>;
export type ChangeSet = z.infer<typeof ChangeSet>;
export type SetPriority = z.infer<typeof SetPriority>;
export type Read = z.infer<typeof Read>;
export type Spam = z.infer<typeof Spam>;
export type LetterQuery = z.infer<typeof LetterQuery>;
export type Call = z.infer<typeof Call>;
