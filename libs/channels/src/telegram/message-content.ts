import type { AddressClaim, AttachmentKind, InboundAttachment, MessageReceived } from '../contract.ts';
import type { TelegramFile, TelegramMessage } from './update.ts';

/** getFile of the public server gives nothing above this. https://core.telegram.org/bots/api#getfile */
export const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024;

export type MessageContent = Pick<MessageReceived, 'text' | 'attachments' | 'location' | 'contactCard' | 'unsupportedContent' | 'claims'>;
const EMPTY: MessageContent = { text: '', attachments: [], claims: [] };

/** Said about a chat, not by a customer: nothing of it belongs into a conversation. */
const SERVICE_KEYS = new Set([
  'new_chat_members', 'left_chat_member', 'chat_owner_left', 'chat_owner_changed', 'new_chat_title', 'new_chat_photo', 'delete_chat_photo', 'group_chat_created',
  'supergroup_chat_created', 'channel_chat_created', 'message_auto_delete_timer_changed', 'migrate_from_chat_id', 'pinned_message', 'users_shared', 'chat_shared',
  'connected_website', 'write_access_allowed', 'proximity_alert_triggered', 'boost_added', 'chat_background_set', 'checklist_tasks_done', 'checklist_tasks_added',
  'direct_message_price_changed', 'forum_topic_created', 'forum_topic_edited', 'forum_topic_closed', 'forum_topic_reopened', 'general_forum_topic_hidden',
  'general_forum_topic_unhidden', 'giveaway_created', 'giveaway_winners', 'giveaway_completed', 'managed_bot_created', 'paid_message_price_changed', 'poll_option_added',
  'poll_option_deleted', 'suggested_post_approved', 'suggested_post_approval_failed', 'suggested_post_declined', 'suggested_post_paid', 'suggested_post_refunded',
  'video_chat_scheduled', 'video_chat_started', 'video_chat_ended', 'video_chat_participants_invited',
]);

/** Fields that describe a message and are not its content. */
const FRAME_KEYS = new Set([
  'message_id', 'message_thread_id', 'direct_messages_topic', 'from', 'sender_chat', 'sender_boost_count', 'sender_business_bot', 'sender_tag', 'date', 'guest_query_id',
  'business_connection_id', 'chat', 'forward_origin', 'is_topic_message', 'is_automatic_forward', 'reply_to_message', 'external_reply', 'quote', 'reply_to_story',
  'reply_to_checklist_task_id', 'reply_to_poll_option_id', 'via_bot', 'guest_bot_caller_user', 'guest_bot_caller_chat', 'edit_date', 'has_protected_content', 'is_from_offline',
  'is_paid_post', 'media_group_id', 'author_signature', 'paid_star_count', 'entities', 'link_preview_options', 'suggested_post_info', 'effect_id', 'caption',
  'caption_entities', 'show_caption_above_media', 'has_media_spoiler', 'reply_markup',
]);

/** The name of the service message this is, or null for something a person said. */
export function serviceKey(message: TelegramMessage): string | null {
  const keys = Object.keys(message).filter((key) => !FRAME_KEYS.has(key));
  return keys.length > 0 && keys.every((key) => SERVICE_KEYS.has(key)) ? (keys[0] ?? null) : null;
}

