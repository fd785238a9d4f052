import type { Id } from '../views.ts';
import { NO_MONEY, type Facts, type Narrowing } from './facts.ts';

const DEAL = "'deal' AS thing, d.id, 0 AS part, d.contact_id, d.conversation_id, d.owner_id AS person_id, d.created_at AS at";
const AMOUNT = 'd.amount_minor AS minor, d.currency::text AS currency';

/**
 * What became of the deals that began in the period, in the pipeline where they are now. `reached` a stage: was ever in it or in a later one, or
 * was won; going back takes nothing away. `stayed`: how long altogether a deal stood in the stage while it was open, of every stay. `now`, `lost`:
 * stands there, ended there. Without a key: `deals` altogether, `openDeals`, `wonDeals`, `lostDeals`. Stages that are gone make no row.
 */
export function funnelFacts({ from, to, persons, now }: Narrowing, pipelineId: Id | null): Facts {
  return {
    ctes: `d AS (SELECT * FROM deal WHERE pipeline_id = $7 AND created_at >= $4::timestamptz AND created_at < $5::timestamptz AND ($6::uuid[] IS NULL OR owner_id = ANY ($6))),
      s AS (SELECT id, position FROM stage WHERE pipeline_id = $7 AND removed_at IS NULL),
      been AS (SELECT m.deal_id, max(e.position) AS furthest FROM d JOIN deal_move m ON m.deal_id = d.id JOIN stage e ON e.id = m.to_stage_id AND e.pipeline_id = $7 GROUP BY m.deal_id),
      stay AS (
        SELECT m.deal_id, m.from_stage_id AS stage_id, m.stood_seconds::float8 AS seconds FROM d JOIN deal_move m ON m.deal_id = d.id WHERE m.from_status = 'open'
        UNION ALL SELECT d.id, d.stage_id, GREATEST(0, round(EXTRACT(EPOCH FROM $8::timestamptz - d.stage_since)))::float8 FROM d WHERE d.status = 'open'
      ),
      stood AS (SELECT deal_id, stage_id, sum(seconds) AS seconds FROM stay GROUP BY deal_id, stage_id),
      f AS (
        SELECT 'reached' AS measure, s.id AS key, ${DEAL}, NULL::float8 AS seconds, ${NO_MONEY} FROM d JOIN been ON been.deal_id = d.id JOIN s ON d.status = 'won' OR s.position <= been.furthest
        UNION ALL SELECT 'stayed', s.id, ${DEAL}, stood.seconds, ${NO_MONEY} FROM d JOIN stood ON stood.deal_id = d.id JOIN s ON s.id = stood.stage_id
        UNION ALL SELECT CASE d.status WHEN 'open' THEN 'now' ELSE 'lost' END, s.id, ${DEAL}, NULL, ${AMOUNT} FROM d JOIN s ON s.id = d.stage_id WHERE d.status <> 'won'
        UNION ALL SELECT 'deals', NULL::uuid, ${DEAL}, NULL, ${AMOUNT} FROM d
        UNION ALL SELECT d.status || 'Deals', NULL::uuid, ${DEAL}, NULL, ${AMOUNT} FROM d
      )`,
    values: [from, to, persons, pipelineId, now],
    overlapping: ['reached', 'stayed'],
  };
}
