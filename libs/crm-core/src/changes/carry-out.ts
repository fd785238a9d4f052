import type { AcceptedMessage } from '#channels';
import { announce } from '../conversations/announce.ts';
import { rewordPreview } from '../conversations/preview.ts';
import { stateOf } from '../conversations/row.ts';
import { read, write, type Core } from '../core.ts';
import type { ChangesApi, ClaimedChange } from '../crm.ts';
import type { MessageRow } from '../messages/row.ts';
import { retryAt } from '../outbound/back-off.ts';
import { lockMessage, type LockedMessage, type OutboxRow } from '../outbound/outbox.ts';
import type { Tx } from '../transaction.ts';
import type { ChangeView, Id } from '../views.ts';
import { worded } from './ask.ts';

interface ChangeRow {
  readonly id: Id;
  readonly message_id: Id;
  readonly kind: ChangeView['kind'];
  readonly text: string | null;
  readonly by_id: Id;
  readonly state: 'pending' | 'done' | 'failed';
  readonly attempt: number;
  readonly created_at: Date;
}

/** How long a worker has for one attempt before another may try; the same change twice is one change. */
const ATTEMPT_MS = 60_000;
/** After that the person is told: nobody remembers a change that was asked for long ago. */
const GIVE_UP_MS = 10 * 60_000;

/** The worker's side of a change: at the vendor first, then here, so that the window never says what the customer does not see. */
export function createCarryOut(core: Core): Pick<ChangesApi, 'due' | 'claim' | 'recordDone' | 'recordFailure'> {
  return {
    due: async (limit) =>
      (await read(core).query<{ id: Id }>("SELECT id FROM message_change WHERE state = 'pending' AND retry_at <= $1 ORDER BY retry_at LIMIT $2", [core.now(), limit])).map((row) => row.id),
    claim: async (id) => {
      const row = await read(core).one<ChangeRow>(
        "UPDATE message_change SET attempt = attempt + 1, retry_at = $3 WHERE id = $1 AND state = 'pending' AND retry_at <= $2 RETURNING *", [id, core.now(), new Date(core.now().getTime() + ATTEMPT_MS)]);
      return row ? claimed(core, row) : null;
    },
    recordDone: (id) =>
      write(core, async (tx) => {
        const { change, locked, message } = await lockChange(tx, id);
        if (!change) return;
        await tx.query("UPDATE message_change SET state = 'done' WHERE id = $1", [id]);
        await (change.kind === 'delete' ? deleteWords(tx, core, message) : replaceWords(tx, core, message, locked, change));
        const hidden = await tx.one('SELECT 1 FROM inbox WHERE id = $1 AND is_private', [message.inbox_id]);
        const words = change.kind === 'delete' || (hidden && locked.conversation.inbox_ids.length > 1) ? '' : change.text!;
        const part = rewordPreview(message.conversation_id, message.id, words);
        await tx.query(part.text, part.values);
        await announce(tx, message.conversation_id, stateOf(locked.conversation), [message.id]);
      }),
    recordFailure: (id, failure, retryAfterMs) =>
      write(core, async (tx) => {
        const { change, locked, message } = await lockChange(tx, id);
        if (!change) return;
        const passing = failure.kind === 'rate-limited' || failure.kind === 'unavailable' || failure.kind === 'unknown-outcome';
        const again = passing && core.now().getTime() - change.created_at.getTime() < GIVE_UP_MS
          ? retryAt({ now: core.now(), since: change.created_at, attempt: change.attempt, retryAfterMs, random: core.random })
          : null;
        if (again) return void (await tx.query('UPDATE message_change SET retry_at = $2 WHERE id = $1', [id, again]));
        await tx.query("UPDATE message_change SET state = 'failed', failure = $2 WHERE id = $1", [id, failure.message]);
        const shown: ChangeView = { kind: change.kind, failure: failure.message };
        await tx.query(`UPDATE message SET payload = payload || jsonb_build_object('change', $2::jsonb) WHERE id = $1`, [message.id, JSON.stringify(shown)]);
        await announce(tx, message.conversation_id, stateOf(locked.conversation), [message.id]);
      }),
  };
}

async function claimed(core: Core, change: ChangeRow): Promise<ClaimedChange> {
  const message = (await read(core).one<MessageRow>('SELECT * FROM message WHERE id = $1', [change.message_id]))!;
  const rows = await read(core).query<OutboxRow>('SELECT * FROM delivery WHERE message_id = $1 AND external_id IS NOT NULL ORDER BY position', [change.message_id]);
  const chosen = change.kind === 'delete' ? rows : [worded(rows)].filter((row) => row !== null);
  const messages = chosen.map((row): AcceptedMessage => ({
    deliveryId: row.id, messageId: message.id, channel: message.channel!, recipient: { kind: row.recipient_kind, value: row.recipient_value }, externalThreadId: message.external_thread_id,
    externalId: row.external_id!, captioned: row.attachment_ids.length > 0, sentAt: row.claimed_at ?? row.created_at,
  }));
  return { changeId: change.id, attempt: change.attempt, inboxId: message.inbox_id!, messages, ...(change.kind === 'edit' ? { kind: 'edit', text: change.text! } : { kind: 'delete' }) };
}

/** The conversation's lock comes first, as everywhere; a change that is settled already is none. */
async function lockChange(tx: Tx, id: Id): Promise<{ change: ChangeRow | null; locked: LockedMessage; message: MessageRow } | { change: null; locked: null; message: null }> {
  const known = await tx.one<{ message_id: Id }>('SELECT message_id FROM message_change WHERE id = $1', [id]);
  const locked = known && (await lockMessage(tx, known.message_id));
  if (!known || !locked) return { change: null, locked: null, message: null };
  const message = (await tx.one<MessageRow>('SELECT * FROM message WHERE id = $1', [known.message_id]))!;
  const change = await tx.one<ChangeRow>("SELECT * FROM message_change WHERE id = $1 AND state = 'pending' FOR UPDATE", [id]);
  return { change: change ?? null, locked, message };
}

async function replaceWords(tx: Tx, core: Core, message: MessageRow, { deliveries }: LockedMessage, change: ChangeRow): Promise<void> {
  await tx.query('INSERT INTO message_version (id, message_id, text, html, replaced_at, replaced_by) VALUES ($1, $2, $3, $4, $5, $6)', [core.newId(), message.id, message.text, message.html, core.now(), change.by_id]);
  await tx.query("UPDATE message SET text = $2, html = NULL, edited_at = $3, payload = payload - 'change' WHERE id = $1", [message.id, change.text, core.now()]);
  await tx.query('UPDATE delivery SET text = $2 WHERE id = $1', [worded(deliveries)!.id, change.text]);
}

const deleteWords = (tx: Tx, core: Core, message: MessageRow): Promise<unknown> =>
  tx.query("UPDATE message SET deleted_at = $2, payload = payload - 'change' WHERE id = $1", [message.id, core.now()]);
