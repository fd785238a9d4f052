import { z } from 'zod';

/**
 * The narrow part of the Bot API (10.1) that Okno reads. Objects are loose: what is not named here passes through, because a newer
 * Telegram may always say more; what is named must have its documented type, or the update goes to quarantine.
 * https://core.telegram.org/bots/api#available-types
 */
const user = z.looseObject({ id: z.int(), is_bot: z.boolean().optional(), first_name: z.string(), last_name: z.string().optional(), username: z.string().optional(), language_code: z.string().optional() });
const chat = z.looseObject({ id: z.int(), type: z.string(), title: z.string().optional(), username: z.string().optional(), first_name: z.string().optional(), last_name: z.string().optional() });
const file = z.looseObject({
  file_id: z.string(), file_unique_id: z.string(), file_size: z.int().optional(), mime_type: z.string().optional(), file_name: z.string().optional(),
  width: z.int().optional(), height: z.int().optional(), duration: z.int().optional(), length: z.int().optional(),
});
const location = z.looseObject({ latitude: z.number(), longitude: z.number() });
const entity = z.looseObject({ type: z.string(), offset: z.int(), length: z.int(), url: z.string().optional() });

const message = z.looseObject({
  message_id: z.int(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  from: user.optional(),
  sender_chat: chat.optional(),
  sender_business_bot: user.optional(),
  business_connection_id: z.string().optional(),
  chat,
  date: z.int(),
  edit_date: z.int().optional(),
  forward_origin: z.looseObject({ type: z.string() }).optional(),
  is_automatic_forward: z.boolean().optional(),
  is_from_offline: z.boolean().optional(),
  reply_to_message: z.looseObject({ message_id: z.int(), chat }).optional(),
  quote: z.looseObject({ text: z.string() }).optional(),
  media_group_id: z.string().optional(),
  text: z.string().optional(),
  entities: z.array(entity).optional(),
  caption: z.string().optional(),
  caption_entities: z.array(entity).optional(),
  animation: file.optional(),
  audio: file.optional(),
  document: file.optional(),
  photo: z.array(file).optional(),
  sticker: file.extend({ emoji: z.string().optional(), is_animated: z.boolean().optional(), is_video: z.boolean().optional() }).optional(),
  video: file.optional(),
  video_note: file.optional(),
  voice: file.optional(),
  contact: z.looseObject({ phone_number: z.string(), first_name: z.string(), last_name: z.string().optional(), user_id: z.int().optional() }).optional(),
  location: location.optional(),
  venue: z.looseObject({ location, title: z.string(), address: z.string() }).optional(),
  dice: z.looseObject({ emoji: z.string(), value: z.int() }).optional(),
  migrate_to_chat_id: z.int().optional(),
});

const chatMemberUpdated = z.looseObject({
  chat, from: user, date: z.int(),
  old_chat_member: z.looseObject({ status: z.string() }),
  new_chat_member: z.looseObject({ status: z.string() }),
});

const callbackQuery = z.looseObject({
  id: z.string(), from: user, data: z.string().optional(),
  message: z.looseObject({
    message_id: z.int(), chat, message_thread_id: z.int().optional(), is_topic_message: z.boolean().optional(), business_connection_id: z.string().optional(),
    reply_markup: z.looseObject({ inline_keyboard: z.array(z.array(z.looseObject({ text: z.string(), callback_data: z.string().optional() }))) }).optional(),
  }).optional(),
});

const deletedBusinessMessages = z.looseObject({ business_connection_id: z.string(), chat, message_ids: z.array(z.int()) });

/** An update of any kind; `kind` and `content` are read on demand, so that an unknown kind never fails. */
export const update = z.looseObject({ update_id: z.int() });

export const content = { message, chatMemberUpdated, callbackQuery, deletedBusinessMessages } as const;
export type TelegramUser = z.infer<typeof user>;
export type TelegramChat = z.infer<typeof chat>;
export type TelegramFile = z.infer<typeof file>;
export type TelegramMessage = z.infer<typeof message>;
export type ChatMemberUpdated = z.infer<typeof chatMemberUpdated>;
export type CallbackQuery = z.infer<typeof callbackQuery>;
export type DeletedBusinessMessages = z.infer<typeof deletedBusinessMessages>;
