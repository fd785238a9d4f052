import type { Statement } from '../batch.ts';
import type { MessageRow } from './row.ts';

const COLUMNS = [
  'id', 'conversation_id', 'contact_id', 'inbox_id', 'channel', 'kind', 'direction', 'author_id', 'sender_identity_id', 'sender_name', 'external_id', 'external_thread_id', 'mail_id',
  'mail_references', 'album_id', 'reply_to_id', 'subject', 'text', 'html', 'quoted_text', 'quoted_html', 'mail_to', 'mail_cc', 'automatic', 'payload', 'delivery_status', 'raw_event_id',
  'occurred_at', 'created_at', 'edited_at', 'deleted_at',
] as const satisfies readonly (keyof MessageRow)[];

const TEXT = `INSERT INTO message (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((_, index) => `$${index + 1}`).join(', ')})`;

/** Appends one message. A second one with the same external id in its inbox violates `message_external`. */
export function insertMessage(row: MessageRow): Statement {
  return { text: TEXT, values: COLUMNS.map((column) => (column === 'payload' ? JSON.stringify(row.payload) : row[column])) };
}
