import type { Address, AddressClaim, ChannelEvent, MessageReceived, Party, RawInbound, Unsupported } from '../contract.ts';
import { mintMessageId, mintThreadId } from './external-id.ts';
import type { TelegramThread } from './external-id.ts';
import { readContent, serviceKey } from './message-content.ts';
import { content, update } from './update.ts';
import type { CallbackQuery, ChatMemberUpdated, DeletedBusinessMessages, TelegramChat, TelegramMessage, TelegramUser } from './update.ts';

/**
 * One update as events. Pure. Throws only where Telegram breaks its own types (the raw update then waits in quarantine);
 * kinds that nobody reads yet are `unsupported` values.
 */
export function parseUpdate(raw: RawInbound, botId: number): readonly ChannelEvent[] {
  const parsed = update.parse(JSON.parse(raw.body.toString('utf8')));
  const kind = Object.keys(parsed).find((key) => key !== 'update_id') ?? 'empty update';
  const body: unknown = (parsed as Record<string, unknown>)[kind];
  switch (kind) {
    case 'message':
    case 'business_message':
      return [received(content.message.parse(body), botId)];
    case 'edited_message':
    case 'edited_business_message':
      return [edited(content.message.parse(body), botId)];
    case 'deleted_business_messages':
      return [deleted(content.deletedBusinessMessages.parse(body), raw.receivedAt)];
    case 'my_chat_member':
      return [reachability(content.chatMemberUpdated.parse(body))];
    case 'callback_query':
      return [pressed(content.callbackQuery.parse(body), raw.receivedAt)];
    default:
      return [unsupported(`Telegram update "${kind}" is not read.`)];
  }
}

const unsupported = (reason: string): Unsupported => ({ type: 'unsupported', reason });
const at = (seconds: number): Date => new Date(seconds * 1000);

function received(message: TelegramMessage, botId: number): MessageReceived | Unsupported {
  if (isOurOwn(message, botId)) return unsupported('Sent by this bot itself.');
  const service = serviceKey(message);
  if (service) return unsupported(`Service message "${service}".`);

  const thread = threadOf(message);
  const customer = customerOf(message);
  const byOwner = isByOwner(message);
  const { claims, ...said } = readContent(message);
  const startParameter = deepLink(message);
  const repliedTo = message.reply_to_message;
  const automatic = automaticKind(message);
  return {
    type: 'message-received',
    channel: 'telegram',
    externalId: mintMessageId(thread, message.message_id),
    externalThreadId: mintThreadId(thread),
    direction: byOwner ? 'outbound' : 'inbound',
    sender: byOwner && message.from ? person(message.from) : customer,
    ...(byOwner ? { to: [customer] } : {}),
    claims: [...claims, ...migration(message)],
    occurredAt: at(message.date),
    ...said,
    ...(message.quote ? { quotedText: message.quote.text } : {}),
    ...(repliedTo && repliedTo.chat.id === message.chat.id ? { replyTo: mintMessageId(thread, repliedTo.message_id) } : {}),
    ...(message.media_group_id === undefined ? {} : { albumId: `${thread.chatId}/${message.media_group_id}` }),
    ...(automatic ? { automatic } : {}),
    ...(startParameter ? { source: { startParameter } } : {}),
  };
}

/** Updates wait at Telegram no longer, so an edit may have overtaken its message only so far. https://core.telegram.org/bots/api#getting-updates */
const KEPT_MS = 24 * 60 * 60_000;

function edited(message: TelegramMessage, botId: number): ChannelEvent {
  if (isOurOwn(message, botId)) return unsupported('Our own message was edited.');
  const { text, location } = readContent(message);
  if (location) return unsupported('A shared location moved.');
  const editedAt = at(message.edit_date ?? message.date);
  const original = editedAt.getTime() - at(message.date).getTime() < KEPT_MS ? received(message, botId) : null;
  return { type: 'message-edited', externalId: mintMessageId(threadOf(message), message.message_id), editedAt, text, ...(original?.type === 'message-received' ? { original } : {}) };
}

/** Only business accounts tell of deletions. */
function deleted(messages: DeletedBusinessMessages, deletedAt: Date): ChannelEvent {
  const thread: TelegramThread = { chatId: String(messages.chat.id), businessConnectionId: messages.business_connection_id };
  return { type: 'message-deleted', externalIds: messages.message_ids.map((id) => mintMessageId(thread, id)), deletedAt };
}

const OUTSIDE = new Set(['kicked', 'left', 'banned']);

