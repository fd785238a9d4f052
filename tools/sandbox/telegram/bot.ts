import { EventEmitter } from 'node:events';
import type { Ledger } from '../ledger.ts';

export interface Chat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup';
  readonly first_name?: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly title?: string;
}
export type Message = Record<string, unknown> & { message_id: number; chat: Chat; date: number };
export type Update = Record<string, unknown> & { update_id: number };
export interface Webhook {
  readonly url: string;
  readonly secret: string;
  readonly maxConnections: number;
}
export interface StoredFile {
  readonly id: string;
  readonly path: string;
  readonly bytes: Buffer;
  /** What Telegram says of its size; more than there are bytes where a test wants a huge file. */
  readonly size: number;
}

const OFF_BY_DEFAULT = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

/** One bot at the vendor: its chats, its files, and the queue of updates that nobody has confirmed yet. */
export class Bot extends EventEmitter {
  readonly token: string;
  readonly user: { id: number; is_bot: true; first_name: string; username: string };
  readonly #ledger: Ledger;
  readonly chats = new Map<number, { chat: Chat; messages: Message[]; blocked: boolean; nextMessageId: number; typingAt: number }>();
  readonly files = new Map<string, StoredFile>();
  queue: Update[] = [];
  webhook: Webhook | null = null;
  allowedUpdates: readonly string[] | null = null;
  lastError: { date: number; message: string } | null = null;
  nextUpdateId = 100_000_001;

  constructor(token: string, username: string, ledger: Ledger) {
    super();
    this.token = token;
    this.#ledger = ledger;
    this.user = { id: Number(token.split(':')[0]), is_bot: true, first_name: 'Okno Sandbox', username };
  }

  openChat(chat: Chat): { chat: Chat; messages: Message[]; blocked: boolean; nextMessageId: number; typingAt: number } {
    const known = this.chats.get(chat.id);
    if (known) return known;
    const opened = { chat, messages: [], blocked: false, nextMessageId: 1, typingAt: 0 };
    this.chats.set(chat.id, opened);
    return opened;
  }

  /** Puts a message into a chat; whoever wrote it. */
  addMessage(chat: Chat, content: Record<string, unknown>): Message {
    const opened = this.openChat(chat);
    const message: Message = { message_id: opened.nextMessageId++, chat, date: Math.floor(Date.now() / 1000), ...content };
    opened.messages.push(message);
    return message;
  }

  addFile(kind: string, bytes: Buffer, size = bytes.length, path?: string): StoredFile {
    const number = this.files.size + 1;
    const file = { id: `${kind.toUpperCase()}-${this.user.id}-${number}`, path: path ?? `${kind}s/file_${number}`, bytes, size };
    this.files.set(file.id, file);
    return file;
  }

  /** Queues an update for whoever receives; null when this bot did not ask for its kind. */
  push(kind: string, content: unknown): Update | null {
    const wanted = this.allowedUpdates ? this.allowedUpdates.includes(kind) : !OFF_BY_DEFAULT.has(kind);
    if (!wanted) return null;
    const update: Update = { update_id: this.nextUpdateId++, [kind]: content };
    this.enqueue(update);
    return update;
  }

  enqueue(update: Update): void {
    this.#ledger.append({ type: 'update', bot: this.user.id, update });
    this.queue.push(update);
    this.emit('update');
  }

  /** Whoever received it has said so: Telegram forgets it. */
  confirm(updates: readonly Update[], how: 'webhook' | 'offset'): void {
    for (const update of updates) {
      const index = this.queue.indexOf(update);
      if (index < 0) continue;
      this.queue.splice(index, 1);
      this.#ledger.append({ type: 'confirmed', bot: this.user.id, how, update_id: update.update_id });
    }
  }
}
