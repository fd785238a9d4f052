import { read, write, type Core, type Reader } from '../core.ts';
import type { Actor, FilesApi, StoredAttachment } from '../crm.ts';
import { announceMessages } from '../conversations/announce.ts';
import { placeOf } from '../conversations/row.ts';
import { Invalid, NotFound } from '../errors.ts';
import { toAttachmentView } from '../messages/view.ts';
import type { AttachmentRow } from '../messages/row.ts';
import { can, demand } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { retryAt } from '../outbound/back-off.ts';
import { createLooseFiles } from './loose.ts';

interface Row extends AttachmentRow {
  readonly uploaded_by: Id | null;
  readonly ref: Record<string, string | number | boolean> | null;
  readonly attempts: number;
  readonly retry_at: Date | null;
}
interface Place {
  readonly conversation_id: Id;
  readonly inbox_id: Id | null;
  readonly inbox_is_private: boolean;
  readonly inbox_ids: Id[];
  readonly owner_id: Id | null;
  readonly participant_ids: Id[];
}

/** How long a worker has for one download before another may try. */
const CLAIM_MS = 5 * 60_000;
const MOST_ATTEMPTS = 12;

/** Files of messages. The bytes lie in the store under their hash; who may have them is decided here, at each download. */
export function createFiles(core: Core): FilesApi {
  return {
    add: (actor, file) =>
      write(core, async (tx) => {
        demand(actor, 'file.add');
        if (!/^[0-9a-f]{64}$/.test(file.sha256)) throw new Invalid('bad-file', 'The file was not stored.', 'file');
        const row = await tx.one<Row>(
          `INSERT INTO attachment (id, uploaded_by, kind, name, mime, size, sha256, width, height, state, created_at, duration_seconds) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'ready', $10, $11) RETURNING *`,
          [core.newId(), actor.userId, file.kind, file.name.replaceAll('\0', ''), file.mime, file.size, file.sha256, file.width ?? null, file.height ?? null, core.now(), file.durationSeconds ?? null]);
        return toAttachmentView(row!);
      }),
    open: async (actor, id) => {
      const row = await read(core).one<Row>('SELECT * FROM attachment WHERE id = $1', [id]);
      if (!row || !(await mayOpen(read(core), actor, row))) throw new NotFound('file');
      return stored(row);
    },
    openForVisitor: async (inboxId, externalThreadId, id) => {
      const row = await read(core).one<Row>(
        `SELECT a.* FROM attachment a JOIN message m ON m.id = a.message_id
         WHERE a.id = $1 AND m.inbox_id = $2 AND m.external_thread_id = $3 AND m.kind = 'text' AND m.deleted_at IS NULL
           AND (m.direction = 'inbound' OR m.direction = 'outbound' AND m.delivery_status IN ('sent', 'delivered', 'read'))`, [id, inboxId, externalThreadId]);
      if (!row) throw new NotFound('file');
      return stored(row);
    },
    pending: async (limit) =>
      (await read(core).query<{ id: Id }>("SELECT id FROM attachment WHERE state = 'pending' AND (retry_at IS NULL OR retry_at <= $1) ORDER BY retry_at NULLS FIRST, id LIMIT $2", [core.now(), limit])).map((row) => row.id),
    claim: async (id) => {
      // Taking it twice is harmless: the same bytes get the same name. The pause only keeps two workers from doing the same work.
      const row = await read(core).one<{ inbox_id: Id; ref: Row['ref']; name: string; mime: string }>(
        `UPDATE attachment a SET attempts = a.attempts + 1, retry_at = $3 FROM message m
         WHERE a.id = $1 AND a.state = 'pending' AND (a.retry_at IS NULL OR a.retry_at <= $2) AND m.id = a.message_id AND a.ref IS NOT NULL RETURNING m.inbox_id, a.ref, a.name, a.mime`,
        [id, core.now(), new Date(core.now().getTime() + CLAIM_MS)]);
      return row ? { inboxId: row.inbox_id, ref: row.ref!, name: row.name, mime: row.mime } : null;
    },
    recordReady: (id, file) =>
      write(core, async (tx) => {
        await lockMessageOf(tx, id);
        const row = await tx.one<{ message_id: Id | null }>(
          `UPDATE attachment SET state = 'ready', sha256 = $2, size = $3, mime = COALESCE($4, mime), width = COALESCE($5, width), height = COALESCE($6, height), error = NULL, retry_at = NULL
           WHERE id = $1 AND state = 'pending' RETURNING message_id`, [id, file.sha256, file.size, file.mime ?? null, file.width ?? null, file.height ?? null]);
        if (row) await announceFile(tx, row.message_id);
      }),
    recordFailure: (id, message, final) =>
      write(core, async (tx) => {
        await lockMessageOf(tx, id);
        const row = await tx.one<Row>("SELECT * FROM attachment WHERE id = $1 AND state = 'pending' FOR UPDATE", [id]);
        if (!row) return;
        const next = final || row.attempts >= MOST_ATTEMPTS
          ? null
          : retryAt({ now: core.now(), since: new Date(row.created_at), attempt: row.attempts, retryAfterMs: undefined, random: core.random });
        await tx.query('UPDATE attachment SET state = $2, retry_at = $3, error = $4 WHERE id = $1', [id, next ? 'pending' : 'failed', next, message.slice(0, 500)]);
        if (!next) await announceFile(tx, row.message_id);
      }),
    ...createLooseFiles(core),
  };
}

/** Not yet in a message: its uploader alone. In a message: whoever may read that message. */
async function mayOpen(reader: Reader, actor: Actor, row: Row): Promise<boolean> {
  if (row.message_id === null) return row.uploaded_by === actor.userId;
  const place = await reader.one<Place>(
    `SELECT m.conversation_id, m.inbox_id, COALESCE(i.is_private, false) AS inbox_is_private, c.inbox_ids, c.owner_id, c.participant_ids
     FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN inbox i ON i.id = m.inbox_id WHERE m.id = $1 AND m.deleted_at IS NULL`, [row.message_id]);
  return place !== undefined && can(actor, 'message.read', { ...placeOf(place), inboxId: place.inbox_id, inboxIsPrivate: place.inbox_is_private });
}

function stored(row: Row): StoredAttachment {
  if (row.state !== 'ready' || row.sha256 === null) throw new NotFound('file');
  return { kind: row.kind, name: row.name, mime: row.mime, size: Number(row.size), sha256: row.sha256 };
}

/** Files of one message that come at the same moment are told one after the other: each telling shows all of them, and the last one stays on the screens. */
async function lockMessageOf(tx: Tx, attachmentId: Id): Promise<void> {
  await tx.query('SELECT 1 FROM message WHERE id = (SELECT message_id FROM attachment WHERE id = $1) FOR NO KEY UPDATE', [attachmentId]);
}

async function announceFile(tx: Tx, messageId: Id | null): Promise<void> {
  const message = messageId && (await tx.one<{ conversation_id: Id }>('SELECT conversation_id FROM message WHERE id = $1', [messageId]));
  if (message) await announceMessages(tx, message.conversation_id, [messageId]);
}
