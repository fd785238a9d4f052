import { createHash } from 'node:crypto';
import type { Ledger } from '../ledger.ts';
import type { Bot, Message, StoredFile } from './bot.ts';
import { jsonField } from './request-body.ts';
import type { CallParameters, UploadedFile } from './request-body.ts';

/** An answer that is not "ok", worded as the server words it. */
export class Refused extends Error {
  readonly code: number;
  readonly parameters: object | undefined;
  constructor(code: number, description: string, parameters?: object) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}
const bad = (what: string): Refused => new Refused(400, `Bad Request: ${what}`);

type Method = (bot: Bot, call: CallParameters, ledger: Ledger) => unknown;

const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
const MAX_DOWNLOAD = 20 * 1024 * 1024;

function chatOf(bot: Bot, call: CallParameters) {
  const chat = bot.chats.get(Number(call.fields.chat_id));
  if (!chat) throw bad('chat not found');
  if (chat.blocked) throw new Refused(403, 'Forbidden: bot was blocked by the user');
  return chat;
}

function replyTarget(messages: readonly Message[], call: CallParameters): Message | undefined {
  const wanted = jsonField<{ message_id: number; allow_sending_without_reply?: boolean }>(call.fields.reply_parameters);
  if (!wanted) return undefined;
  const target = messages.find(({ message_id: id }) => id === wanted.message_id);
  if (!target && !wanted.allow_sending_without_reply) throw bad('message to be replied not found');
  return target;
}

