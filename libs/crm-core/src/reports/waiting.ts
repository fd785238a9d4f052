import type { ReportBy } from '../views.ts';
import { NO_MONEY, type Facts, type Narrowing } from './facts.ts';

/**
 * Who waits for an answer at this moment, and the money that waits with them: `waiting`, and `money` of those who bring some. A customer who waits in
 * two conversations is one, of whoever has the longer wait. Open deals and open orders of one customer are the same money: whichever is more, by currency.
 */
export function waitingFacts({ persons, channel, now }: Narrowing, by: Extract<ReportBy, 'person' | 'channel'>): Facts {
  return {
    ctes: `w AS (SELECT c.* FROM conversation c WHERE c.status = 'open' AND c.waiting_since IS NOT NULL AND NOT c.spam),
      longest AS (SELECT DISTINCT ON (contact_id) contact_id, id AS conversation_id, owner_id, channels[1] AS channel, waiting_since FROM w ORDER BY contact_id, waiting_since, id),
      money AS (
        SELECT contact_id, currency, max(minor) AS minor FROM (
          SELECT d.contact_id, d.currency::text AS currency, sum(d.amount_minor)::bigint AS minor FROM deal d WHERE d.status = 'open' AND d.amount_minor > 0 AND d.contact_id IN (SELECT contact_id FROM longest) GROUP BY 1, 2
          UNION ALL SELECT contact_id, money_currency::text, sum(money_minor)::bigint FROM w WHERE money_minor > 0 GROUP BY 1, 2
        ) either GROUP BY 1, 2
      ), who AS (SELECT * FROM longest WHERE ($4::uuid[] IS NULL OR owner_id = ANY ($4)) AND ($5::text IS NULL OR channel = $5)),
      one AS (SELECT ${by === 'person' ? 'owner_id' : 'channel'} AS key, 'contact' AS thing, contact_id AS id, 0 AS part, contact_id, conversation_id, owner_id AS person_id, waiting_since AS at,
        EXTRACT(EPOCH FROM $6::timestamptz - waiting_since)::float8 AS seconds FROM who),
      f AS (SELECT 'waiting' AS measure, one.*, ${NO_MONEY} FROM one UNION ALL SELECT 'money', one.*, money.minor, money.currency FROM one JOIN money ON money.contact_id = one.contact_id)`,
    values: [persons, channel, now],
    byCurrency: true,
  };
}
