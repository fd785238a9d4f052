import { Buffer } from 'node:buffer';
import type { ChannelCapabilities, OutboundAttachment, OutboundMessage, SendReceipt } from '../contract.ts';
import { SendError } from '../errors.ts';
import { BotApiRefusal } from './bot-api.ts';
import type { BotApi } from './bot-api.ts';
import { mintMessageId, readMessageId, readThreadId } from './external-id.ts';
import type { TelegramThread } from './external-id.ts';

const MAX_CAPTION = 1024;
const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const TEXT_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 180_000;

export const TELEGRAM_CAPABILITIES: ChannelCapabilities = {
  channel: 'telegram', maxTextLength: 4096, format: 'plain', subject: false, attachments: { maxCount: 1, maxBytes: 50 * 1024 * 1024 }, attachmentsWithText: false,
  startsConversation: false, addressKind: 'telegram', highestReceipt: 'sent', cc: false, calls: false,
  // "A message can only be deleted if it was sent less than 48 hours ago"; what a bot wrote it may edit as long as it is there.
  canEdit: { withinMs: null }, canDelete: { withinMs: 48 * 3_600_000 },
};

/** One call of one method. Rejects with SendError, BotApiRefusal or BotApiSilence. https://core.telegram.org/bots/api#sendmessage */
export async function sendMessage(api: BotApi, message: OutboundMessage, signal: AbortSignal): Promise<SendReceipt> {
  const thread = threadFor(message);
  const file = message.attachments[0];
  check(message, file);
  if (signal.aborted) throw new SendError('unavailable', 'Sending was cancelled before it began.');

  const call = file ? await upload(file, message.text) : { method: 'sendMessage', fields: { text: message.text } };
  const watched = { signal, timeoutMs: file ? UPLOAD_TIMEOUT_MS : TEXT_TIMEOUT_MS, watched: true };
  const to = (target: TelegramThread) => api.call(call.method, { ...addressed(target, message), ...call.fields }, watched);
  const sent = await to(thread).catch((error: unknown) => {
    // The group lives on under another id. Telegram refused, so nothing was sent; once, at its new place.
    if (error instanceof BotApiRefusal && error.migrateToChatId !== undefined) return to({ ...thread, chatId: String(error.migrateToChatId) });
    throw error;
  });
  return { externalId: idOfSent(sent, thread), aliases: [], status: 'sent' };
}

function check(message: OutboundMessage, file: OutboundAttachment | undefined): void {
  const { maxTextLength, attachments } = TELEGRAM_CAPABILITIES;
  if (message.channel !== 'telegram') throw new SendError('invalid', `Telegram cannot send on the channel ${message.channel}.`);
  if (message.attachments.length > (attachments?.maxCount ?? 0)) throw new SendError('unsupported', 'Telegram takes one file per message.');
  if (message.text.length > maxTextLength) throw new SendError('invalid', `Telegram takes at most ${maxTextLength} characters; this text has ${message.text.length}.`);
  if (!file && message.text.trim() === '') throw new SendError('invalid', 'There is nothing to send.');
  if (!file) return;
  if (file.size > (attachments?.maxBytes ?? 0)) throw new SendError('invalid', 'Telegram takes files of up to 50 MB.');
  if (file.size === 0) throw new SendError('invalid', 'Telegram takes no empty files.');
  if (message.text.length > MAX_CAPTION) throw new SendError('invalid', `Under a file Telegram takes at most ${MAX_CAPTION} characters; send the text by itself.`);
}

function threadFor(message: OutboundMessage): TelegramThread {
  if (message.recipient.kind !== 'telegram' || !/^-?\d+$/.test(message.recipient.value)) throw new SendError('invalid', 'This is no Telegram address.');
  return (message.externalThreadId === null ? null : readThreadId(message.externalThreadId)) ?? { chatId: message.recipient.value };
}

function addressed(thread: TelegramThread, message: OutboundMessage): Record<string, unknown> {
  const repliedTo = message.replyTo === null ? null : readMessageId(message.replyTo, thread);
  return {
    chat_id: thread.chatId,
    ...(thread.businessConnectionId ? { business_connection_id: thread.businessConnectionId } : {}),
    ...(thread.topicId === undefined ? {} : { message_thread_id: thread.topicId }),
    // A string, because telegraf silently drops this object from multipart bodies; the server reads both.
    ...(repliedTo === null ? {} : { reply_parameters: JSON.stringify({ message_id: repliedTo, allow_sending_without_reply: true }) }),
  };
}

/** The file is read before anything is sent: a disk that fails midway must not leave a half-sent message behind. */
async function upload(file: OutboundAttachment, caption: string): Promise<{ method: string; fields: Record<string, unknown> }> {
  const { method, field } = methodFor(file);
  const source = await readWhole(file);
  return {
    method,
    fields: {
      [field]: { source, filename: safeFileName(file.name) },
      ...(caption.trim() === '' ? {} : { caption }),
      ...(method === 'sendDocument' ? { disable_content_type_detection: true } : {}),
    },
  };
}

/** A voice message only in the formats that Telegram shows as one; a photo only where Telegram would not refuse it for its size. */
function methodFor(file: OutboundAttachment): { method: string; field: string } {
  if (file.kind === 'image' && /^image\/(jpeg|png|webp)$/.test(file.mime) && file.size <= MAX_PHOTO_BYTES) return { method: 'sendPhoto', field: 'photo' };
  if (file.kind === 'voice' && /^audio\/(ogg|mpeg|mp4|x-m4a)/.test(file.mime)) return { method: 'sendVoice', field: 'voice' };
  if (file.kind === 'video' && file.mime === 'video/mp4') return { method: 'sendVideo', field: 'video' };
  if (file.kind === 'audio' && /^audio\/(mpeg|mp4|x-m4a)/.test(file.mime)) return { method: 'sendAudio', field: 'audio' };
  return { method: 'sendDocument', field: 'document' };
}

async function readWhole(file: OutboundAttachment): Promise<Buffer> {
  const limit = TELEGRAM_CAPABILITIES.attachments?.maxBytes ?? 0;
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of await file.open()) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size > limit) throw new SendError('invalid', 'Telegram takes files of up to 50 MB.');
      chunks.push(bytes);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof SendError) throw error;
    throw new SendError('unavailable', 'The file could not be read from the file store.');
  }
}

/** telegraf writes the name into a header as it is: quotes and line breaks would end it. */
function safeFileName(name: string): string {
  const safe = name.replace(/[\u0000-\u001f\u007f\u2028\u2029"\\/]/g, '_').trim().slice(0, 120);
  return safe === '' || /^\.+$/.test(safe) ? 'file' : safe;
}

function idOfSent(sent: unknown, thread: TelegramThread): string {
  const { message_id: messageId, chat } = sent as { message_id?: unknown; chat?: { id?: unknown } };
  if (typeof messageId !== 'number') throw new SendError('unknown-outcome', 'Telegram took the message but did not say under which number.');
  return mintMessageId({ ...thread, chatId: typeof chat?.id === 'number' ? String(chat.id) : thread.chatId }, messageId);
}
