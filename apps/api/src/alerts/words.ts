import type { Alert, AlarmKind, Locale, ToldAlarmView } from '#crm-core';
import { writeMoney } from '../money.ts';

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
  alarm: { en: 'Alarm', ru: 'Тревога', uk: 'Тривога' },
  'channel-broken': { en: 'A channel does not work', ru: 'Канал не работает', uk: 'Канал не працює' },
};
/** A name is somebody else's text: one line of sensible length. */
const MAX_TITLE = 200;

/** The rule that raised it, of one and of many. */
const RULES: Readonly<Record<AlarmKind, Readonly<Record<Locale, string>>>> = {
  'first-answer': { en: 'No first answer', ru: 'Нет первого ответа', uk: 'Немає першої відповіді' },
  reply: { en: 'No reply', ru: 'Нет ответа', uk: 'Немає відповіді' },
  'unowned-lead': { en: 'A lead without an owner', ru: 'Лид без ответственного', uk: 'Лід без відповідального' },
  'task-overdue': { en: 'A task is overdue', ru: 'Задача просрочена', uk: 'Завдання прострочено' },
  'deal-stuck': { en: 'A deal is stuck', ru: 'Сделка застряла', uk: 'Угода застрягла' },
  'no-next-step': { en: 'A deal without a next step', ru: 'Сделка без следующего шага', uk: 'Угода без наступного кроку' },
  'channel-down': { en: 'A channel does not work', ru: 'Канал не работает', uk: 'Канал не працює' },
  'send-failed': { en: 'A message did not go out', ru: 'Сообщение не ушло', uk: 'Повідомлення не надіслано' },
};
const SINCE: Readonly<Record<Locale, string>> = { en: 'since', ru: 'с', uk: 'з' };
const LONGEST: Readonly<Record<Locale, string>> = { en: 'the longest since', ru: 'дольше всех с', uk: 'найдовше з' };
const AT_STAKE: Readonly<Record<Locale, string>> = { en: 'at stake', ru: 'на кону', uk: 'на кону' };
const TIMES: Readonly<Record<Locale, string>> = { en: 'en-GB', ru: 'ru-RU', uk: 'uk-UA' };

/** «Нет ответа: Марія (с 28.11, 10:15) · на кону 1 200 €»; of many their number instead of a name. */
function alarmWords(alarm: ToldAlarmView, title: string, locale: Locale, timeZone: string): string {
  const since = new Intl.DateTimeFormat(TIMES[locale], { timeZone, day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit' }).format(new Date(alarm.since));
  const whom = alarm.count > 1 ? `${alarm.count} (${LONGEST[locale]} ${since})` : `${title} (${SINCE[locale]} ${since})`;
  return `${RULES[alarm.kind][locale]}: ${whom}${alarm.money ? ` · ${AT_STAKE[locale]} ${writeMoney(alarm.money.minor, alarm.money.currency, TIMES[locale])}` : ''}`;
}

/** What happened, whom it concerns, and where to look. */
export function alertText(alert: Pick<Alert, 'type' | 'locale' | 'title' | 'conversationId' | 'alarm'>, publicUrl: string | null, timeZone: string): string {
  const title = alert.title.replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE);
  const said = alert.alarm ? alarmWords(alert.alarm, title, alert.locale, timeZone) : `${SAYS[alert.type][alert.locale]}${title ? `: ${title}` : ''}`;
  const place = alert.conversationId ? `/c/${alert.conversationId}` : alert.type === 'task-due' ? '/tasks' : alert.type === 'alarm' ? '/alarms' : null;
  return publicUrl && place ? `${said}\n${publicUrl}${place}` : said;
}
