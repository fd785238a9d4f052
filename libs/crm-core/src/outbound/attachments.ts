import type { ChannelCapabilities } from '#channels';
import type { Core } from '../core.ts';
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

/** Gives the files to the message. A picture that stands inside its HTML (`cid:` and the file's id) is shown there. */
export async function attach(tx: Tx, messageId: Id, ids: readonly Id[], html: string | null = null): Promise<void> {
  if (!ids.length) return;
  await tx.query(
    `UPDATE attachment SET message_id = $1, position = array_position($2::uuid[], id) - 1, inline_cid = CASE WHEN position('cid:' || id::text IN $3) > 0 THEN id::text ELSE inline_cid END
     WHERE id = ANY ($2)`, [messageId, ids, html ?? '']);
}

/** Files of a letter that is handed on, as if this person had uploaded them: those that were chosen, and the pictures that stand inside it. Not those brought along already. */
export async function copyAttachments(tx: Tx, core: Pick<Core, 'newId' | 'now'>, actor: Actor, from: { messageId: Id; attachmentIds: readonly Id[] }, present: readonly Id[]): Promise<Id[]> {
  const rows = await tx.query<{ id: Id; chosen: boolean }>(
    `SELECT a.id, a.id = ANY ($2) AS chosen FROM attachment a WHERE a.message_id = $1 AND a.state = 'ready' AND (a.id = ANY ($2) OR a.inline_cid IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM attachment p WHERE p.id = ANY ($3) AND p.inline_cid = a.inline_cid)) ORDER BY a.position, a.id FOR SHARE`, [from.messageId, from.attachmentIds, present]);
  if (rows.filter((row) => row.chosen).length !== new Set(from.attachmentIds).size) throw new Invalid('no-file', 'A file is not there any more: attach it again.', 'forward.attachmentIds');
  const copies: Id[] = [];
  for (const { id } of rows) {
    const copy = core.newId();
    await tx.query(
      `INSERT INTO attachment (id, uploaded_by, kind, name, mime, size, width, height, duration_seconds, inline_cid, sha256, state, created_at)
       SELECT $1, $2, kind, name, mime, size, width, height, duration_seconds, inline_cid, sha256, state, $3 FROM attachment WHERE id = $4`, [copy, actor.userId, core.now(), id]);
    copies.push(copy);
  }
  return copies;
}