/** In a private chat this comes only when the customer blocks or unblocks the bot; in a group when the bot is removed or taken back. */
function reachability(change: ChatMemberUpdated): ChannelEvent {
  const wasOutside = OUTSIDE.has(change.old_chat_member.status);
  const isOutside = OUTSIDE.has(change.new_chat_member.status);
  if (wasOutside === isOutside) return unsupported('The rights of the bot in a chat changed.');
  return { type: 'reachability-changed', address: chatAddress(change.chat), reachable: !isOutside, reason: isOutside ? 'blocked' : 'unblocked', occurredAt: at(change.date) };
}

/** A pressed button says what stands on it. */
function pressed(query: CallbackQuery, receivedAt: Date): ChannelEvent {
  const on = query.message;
  if (!on) return unsupported('A button under a message of another chat.');
  const thread = threadOf(on);
  const label = on.reply_markup?.inline_keyboard.flat().find((button) => button.callback_data !== undefined && button.callback_data === query.data)?.text;
  const text = label ?? query.data ?? '';
  return {
    type: 'message-received',
    channel: 'telegram',
    externalId: `callback/${query.id}`,
    externalThreadId: mintThreadId(thread),
    direction: 'inbound',
    sender: on.chat.type === 'private' ? person(query.from) : groupOf(on.chat, person(query.from).displayName),
    claims: [],
    // Telegram does not date a press.
    occurredAt: receivedAt,
    text,
    attachments: [],
    replyTo: mintMessageId(thread, on.message_id),
    ...(text === '' ? { unsupportedContent: 'button' } : {}),
  };
}

/** Our bot's own messages come back only through business accounts; whatever Telegram changes there, an echo is never a customer. */
const isOurOwn = (message: TelegramMessage, botId: number): boolean => message.from?.id === botId || message.sender_business_bot?.id === botId;

/** A business account's chat bears the id of the customer; who writes there under another id is the owner of the account, or a bot of theirs. */
const isByOwner = (message: TelegramMessage): boolean => message.business_connection_id !== undefined && message.chat.type === 'private' && message.from !== undefined && message.from.id !== message.chat.id;

function automaticKind(message: TelegramMessage): MessageReceived['automatic'] {
  if (message.migrate_to_chat_id !== undefined) return 'report';
  if (message.is_from_offline) return 'auto-reply';
  return message.is_automatic_forward || message.from?.is_bot ? 'bulk' : undefined;
}

/** A group that became a supergroup goes on under another id; both are one contact. */
function migration(message: TelegramMessage): AddressClaim[] {
  return message.migrate_to_chat_id === undefined ? [] : [{ address: { kind: 'telegram', value: String(message.migrate_to_chat_id) }, verified: true, origin: 'telegram-migration' }];
}

/** `/start payload`, in groups `/start@bot payload`. https://core.telegram.org/bots/features#deep-linking */
function deepLink(message: TelegramMessage): string | undefined {
  return /^\/start(?:@\w+)? ([A-Za-z0-9_-]{1,64})$/.exec(message.text ?? '')?.[1];
}

function threadOf(message: { chat: TelegramChat; business_connection_id?: string | undefined; is_topic_message?: boolean | undefined; message_thread_id?: number | undefined }): TelegramThread {
  return {
    chatId: String(message.chat.id),
    ...(message.business_connection_id === undefined ? {} : { businessConnectionId: message.business_connection_id }),
    ...(message.is_topic_message && message.message_thread_id !== undefined ? { topicId: message.message_thread_id } : {}),
  };
}

/** Private chat: the person. Group: the group is the contact, and the person is named beside. */
function customerOf(message: TelegramMessage): Party {
  if (message.chat.type !== 'private') return groupOf(message.chat, message.sender_chat?.title ?? (message.from ? person(message.from).displayName : undefined));
  if (message.from && message.from.id === message.chat.id) return person(message.from);
  return person({ id: message.chat.id, first_name: message.chat.first_name ?? '', last_name: message.chat.last_name, username: message.chat.username });
}

function person(user: TelegramUser): Party {
  const displayName = [user.first_name, user.last_name].filter(Boolean).join(' ');
  return {
    address: { kind: 'telegram', value: String(user.id) },
    verified: true,
    ...(displayName ? { displayName } : {}),
    ...(user.username ? { handle: user.username } : {}),
    ...(user.language_code ? { language: user.language_code } : {}),
  };
}

function groupOf(chat: TelegramChat, memberName: string | undefined): Party {
  return {
    address: chatAddress(chat),
    verified: true,
    ...(chat.title ? { displayName: chat.title } : {}),
    ...(chat.username ? { handle: chat.username } : {}),
    group: true,
    ...(memberName ? { memberName } : {}),
  };
}

const chatAddress = (chat: TelegramChat): Address => ({ kind: 'telegram', value: String(chat.id) });
