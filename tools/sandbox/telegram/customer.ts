import type { Bot, Chat, Message } from './bot.ts';

/** What a person (or a test) lets a customer do; the body of the control API's `POST /customer`. */
export interface CustomerAction {
  readonly token?: string;
  /** Who writes; a private chat bears the same id. */
  readonly from?: { readonly id?: number; readonly first_name?: string; readonly last_name?: string; readonly username?: string; readonly language_code?: string };
  /** Set for a group. */
  readonly chat?: Chat;
  readonly kind: 'text' | 'photo' | 'voice' | 'video' | 'document' | 'sticker' | 'contact' | 'location' | 'album' | 'edit' | 'start' | 'block' | 'unblock' | 'press' | 'dice';
  readonly text?: string;
  readonly messageId?: number;
  readonly replyTo?: number;
  /** Base64; a small picture by default. */
  readonly bytes?: string;
  readonly name?: string;
  readonly mime?: string;
  /** What Telegram claims about the size. */
  readonly size?: number;
  /** Where getFile says the file lies. */
  readonly path?: string;
  readonly count?: number;
  readonly phone?: string;
  /** `own`: the sender's own card. */
  readonly own?: boolean;
  readonly latitude?: number;
  readonly longitude?: number;
}

/** One white pixel. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** Lets a customer act; answers with what Telegram queued for the bot. */
export function act(bot: Bot, action: CustomerAction): { updateIds: number[]; messageIds: number[] } {
  const from = { is_bot: false, first_name: 'Олена', language_code: 'uk', ...action.from, id: action.from?.id ?? 7_000_000_101 };
  const chat: Chat = action.chat ?? { id: from.id, type: 'private', first_name: from.first_name, ...(from.last_name ? { last_name: from.last_name } : {}), ...(from.username ? { username: from.username } : {}) };
  const opened = bot.openChat(chat);
  const updateIds: number[] = [];
  const messageIds: number[] = [];
  const tell = (kind: string, content: unknown) => {
    const update = bot.push(kind, content);
    if (update) updateIds.push(update.update_id);
  };
  const write = (content: Record<string, unknown>) => {
    const target = opened.messages.find(({ message_id: id }) => id === action.replyTo);
    const message = bot.addMessage(chat, { from, ...content, ...(target ? { reply_to_message: { ...target, reply_to_message: undefined } } : {}) });
    messageIds.push(message.message_id);
    // A copy: what was queued stays as it was, whatever is edited later.
    tell('message', structuredClone(message));
  };
  const file = (kind: string) => {
    const stored = bot.addFile(kind, Buffer.from(action.bytes ?? PICTURE, 'base64'), action.size, action.path);
    return { file_id: stored.id, file_unique_id: `U${stored.id}`, file_size: stored.size };
  };
  const caption = action.text === undefined ? {} : { caption: action.text };
  const photo = () => [{ ...file('photo'), width: 90, height: 67 }, { ...file('photo'), width: 1280, height: 960 }];
  const member = (status: string) => ({ user: bot.user, status, ...(status === 'kicked' ? { until_date: 0 } : {}) });

  switch (action.kind) {
    case 'text':
      write({ text: action.text ?? 'Добрий день!' });
      break;
    case 'start': {
      const said = action.text ? `/start ${action.text}` : '/start';
      write({ text: said, entities: [{ type: 'bot_command', offset: 0, length: 6 }] });
      break;
    }
    case 'photo':
      write({ photo: photo(), ...caption });
      break;
    case 'album': {
      const group = `${Date.now()}${opened.nextMessageId}`;
      for (let index = 0; index < (action.count ?? 3); index += 1) write({ photo: photo(), media_group_id: group, ...(index === 0 ? caption : {}) });
      break;
    }
    case 'voice':
      write({ voice: { ...file('voice'), duration: 4, mime_type: 'audio/ogg' } });
      break;
    case 'video':
      write({ video: { ...file('video'), duration: 7, width: 720, height: 1280, mime_type: 'video/mp4', file_name: action.name ?? 'IMG_1.mp4' }, ...caption });
      break;
    case 'document':
      write({ document: { ...file('document'), file_name: action.name ?? 'договір.pdf', mime_type: action.mime ?? 'application/pdf' }, ...caption });
      break;
    case 'sticker':
      write({ sticker: { ...file('sticker'), type: 'regular', width: 512, height: 512, is_animated: false, is_video: false, emoji: '👍' } });
      break;
    case 'dice':
      write({ dice: { emoji: '🎲', value: 5 } });
      break;
    case 'contact':
      write({ contact: { phone_number: action.phone ?? '380555000201', first_name: from.first_name, ...(action.own === false ? {} : { user_id: from.id }) } });
      break;
    case 'location':
      write({ location: { latitude: action.latitude ?? 50.4501, longitude: action.longitude ?? 30.5234 } });
      break;
    case 'edit': {
      const message = find(opened.messages, action.messageId);
      message[message.caption === undefined ? 'text' : 'caption'] = action.text ?? '';
      message.edit_date = Math.floor(Date.now() / 1000);
      messageIds.push(message.message_id);
      tell('edited_message', structuredClone(message));
      break;
    }
    case 'press': {
      const message = find(opened.messages, action.messageId);
      tell('callback_query', { id: String(Date.now()), from, message: structuredClone(message), chat_instance: '1', data: action.text ?? '' });
      break;
    }
    case 'block':
    case 'unblock':
      opened.blocked = action.kind === 'block';
      tell('my_chat_member', { chat, from, date: Math.floor(Date.now() / 1000), old_chat_member: member(opened.blocked ? 'member' : 'kicked'), new_chat_member: member(opened.blocked ? 'kicked' : 'member') });
      break;
    default:
      throw new Error(`A customer cannot "${String(action.kind satisfies never)}".`);
  }
  return { updateIds, messageIds };
}

function find(messages: readonly Message[], id: number | undefined): Message {
  const message = id === undefined ? messages.at(-1) : messages.find((candidate) => candidate.message_id === id);
  if (!message) throw new Error('There is no such message in this chat.');
  return message;
}
