import type { Address, ChannelCapabilities } from '#channels';
import type { ConversationRow } from '../conversations/row.ts';
import type { Actor, ReplyInput } from '../crm.ts';
import { Invalid } from '../errors.ts';
import type { InboxRow } from '../inboxes/inbox-view.ts';
import { can, found } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { AddressKind, ChannelKind, Id } from '../views.ts';
import { checkedAddresses, refuseOptedOut } from './recipients.ts';

/** Where a message goes and as what. */
export interface Target {
  readonly inbox: InboxRow;
  readonly capability: ChannelCapabilities;
  readonly externalThreadId: string | null;
  readonly recipients: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
}

type Wish = Pick<ReplyInput, 'inboxId' | 'channel' | 'recipients' | 'cc' | 'bcc'>;

/** Where the customer asked something. */
interface Asked {
  readonly inbox_id: Id;
  readonly channel: ChannelKind;
  readonly external_thread_id: string | null;
  readonly kind: AddressKind | null;
  readonly value: string | null;
}

/**
 * Default: where the customer last asked, to whoever asked. The author may name another inbox or channel: one where the customer
 * wrote before, or one that may write first to an address of theirs. Throws Invalid with the reason, NotFound for a foreign inbox.
 */
export async function resolveTarget(tx: Tx, actor: Actor, conversation: ConversationRow, wish: Wish): Promise<Target> {
  const asked = await tx.query<Asked>(
    `SELECT m.inbox_id, m.channel, m.external_thread_id, i.kind, i.value FROM message m LEFT JOIN contact_identity i ON i.id = m.sender_identity_id
     WHERE m.contact_id = $1 AND m.direction = 'inbound' AND m.kind IN ('text', 'call') AND m.automatic IS NULL
     ORDER BY (m.conversation_id = $2) DESC, m.occurred_at DESC, m.id DESC LIMIT 50`, [conversation.contact_id, conversation.id]);
  const inboxes = await tx.query<InboxRow>('SELECT * FROM inbox WHERE id = ANY ($1)', [[...asked.map((one) => one.inbox_id), ...conversation.inbox_ids, ...(wish.inboxId ? [wish.inboxId] : [])]]);
  const { inbox, capability } = choose(inboxes, asked, conversation, wish);
  found(inbox, 'inbox', () => maySendFrom(actor, inbox, conversation));
  if (!inbox.enabled || inbox.deleted_at) throw new Invalid('inbox-off', 'This channel is switched off: choose another, or ask an admin.', 'inboxId');

  const there = asked.filter((one) => one.inbox_id === inbox.id);
  const last = there.find((one) => one.channel === capability.channel) ?? there.find((one) => one.kind === capability.addressKind);
  if (!last && !capability.startsConversation) throw new Invalid('cannot-start', 'On this channel the customer has to write first.', 'inboxId');
  const { recipients, cc, bcc } = await recipientsOf(tx, conversation, capability, last, wish);
  await refuseOptedOut(tx, inbox.id, [...recipients, ...cc, ...bcc]);
  return { inbox, capability, externalThreadId: last?.channel === capability.channel ? last.external_thread_id : null, recipients, cc, bcc };
}

const writes = (capability: ChannelCapabilities): boolean => capability.maxTextLength > 0;

/** A call is answered in writing on the same line where it can be (calls and SMS of one number). */
function writable(inbox: InboxRow, channel: string): ChannelCapabilities | undefined {
  const own = inbox.capabilities.find((capability) => capability.channel === channel);
  if (own && writes(own)) return own;
  return inbox.capabilities.find((capability) => writes(capability) && capability.addressKind === own?.addressKind);
}

function choose(inboxes: readonly InboxRow[], asked: readonly Asked[], conversation: ConversationRow, wish: Wish): { inbox: InboxRow; capability: ChannelCapabilities } {
  const named = [...asked, ...conversation.inbox_ids.map((inbox_id) => ({ inbox_id, channel: wish.channel }))];
  for (const one of wish.inboxId ? [...named, { inbox_id: wish.inboxId, channel: wish.channel }] : named) {
    if (wish.inboxId && one.inbox_id !== wish.inboxId) continue;
    const inbox = inboxes.find((row) => row.id === one.inbox_id);
    const capability = inbox && (wish.channel ? inbox.capabilities.find((each) => each.channel === wish.channel && writes(each)) : (writable(inbox, one.channel ?? '') ?? (one.channel ? undefined : inbox.capabilities.find(writes))));
    if (inbox && capability) return { inbox, capability };
  }
  throw new Invalid('no-channel', 'There is no such channel on which this customer can be written to.', wish.inboxId ? 'inboxId' : 'channel');
}

/** The customer's own channel is answered by whoever sees the conversation; a private or another inbox takes a right of its own. */
function maySendFrom(actor: Actor, inbox: InboxRow, conversation: ConversationRow): boolean {
  return (conversation.inbox_ids.includes(inbox.id) && !inbox.is_private) || can(actor, 'conversation.start', { inboxId: inbox.id });
}

async function recipientsOf(
  tx: Tx, conversation: ConversationRow, capability: ChannelCapabilities, last: Asked | undefined, wish: Wish,
): Promise<{ recipients: Address[]; cc: Address[]; bcc: Address[] }> {
  const { country } = (await tx.one<{ country: string }>('SELECT country FROM company'))!;
  const own = await tx.query<Address>('SELECT kind, value FROM contact_identity WHERE contact_id = $1 AND kind = $2 ORDER BY created_at DESC, id', [conversation.contact_id, capability.addressKind]);
  const lastSender = last?.kind === capability.addressKind && last.value !== null ? { kind: last.kind, value: last.value } : own[0];
  const recipients = wish.recipients ? checkedAddresses(wish.recipients, capability, country, 'recipients') : lastSender ? [lastSender] : [];
  const cc = checkedAddresses(wish.cc ?? [], capability, country, 'cc').filter((address) => !recipients.some((to) => to.value === address.value));
  const bcc = checkedAddresses(wish.bcc ?? [], capability, country, 'bcc').filter((address) => ![...recipients, ...cc].some((to) => to.value === address.value));
  if (!recipients.length) throw new Invalid('no-recipient', 'It is not known where to write to: add an address to the contact.', 'recipients');
  if ((cc.length || bcc.length) && !capability.cc) throw new Invalid('no-cc', 'This channel knows no copies.', cc.length ? 'cc' : 'bcc');
  if (recipients.length > 1 && !capability.cc) throw new Invalid('too-many-recipients', 'This channel reaches one person at a time.', 'recipients');
  if (recipients.length + cc.length + bcc.length > 50) throw new Invalid('too-many-recipients', 'At most 50 recipients.', 'recipients');
  if (!capability.startsConversation && recipients.some((to) => !own.some((address) => address.value === to.value))) {
    throw new Invalid('bad-recipient', 'On this channel only the customer’s own address can be written to.', 'recipients');
  }
  return { recipients, cc, bcc };
}
