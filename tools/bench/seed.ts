import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** What a company that has worked for a month looks like, straight into the tables; nobody is told of it. */
export interface SeedPlan {
  /** Conversations that are not closed; a fifth as many closed ones come on top. */
  readonly open: number;
  readonly messages: number;
  /** A connected number: the conversations by SMS are its own, so that they can be answered. Left out: one that nobody connects to. */
  readonly lineId?: string;
}
export interface Seeded {
  readonly messages: number;
  readonly labelId: string;
  /** One of twelve colleagues, with a right to every inbox. */
  readonly operatorId: string;
}

/** A hundred conversations hold a quarter of all messages. */
const LONG = 100;
const COLLEAGUES = ['Дар’я Кім', 'Илья Громов', 'Оксана Шевчук', 'Павел Лукин', 'Наталія Бойко', 'Артём Зайцев', 'Ірина Мельник', 'Максим Орлов', 'Юлія Ткаченко', 'Роман Белов', 'Софія Кравчук', 'Вера Соколова'];
const FIRST = ['Марина', 'Олег', 'Ірина', 'Сергій', 'Анна', 'Дмитро', 'Юлія', 'Михаил', 'Наталья', 'Андрій', 'Екатерина', 'Тарас', 'Людмила', 'Виктор', 'Оксана', 'Богдан', 'Светлана', 'Ярослав', 'Тетяна', 'Павло', 'Галина', 'Артём', 'Соломія', 'Игорь', 'Валентина', 'Роман', 'Лариса', 'Євген', 'Алла', 'Костянтин'];
const LAST = ['Коваль', 'Гриценко', 'Петренко', 'Бондар', 'Лебедева', 'Мельник', 'Шевченко', 'Кравець', 'Ткач', 'Савченко', 'Литвин', 'Гончар', 'Марченко', 'Козак', 'Романюк', 'Жук', 'Кузьменко', 'Сидоренко', 'Білоус', 'Дорош', 'Зінченко', 'Панченко', 'Власенко', 'Яременко', 'Остапчук'];
const SENTENCES = [
  'Здравствуйте, подскажите, пожалуйста, есть ли в наличии кондиционер Hoshi Inverter 12?', 'Добрий день! Коли зможете доставити замовлення?', 'Спасибо, всё получила, упаковка целая.', 'А можно оплатить картой при получении?', 'Дякую за швидку відповідь!',
  'Скільки коштує монтаж на третьому поверсі?', 'Да, у нас есть этот размер, могу отложить до завтра.', 'Відправили сьогодні Новою поштою, номер накладної 20450912345678.', 'Жду ответа, завтра уезжаю.', 'Чи є знижка, якщо брати три штуки?',
  'Напишите, пожалуйста, точный адрес и телефон получателя.', 'Київ, вулиця Саксаганського 41, квартира 12.', 'Гарантия два года, сервис в вашем городе есть.', 'Не подійшов розмір, як оформити повернення?', 'Ок', 'Хорошо, оформляйте.', 'Добре, чекаю дзвінка після шостої.',
  'Курьер приедет с десяти до двух, перед выездом он вам позвонит.', 'Вже третій день не можу додзвонитися на гарячу лінію.', 'Отправьте, пожалуйста, счёт на юрлицо: ТОВ «Світанок», код 31245678.', 'Рахунок надіслала на пошту, перевірте, будь ласка.', 'А какой пульт идёт в комплекте?',
  'Есть ли вариант потише для спальни, чтобы ночью не мешал спать ребёнку и при этом хватало на двадцать пять квадратов?', 'Так, є модель на 19 дБ, вона трохи дорожча, але монтаж у подарунок до кінця місяця.', 'Понял, спасибо, посоветуюсь с женой и напишу.', 'Підкажіть, чи працюєте ви у неділю?',
  'Деньги вернём на карту в течение трёх рабочих дней.', 'Фото вкладаю, подивіться, чи можна це полагодити.', 'Перешлите, пожалуйста, инструкцию на русском.', 'Замовлення готове, можна забирати.', '👍', 'А доставка в Одессу сколько стоит и сколько идёт?', 'Дякую, гарного дня!',
];
const LABELS = [['Опт', 'teal'], ['Возврат', 'red'], ['Монтаж', 'amber'], ['VIP', 'violet'], ['Рассрочка', 'green'], ['Скарга', 'pink']] as const;
const CHANNELS = ['telegram', 'email', 'sms', 'webchat'] as const;

