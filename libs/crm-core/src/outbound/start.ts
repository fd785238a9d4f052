import type { Address } from '#channels';
import { announceContact } from '../contacts/announce.ts';
import { labelOf } from '../contacts/address.ts';
import { insertContact, insertIdentity } from '../contacts/row.ts';
import { freshConversation } from '../conversations/after.ts';
import { lockConversation, type LockedConversation } from '../conversations/lock.ts';
import { placeOf, stateOf, type ConversationState } from '../conversations/row.ts';
import { insertConversation } from '../conversations/save.ts';
import { readConversation } from '../conversations/view.ts';
import { write, type Core } from '../core.ts';
import type { Actor, OutboundApi, StartInput } from '../crm.ts';
import { Conflict, Invalid } from '../errors.ts';
import type { InboxRow } from '../inboxes/inbox-view.ts';
import { can, found } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { holdContact } from '../visibility.ts';
import { fingerprintOf, post, postedBefore } from './post.ts';
import { checkedAddresses, refuseOptedOut } from './recipients.ts';

/** Somebody of the same address or contact was made at this moment by another transaction: the second try finds them. */
const RACED = new Set(['contact_identity_kind_value_key', 'conversation_one_open_per_contact']);

/** We write first, where the channel allows it: to a known contact or a new one, in their open conversation or a new one. */
export function createStart(core: Core): OutboundApi['start'] {
  const attempt: OutboundApi['start'] = (actor, input) =>
    write(core, async (tx) => {
      const fingerprint = fingerprintOf(actor, [input.inboxId, input.channel, input.contactId, input.to, input.text, input.html, input.subject, input.attachmentIds ?? []]);
      const before = await postedBefore(tx, input.id, fingerprint);
      if (before) return { message: before, conversation: (await readConversation(tx, before.conversationId))! };
      const inbox = found(await tx.one<InboxRow>('SELECT * FROM inbox WHERE id = $1 AND deleted_at IS NULL', [input.inboxId]), 'inbox', (row) => can(actor, 'conversation.start', { inboxId: row.id }));
      if (!inbox.enabled) throw new Invalid('inbox-off', 'This channel is switched off.', 'inboxId');
      const capability = inbox.capabilities.find((each) => each.channel === input.channel);
      if (!capability?.startsConversation || !capability.maxTextLength) throw new Invalid('cannot-start', 'On this channel the customer has to write first.', 'channel');
      if (!input.text.trim() && !input.attachmentIds?.length) throw new Invalid('empty', 'There is nothing in this message.', 'text');
      const { country } = (await tx.one<{ country: string }>('SELECT country FROM company'))!;
      const address = checkedAddresses([input.to], capability, country, 'to')[0]!;
      await refuseOptedOut(tx, inbox.id, [address]);
      const { contactId, homeId } = await contactOf(tx, core, actor, input, address);
      const { locked, before: state } = await placeFor(tx, core, actor, contactId, homeId, inbox, input.id);
      return post(tx, core, actor, locked, state, { inbox, capability, externalThreadId: null, recipients: [address], cc: [], bcc: [] }, {
        id: input.id, text: input.text.replaceAll('\0', ''), html: input.html ?? null, subject: input.subject ?? null, attachmentIds: input.attachmentIds ?? [], replyToId: null, fingerprint,
      });
    });
  return (actor, input) =>
    attempt(actor, input).catch((error: unknown) => {
      if (RACED.has((error as { constraint?: string }).constraint ?? '')) return attempt(actor, input);
      throw error;
    });
}

async function contactOf(tx: Tx, core: Core, actor: Actor, input: StartInput, address: Address): Promise<{ contactId: Id; homeId: Id | null }> {
  const owner = await tx.one<{ contact_id: Id; home_id: Id | null }>('SELECT contact_id, home_id FROM contact_identity WHERE kind = $1 AND value = $2 FOR KEY SHARE', [address.kind, address.value]);
  if (input.contactId) await holdContact(tx, actor, input.contactId);
  if (owner && input.contactId && owner.contact_id !== input.contactId) throw new Conflict('address-taken', 'This address belongs to another contact.');
  if (owner) return { contactId: owner.contact_id, homeId: owner.home_id };
  const contactId = input.contactId ?? core.newId();
  if (!input.contactId) {
    const part = insertContact({
      id: contactId, kind: 'person', name: input.name?.trim() || labelOf(address), named: Boolean(input.name?.trim()), owner_id: null, language: null, blocked_at: null, created_at: core.now(),
    });
    await tx.query(part.text, part.values);
  }
  const identity = insertIdentity({ id: core.newId(), contact_id: contactId, ...address, label: labelOf(address), verified: false, created_at: core.now() });
  await tx.query(identity.text, identity.values);
  await announceContact(tx, contactId);
  return { contactId, homeId: null };
}

/** The contact's open conversation, or a new one of this person. In an inbox of one conversation per thread it is always a new one. */
async function placeFor(
  tx: Tx, core: Core, actor: Actor, contactId: Id, homeId: Id | null, inbox: InboxRow, messageId: Id,
): Promise<{ locked: LockedConversation; before: ConversationState | null }> {
  const perThread = inbox.thread_mode === 'thread';
  const open = perThread ? undefined : await tx.one<{ id: Id }>("SELECT id FROM conversation WHERE contact_id = $1 AND status <> 'closed' AND thread_key IS NULL ORDER BY (home_id IS NOT DISTINCT FROM $2) DESC, last_message_at DESC LIMIT 1", [contactId, homeId]);
  if (open) {
    const locked = await lockConversation(tx, open.id);
    if (!can(actor, 'conversation.reply', placeOf(locked.row))) {
      throw new Conflict('in-other-hands', 'A colleague speaks with this customer: ask them, or a manager.');
    }
    return { locked, before: stateOf(locked.row) };
  }
  const now = core.now();
  const fresh = freshConversation({ id: core.newId(), contactId, homeId, inboxId: inbox.id, threadKey: perThread ? messageId : null, at: now, now, closed: false });
  const part = insertConversation({ ...fresh, owner_id: actor.userId, team_id: inbox.team_id });
  await tx.query(part.text, part.values);
  await tx.query('INSERT INTO assignment (id, conversation_id, from_id, to_id, by_id, reason, created_at) VALUES ($1, $2, NULL, $3, $3, $4, $5)', [core.newId(), fresh.id, actor.userId, 'started', now]);
  return { locked: await lockConversation(tx, fresh.id), before: null };
}
