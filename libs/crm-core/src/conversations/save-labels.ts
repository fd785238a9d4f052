import type { Statement } from '../batch.ts';
import type { Id } from '../views.ts';

/** The row shows them; the table finds by them. */
export const saveLabels = (id: Id, labelIds: readonly Id[]): Statement[] => [
  { text: 'UPDATE conversation SET label_ids = $2 WHERE id = $1', values: [id, labelIds] },
  { text: 'DELETE FROM conversation_label WHERE conversation_id = $1 AND label_id <> ALL ($2::uuid[])', values: [id, labelIds] },
  { text: 'INSERT INTO conversation_label (conversation_id, label_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING', values: [id, labelIds] },
];
