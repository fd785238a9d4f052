import type { InboundAttachment } from '#channels';
import type { AttachmentRow } from '../messages/row.ts';
import type { Statement } from '../batch.ts';
import type { Id } from '../views.ts';
import type { Work } from './work.ts';

type StoredRow = AttachmentRow & { readonly ref: object | null; readonly retry_at: Date | null; readonly error: string | null };

/** Rows for what came with a message; what must still be fetched from the vendor is pending and its fetcher is woken. */
export function attach(work: Work, messageId: Id, attachments: readonly InboundAttachment[], firstPosition = 0): AttachmentRow[] {
  if (!attachments.length) return [];
  const rows = attachments.map((attachment, index) => toRow(work, messageId, attachment, firstPosition + index));
  for (const row of rows) if (row.state === 'pending') work.tx.signal({ type: 'media', attachmentId: row.id });
  work.parts.push(insertAttachments(rows));
  return rows;
}

function toRow(work: Work, messageId: Id, attachment: InboundAttachment, position: number): StoredRow {
  const { content } = attachment;
  const row = {
    id: work.core.newId(), message_id: messageId, position, kind: attachment.kind, name: attachment.name, mime: attachment.mime, size: attachment.size ?? null, width: attachment.width ?? null,
    height: attachment.height ?? null, duration_seconds: attachment.durationSeconds === undefined ? null : Math.round(attachment.durationSeconds), inline_cid: attachment.inlineCid ?? null,
    sha256: null, ref: null, retry_at: null, error: null, created_at: work.now,
  };
  switch (content.type) {
    case 'stored':
      return { ...row, state: 'ready', sha256: content.sha256 };
    case 'ref':
      return { ...row, state: 'pending', ref: content.ref, retry_at: work.now };
    case 'unavailable':
      return { ...row, state: 'failed', error: content.reason };
    case 'bytes':
      throw new Error(`The bytes of ${attachment.kind} attachment ${position} were not stored before it was handed over.`);
  }
}

const insertAttachments = (rows: readonly StoredRow[]): Statement => ({
  text: `INSERT INTO attachment (id, message_id, position, kind, name, mime, size, width, height, duration_seconds, inline_cid, sha256, state, ref, retry_at, error, created_at)
    SELECT id, message_id, position, kind, name, mime, size, width, height, duration_seconds, inline_cid, sha256, state, ref, retry_at, error, created_at
    FROM jsonb_populate_recordset(NULL::attachment, $1::jsonb)`,
  values: [JSON.stringify(rows)],
});
