import type { ContactView, ConversationView, MessageView, MeView, TaskView } from '../../../../libs/crm-core/src/views.ts';

let made = 0;
const id = (kind: string): string => {
  made += 1;
  return `${kind}-${String(made).padStart(4, '0')}`;
};
const at = '2026-06-18T10:00:00.000Z';

export function aMe(part: Partial<MeView> = {}): MeView {
  return {
    id: id('user'), name: 'Илья Громов', email: 'ilya@example.com', role: 'admin', active: true, onDuty: true, locale: 'ru', phone: null, capacity: null, teamIds: [], inboxIds: [], theme: 'system', telegramLinked: false, calendarShared: false, preferences: { sendKey: 'auto', mailHoldSeconds: 10, sound: true, soundVolume: 60, desktop: false, desktopWords: true, taskDesktop: true, taskTelegram: true, density: 'comfortable', letterKeys: true, keys: {} }, signature: '',
    permissions: [], cursor: '1:0',
    company: { name: 'Норд Клима', language: 'ru', currency: 'EUR', country: 'CY', timeZone: 'Asia/Nicosia', workingHours: { days: [[], [], [], [], [], [], []] }, holidays: [], operatorsSeeOwnOnly: false, linkPreviews: 'chats', headOfSalesId: null, companyOwnerId: null, offDutyReturnMinutes: null, silentReturnMinutes: null },
    ...part,
  };
}

export function aConversation(part: Partial<ConversationView> = {}): ConversationView {
  return {
    id: id('conversation'), contactId: id('contact'), contactName: 'Марина Лебедева', contactKind: 'person', status: 'open', ownerId: null, teamId: null, subject: null, waitingSince: null,
    answerDueAt: null, snoozedUntil: null, lastMessageAt: at, preview: null, channels: ['telegram'], inboxIds: ['inbox-1'], inboundCount: 1, version: 1, spam: false, openTaskDueAt: null,
    orderTotal: null, openTotal: null, priority: 'none', labelIds: [], participantIds: [], createdAt: at, ...part,
  };
}

export function aMessage(part: Partial<MessageView> = {}): MessageView {
  return {
    id: id('message'), conversationId: 'conversation-1', contactId: 'contact-1', inboxId: 'inbox-1', channel: 'telegram', kind: 'text', direction: 'inbound', authorId: null, senderName: null,
    subject: null, text: 'Добрый день', html: null, quotedText: null, quotedHtml: null, to: [], cc: [], replyToId: null, albumId: null, automatic: null, unsupportedContent: null, location: null,
    contactCard: null, attachments: [], call: null, activity: null, delivery: null, failure: null, deliveries: [], occurredAt: at, editedAt: null, deletedAt: null, ...part,
  };
}

export function aContact(part: Partial<ContactView> = {}): ContactView {
  return { id: id('contact'), kind: 'person', name: 'Марина Лебедева', blocked: false, language: null, company: '', fields: {}, createdAt: at, identities: [], ...part };
}

export function aTask(part: Partial<TaskView> = {}): TaskView {
  return { id: id('task'), kind: 'manual', title: 'Перезвонить', contactId: null, conversationId: null, orderId: null, assigneeId: null, dueAt: at, status: 'open', createdAt: at, doneAt: null, result: '', ...part };
}