const can = (channel: string, addressKind: string, more: object = {}): object => ({ channel, maxTextLength: 4096, format: 'plain', subject: false, attachments: { maxCount: 10, maxBytes: 20_000_000 }, attachmentsWithText: true, startsConversation: false, addressKind, highestReceipt: 'delivered', cc: false, calls: false, ...more });

/** About 200 000 messages take a quarter of a minute. Same figures, same company: nothing here is random but the ids and the hour. */
export async function seedDesk(databaseUrl: string, { open, messages, lineId: connected }: SeedPlan): Promise<Seeded> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const run = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> => (await client.query<Row>(sql, values)).rows;
  await run('BEGIN');
  await run('SET LOCAL synchronous_commit = off');
  // Disabled: nobody connects to them, yet they name the channels in lists and filters.
  const inboxes = [
    { id: randomUUID(), adapter: 'telegram', name: 'Bot @nord_shop', capabilities: [can('telegram', 'telegram')] },
    { id: randomUUID(), adapter: 'email', name: 'sale@nord.example', capabilities: [can('email', 'email', { format: 'html', subject: true, cc: true, startsConversation: true, maxTextLength: 1_000_000 })] },
    { id: randomUUID(), adapter: 'webchat', name: 'nord.example', capabilities: [can('webchat', 'visitor')] },
    ...(connected ? [] : [{ id: randomUUID(), adapter: 'twilio', name: '+380 44 000 00 00', capabilities: [can('sms', 'phone')] }]),
  ];
  for (const { id, adapter, name, capabilities } of inboxes) await run('INSERT INTO inbox (id, adapter, name, capabilities, enabled) VALUES ($1, $2, $3, $4, false)', [id, adapter, name, JSON.stringify(capabilities)]);
  const [telegram, email, webchat, lineId = connected] = inboxes.map(({ id }) => id);
  await run("INSERT INTO app_user (id, email, name, role, on_duty) SELECT gen_random_uuid(), 'colleague' || n || '@nord.example', name, 'operator', n % 2 = 0 FROM unnest($1::text[]) WITH ORDINALITY u (name, n)", [COLLEAGUES]);
  await run("INSERT INTO inbox_user (inbox_id, user_id) SELECT i.id, u.id FROM inbox i, app_user u WHERE u.role = 'operator'");
  await run('INSERT INTO label (id, name, colour) SELECT gen_random_uuid(), name, colour FROM unnest($1::text[], $2::text[]) l (name, colour)', [LABELS.map(([name]) => name), LABELS.map(([, colour]) => colour)]);

  const total = Math.floor(open * 1.2);
  const long = Math.floor(messages / 4 / LONG);
  const usual = Math.max(1, (messages - long * LONG) / (total - LONG));
  await run(
    `CREATE TEMP TABLE seeded ON COMMIT DROP AS
     SELECT s.*, CASE WHEN waiting THEN 1 ELSE 0 END AS shift, gen_random_uuid() AS contact_id, gen_random_uuid() AS id, (ARRAY[$5::uuid, $6, $7, $8])[1 + s.c] AS inbox_id, (ARRAY['${CHANNELS.join("','")}'])[1 + s.c] AS channel,
       (SELECT ids[1 + h % array_length(ids, 1)] FROM (SELECT array_agg(id ORDER BY role, email) AS ids FROM app_user) u) AS owner_id
     FROM (
       SELECT n, h, h % 4 AS c, status, status = 'open' AND h / 7 % 10 < 6 AS waiting, date_trunc('milliseconds', now()) - (h % 43200) * interval '1 minute' - n * interval '1 millisecond' AS last_at,
         CASE WHEN n % ($2::int / ${LONG}) = 3 AND n <= $2 THEN $3::int ELSE 1 + floor(abs(hashint4(n + 77)::bigint) % 1000 / 1000.0 * 2 * ($4::float - 0.5))::int END AS said
       FROM (SELECT n, abs(hashint4(n)::bigint) AS h, CASE WHEN n > $2 THEN 'closed' WHEN n % 10 < 7 THEN 'open' WHEN n % 10 < 9 THEN 'pending' ELSE 'snoozed' END AS status FROM generate_series(1, $1::int) n) x
     ) s`, [total, open, long, usual, telegram, email, lineId, webchat]);
  await run('CREATE UNIQUE INDEX ON seeded (n)');
  await run('ANALYZE seeded');
  await run("INSERT INTO contact (id, name, named, owner_id, created_at) SELECT contact_id, ($1::text[])[1 + h % array_length($1, 1)] || ' ' || ($2::text[])[1 + h / 31 % array_length($2, 1)], true, owner_id, last_at - interval '40 days' FROM seeded", [FIRST, LAST]);
  await run(
    `INSERT INTO contact_identity (id, contact_id, kind, value, label, verified)
     SELECT gen_random_uuid(), contact_id, 'phone', '+38050' || lpad((n::bigint * 7919 % 10000000)::text, 7, '0'), '+38050' || lpad((n::bigint * 7919 % 10000000)::text, 7, '0'), true FROM seeded
     UNION ALL SELECT gen_random_uuid(), contact_id, CASE c WHEN 0 THEN 'telegram' WHEN 1 THEN 'email' ELSE 'visitor' END, CASE c WHEN 1 THEN 'customer' || n || '@mail.example' ELSE 'person-' || n END, CASE c WHEN 1 THEN 'customer' || n || '@mail.example' ELSE 'person ' || n END, true FROM seeded WHERE c <> 2`);
  await run(
    `INSERT INTO conversation (id, contact_id, inbox_id, status, owner_id, subject, waiting_since, answer_due_at, snoozed_until, closed_at, last_message_at, channels, inbox_ids, inbound_count, version, priority, label_ids, created_at)
     SELECT id, contact_id, inbox_id, status, CASE WHEN h / 3 % 9 < 8 THEN owner_id END, CASE WHEN c = 1 THEN 'Заказ ' || n END, CASE WHEN waiting THEN last_at END, CASE WHEN waiting THEN last_at + interval '15 minutes' END,
       CASE WHEN status = 'snoozed' THEN now() + (1 + n % 9) * interval '1 day' + h % 86400 * interval '1 second' END, CASE WHEN status = 'closed' THEN last_at + interval '5 minutes' END, last_at, CASE WHEN n % 5 = 0 AND c <> 2 THEN ARRAY[channel, 'sms'] ELSE ARRAY[channel] END,
       CASE WHEN n % 5 = 0 AND c <> 2 THEN ARRAY[inbox_id, $1] ELSE ARRAY[inbox_id] END, said - (said + 2 - shift) / 3, said, (ARRAY['none','none','none','none','none','none','none','low','high','urgent'])[1 + h / 11 % 10],
       CASE WHEN h / 13 % 4 = 0 THEN ARRAY[(SELECT ids[1 + h % array_length(ids, 1)] FROM (SELECT array_agg(id ORDER BY name) AS ids FROM label) l)] ELSE '{}' END, last_at - said * interval '3 hours'
     FROM seeded`, [lineId]);
  await run('INSERT INTO conversation_inbox (inbox_id, conversation_id) SELECT unnest(inbox_ids), id FROM conversation');
  await run('INSERT INTO conversation_channel (channel, conversation_id) SELECT unnest(channels), id FROM conversation');
  await run('INSERT INTO conversation_label (label_id, conversation_id) SELECT unnest(label_ids), id FROM conversation');
  await run(
    `CREATE TEMP TABLE said ON COMMIT DROP AS
     SELECT gen_random_uuid() AS id, s.id AS conversation_id, s.contact_id, s.inbox_id, s.channel, s.c, k, s.n, m.h, k % 3 = s.shift AS ours, s.owner_id, s.last_at - k * interval '3 hours' - (m.h % 3000) * interval '1 second' * sign(k) AS at,
       rtrim(($1::text[])[1 + m.h % array_length($1, 1)] || CASE WHEN m.h / 64 % 3 = 0 THEN ' ' || ($1::text[])[1 + m.h / 200 % array_length($1, 1)] ELSE '' END || CASE WHEN s.c = 1 THEN E'\\n\\n' || ($1::text[])[1 + m.h / 300 % array_length($1, 1)] || E'\\n' || ($1::text[])[1 + m.h / 500 % array_length($1, 1)] ELSE '' END) AS text
     FROM seeded s CROSS JOIN LATERAL (SELECT k, abs(hashint4(s.n * 1009 + k)::bigint) AS h FROM generate_series(0, s.said - 1) k) m`, [SENTENCES]);
  await run(
    `INSERT INTO message (id, conversation_id, contact_id, inbox_id, channel, kind, direction, author_id, subject, text, html, delivery_status, occurred_at, created_at)
     SELECT id, conversation_id, contact_id, inbox_id, channel, 'text', CASE WHEN ours THEN 'outbound' ELSE 'inbound' END, CASE WHEN ours THEN owner_id END, CASE WHEN c = 1 THEN 'Заказ ' || n END, text,
       CASE WHEN c = 1 AND NOT ours AND h % 2 = 0 THEN '<div><p>' || replace(text, E'\\n', '<br>') || '</p></div>' END, CASE WHEN ours THEN 'delivered' END, at, at FROM said`);
  await run(
    `INSERT INTO delivery (id, message_id, conversation_id, inbox_id, position, recipient_kind, recipient_value, text, status, attempt, queued_at, retry_at, external_id, created_at, changed_at)
     SELECT gen_random_uuid(), id, conversation_id, inbox_id, 0, 'phone', '+380501234567', '', 'delivered', 1, at, at, 'seeded-' || n || '-' || k, at, at FROM said WHERE ours`);
  await run(
    `INSERT INTO attachment (id, message_id, kind, name, mime, size, sha256, state, created_at)
     SELECT gen_random_uuid(), id, 'file', 'Рахунок ' || n || '.pdf', 'application/pdf', 40000 + h % 90000, md5(id::text) || md5(n::text), 'ready', at FROM said WHERE h % 15 = 0`);
  await run(
    `UPDATE conversation c SET preview = jsonb_build_object('messageId', s.id, 'isPrivate', false, 'kind', 'text', 'direction', CASE WHEN ours THEN 'outbound' ELSE 'inbound' END, 'channel', s.channel, 'text', left(s.text, 200), 'attachment', NULL,
       'authorId', CASE WHEN ours THEN s.owner_id END, 'delivery', CASE WHEN ours THEN 'delivered' END, 'callState', NULL, 'at', to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), last_message_at = s.at
     FROM said s WHERE s.conversation_id = c.id AND s.k = 0`);
  await run(`INSERT INTO task (id, kind, contact_id, conversation_id, assignee_id, due_at, created_at, reminded_at) SELECT gen_random_uuid(), CASE WHEN waiting THEN 'answer' ELSE 'follow-up' END, contact_id, id, owner_id, last_at + interval '2 days', last_at, CASE WHEN last_at < now() - interval '2 days' THEN last_at + interval '2 days' END FROM seeded WHERE status <> 'closed' AND (waiting OR n % 3 = 0)`);
  await run(
    `WITH made AS (INSERT INTO sales_order (id, contact_id, conversation_id, currency, total_minor, fingerprint, created_at) SELECT gen_random_uuid(), contact_id, id, 'UAH', 100 * (500 + h % 90000), 'seeded ' || n, last_at FROM seeded WHERE h / 17 % 12 = 0 RETURNING conversation_id, total_minor)
     UPDATE conversation c SET money_minor = made.total_minor, money_currency = 'UAH' FROM made WHERE c.id = made.conversation_id`);
  await run("INSERT INTO conversation_read (user_id, conversation_id, read_count) SELECT u.id, c.id, greatest(0, c.inbound_count - (c.version % 4)) FROM conversation c, app_user u WHERE u.role = 'admin'");
  // Nobody is woken for what was late before they came.
  await run('UPDATE alarm_rule SET applies_from = GREATEST(applies_from, now())');
  const [counted] = await run<{ messages: number; label: string; operator: string }>("SELECT (SELECT count(*)::int FROM message) AS messages, (SELECT id FROM label ORDER BY name LIMIT 1) AS label, (SELECT id FROM app_user WHERE role = 'operator' ORDER BY email LIMIT 1) AS operator");
  await run('COMMIT');
  // The product's own indexer takes in the people; messages of the past are `bench -- search`.
  await run("UPDATE search_progress SET contact_walk = '00000000-0000-0000-0000-000000000000', message_walk = NULL WHERE cursor IS NOT NULL");
  await run('VACUUM ANALYZE');
  await client.end();
  return { messages: counted!.messages, labelId: counted!.label, operatorId: counted!.operator };
}
