import { read, write, type Core } from '../core.ts';
import type { FilesApi } from '../crm.ts';

/** How long bytes wait for the row that names them, and an upload for being sent. */
const DAY_MS = 86_400_000;
const MOST_AT_ONCE = 1_000;

/**
 * Bytes that nothing names are removed, a day after they were stored or lost their last name. Whoever stores bytes says so
 * first (`expect`); from then on they are safe for a day, in which the row that names them is written. A removal is claimed
 * before the bytes go, and who expects the same bytes meanwhile is told to wait. So neither meets the other half-way.
 */
export function createLooseFiles(core: Core): Pick<FilesApi, 'expect' | 'forgetUnsent' | 'claimRemoval' | 'recordRemoved'> {
  return {
    expect: async (sha256) => (await read(core).one(EXPECT, [sha256, new Date(core.now().getTime() + DAY_MS)])) !== undefined,
    forgetUnsent: () =>
      write(core, async (tx) => {
        // What a draft names waits with it. A reply that names one of them just now holds its row: we wait, and find it sent.
        const gone = await tx.query<{ sha256: string | null }>(
          `DELETE FROM attachment WHERE id IN (SELECT id FROM attachment WHERE message_id IS NULL AND created_at <= $1 AND id NOT IN (${IN_DRAFTS}) ORDER BY created_at LIMIT $2)
           AND message_id IS NULL RETURNING sha256`,
          [new Date(core.now().getTime() - DAY_MS), MOST_AT_ONCE]);
        const loose = [...new Set(gone.map((row) => row.sha256).filter((sha256) => sha256 !== null))].sort();
        await tx.query(
          'INSERT INTO loose_file (sha256, look_at) SELECT unnest($1::text[]), $2 ON CONFLICT (sha256) DO UPDATE SET look_at = GREATEST(loose_file.look_at, excluded.look_at)', [loose, core.now()]);
        return gone.length;
      }),
    claimRemoval: async () => {
      await read(core).query(`DELETE FROM loose_file f WHERE f.look_at <= $1 AND f.removing_until IS NULL AND ${NAMED}`, [core.now()]);
      return (await read(core).one<{ sha256: string; claim: string }>(CLAIM, [core.now()])) ?? null;
    },
    recordRemoved: async ({ sha256, claim }) => void (await read(core).query('DELETE FROM loose_file WHERE sha256 = $1 AND removing_until = $2::timestamptz', [sha256, claim])),
  };
}

/** Over `loose_file f`: a message or a canned reply has these bytes. */
const NAMED = '(EXISTS (SELECT 1 FROM attachment a WHERE a.sha256 = f.sha256) OR EXISTS (SELECT 1 FROM canned_reply_file c WHERE c.sha256 = f.sha256))';
const IN_DRAFTS = `SELECT unnest(attachment_ids) FROM draft
  UNION ALL SELECT jsonb_array_elements_text(other -> 'attachmentIds')::uuid FROM draft, jsonb_array_elements(others) other WHERE others <> '[]'`;
/**
 * A removal that was claimed long ago is no longer under way. A row that is new need not be on the disk when this answers: it is there
 * before any row that names the bytes, since the log is one; lost with them in a crash, it leaves bytes that nobody removes, and harms nothing.
 */
const EXPECT = `WITH quick AS (SELECT count(set_config('synchronous_commit', 'off', true)) FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM loose_file WHERE sha256 = $1)) fresh)
  INSERT INTO loose_file (sha256, look_at) SELECT $1, $2::timestamptz FROM quick
  ON CONFLICT (sha256) DO UPDATE SET look_at = GREATEST(loose_file.look_at, excluded.look_at), removing_until = NULL
  WHERE loose_file.removing_until IS NULL OR loose_file.removing_until < now() RETURNING 1`;
const CLAIM = `UPDATE loose_file SET removing_until = now() + interval '2 minutes'
  WHERE sha256 = (SELECT f.sha256 FROM loose_file f
    WHERE f.look_at <= $1 AND (f.removing_until IS NULL OR f.removing_until < now()) AND NOT ${NAMED}
    ORDER BY f.look_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING sha256, removing_until::text AS claim`;
