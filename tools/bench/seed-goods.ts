import pg from 'pg';
import { REGULARS } from './seed-sales.ts';

const GOODS = ['Кондиціонер Hoshi Inverter', 'Пульт', 'Монтажний комплект', 'Кронштейн', 'Мідна труба 1/4', 'Теплоізоляція', 'Помпа дренажна', 'Фільтр вугільний', 'Монтаж', 'Чистка'];
const ORDERS_OF_A_REGULAR = 60;

/** Orders with their lines, payments and history, what people came by, and who may be whom: on top of seeded sales. The same each time. */
export async function seedGoods(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const run = (sql: string, values: unknown[] = []): Promise<unknown> => client.query(sql, values);
  await run('BEGIN');
  await run('SET LOCAL synchronous_commit = off');
  await run("INSERT INTO product (id, sku, name, unit, price_minor, currency, stock) SELECT gen_random_uuid(), 'N-' || lpad(n::text, 4, '0'), ($1::text[])[1 + n % array_length($1, 1)] || ' ' || n, 'шт', 100 * (50 + n * 7919 % 30000), 'UAH', n * 31 % 200 FROM generate_series(1, 500) n ON CONFLICT DO NOTHING", [GOODS]);
  await run(`CREATE TEMP TABLE buyer ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY rank > ${REGULARS}, id) AS n, rank <= ${REGULARS} AS regular, id AS conversation_id, contact_id, owner_id, created_at, last_message_at
    FROM (SELECT c.*, row_number() OVER (ORDER BY c.version DESC, c.id) AS rank FROM conversation c) c`);
  // Every third bought once, regulars much and often; the last order is nearest to now and least far on its way.
  await run(`CREATE TEMP TABLE bought ON COMMIT DROP AS SELECT gen_random_uuid() AS id, b.*, k, abs(hashint4((n * 100 + k)::int)::bigint) AS h, created_at + (last_message_at - created_at) * (k + 1) / (times + 1) AS at,
      CASE WHEN k + 3 < times THEN (ARRAY['done', 'done', 'done', 'cancelled'])[1 + (n + k) % 4] ELSE (ARRAY['new', 'confirmed', 'paid', 'shipped', 'done', 'cancelled'])[1 + (n + k) % 6] END AS status
    FROM (SELECT b.*, CASE WHEN regular THEN ${ORDERS_OF_A_REGULAR} ELSE 1 END AS times FROM buyer b WHERE regular OR n % 3 = 0) b, generate_series(0, times - 1) k`);
  await run('CREATE UNIQUE INDEX ON bought (id)');
  await run(`CREATE TEMP TABLE line ON COMMIT DROP AS SELECT b.id AS order_id, l.position, p.id AS product_id, p.name, 1 + (b.h / 8 + l.position) % 3 AS quantity, p.price_minor
    FROM bought b CROSS JOIN LATERAL generate_series(0, (b.h % 4)::int) l (position) JOIN (SELECT p.*, row_number() OVER (ORDER BY sku) AS n FROM product p WHERE sku LIKE 'N-%') p ON p.n = 1 + (b.h / 4 + l.position * 37) % 500`);
  await run(`INSERT INTO sales_order (id, contact_id, conversation_id, status, currency, total_minor, fingerprint, created_by, created_at)
    SELECT b.id, contact_id, conversation_id, status, 'UAH', l.total, 'bought ' || n || ' ' || k, owner_id, at FROM bought b JOIN (SELECT order_id, sum(quantity * price_minor) AS total FROM line GROUP BY order_id) l ON l.order_id = b.id ORDER BY at`);
  await run('INSERT INTO order_line (order_id, position, product_id, name, quantity, price_minor, total_minor) SELECT order_id, position, product_id, name, quantity, price_minor, quantity * price_minor FROM line');
  // Those of the desk had a sum alone.
  await run("INSERT INTO order_line (order_id, position, name, quantity, price_minor, total_minor) SELECT id, 0, 'Кондиціонер Hoshi Inverter 12', 1, total_minor, total_minor FROM sales_order WHERE fingerprint LIKE 'seeded %'");
  await run(`INSERT INTO order_status_change (order_id, from_status, to_status, by_id, at)
    SELECT id, from_status, to_status, by_id, LEAST(now(), at) FROM (
      SELECT o.id, NULL AS from_status, 'new' AS to_status, created_by AS by_id, created_at AS at FROM sales_order o
      UNION ALL SELECT o.id, 'new', CASE WHEN status IN ('shipped', 'done') THEN 'paid' ELSE status END, created_by, created_at + interval '3 hours' FROM sales_order o WHERE status <> 'new'
      UNION ALL SELECT o.id, 'paid', 'shipped', created_by, created_at + interval '1 day' FROM sales_order o WHERE status IN ('shipped', 'done')
      UNION ALL SELECT o.id, 'shipped', 'done', created_by, created_at + interval '3 days' FROM sales_order o WHERE status = 'done'
    ) s ORDER BY at`);
  await run("INSERT INTO order_payment (id, order_id, amount_minor, paid_on, method, by_id, at) SELECT gen_random_uuid(), id, total_minor, created_at::date, 'card', created_by, created_at FROM sales_order WHERE status IN ('paid', 'shipped', 'done') AND total_minor > 0");
  await run(`UPDATE conversation c SET money_minor = o.minor, money_currency = 'UAH' FROM (SELECT conversation_id, sum(total_minor)::bigint AS minor FROM sales_order WHERE status NOT IN ('done', 'cancelled') GROUP BY conversation_id) o WHERE o.conversation_id = c.id`);
  await run(`INSERT INTO touch (id, contact_id, source, at) SELECT gen_random_uuid(), b.contact_id, l.source, b.created_at + (b.last_message_at - b.created_at) * k / 40 FROM buyer b JOIN lead l ON l.contact_id = b.contact_id CROSS JOIN LATERAL generate_series(0, CASE WHEN regular THEN 39 ELSE 0 END) k WHERE regular OR n % 2 = 0`);
  await run('UPDATE contact k SET last_touch = t.source, last_touch_at = t.at FROM (SELECT DISTINCT ON (contact_id) contact_id, source, at FROM touch ORDER BY contact_id, at DESC) t WHERE t.contact_id = k.id');
  await run(`INSERT INTO task (id, kind, title, contact_id, conversation_id, assignee_id, due_at, status, created_at, done_at, result, reminded_at)
    SELECT gen_random_uuid(), 'manual', 'Зателефонувати ще раз', contact_id, conversation_id, owner_id, due_at, CASE WHEN k % 3 = 0 THEN 'open' ELSE 'done' END, due_at - interval '3 days', CASE WHEN k % 3 > 0 THEN due_at END, CASE WHEN k % 3 > 0 THEN 'Домовились' ELSE '' END, CASE WHEN due_at < now() THEN due_at END
    FROM (SELECT b.*, k, CASE WHEN k % 3 = 0 THEN now() + k * interval '5 hours' ELSE created_at + (last_message_at - created_at) * k / 90 END AS due_at FROM buyer b, generate_series(1, 90) k WHERE regular) b`);
  await run(`INSERT INTO duplicate_hint (id, contact_id, other_id, reason, value, created_at)
    SELECT gen_random_uuid(), b.contact_id, o.contact_id, 'typed', COALESCE(i.value, ''), b.created_at FROM (SELECT * FROM buyer WHERE regular OR n % 50 = 0) b CROSS JOIN LATERAL generate_series(1, CASE WHEN regular THEN 3 ELSE 1 END) k
      JOIN buyer o ON o.n = ${REGULARS} + 1 + (b.n * 7 + k) % GREATEST(1, (SELECT count(*) FROM buyer) - ${REGULARS}) LEFT JOIN LATERAL (SELECT value FROM contact_identity WHERE contact_id = o.contact_id ORDER BY id LIMIT 1) i ON true WHERE o.contact_id <> b.contact_id`);
  await run('COMMIT');
  await client.end();
}
