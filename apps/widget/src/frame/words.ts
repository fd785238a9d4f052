/** The interface in three languages; Ukrainian falls back to English, never to Russian. */
const en = {
  chat: (company: string) => (company ? `Chat with ${company}` : 'Chat'),
  open: 'We are here',
  openUntil: (when: string) => `We are here until ${when}`,
  away: 'We are away and will answer as soon as we are back',
  awayUntil: (when: string) => `We are away. We will answer ${when}`,
  today: 'Today', yesterday: 'Yesterday', tomorrowAt: (time: string) => `tomorrow from ${time}`, todayAt: (time: string) => `today from ${time}`, at: (date: string) => `from ${date}`,
  close: 'Close chat', send: 'Send', attach: 'Attach a file', remove: 'Remove', write: 'Your message', earlier: 'Earlier messages',
  typing: (name: string) => (name ? `${name} is typing` : 'Typing…'),
  waiting: 'waiting to be sent', sent: 'sent', read: 'read', refused: 'Not accepted', again: 'Send again', discard: 'Discard',
  offline: 'No connection. What you write is kept and goes out by itself.',
  gone: 'This chat is not available right now.',
  deleted: 'Message deleted', edited: 'edited',
  tooBig: (megabytes: number) => `Files may have ${megabytes} MB at most`, wrongType: 'Files of this type are not accepted', notUploaded: 'Could not be uploaded',
  hello: 'How may we help?', introduce: 'Tell us who you are, so that we can come back to you', name: 'Name', phone: 'Phone', email: 'E-mail', begin: 'Start the chat', skip: 'Skip', needed: 'Please fill this in',
  telegram: 'Go on in Telegram', by: 'Powered by Okno', download: 'Download',
};
type Words = typeof en;
const uk: Words = {
  chat: (company) => (company ? `Чат: ${company}` : 'Чат'),
  open: 'Ми на зв’язку',
  openUntil: (when) => `На зв’язку до ${when}`,
  away: 'Зараз нікого немає. Відповімо, щойно повернемося',
  awayUntil: (when) => `Зараз нікого немає. Відповімо ${when}`,
  today: 'Сьогодні', yesterday: 'Учора', tomorrowAt: (time) => `завтра з ${time}`, todayAt: (time) => `сьогодні з ${time}`, at: (date) => `з ${date}`,
  close: 'Згорнути чат', send: 'Надіслати', attach: 'Додати файл', remove: 'Прибрати', write: 'Ваше повідомлення', earlier: 'Попередні повідомлення',
  typing: (name) => (name ? `${name} пише` : 'Пише…'),
  waiting: 'чекає на відправлення', sent: 'надіслано', read: 'прочитано', refused: 'Не прийнято', again: 'Надіслати ще раз', discard: 'Прибрати',
  offline: 'Немає зв’язку. Написане збережено і піде саме.',
  gone: 'Чат зараз недоступний.',
  deleted: 'Повідомлення видалено', edited: 'змінено',
  tooBig: (megabytes) => `Файл може мати щонайбільше ${megabytes} МБ`, wrongType: 'Файли цього типу не приймаються', notUploaded: 'Не вдалося завантажити',
  hello: 'Чим допомогти?', introduce: 'Назвіться, щоб ми могли до вас повернутися', name: 'Ім’я', phone: 'Телефон', email: 'E-mail', begin: 'Почати чат', skip: 'Пропустити', needed: 'Заповніть, будь ласка',
  telegram: 'Продовжити в Telegram', by: 'Працює на Okno', download: 'Завантажити',
};
const ru: Words = {
  chat: (company) => (company ? `Чат: ${company}` : 'Чат'),
  open: 'Мы на связи',
  openUntil: (when) => `На связи до ${when}`,
  away: 'Сейчас никого нет. Ответим, как только вернёмся',
  awayUntil: (when) => `Сейчас никого нет. Ответим ${when}`,
  today: 'Сегодня', yesterday: 'Вчера', tomorrowAt: (time) => `завтра с ${time}`, todayAt: (time) => `сегодня с ${time}`, at: (date) => `с ${date}`,
  close: 'Свернуть чат', send: 'Отправить', attach: 'Прикрепить файл', remove: 'Убрать', write: 'Ваше сообщение', earlier: 'Предыдущие сообщения',
  typing: (name) => (name ? `${name} печатает` : 'Печатает…'),
  waiting: 'ждёт отправки', sent: 'отправлено', read: 'прочитано', refused: 'Не принято', again: 'Отправить ещё раз', discard: 'Убрать',
  offline: 'Нет связи. Написанное сохранено и уйдёт само.',
  gone: 'Чат сейчас недоступен.',
  deleted: 'Сообщение удалено', edited: 'изменено',
  tooBig: (megabytes) => `Файл может быть не больше ${megabytes} МБ`, wrongType: 'Файлы этого типа не принимаются', notUploaded: 'Не удалось загрузить',
  hello: 'Чем помочь?', introduce: 'Представьтесь, чтобы мы могли к вам вернуться', name: 'Имя', phone: 'Телефон', email: 'E-mail', begin: 'Начать чат', skip: 'Пропустить', needed: 'Заполните, пожалуйста',
  telegram: 'Продолжить в Telegram', by: 'Работает на Okno', download: 'Скачать',
};

export type Language = 'ru' | 'uk' | 'en';
export const WORDS: Record<Language, Words> = { ru, uk, en };

/** By the setting of the inbox, else the page's own attribute, else the browser. */
export function languageOf(setting: string, page: string, browser: readonly string[]): Language {
  for (const wish of [setting, page, ...browser]) {
    const language = wish.slice(0, 2).toLowerCase();
    if (language in WORDS) return language as Language;
  }
  return 'en';
}

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();
const daysFrom = (now: Date, days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);

export const timeOf = (at: Date, language: Language): string => at.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });

export function dayOf(at: Date, now: Date, language: Language): string {
  if (sameDay(at, now)) return WORDS[language].today;
  if (sameDay(at, daysFrom(now, -1))) return WORDS[language].yesterday;
  return at.toLocaleDateString(language, { day: 'numeric', month: 'long', ...(at.getFullYear() !== now.getFullYear() && { year: 'numeric' }) });
}

/** “today from 9:00”, in the visitor's own time zone. */
export function backAt(opensAt: Date, now: Date, language: Language): string {
  const words = WORDS[language];
  const time = timeOf(opensAt, language);
  if (sameDay(opensAt, now)) return words.todayAt(time);
  if (sameDay(opensAt, daysFrom(now, 1))) return words.tomorrowAt(time);
  return words.at(opensAt.toLocaleDateString(language, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }));
}
