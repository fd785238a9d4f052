/** Emoji people write to customers with, by group, each with words to find it by in the three languages. Loaded when asked for. */
import { layoutReadings } from '../../../i18n/keyboard-layouts.ts';

export interface Emoji {
  readonly sign: string;
  readonly words: readonly string[];
}

const table = `
😀 grin улыбка усмішка
🙂 smile улыбка усмішка
😊 smile blush улыбка румянец усмішка
😄 smile happy радость радість
😁 grin улыбка усмішка
😅 sweat неловко ніяково
😂 joy laugh смех сміх
🤣 rofl смех сміх
😉 wink подмигивание підморгування
😍 love влюблён закоханий
🥰 love любовь любов
😘 kiss поцелуй поцілунок
😎 cool круто
🤔 think думаю
🙃 upside шутка жарт
😇 angel ангел янгол
🤗 hug обнимаю обіймаю
🤝 handshake deal договорились рукопожатие домовились
😐 neutral нейтрально
😔 sad грустно сумно
😢 cry слёзы сльози
😭 sob плач плачу
😞 disappointed жаль шкода
😕 confused непонятно незрозуміло
😮 wow ого
😱 scream ужас жах
😡 angry злюсь злюся
😴 sleep сон
🤒 sick болею хворію
🥳 party праздник свято
🤩 star восторг захват
🙄 eyes глаза очі
😬 grimace ой
🤷 shrug незнаю
🙏 pray please thanks спасибо пожалуйста дякую
👍 thumbsup like ok yes хорошо класс добре
👎 thumbsdown no плохо погано
👌 ok хорошо добре
✌️ peace мир
👏 clap браво
🙌 hooray ура
👋 wave hello привет привіт
💪 strong сила
🤞 fingers удача удачі
👀 look смотрю дивлюся
🫶 heart сердце серце
❤️ heart love сердце любовь серце любов
🧡 heart orange сердце серце
💛 heart yellow сердце серце
💚 heart green сердце серце
💙 heart blue сердце серце
💔 broken сердце серце
💯 hundred сто
✨ sparkles блеск блиск
🔥 fire огонь вогонь
⭐ star звезда зірка
🎉 tada party праздник свято вітаю
🎁 gift подарок подарунок
🎂 cake birthday торт
🍀 luck удача
🌹 rose роза троянда
🌷 tulip тюльпан
💐 flowers цветы квіти
🎄 tree ёлка ялинка
☀️ sun солнце сонце
🌧️ rain дождь дощ
❄️ snow снег сніг
✅ check done готово
☑️ check галочка
✔️ check галочка
❌ no cross нет ні
❗ exclamation важно важливо
❓ question вопрос питання
⚠️ warning внимание увага
🚫 forbidden нельзя заборонено
ℹ️ info инфо інфо
🆗 ok хорошо
🆕 new новое нове
🔔 bell звонок дзвінок
📌 pin закреплено
📍 place место місце
🏠 home дом дім
🏢 office офис офіс
🏪 shop магазин
🏭 factory завод
🚚 truck delivery доставка
📦 package box посылка посилка
🛒 cart корзина кошик
🛍️ shopping покупки
🏷️ price tag цена ціна
💰 money деньги гроші
💳 card карта картка
💵 cash наличные готівка
💶 euro евро євро
🧾 receipt чек
📈 up рост
📉 down падение падіння
📊 chart график графік
📄 document документ
📎 clip скрепка скріпка
📝 note заметка нотатка
✍️ write пишу
📅 calendar календарь дата календар
⏰ alarm будильник время час
⏳ wait ожидание жду чекаю
⌛ time время час
🕐 clock часы годинник
📞 phone call телефон звонок дзвінок
📱 mobile телефон смартфон
☎️ phone телефон
💬 chat сообщение повідомлення
✉️ mail письмо лист
📧 email почта пошта
📷 camera фото
🖼️ picture картинка
🎥 video видео відео
🎤 voice голос
🔗 link ссылка посилання
🔒 lock замок
🔑 key ключ
🔧 wrench repair ремонт
🔨 hammer молоток
⚙️ settings настройки налаштування
🛠️ tools инструменты інструменти
🧰 toolbox инструменты інструменти
📏 ruler размер розмір
⚖️ weight вес вага
🔋 battery батарея
💡 idea идея ідея
🔌 plug розетка
🖥️ computer компьютер компʼютер
⌨️ keyboard клавиатура клавіатура
🖨️ printer принтер
💾 save сохранить зберегти
🔍 search поиск пошук
🚗 car машина авто
🚕 taxi такси таксі
✈️ plane самолёт літак
🚆 train поезд потяг
🚢 ship корабль корабель
🚲 bike велосипед
⛽ fuel топливо пальне
🌍 world мир світ
🗺️ map карта мапа
☕ coffee кофе кава
🍵 tea чай
🍕 pizza пицца піца
🍎 apple яблоко яблуко
🍞 bread хлеб хліб
🍷 wine вино
🍾 champagne шампанское
👤 person человек людина
👥 people люди
👨‍💼 manager менеджер
👩‍💻 operator оператор
👨‍🔧 mechanic мастер майстер
👶 baby ребёнок дитина
🐶 dog собака
🐱 cat кот кіт
🐝 bee пчела бджола
👇 below ниже нижче
👆 above выше вище
👉 right вправо
👈 left влево
⬆️ up вверх вгору
⬇️ down вниз
➡️ right вправо
⬅️ left влево
🔄 refresh обновить оновити
➕ plus плюс
➖ minus минус
✖️ multiply умножить
1️⃣ one один
2️⃣ two два
3️⃣ three три
🟢 green зелёный зелений
🟡 yellow жёлтый жовтий
🔴 red красный червоний
🔵 blue синий синій
⚪ white белый білий
⚫ black чёрный чорний
🇺🇦 ukraine украина україна
🇪🇺 europe европа європа
🇬🇧 britain англия англія
🇺🇸 usa сша
🇩🇪 germany германия німеччина
🇵🇱 poland польша польща
🇨🇾 cyprus кипр кіпр
`;

export const EMOJI: readonly Emoji[] = table.trim().split('\n').map((line) => {
  const [sign = '', ...words] = line.split(' ');
  return { sign, words };
});

/** Those that a word of theirs begins so, also in the wrong layout; exact words first. */
export function matchEmoji(query: string): Emoji[] {
  const readings = layoutReadings(query);
  const exact = EMOJI.filter(({ words }) => words.some((word) => readings.includes(word)));
  const begun = EMOJI.filter((emoji) => !exact.includes(emoji) && emoji.words.some((word) => readings.some((typed) => word.startsWith(typed))));
  return [...exact, ...begun];
}
