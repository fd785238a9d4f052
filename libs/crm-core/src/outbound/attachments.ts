import type { ChannelCapabilities } from '#channels';
import type { Actor } from '../crm.ts';
import { Invalid } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';

/** Uploaded by this person, whole, and in no message yet; in the order they were chosen. `capability` null: a note, which takes any. */
export async function checkAttachments(tx: Tx, actor: Actor, ids: readonly Id[], capability: ChannelCapabilities | null): Promise<void> {
  if (!ids.length) return;
  const rows = await tx.query<{ id: Id; size: string; name: string }>(
    "SELECT id, size, name FROM attachment WHERE id = ANY ($1) AND message_id IS NULL AND uploaded_by = $2 AND state = 'ready' FOR UPDATE", [ids, actor.userId]);
  if (rows.length !== new Set(ids).size || rows.length !== ids.length) throw new Invalid('no-file', 'A file is not there any more: attach it again.', 'attachmentIds');
  if (!capability) return;
  const allowed = capability.attachments;
  if (!allowed) throw new Invalid('no-attachments', 'This channel carries no files: send a link, or choose another channel.', 'attachmentIds');
  // What travels in one vendor call counts together; else each file is a call of its own.
  const most = capability.attachmentsWithText ? allowed.maxCount : 20;
  if (ids.length > most) throw new Invalid('too-many-files', `At most ${most} files in one message here.`, 'attachmentIds');
  const total = rows.reduce((sum, row) => sum + Number(row.size), 0);
  const heavy = capability.attachmentsWithText ? total > allowed.maxBytes : rows.some((row) => Number(row.size) > allowed.maxBytes);
  if (heavy) throw new Invalid('file-too-big', `At most ${Math.floor(allowed.maxBytes / 1_000_000)} MB here.`, 'attachmentIds');
}

export async function attach(tx: Tx, messageId: Id, ids: readonly Id[]): Promise<void> {
  if (ids.length) await tx.query('UPDATE attachment SET message_id = $1, position = array_position($2::uuid[], id) - 1 WHERE id = ANY ($2)', [messageId, ids]);
}
