import { LEAD_PERSON } from './endings.ts';
import { NO_MONEY, type Facts, type Narrowing } from './facts.ts';

/** Over `lead l`: the channel, a bar, and what the customer came by: the campaign, the deep link, the called number, else the site that led them to us. */
export const SOURCE_KEY = `(l.source->>'channel') || '|' || COALESCE(
  NULLIF(concat_ws(' / ', NULLIF(COALESCE(l.source->'utm'->>'source', l.source->'utm'->>'utm_source'), ''), NULLIF(COALESCE(l.source->'utm'->>'campaign', l.source->'utm'->>'utm_campaign'), '')), ''),
  NULLIF(l.source->>'startParameter', ''), NULLIF(l.source->>'calledNumber', ''), substring(l.source->>'referrer' FROM '^[a-zA-Z]+://([^/:?#]+)'), '')`;

/**
 * What became of the leads that began in the period, by their source: `leads`, `junk`, `converted`; `deals` and `won` that grew from them;
 * `orders` that were not cancelled. A deal made without its lead, and an order, belong to the newest lead that its contact had by then.
 */
export function sourcesFacts({ from, to, persons, channel }: Narrowing): Facts {
  const things = (thing: 'deal' | 'order', name: string): string => `'${thing}', ${name}.id, 0, ${name}.contact_id, ${name}.conversation_id`;
  return {
    ctes: `l AS (
        SELECT l.id, l.contact_id, l.conversation_id, l.status, l.created_at, l.next_at, ${SOURCE_KEY} AS key, ${LEAD_PERSON} AS person_id
        FROM (SELECT lead.*, lead(created_at) OVER (PARTITION BY contact_id ORDER BY created_at, id) AS next_at FROM lead) l JOIN contact k ON k.id = l.contact_id
        WHERE l.created_at >= $4::timestamptz AND l.created_at < $5::timestamptz AND ($6::uuid[] IS NULL OR ${LEAD_PERSON} = ANY ($6)) AND ($7::text IS NULL OR l.source->>'channel' = $7)
      ), d AS (
        SELECT d.*, l.key FROM l JOIN deal d ON d.lead_id = l.id
        UNION ALL SELECT d.*, l.key FROM l JOIN deal d ON d.contact_id = l.contact_id AND d.lead_id IS NULL AND d.created_at >= l.created_at AND (l.next_at IS NULL OR d.created_at < l.next_at)
      ), f AS (
        SELECT m.measure, l.key, 'lead' AS thing, l.id, 0 AS part, l.contact_id, l.conversation_id, l.person_id, l.created_at AS at, NULL::float8 AS seconds, ${NO_MONEY}
        FROM l CROSS JOIN LATERAL (VALUES ('leads', true), ('junk', l.status = 'junk'), ('converted', l.status = 'converted')) AS m (measure, counts) WHERE m.counts
        UNION ALL SELECT m.measure, d.key, ${things('deal', 'd')}, d.owner_id, d.created_at, NULL, d.amount_minor, d.currency::text
        FROM d CROSS JOIN LATERAL (VALUES ('deals', true), ('won', d.status = 'won')) AS m (measure, counts) WHERE m.counts
        UNION ALL SELECT 'orders', l.key, ${things('order', 'o')}, o.created_by, o.created_at, NULL, o.total_minor, o.currency::text
        FROM l JOIN sales_order o ON o.contact_id = l.contact_id AND o.status <> 'cancelled' AND o.created_at >= l.created_at AND (l.next_at IS NULL OR o.created_at < l.next_at)
      )`,
    values: [from, to, persons, channel],
  };
}
