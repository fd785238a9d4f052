import { randomUUID } from 'node:crypto';
import pg from 'pg';

const STAGES = [['Запит', 'grey'], ['Переговори', 'teal'], ['Пропозиція', 'violet'], ['Рахунок', 'amber'], ['Відвантаження', 'green']] as const;
/** Those who said most came back most: so many deals each. */
export const REGULARS = 100;
const DEALS_OF_A_REGULAR = 15;

/**
 * A month and more of selling on top of a seeded desk, straight into the tables: a lead with its source for each contact, so many deals with the history
 * of their moves (to and fro, won, lost with a reason), junk with a reason; and conversations that were closed and begun anew. The same each time.
 */
export async function seedSales(databaseUrl: string, deals: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const run = (sql: string, values: unknown[] = []): Promise<unknown> => client.query(sql, values);
  const pipelineId = randomUUID();
  const first = Math.max(1, deals - REGULARS * (DEALS_OF_A_REGULAR - 1));
  await run('BEGIN');
  await run('SET LOCAL synchronous_commit = off');
  await run("INSERT INTO pipeline (id, name, position) SELECT $1, 'Продажі', count(*) FROM pipeline", [pipelineId]);
  await run('INSERT INTO stage (id, pipeline_id, name, colour, position, stuck_after_days) SELECT gen_random_uuid(), $1, s.name, s.colour, s.n - 1, 10 FROM unnest($2::text[], $3::text[]) WITH ORDINALITY s (name, colour, n)', [pipelineId, STAGES.map(([name]) => name), STAGES.map(([, colour]) => colour)]);
  // Regulars first: with a deal each like the others, and some more.
  await run(`CREATE TEMP TABLE person ON COMMIT DROP AS SELECT n, abs(hashint4(n::int)::bigint) AS h, n <= ${REGULARS} AS regular, conversation_id, contact_id, owner_id, channel, created_at FROM (
    SELECT row_number() OVER (ORDER BY rank > ${REGULARS}, id) AS n, id AS conversation_id, contact_id, owner_id, channels[1] AS channel, created_at FROM (SELECT c.*, row_number() OVER (ORDER BY c.version DESC, c.id) AS rank FROM conversation c) c
  ) c`);
  await run('ANALYZE person');
  await run(`INSERT INTO lead (id, contact_id, conversation_id, status, source, owner_id, junk_reason, junk_reason_id, created_at, closed_at)
    SELECT gen_random_uuid(), contact_id, conversation_id, CASE WHEN n <= $1 THEN 'converted' WHEN h % 5 = 0 THEN 'junk' ELSE 'open' END,
      jsonb_build_object('channel', channel, 'inboxId', NULL, 'utm', CASE WHEN h % 3 = 0 THEN jsonb_build_object('source', (ARRAY['google', 'facebook', 'instagram', 'olx'])[1 + h / 3 % 4], 'campaign', 'c' || h / 7 % 8) ELSE '{}' END,
        'referrer', NULL, 'landingPage', NULL, 'startParameter', CASE WHEN channel = 'telegram' AND h % 4 = 1 THEN 'link' || h / 11 % 5 END, 'calledNumber', NULL, 'clickId', NULL),
      owner_id, CASE WHEN n > $1 AND h % 5 = 0 THEN 'test' END, CASE WHEN n > $1 AND h % 5 = 0 THEN (SELECT ids[1 + h % array_length(ids, 1)] FROM (SELECT array_agg(id ORDER BY position) AS ids FROM reason WHERE kind = 'lead-junk') r) END,
      created_at, CASE WHEN n <= $1 OR h % 5 = 0 THEN LEAST(now(), created_at + interval '2 hours') END FROM person`, [first]);
  // How far each went, whether it went back once, and how it ended. What began a short time ago went on faster.
  await run(`CREATE TEMP TABLE sold ON COMMIT DROP AS SELECT p.*, gen_random_uuid() AS id, 1 + (h % 5)::int AS far, h % 7 = 0 AS back, CASE h % 10 WHEN 0 THEN 'lost' WHEN 1 THEN 'lost' WHEN 2 THEN 'won' ELSE 'open' END AS status,
      LEAST(interval '9 hours', (now() - created_at) / 8) AS step
    FROM (
      SELECT n, h, 1 AS nth, owner_id, conversation_id, contact_id, created_at FROM person WHERE n <= $1
      UNION ALL SELECT n, abs(hashint4((n * 100 + nth)::int)::bigint), nth, owner_id, conversation_id, contact_id, created_at + (now() - created_at) * nth / ${DEALS_OF_A_REGULAR + 1} FROM person, generate_series(2, ${DEALS_OF_A_REGULAR}) nth WHERE regular
    ) p`, [first]);
  await run(`CREATE TEMP TABLE step ON COMMIT DROP AS
    SELECT d.id, s.k, d.owner_id, d.created_at + s.k * d.step + (d.h % 3600) * d.step / 32400 * s.k AS at, s.position, s.status FROM sold d CROSS JOIN LATERAL (
      SELECT k, CASE WHEN d.back AND k = d.far THEN GREATEST(0, d.far - 2) WHEN k >= d.far THEN CASE WHEN d.back THEN GREATEST(0, d.far - 2) ELSE d.far - 1 END ELSE k END AS position, CASE WHEN k = d.far + d.back::int THEN d.status ELSE 'open' END AS status
      FROM generate_series(0, d.far - 1 + d.back::int + (d.status <> 'open')::int) k
    ) s`);
  await run('CREATE INDEX ON step (id, k)');
  await run('ANALYZE sold, step');
  await run(`INSERT INTO deal (id, title, contact_id, conversation_id, lead_id, pipeline_id, stage_id, owner_id, amount_minor, currency, status, lost_reason_id, stage_since, created_at, closed_at)
    SELECT d.id, (ARRAY['', 'Кондиціонер Hoshi 12', 'Монтаж', 'Опт, літо', ''])[1 + d.h % 5], d.contact_id, d.conversation_id, l.id, $1, s.id, d.owner_id, 1000 * (1 + d.h % 9000), 'UAH', d.status,
      CASE WHEN d.status = 'lost' THEN (SELECT ids[1 + d.h % array_length(ids, 1)] FROM (SELECT array_agg(id ORDER BY position) AS ids FROM reason WHERE kind = 'deal-lost') r) END, z.at, d.created_at, CASE WHEN d.status <> 'open' THEN z.at END
    FROM sold d LEFT JOIN lead l ON l.contact_id = d.contact_id AND d.nth = 1 CROSS JOIN LATERAL (SELECT * FROM step WHERE step.id = d.id ORDER BY k DESC LIMIT 1) z JOIN stage s ON s.position = z.position AND s.pipeline_id = $1`, [pipelineId]);
  await run(`INSERT INTO deal_move (deal_id, from_stage_id, to_stage_id, from_status, to_status, stood_seconds, by_id, at)
    SELECT m.id, f.id, t.id, b.status, m.status, COALESCE(round(EXTRACT(EPOCH FROM m.at - b.at)), 0), m.owner_id, m.at
    FROM step m JOIN stage t ON t.position = m.position AND t.pipeline_id = $1 LEFT JOIN step b ON b.id = m.id AND b.k = m.k - 1 LEFT JOIN stage f ON f.position = b.position AND f.pipeline_id = $1 ORDER BY m.at`, [pipelineId]);
  // The next step of six open ones of seven.
  await run(`INSERT INTO task (id, kind, title, contact_id, conversation_id, deal_id, assignee_id, due_at, created_at, reminded_at)
    SELECT gen_random_uuid(), 'manual', (ARRAY['Зателефонувати', 'Надіслати рахунок', 'Уточнить адрес', 'Согласовать монтаж'])[1 + h % 4], contact_id, conversation_id, id, owner_id, due_at, created_at, CASE WHEN due_at < now() THEN due_at END
    FROM (SELECT d.*, now() + (h % 20160 - 4320) * interval '1 minute' AS due_at FROM sold d WHERE status = 'open' AND h / 10 % 7 > 0) d`);
  // Some weeks ago it was over, and then they wrote again.
  await run(`INSERT INTO message (id, conversation_id, contact_id, kind, direction, payload, occurred_at, created_at)
    SELECT gen_random_uuid(), conversation_id, contact_id, 'activity', 'internal', jsonb_build_object('activity', jsonb_build_object('type', 'status', 'from', 'open', 'to', 'closed', 'byId', owner_id)), at, at FROM (
      SELECT m.conversation_id, m.contact_id, m.occurred_at + interval '40 minutes' AS at, c.owner_id, row_number() OVER (PARTITION BY m.conversation_id ORDER BY m.occurred_at) AS nth
      FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.direction = 'outbound' AND m.kind = 'text'
    ) said WHERE nth % 4 = 0`);
  await run('UPDATE inquiry_progress SET cursor = NULL, walk = NULL');
  await run('COMMIT');
  await client.end();
}
