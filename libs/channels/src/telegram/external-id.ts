import type { ExternalId } from '../contract.ts';

/** A chat as Okno addresses it: the customer's private chat or a group, perhaps inside a business account, perhaps one topic of a forum. */
export interface TelegramThread {
  readonly chatId: string;
  readonly businessConnectionId?: string;
  readonly topicId?: number;
}

/** `chatId`, `chatId#topic`, `connection|chatId`: the same bot sees one customer in its own chat and in a business account's chat under one chat id. */
export function mintThreadId(thread: TelegramThread): ExternalId {
  return `${thread.businessConnectionId ? `${thread.businessConnectionId}|` : ''}${thread.chatId}${thread.topicId === undefined ? '' : `#${thread.topicId}`}`;
}

/** Null when this is none of ours. */
export function readThreadId(id: ExternalId): TelegramThread | null {
  const match = /^(?:([^|]+)\|)?(-?\d+)(?:#(\d+))?$/.exec(id);
  if (!match?.[2]) return null;
  return { chatId: match[2], ...(match[1] ? { businessConnectionId: match[1] } : {}), ...(match[3] ? { topicId: Number(match[3]) } : {}) };
}

/** Telegram's message ids are unique only inside a chat: `chatId/messageId`, in a business account `connection|chatId/messageId`. */
export function mintMessageId(thread: TelegramThread, messageId: number): ExternalId {
  return `${thread.businessConnectionId ? `${thread.businessConnectionId}|` : ''}${thread.chatId}/${messageId}`;
}

/** The vendor's message id when `id` lies in `thread`, else null. */
export function readMessageId(id: ExternalId, thread: TelegramThread): number | null {
  const prefix = mintMessageId(thread, 0).slice(0, -1);
  const rest = id.startsWith(prefix) ? id.slice(prefix.length) : '';
  return /^\d+$/.test(rest) ? Number(rest) : null;
}

/** Where a message of ours lies and under which number; null when `id` is none of ours. */
export function readSentId(id: ExternalId): { chatId: string; businessConnectionId?: string; messageId: number } | null {
  const match = /^(?:([^|]+)\|)?(-?\d+)\/(\d+)$/.exec(id);
  return match?.[2] ? { chatId: match[2], ...(match[1] ? { businessConnectionId: match[1] } : {}), messageId: Number(match[3]) } : null;
}
