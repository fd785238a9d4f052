import { read, type Core } from '../core.ts';
import type { VisitorApi } from '../crm.ts';
import { Invalid } from '../errors.ts';
import type { VisitorMessageView, WorkingHours } from '../views.ts';
import { officeHours } from '../working-time.ts';

interface MessageRow {
  id: string;
  inbox_id: string;
  external_thread_id: string;
  external_id: string | null;
  direction: 'inbound' | 'outbound';
  author_name: string | null;
  text: string;
  occurred_at: Date;
  /** Exact to the microsecond, unlike a Date. */
  position: string;
  edited_at: Date | null;
  deleted_at: Date | null;
  delivery_id: string | null;
}
interface AttachmentRow {
  id: string;
  message_id: string;
  kind: VisitorMessageView['attachments'][number]['kind'];
  name: string;
  mime: string;
  size: string | null;
  width: number | null;
  height: number | null;
  state: 'ready' | 'pending' | 'failed';
}

/** What the visitor may see: written words of both sides, ours only once they are sent. */
const VISIBLE = `m.kind = 'text' AND m.direction <> 'internal' AND m.external_thread_id IS NOT NULL
  AND (m.direction = 'inbound' OR m.delivery_status IN ('sent', 'delivered', 'read'))`;
const COLUMNS = `m.id, m.inbox_id, m.external_thread_id, m.external_id, m.direction, u.name AS author_name, m.text,
  m.occurred_at, m.occurred_at::text AS position, m.edited_at, m.deleted_at,
  (SELECT d.id FROM delivery d WHERE d.message_id = m.id ORDER BY d.position DESC LIMIT 1) AS delivery_id`;
/** When the last customer message that anybody of us has seen was written: unread = inbound_count − read_count, over all channels. */
const READ_UP_TO = `(SELECT max(seen.occurred_at) FROM (
    SELECT i.occurred_at FROM message i WHERE i.conversation_id = c.id AND i.direction = 'inbound' AND i.kind IN ('text', 'call')
    ORDER BY i.created_at, i.id LIMIT COALESCE((SELECT max(r.read_count) FROM conversation_read r WHERE r.conversation_id = c.id), 0)) seen)`;

function positionOf(after: string): [string, string] {
  const [, at, id] = /^([-\d]{10} [\d:.]{8,15}[+-][\d:]{2,5})~([0-9a-f-]{36})$/.exec(after) ?? [];
  if (!at || !id) throw new Invalid('bad-cursor', 'This is not a cursor of ours.', 'after');
  return [at, id];
}

/** Reads for the web-chat widget. The caller has proven that the thread is the visitor's own. */
export function createVisitor(core: Core): VisitorApi {
  const { query, one } = read(core);
  async function withAttachments(rows: readonly MessageRow[]): Promise<VisitorMessageView[]> {
    const attachments = rows.length
      ? await query<AttachmentRow>(
          'SELECT id, message_id, kind, name, mime, size, width, height, state FROM attachment WHERE message_id = ANY($1) ORDER BY position, id',
          [rows.filter((row) => !row.deleted_at).map((row) => row.id)],
        )
      : [];
    return rows.map((row) => ({
      id: row.id,
      direction: row.direction,
      externalId: row.direction === 'inbound' ? row.external_id : null,
      authorName: row.author_name,
      text: row.deleted_at ? '' : row.text,
      attachments: attachments
        .filter((file) => file.message_id === row.id)
        .map(({ message_id: _, size, ...file }) => ({ ...file, size: size === null ? null : Number(size) })),
      deliveryId: row.direction === 'outbound' ? row.delivery_id : null,
      at: row.occurred_at.toISOString(),
      editedAt: row.edited_at?.toISOString() ?? null,
      deleted: row.deleted_at !== null,
    }));
  }

  return {
    async history(inboxId, externalThreadId, { limit = 50, after = null }) {
      const size = Math.min(Math.max(limit, 1), 100);
      const [at, id] = after === null ? [] : positionOf(after);
      const rows = await query<MessageRow>(
        `SELECT ${COLUMNS} FROM message m LEFT JOIN app_user u ON u.id = m.author_id
         WHERE m.inbox_id = $1 AND m.external_thread_id = $2 AND ${VISIBLE}
           AND ($3::timestamptz IS NULL OR (m.occurred_at, m.id) < ($3::timestamptz, $4::uuid))
         ORDER BY m.occurred_at DESC, m.id DESC LIMIT $5`,
        [inboxId, externalThreadId, at ?? null, id ?? null, size + 1],
      );
      const last = rows.length > size ? rows[size - 1] : undefined;
      return { items: await withAttachments(rows.slice(0, size)), next: last ? `${last.position}~${last.id}` : null };
    },

    async messages(ids) {
      if (!ids.length) return [];
      const rows = await query<MessageRow>(
        `SELECT ${COLUMNS} FROM message m LEFT JOIN app_user u ON u.id = m.author_id WHERE m.id = ANY($1) AND ${VISIBLE} ORDER BY m.occurred_at, m.id`,
        [ids],
      );
      const views = await withAttachments(rows);
      return rows.map((row, index) => ({ inboxId: row.inbox_id, externalThreadId: row.external_thread_id, message: views[index]! }));
    },

    async threads(conversationId) {
      const rows = await query<{ inbox_id: string; external_thread_id: string; read_up_to: Date | null }>(
        `SELECT t.inbox_id, t.external_thread_id, ${READ_UP_TO} AS read_up_to FROM conversation c,
           LATERAL (SELECT DISTINCT m.inbox_id, m.external_thread_id FROM message m
                    WHERE m.conversation_id = c.id AND m.inbox_id IS NOT NULL AND m.external_thread_id IS NOT NULL) t
         WHERE c.id = $1`,
        [conversationId],
      );
      return rows.map((row) => ({ inboxId: row.inbox_id, externalThreadId: row.external_thread_id, readUpTo: row.read_up_to?.toISOString() ?? null }));
    },

    async state(inboxId, externalThreadId) {
      const row = await one<{ id: string; owner_name: string | null; read_up_to: Date | null; is_private: boolean }>(
        `SELECT c.id, u.name AS owner_name, ${READ_UP_TO} AS read_up_to, (SELECT i.is_private FROM inbox i WHERE i.id = $1) AS is_private FROM conversation c LEFT JOIN app_user u ON u.id = c.owner_id
         WHERE c.id = (SELECT m.conversation_id FROM message m WHERE m.inbox_id = $1 AND m.external_thread_id = $2 ORDER BY m.occurred_at DESC, m.id DESC LIMIT 1)`,
        [inboxId, externalThreadId],
      );
      return row ? { conversationId: row.id, ownerName: row.owner_name, readUpTo: row.read_up_to?.toISOString() ?? null, isPrivate: row.is_private } : null;
    },

    async office() {
      const company = await one<{ name: string; time_zone: string; working_hours: WorkingHours; holidays: { date: string }[] }>('SELECT name, time_zone, working_hours, holidays FROM company');
      const now = officeHours(core.now(), { timeZone: company!.time_zone, hours: company!.working_hours, holidays: company!.holidays });
      return {
        company: company!.name,
        hours: now.open ? { open: true, until: now.until?.toISOString() ?? null } : { open: false, opensAt: now.opensAt?.toISOString() ?? null },
      };
    },
  };
}
