import { NO_MONEY, type Facts, type Narrowing } from './facts.ts';

/** Why deals were `lost` and leads called `junk` in the period, by reason. Without a reason (from before there was a list): no key. */
export function endingsFacts({ from, to, persons }: Narrowing): Facts {
  return {
    ctes: `f AS (
        SELECT 'lost' AS measure, d.lost_reason_id AS key, 'deal' AS thing, d.id, 0 AS part, d.contact_id, d.conversation_id, d.owner_id AS person_id, d.closed_at AS at, NULL::float8 AS seconds,
          d.amount_minor AS minor, d.currency::text AS currency
        FROM deal d WHERE d.status = 'lost' AND d.closed_at >= $4::timestamptz AND d.closed_at < $5::timestamptz AND ($6::uuid[] IS NULL OR d.owner_id = ANY ($6))
        UNION ALL
        SELECT 'junk', l.junk_reason_id, 'lead', l.id, 0, l.contact_id, l.conversation_id, p.id, l.closed_at, NULL, ${NO_MONEY}
        FROM lead l JOIN contact k ON k.id = l.contact_id CROSS JOIN LATERAL (SELECT ${LEAD_PERSON} AS id) p
        WHERE l.status = 'junk' AND l.closed_at >= $4 AND l.closed_at < $5 AND ($6 IS NULL OR p.id = ANY ($6))
      )`,
    values: [from, to, persons],
  };
}

/** Over `lead l` of `contact k`: whose it is. A lead that nobody got is its contact's owner's. */
export const LEAD_PERSON = 'COALESCE(l.owner_id, k.owner_id)';
