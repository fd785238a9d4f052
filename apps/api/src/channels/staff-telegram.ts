import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelEvent, OutboundMessage } from '#channels';
import { Invalid, type Crm, type NotificationView } from '#crm-core';
import type { Log } from '../log.ts';
import type { LiveAdapters } from './live-adapters.ts';

const LINK_MINUTES = 30;
const PREFIX = 'staff-';
const SEND_MS = 15_000;

/** Colleagues who linked their own Telegram are told there too. Best effort: the screen and the notification row are the truth. */
export interface StaffTelegram {
  /** A link that opens the company's bot; pressing Start there links this person. Throws Invalid(no-bot). */
  linkFor(userId: string): Promise<string>;
  /** True when this event was a colleague pressing Start on such a link: then it is no customer's message. */
  take(inboxId: string, event: ChannelEvent): Promise<boolean>;
  tell(userId: string, notification: NotificationView): void;
}

export function createStaffTelegram(parts: { crm: Crm; adapters: LiveAdapters; signingKey: Buffer; publicUrl: string | null; log: Log; now: () => Date; newId: () => string }): StaffTelegram {
  const { crm, adapters, signingKey, publicUrl, log, now, newId } = parts;
  const mac = (body: Buffer): Buffer => createHmac('sha256', signingKey).update('staff telegram').update(body).digest().subarray(0, 16);

  /** Who may be linked by this start parameter; null when it is forged or too old. */
  function readStart(parameter: string): string | null {
    const bytes = Buffer.from(parameter.slice(PREFIX.length), 'base64url');
    if (!parameter.startsWith(PREFIX) || bytes.length !== 36) return null;
    const body = bytes.subarray(0, 20);
    if (!timingSafeEqual(bytes.subarray(20), mac(body)) || body.readUInt32BE(16) * 1000 < now().getTime()) return null;
    return body.subarray(0, 16).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  async function send(userId: string, notification: NotificationView): Promise<void> {
    const [inboxId, chat] = (await crm.users.telegramChat(userId))?.split('/') ?? [];
    if (!inboxId || !chat) return;
    const link = publicUrl && notification.conversationId ? `\n${publicUrl}/c/${notification.conversationId}` : '';
    const recipient = { kind: 'telegram', value: chat } as const;
    await adapters.use(inboxId, async ({ adapter }) => {
      const channel = adapter.capabilities.find((can) => can.addressKind === 'telegram')?.channel;
      if (!channel) return;
      const message: OutboundMessage = {
        deliveryId: newId(), messageId: newId(), channel, recipient, externalThreadId: chat, to: [recipient], cc: [], subject: null, text: `${notification.title}${link}`, html: null, attachments: [], replyTo: null,
        references: [], senderName: null, queuedAt: now(),
      };
      await adapter.send(message, AbortSignal.timeout(SEND_MS));
    });
  }

  return {
    async linkFor(userId) {
      const bot = (await adapters.all()).find(({ adapter }) => adapter.capabilities.some((can) => can.addressKind === 'telegram'));
      const name = bot ? (await bot.adapter.check()).account?.replace(/^@/, '') : undefined;
      if (!name) throw new Invalid('no-bot', 'Connect a Telegram bot first.');
      const body = Buffer.alloc(20);
      Buffer.from(userId.replaceAll('-', ''), 'hex').copy(body);
      body.writeUInt32BE(Math.floor(now().getTime() / 1000) + LINK_MINUTES * 60, 16);
      return `https://t.me/${name}?start=${PREFIX}${Buffer.concat([body, mac(body)]).toString('base64url')}`;
    },
    async take(inboxId, event) {
      if (event.type !== 'message-received' || event.sender.address.kind !== 'telegram' || event.sender.group) return false;
      const userId = readStart(event.source?.startParameter ?? '');
      if (!userId) return false;
      await crm.users.linkTelegram(userId, `${inboxId}/${event.sender.address.value}`);
      log.info({ userId, inboxId }, 'a colleague linked Telegram');
      return true;
    },
    tell: (userId, notification) => void send(userId, notification).catch((error: unknown) => log.warn({ err: error, userId }, 'a colleague could not be told by Telegram')),
  };
}
