import type { ChannelCapabilities } from '#channels';
import { recordAudit } from '../company/audit.ts';
import { announceMessages } from '../conversations/announce.ts';
import { write, type Core } from '../core.ts';
import type { Actor, ChangesApi } from '../crm.ts';
import { Conflict, Invalid } from '../errors.ts';
import type { InboxRow } from '../inboxes/inbox-view.ts';
import type { MessageRow } from '../messages/row.ts';
import { readMessages } from '../messages/view.ts';
import type { OutboxRow } from '../outbound/outbox.ts';
import { lockOwnWords } from '../outbound/own-words.ts';
import type { Tx } from '../transaction.ts';
import type { ChangeView, Id, MessageView } from '../views.ts';

/**
 * A person wants their message changed, or taken away, where the customer sees it. What the channel cannot do is refused in words
 * before anything happens; the rest is kept as a pending change, which a worker carries out at the vendor.
 */
export function createAsk(core: Core): Pick<ChangesApi, 'edit' | 'remove'> {
  return {
    edit: (actor, messageId, given) =>
      write(core, async (tx) => {
        const text = given.replaceAll('\0', '').trim();
        const { message, deliveries } = await lockArrived(tx, actor, messageId);
        const capability = await capabilityOf(tx, message);
        if (!capability.canEdit) throw new Invalid('cannot-edit', 'On this channel what was sent stays as it is.');
        refuseLate(core, capability.canEdit.withinMs, deliveries, 'cannot-edit');
        if (!text) throw new Invalid('empty', 'There is nothing in this message: delete it instead.', 'text');
        if (text.length > capability.maxTextLength) throw new Invalid('too-long', `At most ${capability.maxTextLength} characters here.`, 'text');
        if (!worded(deliveries)) throw new Invalid('in-parts', 'This message went out in several parts and cannot be changed.');
        if (text === message.text) return (await readMessages(tx, [messageId]))[0]!;
        return ask(tx, core, actor, message, { kind: 'edit', text });
      }),
    remove: (actor, messageId) =>
      write(core, async (tx) => {
        const { message, deliveries } = await lockArrived(tx, actor, messageId);
        const capability = await capabilityOf(tx, message);
        if (!capability.canDelete) throw new Invalid('cannot-delete', 'This channel cannot take back what was sent.');
        refuseLate(core, capability.canDelete.withinMs, deliveries, 'cannot-delete');
        return ask(tx, core, actor, message, { kind: 'delete', text: null });
      }),
  };
}

/** The delivery that holds the words: the only one with text, or the only one at all, whose file gets them as a caption. */
export function worded<Row extends Pick<OutboxRow, 'text'>>(deliveries: readonly Row[]): Row | null {
  const rows = deliveries.filter((row) => row.text.trim() !== '');
  return rows.length === 1 ? rows[0]! : rows.length === 0 && deliveries.length === 1 ? deliveries[0]! : null;
}

async function lockArrived(tx: Tx, actor: Actor, messageId: Id): Promise<{ message: MessageRow; deliveries: readonly OutboxRow[] }> {
  const { message, deliveries } = await lockOwnWords(tx, actor, messageId);
  if (message.deleted_at) throw new Conflict('deleted', 'This message is deleted already.');
  if (!deliveries.length || !deliveries.every((row) => row.external_id !== null && ['sent', 'delivered', 'read'].includes(row.status))) {
    throw new Conflict('not-arrived', 'Only what has reached the customer can be changed: take it back, send it again, or find out what became of it.');
  }
  if (await tx.one("SELECT 1 FROM message_change WHERE message_id = $1 AND state = 'pending'", [messageId])) throw new Conflict('change-pending', 'A change of this message is under way.');
  return { message, deliveries };
}

async function capabilityOf(tx: Tx, message: MessageRow): Promise<ChannelCapabilities> {
  const inbox = await tx.one<InboxRow>('SELECT * FROM inbox WHERE id = $1', [message.inbox_id]);
  const capability = inbox?.capabilities.find((each) => each.channel === message.channel);
  if (!inbox?.enabled || inbox.deleted_at || !capability) throw new Invalid('inbox-off', 'This channel is switched off: nothing there can be changed.');
  return capability;
}

function refuseLate(core: Core, withinMs: number | null, deliveries: readonly OutboxRow[], code: string): void {
  const first = Math.min(...deliveries.map((row) => (row.claimed_at ?? row.created_at).getTime()));
  if (withinMs !== null && core.now().getTime() - first > withinMs) throw new Invalid(`${code}-any-more`, `This channel allows it for ${Math.round(withinMs / 3_600_000)} hours after it was sent.`);
}

async function ask(tx: Tx, core: Core, actor: Actor, message: MessageRow, change: { kind: ChangeView['kind']; text: string | null }): Promise<MessageView> {
  const id = core.newId();
  await tx.query('INSERT INTO message_change (id, message_id, kind, text, by_id, retry_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $6)', [id, message.id, change.kind, change.text, actor.userId, core.now()]);
  const shown: ChangeView = { kind: change.kind, failure: null };
  await tx.query(`UPDATE message SET payload = payload || jsonb_build_object('change', $2::jsonb) WHERE id = $1`, [message.id, JSON.stringify(shown)]);
  await recordAudit(tx, { userId: actor.userId, action: `message.${change.kind}`, thing: message.id, detail: { conversationId: message.conversation_id } });
  tx.signal({ type: 'change', changeId: id });
  return (await announceMessages(tx, message.conversation_id, [message.id]))[0]!;
}
