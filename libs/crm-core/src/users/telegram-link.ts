import type { Address } from '#channels';
import { recordAudit } from '../company/audit.ts';
import type { IngestInput, IngestResult } from '../crm.ts';
import type { Tx } from '../transaction.ts';
import type { Id, Locale } from '../views.ts';

/** Uses up a one-time code and links whoever asked for it with the chat that brought it; undefined when it is unknown, used or expired. */
export async function linkTelegram(tx: Tx, inboxId: Id, link: NonNullable<IngestInput['link']>, now: Date): Promise<IngestResult['linked']> {
  const used = await tx.one<{ user_id: Id }>(
    `UPDATE one_time_token SET used_at = $2 WHERE token_hash = $1 AND purpose = 'telegram-link' AND used_at IS NULL AND expires_at > $2 AND user_id IN (SELECT id FROM app_user WHERE active)
     RETURNING user_id`, [link.tokenHash, now]);
  if (!used) return undefined;
  const person = (await tx.one<{ locale: Locale }>('UPDATE app_user SET telegram_chat_id = $2, telegram_inbox_id = $3 WHERE id = $1 RETURNING locale', [used.user_id, link.address.value, inboxId]))!;
  await recordAudit(tx, { userId: used.user_id, action: 'user.telegram-link', thing: used.user_id, detail: { inboxId } });
  return { userId: used.user_id, locale: person.locale };
}

export async function unlinkTelegram(tx: Tx, userId: Id, only?: Address): Promise<void> {
  const row = await tx.one(
    'UPDATE app_user SET telegram_chat_id = NULL, telegram_inbox_id = NULL WHERE id = $1 AND telegram_chat_id IS NOT NULL AND ($2::text IS NULL OR telegram_chat_id = $2) RETURNING id', [userId, only?.value ?? null]);
  if (!only) await tx.query("DELETE FROM one_time_token WHERE user_id = $1 AND purpose = 'telegram-link' AND used_at IS NULL", [userId]);
  if (row) await recordAudit(tx, { userId, action: 'user.telegram-unlink', thing: userId });
}
