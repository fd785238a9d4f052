import { SOURCE_KEY } from '../../libs/crm-core/src/reports/sources.ts';

/** A report, and the barest statements that bring its numbers; `$1` and `$2` are its period, `$3` the pipeline. */
export interface Asked {
  readonly what: string;
  readonly path: string;
  readonly bare: readonly string[];
  /** What stands both in its rows and in `count` of the statements; `things`: it is a list. */
  readonly counts: readonly string[] | 'things';
}

const TIMES = (seconds: string): string => `count(*)::int AS count, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY ${seconds}) AS times`;
const answering = (answered: string, ended: string): string[] => [
  `SELECT i.answered_at IS NULL AS unanswered, ${answered} AS key, ${TIMES('i.answer_seconds')} FROM inquiry i JOIN conversation c ON c.id = i.conversation_id WHERE i.opened_at >= $1 AND i.opened_at < $2 GROUP BY 1, 2`,
  `SELECT ${ended} AS key, ${TIMES('i.resolution_seconds')} FROM inquiry i WHERE i.closed_at >= $1 AND i.closed_at < $2 GROUP BY 1`,
  // Over all rows.
  `SELECT i.answered_at IS NULL AS unanswered, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY i.answer_seconds) FROM inquiry i WHERE i.opened_at >= $1 AND i.opened_at < $2 GROUP BY 1`,
  'SELECT percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY i.resolution_seconds) FROM inquiry i WHERE i.closed_at >= $1 AND i.closed_at < $2',
];
const ANSWERED = ['answered', 'unanswered', 'closed'];
const BEGUN = 'd.pipeline_id = $3 AND d.created_at >= $1 AND d.created_at < $2';

export const REPORTS: readonly Asked[] = [
  { what: 'answering by person', path: 'answering?by=person', bare: answering('CASE WHEN i.answered_at IS NULL THEN c.owner_id ELSE i.answered_by END', 'i.closed_by'), counts: ANSWERED },
  { what: 'answering by channel', path: 'answering?by=channel', bare: answering('i.channel', 'i.channel'), counts: ANSWERED },
  { what: 'answering by day', path: 'answering?by=day', bare: answering("(i.opened_at AT TIME ZONE 'UTC')::date", "(i.closed_at AT TIME ZONE 'UTC')::date"), counts: ANSWERED },
  {
    what: 'the slowest answers behind a number', path: 'answering/things?measure=answered&limit=50', counts: 'things',
    bare: ['SELECT i.*, k.id, k.name FROM inquiry i JOIN conversation c ON c.id = i.conversation_id JOIN contact k ON k.id = c.contact_id WHERE i.opened_at >= $1 AND i.opened_at < $2 AND i.answered_at IS NOT NULL ORDER BY i.answer_seconds DESC, i.opened_at LIMIT 50'],
  },
  {
    what: 'funnel', path: 'funnel?', counts: ['reached', 'stayed', 'now', 'lost'],
    bare: [
      `SELECT s.id AS key, count(*)::int AS count FROM (SELECT d.id, d.status, max(e.position) AS furthest FROM deal d JOIN deal_move m ON m.deal_id = d.id JOIN stage e ON e.id = m.to_stage_id WHERE ${BEGUN} GROUP BY d.id) f
         JOIN stage s ON s.pipeline_id = $3 AND (f.status = 'won' OR s.position <= f.furthest) GROUP BY 1`,
      `SELECT stage_id AS key, ${TIMES('seconds')} FROM (SELECT deal_id, stage_id, sum(seconds) AS seconds FROM (
         SELECT m.deal_id, m.from_stage_id AS stage_id, m.stood_seconds AS seconds FROM deal d JOIN deal_move m ON m.deal_id = d.id WHERE ${BEGUN} AND m.from_status = 'open'
         UNION ALL SELECT d.id, d.stage_id, EXTRACT(EPOCH FROM now() - d.stage_since) FROM deal d WHERE ${BEGUN} AND d.status = 'open') s GROUP BY 1, 2) s GROUP BY 1`,
      `SELECT d.status, d.stage_id AS key, d.currency, count(*)::int AS count, sum(d.amount_minor) FROM deal d WHERE ${BEGUN} AND d.status <> 'won' GROUP BY 1, 2, 3`,
      `SELECT d.status, d.currency, sum(d.amount_minor) FROM deal d WHERE ${BEGUN} GROUP BY 1, 2`,
    ],
  },
  {
    what: 'reasons', path: 'endings?', counts: ['lost', 'junk'],
    bare: [
      "SELECT d.lost_reason_id AS key, d.currency, count(*)::int AS count, sum(d.amount_minor) FROM deal d WHERE d.status = 'lost' AND d.closed_at >= $1 AND d.closed_at < $2 GROUP BY 1, 2",
      "SELECT l.junk_reason_id AS key, count(*)::int AS count FROM lead l WHERE l.status = 'junk' AND l.closed_at >= $1 AND l.closed_at < $2 GROUP BY 1",
    ],
  },
  {
    what: 'sources', path: 'sources?', counts: ['leads', 'deals', 'orders'],
    bare: [
      `SELECT ${SOURCE_KEY} AS key, count(*)::int AS count, count(*) FILTER (WHERE status = 'junk') AS junk, count(*) FILTER (WHERE status = 'converted') AS converted FROM lead l WHERE created_at >= $1 AND created_at < $2 GROUP BY 1`,
      `SELECT ${SOURCE_KEY} AS key, d.currency, count(*)::int AS count, sum(d.amount_minor), count(*) FILTER (WHERE d.status = 'won') AS won, sum(d.amount_minor) FILTER (WHERE d.status = 'won') FROM lead l
         JOIN deal d ON d.lead_id = l.id OR d.contact_id = l.contact_id AND d.lead_id IS NULL AND d.created_at >= l.created_at WHERE l.created_at >= $1 AND l.created_at < $2 GROUP BY 1, 2`,
      `SELECT ${SOURCE_KEY} AS key, o.currency, count(*)::int AS count, sum(o.total_minor) FROM lead l JOIN sales_order o ON o.contact_id = l.contact_id AND o.created_at >= l.created_at AND o.status <> 'cancelled' WHERE l.created_at >= $1 AND l.created_at < $2 GROUP BY 1, 2`,
    ],
  },
  {
    what: 'who waits', path: 'waiting?', counts: ['waiting'],
    bare: [
      "SELECT owner_id AS key, count(DISTINCT contact_id)::int AS count, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY now() - waiting_since) FROM conversation WHERE status = 'open' AND waiting_since IS NOT NULL AND NOT spam GROUP BY 1",
      "SELECT percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY now() - waiting_since) FROM conversation WHERE status = 'open' AND waiting_since IS NOT NULL AND NOT spam",
      `SELECT owner_id AS key, sum(GREATEST(money_minor, deals)) FROM (SELECT c.owner_id, c.money_minor, COALESCE((SELECT sum(d.amount_minor) FROM deal d WHERE d.contact_id = c.contact_id AND d.status = 'open'), 0) AS deals
         FROM conversation c WHERE c.status = 'open' AND c.waiting_since IS NOT NULL AND NOT c.spam) w GROUP BY 1`,
    ],
  },
];
