// The customer on every channel; plain DOM, no build. Everything goes through the stand-ins of the vendors.
const WORDS = {
  ru: {
    title: 'Вы — клиент «Норд Клима»', lead: 'Пишите и звоните по любому каналу: в соседнем окне видно, как это приходит в Okno.', logins: 'Кто может войти', password: 'Пароль', desk: 'Открыть Okno',
    send: 'Отправить', photo: 'Фото', share: 'Поделиться номером', block: 'Заблокировать бота', unblock: 'Разблокировать', calls: 'Звонки', subject: 'Тема', letter: 'Письмо', text: 'Сообщение',
    call: 'Позвонить', answer: 'Ответить', decline: 'Отклонить', hangUp: 'Положить трубку', free: 'свободен', ringing: 'звонит', talking: 'идёт разговор', calling: 'вызов',
    noTelegram: 'Напишите боту. Поделитесь номером, и SMS с того же телефона придёт в ту же беседу.', noSms: 'Напишите SMS: ответ придёт сюда.', noCalls: 'Позвоните: зазвонит телефон сотрудника внизу. Никто не ответит — будет автоответчик.', noMail: 'Напишите письмо с вложенным вопросом и ответьте на ответ.',
    shop: 'А эта страница — сайт магазина: чат внизу справа.', typing: 'печатает…', file: 'файл', trouble: 'Не получилось', you: 'Вы',
    in: 'вы звонили', out: 'вам звонили', completed: 'разговор', 'no-answer': 'без ответа', busy: 'занято', canceled: 'отменён', failed: 'не удалось',
  },
  uk: {
    title: 'Ви — клієнт «Норд Клима»', lead: 'Пишіть і телефонуйте будь-яким каналом: у сусідньому вікні видно, як це приходить в Okno.', logins: 'Хто може увійти', password: 'Пароль', desk: 'Відкрити Okno',
    send: 'Надіслати', photo: 'Фото', share: 'Поділитися номером', block: 'Заблокувати бота', unblock: 'Розблокувати', calls: 'Дзвінки', subject: 'Тема', letter: 'Лист', text: 'Повідомлення',
    call: 'Зателефонувати', answer: 'Відповісти', decline: 'Відхилити', hangUp: 'Покласти слухавку', free: 'вільний', ringing: 'дзвонить', talking: 'розмова', calling: 'виклик',
    noTelegram: 'Напишіть боту. Поділіться номером, і SMS з того ж телефону прийде в ту саму розмову.', noSms: 'Напишіть SMS: відповідь прийде сюди.', noCalls: 'Зателефонуйте: задзвонить телефон колеги внизу. Ніхто не відповість — буде автовідповідач.', noMail: 'Напишіть листа й дайте відповідь на відповідь.',
    shop: 'А ця сторінка — сайт магазину: чат унизу праворуч.', typing: 'пише…', file: 'файл', trouble: 'Не вийшло', you: 'Ви',
    in: 'ви телефонували', out: 'вам телефонували', completed: 'розмова', 'no-answer': 'без відповіді', busy: 'зайнято', canceled: 'скасовано', failed: 'не вдалося',
  },
  en: {
    title: 'You are a customer of Nord Clima', lead: 'Write and call on any channel, and watch it arrive in Okno in the window beside.', logins: 'Who can sign in', password: 'Password', desk: 'Open Okno',
    send: 'Send', photo: 'Photo', share: 'Share my number', block: 'Block the bot', unblock: 'Unblock', calls: 'Calls', subject: 'Subject', letter: 'Letter', text: 'Message',
    call: 'Call', answer: 'Answer', decline: 'Decline', hangUp: 'Hang up', free: 'free', ringing: 'rings', talking: 'talking', calling: 'calling',
    noTelegram: 'Write to the bot. Share your number, and an SMS from that phone joins the same conversation.', noSms: 'Write an SMS: the answer comes back here.', noCalls: 'Call: a colleague’s phone below will ring. If nobody answers, there is a voicemail.', noMail: 'Write a letter, and answer the answer.',
    shop: 'And this page is the site of a shop: the chat is at the bottom right.', typing: 'is typing…', file: 'file', trouble: 'That did not work', you: 'You',
    in: 'you called', out: 'you were called', completed: 'talked', 'no-answer': 'no answer', busy: 'busy', canceled: 'cancelled', failed: 'failed',
  },
};