/** Keeps a message of the bot in its chat and in the ledger, which is what counts when somebody asks what was accepted. */
function accept(bot: Bot, call: CallParameters, ledger: Ledger, method: string, content: Record<string, unknown>, file?: { kind: string; upload: UploadedFile }): Message {
  const { chat, messages } = chatOf(bot, call);
  const target = replyTarget(messages, call);
  const message = bot.addMessage(chat, {
    from: bot.user, ...content, ...(target ? { reply_to_message: { ...target, reply_to_message: undefined } } : {}),
    ...(call.fields.business_connection_id ? { business_connection_id: call.fields.business_connection_id } : {}),
    ...(call.fields.message_thread_id ? { message_thread_id: Number(call.fields.message_thread_id), is_topic_message: true } : {}),
  });
  ledger.append({
    type: 'sent', bot: bot.user.id, method, chat_id: chat.id, message_id: message.message_id, text: content.text ?? content.caption ?? '',
    ...(target ? { reply_to: target.message_id } : {}),
    ...(file ? { file: { kind: file.kind, name: file.upload.name, size: file.upload.bytes.length, sha256: createHash('sha256').update(file.upload.bytes).digest('hex') } } : {}),
  });
  return message;
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

function caption(call: CallParameters): { caption?: string } {
  const given = text(call.fields.caption);
  if (given.length > MAX_CAPTION) throw bad('message caption is too long');
  return given === '' ? {} : { caption: given };
}

/** Uploaded under the name of its parameter, or an id of a file that is here already. */
function fileOf(bot: Bot, call: CallParameters, field: string): { stored: StoredFile; upload: UploadedFile } {
  const upload = call.files[field];
  if (upload) return { stored: bot.addFile(field, upload.bytes), upload };
  const known = bot.files.get(text(call.fields[field]));
  if (!known) throw bad(`there is no ${field} in the request`);
  return { stored: known, upload: { name: known.path, mime: '', bytes: known.bytes } };
}

const sendFile = (method: string, field: string): Method => (bot, call, ledger) => {
  chatOf(bot, call);
  const { stored, upload } = fileOf(bot, call, field);
  const facts = { file_id: stored.id, file_unique_id: `U${stored.id}`, file_size: stored.size };
  const content = field === 'photo' ? [{ ...facts, width: 640, height: 480 }] : { ...facts, file_name: upload.name, mime_type: upload.mime, ...(field === 'document' ? {} : { duration: 3, width: 640, height: 480 }) };
  return accept(bot, call, ledger, method, { [field]: content, ...caption(call) }, { kind: field, upload });
};

const FILES = ['photo', 'document', 'video', 'audio', 'voice', 'animation'];

function edit(bot: Bot, call: CallParameters, ledger: Ledger, field: 'text' | 'caption', said: string): Message {
  const { messages, chat } = chatOf(bot, call);
  const message = messages.find(({ message_id: id }) => id === Number(call.fields.message_id));
  if (!message) throw bad('message to edit not found');
  if ((message.from as { id: number } | undefined)?.id !== bot.user.id) throw bad("message can't be edited");
  if (field === 'text' && message.text === undefined) throw bad('there is no text in the message to edit');
  if (field === 'caption' && !FILES.some((kind) => kind in message)) throw bad('there is no caption in the message to edit');
  if ((message[field] ?? '') === said) throw bad('message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message');
  message[field] = said;
  message.edit_date = Math.floor(Date.now() / 1000);
  ledger.append({ type: 'edited', bot: bot.user.id, chat_id: chat.id, message_id: message.message_id, text: said });
  return message;
}

/** For everybody in the chat, within 48 hours. False: it is not there. */
function remove(bot: Bot, call: CallParameters, ledger: Ledger, id: number): boolean {
  const { messages, chat } = chatOf(bot, call);
  const index = messages.findIndex(({ message_id: each }) => each === id);
  if (index < 0) return false;
  if (messages[index]!.date < Date.now() / 1000 - 48 * 3600) throw bad("message can't be deleted for everyone");
  messages.splice(index, 1);
  ledger.append({ type: 'deleted', bot: bot.user.id, chat_id: chat.id, message_id: id });
  return true;
}

/** Every method that Okno or a person's script needs; names are compared in lower case. */
export const METHODS: Readonly<Record<string, Method>> = {
  getme: (bot) => ({ ...bot.user, can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false }),
  sendmessage(bot, call, ledger) {
    const said = text(call.fields.text);
    chatOf(bot, call);
    if (said.trim() === '') throw bad('message text is empty');
    if (said.length > MAX_TEXT) throw bad('message is too long');
    return accept(bot, call, ledger, 'sendMessage', { text: said });
  },
  sendphoto: sendFile('sendPhoto', 'photo'),
  senddocument: sendFile('sendDocument', 'document'),
  sendvoice: sendFile('sendVoice', 'voice'),
  sendvideo: sendFile('sendVideo', 'video'),
  sendaudio: sendFile('sendAudio', 'audio'),
  sendmediagroup(bot, call, ledger) {
    const items = jsonField<{ type: string; media: string; caption?: string }[]>(call.fields.media) ?? [];
    if (items.length < 2 || items.length > 10) throw bad('wrong number of messages in the album');
    const group = `${Date.now()}${bot.files.size}`;
    return items.map((item) => {
      const attached = item.media.startsWith('attach://') ? item.media.slice('attach://'.length) : item.media;
      const { stored, upload } = fileOf(bot, { ...call, fields: { ...call.fields, [attached]: attached } }, attached);
      const facts = { file_id: stored.id, file_unique_id: `U${stored.id}`, file_size: stored.size };
      const content = { media_group_id: group, [item.type]: item.type === 'photo' ? [{ ...facts, width: 640, height: 480 }] : facts, ...(item.caption ? { caption: item.caption } : {}) };
      return accept(bot, call, ledger, 'sendMediaGroup', content, { kind: item.type, upload });
    });
  },
  sendchataction(bot, call) {
    chatOf(bot, call).typingAt = Date.now();
    return true;
  },
  editmessagetext(bot, call, ledger) {
    const said = text(call.fields.text);
    if (said.trim() === '') throw bad('message text is empty');
    if (said.length > MAX_TEXT) throw bad('message is too long');
    return edit(bot, call, ledger, 'text', said);
  },
  editmessagecaption: (bot, call, ledger) => edit(bot, call, ledger, 'caption', caption(call).caption ?? ''),
  deletemessage(bot, call, ledger) {
    if (!remove(bot, call, ledger, Number(call.fields.message_id))) throw bad('message to delete not found');
    return true;
  },
  deletemessages(bot, call, ledger) {
    for (const id of jsonField<number[]>(call.fields.message_ids) ?? []) remove(bot, call, ledger, id);
    return true;
  },
  deletebusinessmessages(bot, call, ledger) {
    const wanted = jsonField<number[]>(call.fields.message_ids) ?? [];
    for (const { chat, messages } of bot.chats.values()) {
      const here = messages.filter((message) => wanted.includes(message.message_id) && message.business_connection_id === call.fields.business_connection_id);
      for (const { message_id: id } of here) remove(bot, { ...call, fields: { ...call.fields, chat_id: String(chat.id) } }, ledger, id);
    }
    return true;
  },
  setmessagereaction: () => true,
  answercallbackquery: () => true,
  getfile(bot, call) {
    const file = bot.files.get(text(call.fields.file_id));
    if (!file) throw bad('wrong file_id or the file is temporarily unavailable');
    if (file.size > MAX_DOWNLOAD) throw bad('file is too big');
    return { file_id: file.id, file_unique_id: `U${file.id}`, file_size: file.size, file_path: file.path };
  },
  setwebhook(bot, call, ledger) {
    const url = text(call.fields.url);
    const secret = text(call.fields.secret_token);
    if (secret !== '' && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) throw bad('secret token contains unallowed characters');
    const allowed = jsonField<string[]>(call.fields.allowed_updates);
    if (allowed) bot.allowedUpdates = allowed.length > 0 ? allowed : null;
    if (isTrue(call.fields.drop_pending_updates)) bot.queue = [];
    bot.webhook = url === '' ? null : { url, secret, maxConnections: Number(call.fields.max_connections ?? 40) };
    bot.lastError = null;
    ledger.append({ type: 'webhook', bot: bot.user.id, url });
    bot.emit('webhook');
    return true;
  },
  deletewebhook(bot, call, ledger) {
    if (isTrue(call.fields.drop_pending_updates)) bot.queue = [];
    bot.webhook = null;
    bot.lastError = null;
    ledger.append({ type: 'webhook', bot: bot.user.id, url: '' });
    bot.emit('webhook');
    return true;
  },
  getwebhookinfo: (bot) => ({
    url: bot.webhook?.url ?? '', has_custom_certificate: false, pending_update_count: bot.queue.length,
    ...(bot.webhook ? { max_connections: bot.webhook.maxConnections, ip_address: '127.0.0.1' } : {}),
    ...(bot.allowedUpdates ? { allowed_updates: bot.allowedUpdates } : {}),
    ...(bot.lastError ? { last_error_date: bot.lastError.date, last_error_message: bot.lastError.message } : {}),
  }),
};

const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === 'True' || value === '1';
