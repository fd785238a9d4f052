import { placeOf } from '../conversations/row.ts';
import { write, type Core } from '../core.ts';
import type { Actor, OutboundApi } from '../crm.ts';
import { recordAudit } from '../company/audit.ts';
import { Conflict, Invalid } from '../errors.ts';
import { advance } from '../messages/advance.ts';
import { readMessages } from '../messages/view.ts';
import { can, found, type Action } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id, MessageView } from '../views.ts';
import { requireMessage } from '../visibility.ts';
import { lockMessage, NO_FAILURE, saveDelivery, wakeNext, type LockedMessage } from './outbox.ts';
import { messageMoved } from './outcome.ts';
import { refuseOptedOut } from './recipients.ts';

/** What a person does with a message that failed, or of which nobody knows. */
export function createByHand(core: Core): Pick<OutboundApi, 'retry' | 'settleByHand'> {
  return {
    retry: (actor, messageId) =>
      write(core, async (tx) => {
        const { conversation, deliveries } = await lockAllowed(tx, actor, 'conversation.reply', messageId);
        const again = deliveries.filter((row) => advance(row.status, 'queued', 'retry') === 'queued' && row.status !== 'queued');
        const first = again[0];
        if (!first) throw new Conflict('nothing-to-retry', 'Nothing of this message failed.');
        const inbox = await tx.one<{ usable: boolean }>('SELECT enabled AND deleted_at IS NULL AS usable FROM inbox WHERE id = $1', [first.inbox_id]);
        if (!inbox?.usable) throw new Invalid('inbox-off', 'This channel is switched off: answer on another, or ask an admin.');
        await refuseOptedOut(tx, first.inbox_id, again.map((row) => ({ kind: row.recipient_kind, value: row.recipient_value })));
        for (const row of again) {
          // The new attempt gets an id of its own; what is still said about the old one is about the old one.
          // What was put off and kept back still has to become an answer when it goes; whoever insists has seen what came.
          await saveDelivery(tx, core, row, { status: 'queued', queued_at: core.now(), retry_at: core.now(), not_before: row.not_before && core.now(), external_id: null, aliases: [], ...NO_FAILURE });
        }
        await tx.query(`UPDATE message SET payload = jsonb_set(payload, '{putOff,ifNews}', '"send"') WHERE id = $1 AND payload ? 'putOff'`, [messageId]);
        await recordAudit(tx, { userId: actor.userId, action: 'delivery.retry', thing: messageId, detail: { before: again.map((row) => row.status) } });
        await messageMoved(tx, core, conversation, messageId);
        await wakeNext(tx, conversation.id, first.inbox_id);
        return view(tx, messageId);
      }),
    settleByHand: (actor, messageId, outcome) =>
      write(core, async (tx) => {
        const { conversation, deliveries } = await lockAllowed(tx, actor, 'delivery.settle', messageId);
        const open = deliveries.filter((row) => row.status === 'uncertain');
        if (!open.length) throw new Conflict('not-uncertain', 'It is known what became of this message.');
        for (const row of open) {
          await saveDelivery(tx, core, row, {
            status: advance(row.status, outcome, 'settled'),
            ...(outcome === 'sent' ? NO_FAILURE : { failure_kind: 'unknown-outcome', failure_code: null, failure_message: 'Given up by a person.' }),
          });
        }
        await recordAudit(tx, { userId: actor.userId, action: 'delivery.settle', thing: messageId, detail: { outcome } });
        await messageMoved(tx, core, conversation, messageId);
        return view(tx, messageId);
      }),
  };
}

async function lockAllowed(tx: Tx, actor: Actor, action: Extract<Action, 'conversation.reply' | 'delivery.settle'>, messageId: Id): Promise<LockedMessage> {
  await requireMessage(tx, actor, messageId);
  return found(await lockMessage(tx, messageId), 'message', ({ conversation }) => can(actor, action, placeOf(conversation)));
}

async function view(tx: Tx, messageId: Id): Promise<MessageView> {
  return (await readMessages(tx, [messageId]))[0]!;
}
