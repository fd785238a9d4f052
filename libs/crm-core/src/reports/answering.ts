import type { ReportBy } from '../views.ts';
import type { Facts, Narrowing } from './facts.ts';
import { NO_MONEY } from './facts.ts';

const KEY: Readonly<Record<ReportBy, string>> = {
  person: 'm.person_id',
  channel: 'm.channel',
  day: '(m.at AT TIME ZONE $8)::date',
  hour: "to_char(m.at AT TIME ZONE $8, 'HH24')",
};

const THING = "'conversation' AS thing, m.conversation_id AS id, m.number AS part, m.contact_id, m.conversation_id";
/** Left, so that where nothing is asked of the conversation it is not looked for. */
const INQUIRY = 'inquiry i LEFT JOIN conversation c ON c.id = i.conversation_id';
const COUNTS = 'm.at >= $4::timestamptz AND m.at < $5::timestamptz AND ($6::uuid[] IS NULL OR m.person_id = ANY ($6)) AND ($7::text IS NULL OR m.channel = $7) AND $8::text IS NOT NULL';

/**
 * How fast customers are answered, in working time. `opened`, `answered` and `unanswered` are of the inquiries that began in the period, whose
 * person is whoever answered, or has to; `closed` of those that ended in it, whose person is whoever closed.
 */
export function answeringFacts({ from, to, persons, channel, timeZone }: Narrowing, by: ReportBy): Facts {
  return {
    ctes: `f AS (
        SELECT CASE WHEN m.answered_at IS NULL THEN 'unanswered' ELSE 'answered' END AS measure, ${KEY[by]} AS key, ${THING}, m.person_id, m.at, m.seconds, ${NO_MONEY}
        FROM (SELECT i.*, c.contact_id, CASE WHEN i.answered_at IS NULL THEN c.owner_id ELSE i.answered_by END AS person_id, i.opened_at AS at, i.answer_seconds AS seconds FROM ${INQUIRY}) m WHERE ${COUNTS}
        UNION ALL
        SELECT 'closed', ${KEY[by]}, ${THING}, m.person_id, m.at, m.seconds, ${NO_MONEY}
        FROM (SELECT i.*, c.contact_id, i.closed_by AS person_id, i.closed_at AS at, i.resolution_seconds AS seconds FROM ${INQUIRY}) m WHERE ${COUNTS}
      )`,
    together: { opened: ['answered', 'unanswered'] },
    values: [from, to, persons, channel, timeZone],
  };
}
