import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';

interface Link {
  readonly mail_id: string;
  readonly mail_references: string[];
  readonly subject: string | null;
}

/** What a mail answers: the named message, else the newest of the thread. RFC 5322 3.6.4: its id, then what it answered itself, nearest first. */
export async function mailChain(tx: Tx, given: { conversationId: Id; inboxId: Id; externalThreadId: string | null; replyToId: Id | null }): Promise<{ references: string[]; subject: string | null }> {
  const link = await tx.one<Link>(
    `SELECT mail_id, mail_references, subject FROM message
     WHERE conversation_id = $1 AND inbox_id = $2 AND mail_id IS NOT NULL AND automatic IS NULL AND (NOT payload ? 'forwardOf' OR id = $4::uuid) AND ($3::text IS NULL OR external_thread_id IS NOT DISTINCT FROM $3)
     ORDER BY (id IS NOT DISTINCT FROM $4::uuid) DESC, created_at DESC, id DESC LIMIT 1`, [given.conversationId, given.inboxId, given.externalThreadId, given.replyToId]);
  return link ? { references: [...new Set([link.mail_id, ...link.mail_references])].slice(0, 100), subject: link.subject } : { references: [], subject: null };
}

const PREFIX = /^\s*((re|aw|sv|fwd?|fw|вiдп|відп|отв|ответ|пересл)\s*(\[\d+\])?\s*:\s*)+/i;

/** `Re: ` before the bare subject, once, whatever the customer's program wrote there. */
export function replySubject(subject: string | null): string | null {
  const bare = (subject ?? '').replace(PREFIX, '').trim();
  return bare ? `Re: ${bare}` : null;
}

/** `Fwd: ` before the bare subject, as every program understands it. */
export function forwardSubject(subject: string | null): string {
  return `Fwd: ${(subject ?? '').replace(PREFIX, '').trim()}`.trim();
}
