import { z } from 'zod';
import type { InboundAttachment } from '../contract.ts';
import { seal, unseal } from './signed.ts';

const fileSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string(),
  mime: z.string(),
  size: z.number().int().nonnegative(),
  kind: z.enum(['image', 'audio', 'voice', 'video', 'sticker', 'file']),
});
export type TicketedFile = z.infer<typeof fileSchema>;

const purpose = (inboxId: string, visitorId: string): string => `okno web-chat file v1 ${inboxId} ${visitorId}`;

export const ticketOf = (key: Buffer, inboxId: string, visitorId: string, file: TicketedFile): string =>
  seal(key, purpose(inboxId, visitorId), { sha256: file.sha256, name: file.name, mime: file.mime, size: file.size, kind: file.kind });

/** Null when the ticket is not this visitor's: otherwise a hash learned elsewhere would open somebody else's file. */
export function attachmentOf(key: Buffer, inboxId: string, visitorId: string, ticket: string): InboundAttachment | null {
  const file = fileSchema.safeParse(unseal(key, purpose(inboxId, visitorId), ticket));
  if (!file.success) return null;
  const { sha256, ...rest } = file.data;
  return { ...rest, content: { type: 'stored', sha256 } };
}
