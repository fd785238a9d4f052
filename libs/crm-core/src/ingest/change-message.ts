import type { MessageDeleted, MessageEdited } from '#channels';
import { announce } from '../conversations/announce.ts';
import { rewordPreview } from '../conversations/preview.ts';
import { lockConversation } from '../conversations/lock.ts';
import { stateOf } from '../conversations/row.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import type { Work } from './work.ts';

/** The newest words count; an older edit that comes late changes nothing. False when the message is not here. */
export async function editMessage(work: Work, event: MessageEdited): Promise<boolean> {
  const target = await find(work.tx, work.inbox.id, event.externalId);
  if (!target) return false;
  const { row } = await lockConversation(work.tx, target.conversation_id);
  await keepVersion(work, target.id, event);
  const changed = await work.tx.one(
    'UPDATE message SET text = $2, html = $3, edited_at = $4 WHERE id = $1 AND deleted_at IS NULL AND (edited_at IS NULL OR edited_at < $4) RETURNING id',
    [target.id, event.text, event.html ?? null, event.editedAt],
  );
  if (!changed) return true;
  const hidden = work.inbox.isPrivate && row.inbox_ids.some((id) => id !== work.inbox.id);
  await changePreview(work.tx, target, hidden ? '' : event.text);
  await announce(work.tx, target.conversation_id, stateOf(row), [target.id]);
  work.messageIds.push(target.id);
  return true;
}

/** The words go, the place in the timeline stays. */
export async function deleteMessages(work: Work, event: MessageDeleted): Promise<void> {
  for (const externalId of event.externalIds) {
    const target = await find(work.tx, work.inbox.id, externalId);
    if (!target) continue;
    const { row } = await lockConversation(work.tx, target.conversation_id);
    const changed = await work.tx.one('UPDATE message SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id', [target.id, event.deletedAt]);
    if (!changed) continue;
    await changePreview(work.tx, target, '');
    await announce(work.tx, target.conversation_id, stateOf(row), [target.id]);
    work.messageIds.push(target.id);
  }
}

interface Target {
  readonly id: Id;
  readonly conversation_id: Id;
}

const find = (tx: Tx, inboxId: Id, externalId: string): Promise<Target | undefined> =>
  tx.one<Target>('SELECT id, conversation_id FROM message WHERE inbox_id = $1 AND external_id = $2', [inboxId, externalId]);

/** What they wrote at first stays to be read. */
const keepVersion = (work: Work, messageId: Id, event: MessageEdited): Promise<unknown> =>
  work.tx.query(
    `INSERT INTO message_version (id, message_id, text, html, replaced_at) SELECT $2, id, text, html, $4 FROM message
     WHERE id = $1 AND deleted_at IS NULL AND (edited_at IS NULL OR edited_at < $4) AND text <> $3`, [messageId, work.core.newId(), event.text, event.editedAt]);

function changePreview(tx: Tx, target: Target, words: string): Promise<unknown> {
  const part = rewordPreview(target.conversation_id, target.id, words);
  return tx.query(part.text, part.values);
}