const $ = (selector, root = document) => root.querySelector(selector);
const make = (tag, className, ...children) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
};
const stored = localStorage.getItem('language') ?? navigator.language.slice(0, 2);
let language = stored in WORDS ? stored : 'en';
let words = WORDS[language];
let about;
let blocked = false;
let shown = {};

const timeOf = (at) => new Date(at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
const bubble = (mine, text, meta, heading) => make('div', mine ? 'msg me' : 'msg', ...(heading ? [make('b', '', heading)] : []), text, make('small', '', meta));

async function act(wish) {
  const response = await fetch('/act', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(wish) });
  if (!response.ok) complain((await response.json()).error);
  void refresh();
}
function complain(text) {
  const box = $('#trouble');
  box.textContent = `${words.trouble}: ${text}`;
  box.hidden = false;
  setTimeout(() => (box.hidden = true), 6000);
}

/** Fills a log anew only when something changed, and stays at the end if it was there. */
function fill(id, key, entries, empty) {
  if (shown[id] === key) return;
  shown[id] = key;
  const log = $(`#${id} .log`);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  log.replaceChildren(...(entries.length ? entries : [make('p', 'empty', empty)]));
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function showTelegram({ messages, blocked: isBlocked, typing }) {
  blocked = isBlocked;
  $('[data-act=telegram-block]').textContent = isBlocked ? words.unblock : words.block;
  const key = JSON.stringify([language, messages.map((m) => [m.message_id, m.text, m.edit_date]), typing]);
  const entries = messages.map((message) => {
    const mine = !message.from?.is_bot;
    const text = message.text ?? message.caption ?? message.contact?.phone_number ?? '';
    const kind = ['photo', 'document', 'voice', 'video', 'sticker'].find((name) => message[name]);
    return bubble(mine, text || (kind ? `[${kind === 'document' ? message.document.file_name : kind}]` : ''), timeOf(message.date * 1000), kind && text ? `[${kind}]` : '');
  });
  if (typing) entries.push(make('p', 'event', words.typing));
  fill('telegram', key, entries, words.noTelegram);
}

function showSms(messages) {
  fill('sms', JSON.stringify([language, messages.map((m) => [m.sid, m.status])]), messages.map((m) => bubble(m.direction === 'inbound', m.body, `${timeOf(m.date_created)}${m.direction === 'inbound' ? '' : ` · ${m.status}`}`)), words.noSms);
}

function showCalls(calls) {
  const live = (status) => ['queued', 'ringing', 'in-progress'].includes(status);
  const customer = about.customer.phone;
  const mine = calls.filter((call) => call.from === customer || call.to === customer);
  const entries = mine.map((call) => make('p', 'event', `${timeOf(call.start_time)} · ${call.from === customer ? words.in : words.out} · ${live(call.status) ? words.calling : (words[call.status] ?? call.status)}${Number(call.duration) ? `, ${call.duration} s` : ''}`));
  const phones = [{ number: customer, name: `${words.you}, ${about.customer.name}` }, ...about.people.filter((one) => one.phone).map((one) => ({ number: one.phone, name: one.name }))];
  const legOf = (number) => calls.findLast((call) => live(call.status) && (call.direction === 'inbound' ? call.from : call.to) === number);
  const key = JSON.stringify([language, mine.map((call) => [call.sid, call.status]), phones.map(({ number }) => [number, legOf(number)?.status])]);
  if (shown.phone === key) return;
  const handsets = phones.map(({ number, name }) => {
    const leg = legOf(number);
    const rings = leg && leg.direction !== 'inbound' && leg.status !== 'in-progress';
    const state = !leg ? words.free : rings ? words.ringing : leg.status === 'in-progress' ? words.talking : words.calling;
    const button = (className, label, onClick) => {
      const made = make('button', `btn s ${className}`, label);
      made.addEventListener('click', () => {
        made.disabled = true;
        onClick();
      });
      return made;
    };
    const phone = (what) => () => void act({ do: 'phone', number, act: what });
    const row = make('div', `handset ${leg ? 'live' : ''} ${rings ? 'ringing' : ''}`, make('div', 'grow', name, make('p', '', `${number} · ${state}`)));
    if (rings) row.append(button('primary', words.answer, phone('answer')), button('', words.decline, phone('decline')));
    else if (leg) row.append(button('danger', words.hangUp, phone('hang-up')));
    else if (number === customer) row.append(button('primary', words.call, () => void act({ do: 'call' })));
    return row;
  });
  fill('phone', key, entries, words.noCalls);
  $('.handsets').replaceChildren(...handsets);
}

function showMail(mails) {
  fill('mail', JSON.stringify([language, mails.map((mail) => mail.messageId)]), mails.map((mail) => bubble(mail.mine, mail.text.trim(), timeOf(mail.at), mail.subject)), words.noMail);
  const subject = $('#mail [name=subject]');
  const last = mails.at(-1)?.subject;
  if (last && document.activeElement !== subject && !subject.value) subject.value = /^re:/i.test(last) ? last : `Re: ${last}`;
}

async function refresh() {
  try {
    const state = await (await fetch('/state')).json();
    if (state.error) throw new Error(state.error);
    showTelegram(state.telegram);
    showSms(state.sms);
    showCalls(state.calls);
    showMail(state.mails);
  } catch {
    // The demo is stopping, or busy; the next look will tell.
  }
}

function speak() {
  words = WORDS[language];
  shown = {};
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-w]')) element.textContent = words[element.dataset.w];
  for (const button of document.querySelectorAll('[data-language]')) button.setAttribute('aria-pressed', String(button.dataset.language === language));
  for (const [selector, word] of [['#telegram input', 'text'], ['#sms input', 'text'], ['#mail [name=subject]', 'subject'], ['#mail textarea', 'letter']]) {
    $(selector).placeholder = words[word];
    $(selector).setAttribute('aria-label', words[word]);
  }
  void refresh();
}

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    localStorage.setItem('language', (language = button.dataset.language));
    speak();
  });
}
for (const button of document.querySelectorAll('[data-act]')) {
  button.addEventListener('click', () => void act(button.dataset.act === 'telegram-block' ? { do: 'telegram-block', blocked: !blocked } : { do: button.dataset.act }));
}
for (const channel of ['telegram', 'sms', 'mail']) {
  $(`#${channel} form`).addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const field = form.elements.text ?? form.querySelector('input');
    void act({ do: channel, ...(channel === 'mail' ? { subject: form.elements.subject.value } : {}), text: field.value });
    form.reset();
  });
}

about = await (await fetch('/about')).json();
$('#desk').href = about.desk;
$('#telegram small').textContent = about.customer.name;
$('#sms small').textContent = `${about.customer.phone} → ${about.line}`;
$('#phone small').textContent = about.line;
$('#mail small').textContent = about.mail;
$('.pop code').textContent = about.password;
$('.pop table').append(...about.people.map(({ name, email, role, locale }) => make('tr', '', ...[name, email, role, locale].map((text) => make('td', '', text)))));
speak();
setInterval(refresh, 700);

const loader = document.createElement('script');
Object.assign(loader, { src: `${about.desk}/widget/loader.js`, async: true });
loader.dataset.inbox = about.inbox;
document.head.append(loader);
