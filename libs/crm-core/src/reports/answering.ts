import type { ReportBy } from '../views.ts';
import type { Facts, Narrowing } from './facts.ts';
import { NO_MONEY } from './facts.ts';

const KEY: Readonly<Record<ReportBy, string>> = {
  person: 'm.person_id::text',
  channel: 'i.channel',
  day: '(m.at AT TIME ZONE $8)::date::text',
  hour: "to_char(m.at AT TIME ZONE $8, 'HH24')",
};

/**
 * How fast customers are answered, in working time. `opened`, `answered` and `unanswered` are of the inquiries that began in the period, whose
 * person is whoever answered, or has to; `closed` of those that ended in it, whose person is whoever closed.
 */
export function answeringFacts({ from, to, persons, channel, timeZone }: Narrowing, by: ReportBy): Facts {
  return {
    ctes: `i AS (
        SELECT i.*, c.contact_id, CASE WHEN i.answered_at IS NULL THEN c.owner_id ELSE i.answered_by END AS answerer FROM inquiry i JOIN conversation c ON c.id = i.conversation_id
        WHERE ((i.opened_at >= $4 AND i.opened_at < $5) OR (i.closed_at >= $4 AND i.closed_at < $5)) AND ($7::text IS NULL OR i.channel = $7) AND $8::text IS NOT NULL
      ), f AS (
        SELECT m.measure, ${KEY[by]} AS key, 'conversation' AS thing, i.conversation_id AS id, i.number AS part, i.contact_id, i.conversation_id, m.person_id, m.at, m.seconds, ${NO_MONEY}
        FROM i CROSS JOIN LATERAL (VALUES
          ('opened', i.opened_at, i.answerer, NULL::int, true),
          ('answered', i.opened_at, i.answerer, i.answer_seconds, i.answered_at IS NOT NULL),
          ('unanswered', i.opened_at, i.answerer, NULL, i.answered_at IS NULL),
          ('closed', i.closed_at, i.closed_by, i.resolution_seconds, i.closed_at IS NOT NULL)
        ) AS m (measure, at, person_id, seconds, counts)
        WHERE m.counts AND m.at >= $4::timestamptz AND m.at < $5::timestamptz AND ($6::uuid[] IS NULL OR m.person_id = ANY ($6))
      )`,
    values: [from, to, persons, channel, timeZone],
  };
}
