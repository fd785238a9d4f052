import type { Reader } from '../../core.ts';
import type { Tx } from '../../transaction.ts';
import type { Id } from '../../views.ts';

/** A contact and all that were merged into it, directly or not. */
export async function treeOf(reader: Reader, id: Id): Promise<Id[]> {
  const rows = await reader.query<{ id: Id }>('WITH RECURSIVE tree AS (SELECT $1::uuid AS id UNION ALL SELECT k.id FROM contact k JOIN tree t ON k.merged_into = t.id) SELECT id FROM tree ORDER BY id', [id]);
  return rows.map((row) => row.id);
}

/**
 * Nothing is written down for these until the commit: first the addresses of those who move, in which ingest holds whoever writes; then
 * conversations; then the contacts themselves, in which everybody else does. In the order in which ingest takes them, so that the two do not meet head on.
 */
export async function holdContacts(tx: Tx, moving: readonly Id[], talking: readonly Id[], contacts: readonly Id[]): Promise<void> {
  await tx.query('SELECT 1 FROM contact_identity WHERE contact_id = ANY ($1::uuid[]) OR home_id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [moving]);
  await tx.query('SELECT 1 FROM conversation WHERE contact_id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE', [talking]);
  await tx.query('SELECT 1 FROM contact WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [contacts]);
}
