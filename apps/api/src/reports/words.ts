import type { Locale } from '#crm-core';

/** What a report's file says, in the reader's language. Keys of `codes` are those of the reasons that come with the program. */
interface ReportWords {
  readonly by: Readonly<Record<'person' | 'channel' | 'day' | 'hour' | 'stage' | 'reason' | 'source', string>>;
  readonly counts: Readonly<Record<string, string>>;
  readonly median: string;
  readonly p90: string;
  readonly onward: string;
  readonly money: string;
  readonly nobody: string;
  readonly noReason: string;
  readonly direct: string;
  readonly total: string;
  readonly channels: Readonly<Record<string, string>>;
  readonly codes: Readonly<Record<string, string>>;
}

const en: ReportWords = {
  by: { person: 'Person', channel: 'Channel', day: 'Day', hour: 'Hour', stage: 'Stage', reason: 'Reason', source: 'Source' },
  counts: {
    opened: 'Inquiries', answered: 'Answered', unanswered: 'Not answered', closed: 'Closed', reached: 'Reached the stage', stayed: 'Stood in the stage', now: 'Stand there now', lost: 'Lost', junk: 'Junk', leads: 'Leads', converted: 'Converted',
    deals: 'Deals', won: 'Won', orders: 'Orders', waiting: 'Customers waiting', money: 'With money', openDeals: 'Open', wonDeals: 'Won', lostDeals: 'Lost',
  },
  median: 'median, minutes', p90: '90 % within, minutes', onward: 'Go on to the next stage, %', money: 'sum', nobody: 'Nobody', noReason: 'Without a reason', direct: 'Directly', total: 'Total',
  channels: { email: 'E-mail', telegram: 'Telegram', sms: 'SMS', voice: 'Phone', webchat: 'Web chat', http: 'HTTP' },
  codes: {
    spam: 'Spam', 'wrong-number': 'Wrong number', 'not-our-product': 'Not what we sell', 'job-seeker': 'Looks for a job', test: 'Test', 'too-expensive': 'Too expensive', competitor: 'Bought elsewhere', 'no-answer': 'Does not answer', later: 'Not now',
    'not-in-stock': 'Not in stock', 'changed-mind': 'Changed their mind',
  },
};
const ru: ReportWords = {
  by: { person: 'Сотрудник', channel: 'Канал', day: 'День', hour: 'Час', stage: 'Этап', reason: 'Причина', source: 'Источник' },
  counts: {
    opened: 'Обращения', answered: 'С ответом', unanswered: 'Без ответа', closed: 'Закрыто', reached: 'Дошли до этапа', stayed: 'Стояли на этапе', now: 'Сейчас на этапе', lost: 'Проиграно', junk: 'Мусор', leads: 'Лиды', converted: 'Стали клиентами',
    deals: 'Сделки', won: 'Выиграно', orders: 'Заказы', waiting: 'Ждут ответа', money: 'С деньгами', openDeals: 'Открыто', wonDeals: 'Выиграно', lostDeals: 'Проиграно',
  },
  median: 'медиана, минут', p90: '90 % быстрее, минут', onward: 'Идут на следующий этап, %', money: 'сумма', nobody: 'Никто', noReason: 'Без причины', direct: 'Напрямую', total: 'Всего',
  channels: { email: 'E-mail', telegram: 'Telegram', sms: 'SMS', voice: 'Телефон', webchat: 'Чат на сайте', http: 'HTTP' },
  codes: {
    spam: 'Спам', 'wrong-number': 'Ошиблись номером', 'not-our-product': 'Этого не продаём', 'job-seeker': 'Ищет работу', test: 'Проверка', 'too-expensive': 'Дорого', competitor: 'Покупка у других', 'no-answer': 'Не отвечает', later: 'Не сейчас',
    'not-in-stock': 'Нет в наличии', 'changed-mind': 'Больше не нужно',
  },
};
const uk: ReportWords = {
  by: { person: 'Співробітник', channel: 'Канал', day: 'День', hour: 'Година', stage: 'Етап', reason: 'Причина', source: 'Джерело' },
  counts: {
    opened: 'Звернення', answered: 'З відповіддю', unanswered: 'Без відповіді', closed: 'Закрито', reached: 'Дійшли до етапу', stayed: 'Стояли на етапі', now: 'Зараз на етапі', lost: 'Програно', junk: 'Сміття', leads: 'Ліди', converted: 'Стали клієнтами',
    deals: 'Угоди', won: 'Виграно', orders: 'Замовлення', waiting: 'Чекають відповіді', money: 'З грошима', openDeals: 'Відкрито', wonDeals: 'Виграно', lostDeals: 'Програно',
  },
  median: 'медіана, хвилин', p90: '90 % швидше, хвилин', onward: 'Ідуть на наступний етап, %', money: 'сума', nobody: 'Ніхто', noReason: 'Без причини', direct: 'Напряму', total: 'Разом',
  channels: { email: 'E-mail', telegram: 'Telegram', sms: 'SMS', voice: 'Телефон', webchat: 'Чат на сайті', http: 'HTTP' },
  codes: {
    spam: 'Спам', 'wrong-number': 'Помилилися номером', 'not-our-product': 'Цього не продаємо', 'job-seeker': 'Шукає роботу', test: 'Перевірка', 'too-expensive': 'Дорого', competitor: 'Купівля в інших', 'no-answer': 'Не відповідає', later: 'Не зараз',
    'not-in-stock': 'Немає в наявності', 'changed-mind': 'Більше не потрібно',
  },
};

export const REPORT_WORDS: Readonly<Record<Locale, ReportWords>> = { ru, uk, en };
