import { randomUUID } from 'node:crypto';
import type { OutboundMessage } from '#channels';
import type { Locale } from '#crm-core';
import type { Log } from '../log.ts';
import type { LiveAdapters } from './live-adapters.ts';
import type { SystemMail } from './system-mail.ts';

const WORDS: Readonly<Record<'invitation' | 'password-reset', Readonly<Record<Locale, readonly [subject: string, text: string]>>>> = {
  invitation: {
    en: ['You are invited to Okno', 'A colleague invites you to answer customers together. Open this link to choose a password; it works for seven days:'],
    ru: ['Приглашение в Okno', 'Коллега приглашает вас вместе отвечать клиентам. Откройте ссылку и задайте пароль; она действует семь дней:'],
    uk: ['Запрошення до Okno', 'Колега запрошує вас разом відповідати клієнтам. Відкрийте посилання та задайте пароль; воно діє сім днів:'],
  },
  'password-reset': {
    en: ['A new password for Okno', 'Open this link to set a new password; it works for one hour. If you did not ask for it, do nothing:'],
    ru: ['Новый пароль для Okno', 'Откройте ссылку, чтобы задать новый пароль; она действует один час. Если вы этого не просили, ничего не делайте:'],
    uk: ['Новий пароль для Okno', 'Відкрийте посилання, щоб задати новий пароль; воно діє одну годину. Якщо ви цього не просили, нічого не робіть:'],
  },
};

/** Over the first connected channel that can write first to an e-mail address. */
export function createSystemMail(parts: { adapters: LiveAdapters; log: Log; now: () => Date }): SystemMail {
  const { adapters, log, now } = parts;
  return {
    async send(to, kind, locale, url) {
      const live = (await adapters.all()).find(({ adapter }) => adapter.capabilities.some((can) => can.addressKind === 'email' && can.startsConversation));
      const channel = live?.adapter.capabilities.find((can) => can.addressKind === 'email')?.channel;
      if (!live || !channel) return false;
      const [subject, text] = WORDS[kind][locale];
      const recipient = { kind: 'email', value: to } as const;
      const message: OutboundMessage = {
        deliveryId: randomUUID(), messageId: randomUUID(), channel, recipient, externalThreadId: null, to: [recipient], cc: [], subject, text: `${text}\n\n${url}`, html: null, attachments: [],
        replyTo: null, references: [], senderName: 'Okno', queuedAt: now(),
      };
      await adapters.use(live.inbox.id, ({ adapter }) => adapter.send(message, AbortSignal.timeout(60_000)));
      log.info({ kind, inboxId: live.inbox.id }, 'system mail sent');
      return true;
    },
  };
}
