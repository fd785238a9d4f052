import { plain } from './fold.ts';
import { stemEnglish } from './stem-english.ts';
import { stemRussian } from './stem-russian.ts';
import { stemUkrainian } from './stem-ukrainian.ts';

/** The first word of a line against each of the others. */
const pairs = (table: string): [string, string][] => table.trim().split('\n').flatMap((line) => {
  const [first = '', ...others] = line.trim().split(/\s+/);
  return others.map((other): [string, string] => [first, other]);
});

const RUSSIAN = pairs(`
  доставка доставку доставки доставкой доставок доставить доставили доставим доставлен доставлена доставляем доставляете доставьте доставке доставил доставкам
  заказ заказа заказы заказов заказать заказал заказала заказали заказан заказаны закажу закажем заказываю заказывать заказывали заказом заказе заказам
  оплата оплату оплаты оплатить оплатил оплатили оплачен оплачено оплачу оплатите оплат оплачиваем
  отправить отправлю отправили отправлен отправка отправляем отправлять отправьте отправление отправления
  цена цены цену цен ценой ценам
  скидка скидки скидку скидок скидкой скидках
  товар товара товары товаров товаром товару
  купить купил купила купили куплю купим куплен
  возврат возврата возвраты возврату возвратом
  вернуть вернули верну вернем
  размер размеры размера размеров
  гарантия гарантии гарантию гарантией гарантий
  документ документы документов документами
  счёт счета счету счетов счётом
  договор договора договоры договором
  адрес адреса адресу адресом адресов
  оформление оформления оформить оформлен оформляем оформили
  установка установки установку установить установили установок
  кондиционер кондиционера кондиционеры кондиционеров
  красный красная красное красные красного красной красную красным
  срочно срочный срочная срочное
  посылка посылку посылки посылок посылкой
  звонок звонки звонка звонить звонил звонили
  подарок подарки подарка подарков подарить подарили
  номер номера номеру номеров
  получить получил получили получена получаем
  менеджер менеджера менеджеры менеджеру
  магазин магазина магазине магазины
  предоплата предоплату предоплаты
  наличие наличии наличия
  работает работаете работают работаем работать работала
  самовывоз самовывоза самовывозом
  накладная накладной накладную накладные
  вопрос вопроса вопросы вопросов
  ответ ответа ответы ответить ответил ответьте
  бесплатная бесплатно бесплатный бесплатной
  рассрочка рассрочку рассрочки рассрочкой
  консультация консультации консультацию
  компания компании компанию компаний
  стоимость стоимости стоимостью
  новость новости новостей
  день дня дней дни
  проверить проверили проверка проверку проверяем
  записалась записаться записался
  ёлка елка
  мыло мыла
  человек человеку человеком
`);
const UKRAINIAN = pairs(`
  замовлення замовленням замовлень замовити замовив замовила замовили замовлю замовляю замовлено замовленню замовляти
  доставка доставку доставки доставкою доставок доставити доставили доставимо доставлено доставці
  оплата оплату оплати оплатити оплатив оплатили оплачено оплатою
  відправити відправлю відправили відправлено відправка відправляємо відправлення
  ціна ціни ціну цін ціною
  знижка знижки знижку знижок знижкою
  товар товару товари товарів товаром
  купити купив купила купили куплю купимо
  повернення повернути повернули поверненню
  розмір розміри розміру розмірів
  гарантія гарантії гарантію гарантією
  документ документи документів документами
  рахунок рахунки рахунку рахунків рахунком
  адреса адреси адресу адресою
  оформлення оформити оформлено оформляємо оформили
  встановлення встановити встановили
  червоний червона червоне червоні червоного червоної червону
  терміново терміновий термінова
  посилка посилку посилки посилок
  дзвінок дзвінки дзвінка дзвінків
  подарунок подарунки подарунка подарунків
  номер номера номеру номерів
  отримати отримав отримала отримали отримаю
  працює працюєте працюють працюємо працювати працювала
  магазин магазину магазині магазини
  передоплата передоплату передоплати
  наявність наявності
  вартість вартості вартістю
  накладна накладної накладну
  питання питань питанням
  відповідь відповіді відповіддю
  компанія компанії компанію
  безкоштовна безкоштовно безкоштовний
  консультація консультації
  менеджер менеджера менеджери
  перевірити перевірили перевірка перевірку перевіряємо
  квитанція квитанцію квитанції
  чекаю чекати чекаємо чекали
  день дня днів
  м'ята мʼята м’ята
  ґанок ганок
  магазин магазином
  покупець покупця покупцем
`);
const ENGLISH = pairs(`
  deliver delivers delivered delivering delivery deliveries
  order orders ordered ordering
  pay pays paid paying payment payments
  price prices priced pricing
  ship ships shipped shipping shipment shipments
  refund refunds refunded
  return returns returned returning
  invoice invoices invoiced invoicing
  address addresses addressed
  company companies
  cancel cancels cancelled canceled cancelling cancellation
  buy buys bought buying
  send sends sent sending
  question questions
  warranty warranties
  discount discounts discounted
  install installs installed installing installation installations
  confirm confirmed confirms confirmation
  size sizes
  box boxes
  store stores stored
  use uses used using
  manager managers
  available availability
  call calls called calling
  product products
  quick quickly
  update updates updated updating
  reply replies replied
  try tries tried trying
  city cities
  day days
  business businesses
  process processes processed processing
  plan plans planned planning
  stop stopped stopping stops
  tracking tracked tracks track
  broken broke
  colour colours coloured
`);
const RUSSIAN_APART = pairs(`
  доставка оплата достать
  заказ закон показ
  цена ценность центр
  билет был
  скидка скажите
  товар товарищ
  счёт считать
  размер размен
  возврат ворота
  адрес адепт
  номер нота
  купить купол
  магазин магнит
  ответ отвёз
  пакет пакость
  работа раб
  посылка после
  вопрос воск
  компания компас
  зарплата запрос
  договор дорога
  красный красота
  новость новый
  гарантия гараж
  менеджер меню
`);
const UKRAINIAN_APART = pairs(`
  замовлення замок замінити
  доставка дістати
  ціна цінність центр
  знижка знання
  товар тварина
  оплата опік
  повернення поверх
  розмір розмова
  рахунок ранок
  посилка посібник
  магазин магніт
  відповідь відмова
  питання питний
  номер ніч
  адреса адвокат
  гарантія гараж
  квитанція квиток
  вартість варення
  компанія компот
  подарунок подача
  купити купол
  дзвінок дзеркало
  менеджер меню
  терміново термос
`);
const ENGLISH_APART = pairs(`
  delivery delight deliberate
  order ordinary
  price prize print
  pay play
  ship shop sheep
  refund refuse
  return retail
  invoice invite
  address add
  company compare
  cancel cancer
  buy busy boy
  send sender sand
  question queue
  discount disco
  install instant
  confirm conform
  store story
  call cat
  update upgrade
  city cite
  box boy
  manager mango
  size side
`);

describe('forms of one word meet', () => {
  it.each(RUSSIAN)('%s, %s', (a, b) => expect(stemRussian(plain(b))).toBe(stemRussian(plain(a))));
  it.each(UKRAINIAN)('%s, %s', (a, b) => expect(stemUkrainian(plain(b))).toBe(stemUkrainian(plain(a))));
  it.each(ENGLISH)('%s, %s', (a, b) => expect(stemEnglish(plain(b))).toBe(stemEnglish(plain(a))));
});

describe('different words stay apart', () => {
  it.each(RUSSIAN_APART)('%s, %s', (a, b) => expect(stemRussian(plain(b))).not.toBe(stemRussian(plain(a))));
  it.each(UKRAINIAN_APART)('%s, %s', (a, b) => expect(stemUkrainian(plain(b))).not.toBe(stemUkrainian(plain(a))));
  it.each(ENGLISH_APART)('%s, %s', (a, b) => expect(stemEnglish(plain(b))).not.toBe(stemEnglish(plain(a))));
});

it('each table holds at least forty pairs', () => {
  for (const table of [RUSSIAN, UKRAINIAN, ENGLISH]) expect(table.length).toBeGreaterThanOrEqual(40);
});
