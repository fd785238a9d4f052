import type { DealField, LabelColour, Locale, PipelineTemplate } from '../views.ts';

type Words = Record<Locale, string>;
interface StageTemplate {
  readonly name: Words;
  readonly colour: LabelColour;
  readonly required?: readonly DealField[];
  readonly stuckAfterDays: number;
  readonly script: Words;
  readonly checks: readonly Words[];
}
interface Template {
  readonly name: Words;
  readonly stages: readonly StageTemplate[];
}

const w = (en: string, ru: string, uk: string): Words => ({ en, ru, uk });

/** Pipelines to begin with; everything in them may be changed afterwards. */
export const TEMPLATES: Record<PipelineTemplate, Template> = {
  retail: {
    name: w('Shop', 'Магазин', 'Магазин'),
    stages: [
      {
        name: w('New request', 'Новый запрос', 'Новий запит'), colour: 'grey', stuckAfterDays: 1,
        script: w('Greet by name and ask what they look for and by when.', 'Поздоровайтесь по имени и спросите, что нужно и к какому сроку.', 'Привітайтеся на ім’я та запитайте, що потрібно й на коли.'),
        checks: [w('What they need is clear', 'Понятно, что нужно', 'Зрозуміло, що потрібно'), w('Stock is checked', 'Наличие проверено', 'Наявність перевірено')],
      },
      {
        name: w('Choosing', 'Подбор', 'Підбір'), colour: 'teal', stuckAfterDays: 3,
        script: w('Offer two or three variants and say how they differ.', 'Предложите два-три варианта и скажите, чем они отличаются.', 'Запропонуйте два-три варіанти та скажіть, чим вони відрізняються.'),
        checks: [w('Variants are sent', 'Варианты отправлены', 'Варіанти надіслано'), w('Delivery is discussed', 'Доставка обсуждена', 'Доставку обговорено')],
      },
      {
        name: w('Payment', 'Оплата', 'Оплата'), colour: 'amber', required: ['amount'], stuckAfterDays: 2,
        script: w('Send the sum and the ways to pay; ask which suits.', 'Отправьте сумму и способы оплаты, спросите, какой удобнее.', 'Надішліть суму та способи оплати, запитайте, який зручніший.'),
        checks: [w('The way of payment is agreed', 'Способ оплаты согласован', 'Спосіб оплати узгоджено')],
      },
      {
        name: w('Handing over', 'Выдача', 'Видача'), colour: 'green', required: ['amount'], stuckAfterDays: 3,
        script: w('Tell when and how they get it, and whom to ask.', 'Сообщите, когда и как забрать и к кому обращаться.', 'Повідомте, коли та як забрати й до кого звертатися.'),
        checks: [w('Handed over', 'Передано клиенту', 'Передано клієнту'), w('Asked for feedback', 'Отзыв запрошен', 'Відгук запитано')],
      },
    ],
  },
  services: {
    name: w('Services', 'Услуги', 'Послуги'),
    stages: [
      {
        name: w('New request', 'Новая заявка', 'Нова заявка'), colour: 'grey', stuckAfterDays: 1,
        script: w('Ask for the task, the address and the term.', 'Узнайте задачу, адрес и срок.', 'Дізнайтеся задачу, адресу та строк.'),
        checks: [w('The task is clear', 'Задача понятна', 'Задача зрозуміла'), w('Address and term are known', 'Адрес и срок известны', 'Адреса та строк відомі')],
      },
      {
        name: w('Survey', 'Осмотр', 'Огляд'), colour: 'teal', required: ['owner'], stuckAfterDays: 5,
        script: w('Agree on a day for the visit and confirm it the evening before.', 'Договоритесь о дне визита и подтвердите его накануне.', 'Домовтеся про день візиту та підтвердьте його напередодні.'),
        checks: [w('The visit is confirmed', 'Визит подтверждён', 'Візит підтверджено'), w('Photos and measures are there', 'Фото и замеры есть', 'Фото та заміри є')],
      },
      {
        name: w('Estimate', 'Смета', 'Кошторис'), colour: 'violet', required: ['amount'], stuckAfterDays: 4,
        script: w('Explain the estimate line by line and name the next step.', 'Разберите смету по строкам и назовите следующий шаг.', 'Розберіть кошторис по рядках і назвіть наступний крок.'),
        checks: [w('The estimate is sent', 'Смета отправлена', 'Кошторис надіслано'), w('Questions are answered', 'На вопросы отвечено', 'На запитання відповіли')],
      },
      {
        name: w('Work', 'Работа', 'Робота'), colour: 'amber', required: ['amount', 'expectedOn'], stuckAfterDays: 14,
        script: w('Report on the progress before they ask.', 'Рассказывайте о ходе работ раньше, чем спросят.', 'Розповідайте про хід робіт раніше, ніж запитають.'),
        checks: [w('Prepayment has come', 'Предоплата получена', 'Передоплату отримано'), w('The work is accepted', 'Работа принята', 'Роботу прийнято')],
      },
    ],
  },
  supply: {
    name: w('Supply of equipment', 'Поставка оборудования', 'Постачання обладнання'),
    stages: [
      {
        name: w('Request', 'Запрос', 'Запит'), colour: 'grey', stuckAfterDays: 2,
        script: w('Ask for the specification, the quantity, the term and who decides.', 'Узнайте спецификацию, количество, срок и кто принимает решение.', 'Дізнайтеся специфікацію, кількість, строк і хто ухвалює рішення.'),
        checks: [w('Specification is received', 'Спецификация получена', 'Специфікацію отримано'), w('Who decides is known', 'Известно, кто решает', 'Відомо, хто вирішує')],
      },
      {
        name: w('Proposal', 'Предложение', 'Пропозиція'), colour: 'teal', required: ['amount', 'owner'], stuckAfterDays: 5,
        script: w('Send the proposal and agree on a day to talk it over.', 'Отправьте предложение и договоритесь, когда его обсудить.', 'Надішліть пропозицію та домовтеся, коли її обговорити.'),
        checks: [w('The proposal is sent', 'Предложение отправлено', 'Пропозицію надіслано'), w('Terms are agreed', 'Условия согласованы', 'Умови узгоджено')],
      },
      {
        name: w('Invoice', 'Счёт', 'Рахунок'), colour: 'violet', required: ['amount', 'expectedOn'], stuckAfterDays: 5,
        script: w('Check the company details and send the invoice; ask for the day of payment.', 'Проверьте реквизиты, отправьте счёт и спросите день оплаты.', 'Перевірте реквізити, надішліть рахунок і запитайте день оплати.'),
        checks: [w('Company details are checked', 'Реквизиты проверены', 'Реквізити перевірено'), w('The invoice is sent', 'Счёт отправлен', 'Рахунок надіслано')],
      },
      {
        name: w('Delivery', 'Поставка', 'Постачання'), colour: 'amber', required: ['amount', 'expectedOn'], stuckAfterDays: 21,
        script: w('Tell the day of shipping and send the documents.', 'Сообщите день отгрузки и отправьте документы.', 'Повідомте день відвантаження та надішліть документи.'),
        checks: [w('Shipped', 'Отгружено', 'Відвантажено'), w('Papers are signed', 'Документы подписаны', 'Документи підписано')],
      },
      {
        name: w('Payment', 'Оплата', 'Оплата'), colour: 'green', required: ['amount', 'expectedOn'], stuckAfterDays: 10,
        script: w('Remind of the day of payment kindly, the day before.', 'Вежливо напомните о дне оплаты накануне.', 'Ввічливо нагадайте про день оплати напередодні.'),
        checks: [w('The money has come', 'Деньги поступили', 'Гроші надійшли'), w('Closing papers are there', 'Закрывающие документы есть', 'Закривальні документи є')],
      },
    ],
  },
};