/** What was said, in the order of precedence that the doubled compatibility fields demand (an animation is also a document, a venue also a location). */
export function readContent(message: TelegramMessage): MessageContent {
  const caption = spellOutLinks(message.caption ?? '', message.caption_entities);
  const media = (kind: AttachmentKind, file: TelegramFile, name: string, mime: string): MessageContent => ({ ...EMPTY, text: caption, attachments: [attachment(kind, file, name, mime)] });
  const id = message.message_id;

  if (message.animation) return media('video', message.animation, `animation-${id}.mp4`, 'video/mp4');
  if (message.venue) {
    const { location, title, address } = message.venue;
    return { ...EMPTY, location: { latitude: location.latitude, longitude: location.longitude, title, address } };
  }
  if (message.text !== undefined) return { ...EMPTY, text: spellOutLinks(message.text, message.entities) };
  const photo = largest(message.photo ?? []);
  if (photo) return media('image', photo, `photo-${id}.jpg`, 'image/jpeg');
  if (message.video) return media('video', message.video, `video-${id}.mp4`, 'video/mp4');
  if (message.video_note) return media('video', message.video_note, `video-message-${id}.mp4`, 'video/mp4');
  if (message.voice) return media('voice', message.voice, `voice-${id}.ogg`, 'audio/ogg');
  if (message.audio) return media('audio', message.audio, `audio-${id}.mp3`, 'audio/mpeg');
  if (message.document) return media('file', message.document, `file-${id}`, 'application/octet-stream');
  if (message.sticker) {
    const { is_animated: animated, is_video: video } = message.sticker;
    return { ...EMPTY, attachments: [attachment('sticker', message.sticker, `sticker-${id}.${animated ? 'tgs' : video ? 'webm' : 'webp'}`, animated ? 'application/x-tgsticker' : video ? 'video/webm' : 'image/webp')] };
  }
  if (message.contact) return readContact(message.contact, message);
  if (message.location) return { ...EMPTY, location: { latitude: message.location.latitude, longitude: message.location.longitude } };
  if (message.dice) return { ...EMPTY, text: `${message.dice.emoji} ${message.dice.value}` };
  const kind = Object.keys(message).find((key) => !FRAME_KEYS.has(key)) ?? 'empty message';
  return { ...EMPTY, text: caption, unsupportedContent: kind };
}

/** Telegram sends photos in several sizes; the last is usually the largest, which is no promise. */
function largest(sizes: readonly TelegramFile[]): TelegramFile | undefined {
  return [...sizes].sort((a, b) => (b.width ?? 0) * (b.height ?? 0) - (a.width ?? 0) * (a.height ?? 0))[0];
}

function attachment(kind: AttachmentKind, file: TelegramFile, name: string, mime: string): InboundAttachment {
  const width = file.width ?? file.length;
  const height = file.height ?? file.length;
  return {
    kind,
    name: file.file_name ?? name,
    mime: file.mime_type ?? mime,
    ...(file.file_size === undefined ? {} : { size: file.file_size }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(file.duration === undefined ? {} : { durationSeconds: file.duration }),
    content:
      file.file_size !== undefined && file.file_size > MAX_DOWNLOAD_BYTES
        ? { type: 'unavailable', reason: 'Telegram hands over files of up to 20 MB only; ask the customer for a link or another channel.' }
        : { type: 'ref', ref: { fileId: file.file_id } },
  };
}

/**
 * A shared phone number is the sender's own only when Telegram says that it belongs to the sender and they did not forward it: anybody can
 * share anybody's contact. https://core.telegram.org/bots/api#contact
 */
function readContact(contact: NonNullable<TelegramMessage['contact']>, message: TelegramMessage): MessageContent {
  const phone = toE164(contact.phone_number);
  const own = contact.user_id !== undefined && contact.user_id === message.from?.id && !message.forward_origin;
  const claims: AddressClaim[] = own && phone ? [{ address: { kind: 'phone', value: phone }, verified: true, origin: 'telegram-contact' }] : [];
  return {
    ...EMPTY,
    claims,
    contactCard: {
      name: [contact.first_name, contact.last_name].filter(Boolean).join(' '),
      phone: phone ?? contact.phone_number,
      ...(contact.user_id === undefined ? {} : { telegramId: String(contact.user_id) }),
    },
  };
}

/** Telegram's numbers are international, with or without the plus. Null when it cannot be one. */
function toE164(number: string): string | null {
  const digits = number.replace(/[\s()+.-]/g, '');
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null;
}

/** A hidden link would be lost in plain text, so its address is written behind its words. Offsets count UTF-16 units, as JavaScript does. */
function spellOutLinks(text: string, entities: TelegramMessage['entities']): string {
  const links = (entities ?? []).filter((entity) => entity.type === 'text_link' && entity.url).sort((a, b) => b.offset - a.offset);
  return links.reduce((spelled, link) => {
    const end = link.offset + link.length;
    const words = spelled.slice(link.offset, end);
    return words === link.url ? spelled : `${spelled.slice(0, end)} (${link.url})${spelled.slice(end)}`;
  }, text);
}
