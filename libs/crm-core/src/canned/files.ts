import type { Core } from '../core.ts';
import type { Actor } from '../crm.ts';
import { Invalid } from '../errors.ts';
import { checkAttachments } from '../outbound/attachments.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';

const MOST_FILES = 10;

/** Uploads of this person become files of the reply; what an upload was for a message, it is for that no more. */
export async function keepFiles(tx: Tx, core: Core, actor: Actor, replyId: Id, attachmentIds: readonly Id[]): Promise<void> {
  if (!attachmentIds.length) return;
  await checkAttachments(tx, actor, attachmentIds, null);
  const there = (await tx.one<{ n: number }>('SELECT count(*)::int AS n FROM canned_reply_file WHERE reply_id = $1', [replyId]))!.n;
  if (there + attachmentIds.length > MOST_FILES) throw new Invalid('too-many-files', `At most ${MOST_FILES} files in one reply.`, 'attachmentIds');
  for (const attachmentId of attachmentIds) {
    await tx.query(
      `INSERT INTO canned_reply_file (id, reply_id, position, kind, name, mime, size, sha256)
       SELECT $1, $2, (SELECT COALESCE(max(position), -1) + 1 FROM canned_reply_file WHERE reply_id = $2), a.kind, a.name, a.mime, a.size, a.sha256 FROM attachment a WHERE a.id = $3`,
      [core.newId(), replyId, attachmentId]);
    await tx.query('DELETE FROM attachment WHERE id = $1', [attachmentId]);
  }
}

/** All but `kept`. Their bytes may be nobody's now: somebody looks later. */
export async function dropFiles(tx: Tx, core: Core, replyId: Id, kept: readonly Id[]): Promise<void> {
  const gone = await tx.query<{ sha256: string }>('DELETE FROM canned_reply_file WHERE reply_id = $1 AND id <> ALL ($2::uuid[]) RETURNING sha256', [replyId, kept]);
  if (!gone.length) return;
  await tx.query(
    'INSERT INTO loose_file (sha256, look_at) SELECT unnest($1::text[]), $2 ON CONFLICT (sha256) DO UPDATE SET look_at = GREATEST(loose_file.look_at, excluded.look_at)',
    [[...new Set(gone.map((row) => row.sha256))].sort(), core.now()]);
}
