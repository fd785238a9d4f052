import type { Alert, Locale } from '#crm-core';

export const WELCOME: Readonly<Record<Locale, string>> = {
  en: 'Done. Okno will tell you here of new inquiries. You can end it in your profile.',
  ru: 'Готово. Okno будет сообщать вам сюда о новых обращениях. Отключить можно в профиле.',
  uk: 'Готово. Okno сповіщатиме вас тут про нові звернення. Вимкнути можна у профілі.',
};

const SAYS: Readonly<Record<Alert['type'], Readonly<Record<Locale, string>>>> = {
  'new-inquiry': { en: 'New inquiry', ru: 'Новое обращение', uk: 'Нове звернення' },
  assigned: { en: 'Assigned to you', ru: 'Назначено вам', uk: 'Призначено вам' },
  following: { en: 'A conversation you follow', ru: 'Диалог, за которым вы следите', uk: 'Діалог, за яким ви стежите' },
  mention: { en: 'You were mentioned', ru: 'Вас упомянули', uk: 'Вас згадали' },
  'missed-call': { en: 'Missed call', ru: 'Пропущенный звонок', uk: 'Пропущений дзвінок' },
  'delivery-failed': { en: 'A message was not delivered', ru: 'Сообщение не доставлено', uk: 'Повідомлення не доставлено' },
  'delivery-uncertain': { en: 'A message may not have been delivered', ru: 'Сообщение, возможно, не доставлено', uk: 'Повідомлення, можливо, не доставлено' },
  'bulk-done': { en: 'Done with the selected conversations', ru: 'Готово с выбранными диалогами', uk: 'Готово з вибраними діалогами' },
  'task-due': { en: 'A task is due', ru: 'Пора: задача', uk: 'Час: завдання' },
  'channel-broken': { en: 'A channel does not work', ru: 'Канал не работает', uk: 'Канал не працює' },
};
/** A name is somebody else's text: one line of sensible length. */
const MAX_TITLE = 200;

/** What happened, whom it concerns, and where to look. */
export function alertText(alert: Pick<Alert, 'type' | 'locale' | 'title' | 'conversationId'>, publicUrl: string | null): string {
  const title = alert.title.replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE);
  const said = `${SAYS[alert.type][alert.locale]}${title ? `: ${title}` : ''}`;
  const place = alert.conversationId ? `/c/${alert.conversationId}` : alert.type === 'task-due' ? '/tasks' : null;
  return publicUrl && place ? `${said}\n${publicUrl}${place}` : said;
}
