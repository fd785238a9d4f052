import type { AttachmentKind, CannedReplyView, Id } from '../views.ts';

/** One canned reply as one person sees it: their own count beside everybody's. */
export interface CannedRow {
  readonly id: Id;
  readonly title: string;
  readonly code: string | null;
  readonly owner_id: Id | null;
  readonly team_id: Id | null;
  readonly texts: CannedReplyView['texts'];
  readonly updated_at: Date;
  readonly used_count: number;
  readonly used_by_me: number;
  readonly files: readonly { id: Id; name: string; mime: string; kind: AttachmentKind; size: number }[];
  /** Whether the person belongs to its team. */
  readonly mine: boolean;
}

/** Over `canned_reply r`; $1 is the person. */
export const CANNED = `SELECT r.id, r.title, r.code, r.owner_id, r.team_id, r.texts, r.updated_at,
    COALESCE((SELECT sum(u.used_count) FROM canned_reply_use u WHERE u.reply_id = r.id), 0)::int AS used_count,
    COALESCE((SELECT u.used_count FROM canned_reply_use u WHERE u.reply_id = r.id AND u.user_id = $1), 0) AS used_by_me,
    (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'mime', f.mime, 'kind', f.kind, 'size', f.size) ORDER BY f.position), '[]') FROM canned_reply_file f WHERE f.reply_id = r.id) AS files,
    EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = r.team_id AND m.user_id = $1) AS mine
  FROM canned_reply r`;

export const toCannedView = (row: CannedRow): CannedReplyView => ({
  id: row.id, title: row.title, code: row.code, audience: row.owner_id ? 'personal' : row.team_id ? 'team' : 'shared', teamId: row.team_id, texts: row.texts,
  files: row.files.map((file) => ({ ...file })), usedCount: row.used_count, usedByMe: row.used_by_me, updatedAt: row.updated_at.toISOString(),
});
