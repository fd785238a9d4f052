import type { Statement } from '../batch.ts';
import type { ConversationRow } from './row.ts';

const CHANGING = [
  'status', 'owner_id', 'team_id', 'subject', 'waiting_since', 'answer_due_at', 'first_response_at', 'snoozed_until', 'closed_at', 'last_message_at', 'preview', 'channels', 'inbox_ids',
  'inbound_count', 'version', 'spam',
] as const satisfies readonly (keyof ConversationRow)[];
const FIXED = ['id', 'contact_id', 'home_id', 'inbox_id', 'thread_key', 'created_at'] as const satisfies readonly (keyof ConversationRow)[];

const value = (row: ConversationRow, column: keyof ConversationRow): unknown => (column === 'preview' ? row.preview && JSON.stringify(row.preview) : row[column]);

const COLUMNS = [...FIXED, ...CHANGING];
const place = (column: (typeof COLUMNS)[number]): string => `$${COLUMNS.indexOf(column) + 1}`;
/** Through which inboxes and channels it went: the row shows them, the tables beside it find by them. */
const INSERT = `WITH inboxes AS (INSERT INTO conversation_inbox (inbox_id, conversation_id) SELECT unnest(${place('inbox_ids')}::uuid[]), ${place('id')}::uuid),
  channels AS (INSERT INTO conversation_channel (channel, conversation_id) SELECT unnest(${place('channels')}::text[]), ${place('id')}::uuid)
  INSERT INTO conversation (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(place).join(', ')})`;
const UPDATE = `UPDATE conversation SET ${CHANGING.map((column, index) => `${column} = $${index + 2}`).join(', ')} WHERE id = $1`;

export const insertConversation = (row: ConversationRow): Statement => ({ text: INSERT, values: COLUMNS.map((column) => value(row, column)) });

/** Writes everything that can change; the row was read under lock as `before`. */
export const updateConversation = (before: ConversationRow, row: ConversationRow): Statement[] => [{ text: UPDATE, values: [row.id, ...CHANGING.map((column) => value(row, column))] }, ...newWays(before, row)];

/** Nothing is ever taken away, and hardly ever is one new. */
function newWays(before: ConversationRow, { id, channels, inbox_ids }: ConversationRow): Statement[] {
  const inboxes = inbox_ids.filter((each) => !before.inbox_ids.includes(each));
  const media = channels.filter((each) => !before.channels.includes(each));
  return [
    ...(inboxes.length ? [{ text: 'INSERT INTO conversation_inbox (inbox_id, conversation_id) SELECT unnest($2::uuid[]), $1 ON CONFLICT DO NOTHING', values: [id, inboxes] }] : []),
    ...(media.length ? [{ text: 'INSERT INTO conversation_channel (channel, conversation_id) SELECT unnest($2::text[]), $1 ON CONFLICT DO NOTHING', values: [id, media] }] : []),
  ];
}

const TIMES = ['waiting_since', 'answer_due_at', 'first_response_at', 'snoozed_until', 'closed_at', 'last_message_at', 'created_at'] as const;

/** A conversation that came as JSON beside other things. */
export function fromJson(json: Record<string, unknown>): ConversationRow {
  const row = { ...json };
  for (const column of TIMES) if (typeof row[column] === 'string') row[column] = new Date(row[column]);
  return row as unknown as ConversationRow;
}
