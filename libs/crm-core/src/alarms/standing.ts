/** What the rules look at, in SQL: whether an alarm still stands, and what waits without one. */
import type { AlarmKind } from '../views.ts';

/** Over `alarm a`: nobody has reacted yet. A moment that went through a Date lost its microseconds. */
export const STANDING = `(CASE a.kind
  WHEN 'unowned-lead' THEN EXISTS (SELECT 1 FROM lead l WHERE l.id = a.lead_id AND l.status = 'open' AND l.owner_id IS NULL)
  WHEN 'task-overdue' THEN EXISTS (SELECT 1 FROM task t WHERE t.id = a.task_id AND t.status = 'open' AND t.due_at < a.since + interval '1 millisecond')
  WHEN 'deal-stuck' THEN EXISTS (SELECT 1 FROM deal d JOIN stage s ON s.id = d.stage_id
    WHERE d.id = a.deal_id AND d.status = 'open' AND d.stage_since + s.stuck_after_days * interval '1 day' < a.since + interval '1 millisecond')
  WHEN 'no-next-step' THEN EXISTS (SELECT 1 FROM deal d WHERE d.id = a.deal_id AND d.status = 'open' AND NOT EXISTS (SELECT 1 FROM task t WHERE t.deal_id = d.id AND t.status = 'open'))
  WHEN 'channel-down' THEN EXISTS (SELECT 1 FROM inbox i WHERE i.id = a.inbox_id AND i.health = 'broken' AND i.enabled AND i.deleted_at IS NULL)
  WHEN 'send-failed' THEN EXISTS (SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.id = a.message_id AND m.delivery_status IN ('failed', 'uncertain') AND m.deleted_at IS NULL AND c.status <> 'closed' AND NOT ${answeredAfter('m')})
  ELSE EXISTS (SELECT 1 FROM conversation c WHERE c.id = a.conversation_id AND c.waiting_since IS NOT NULL AND NOT c.spam AND c.status <> 'closed') END)`;

/** Over `notification n` of alarms: what it tells, or any of the many it stands for, waits on, and nobody took it. */
export const TELLS_ON = `CASE WHEN n.alarm_id IS NOT NULL THEN EXISTS (SELECT 1 FROM alarm a WHERE a.id = n.alarm_id AND a.state = 'raised')
  ELSE EXISTS (SELECT 1 FROM alarm a JOIN alarm_step s ON s.alarm_id = a.id WHERE a.state = 'raised' AND a.kind = n.alarm ->> 'kind' AND n.user_id = ANY (s.user_ids)) END`;

function answeredAfter(message: string): string {
  return `EXISTS (SELECT 1 FROM message n WHERE n.conversation_id = ${message}.conversation_id AND n.direction = 'outbound' AND n.kind = 'text' AND n.created_at > ${message}.created_at)`;
}

const ZONED = 'JOIN unnest($1::text[], $2::timestamptz[]) AS z (zone, latest) ON';
const free = (subject: string): string => `NOT EXISTS (SELECT 1 FROM alarm a WHERE a.subject = ${subject} AND a.state <> 'resolved')`;
const COMPANY = "z.zone = ''";
/** One person on all their channels; who became one with another stays an alarm of their own, so that it can be undone. */
const WHO_WAITS = "'waiting:' || COALESCE(c.home_id, c.contact_id)";
/** So many are looked at in one transaction. */
export const AT_ONCE = 200;

/** Money that waits with a customer: what they ordered or what is being sold to them, whichever is more; a deal and its order are the same money. */
const money = (contact: string, conversation: string | null): string => {
  const deals = `(SELECT sum(md.amount_minor) AS minor, md.currency FROM deal md WHERE md.contact_id = ${contact} AND md.status = 'open' AND md.amount_minor IS NOT NULL GROUP BY md.currency)`;
  const orders = conversation ? `UNION ALL (SELECT mc.money_minor, mc.money_currency FROM conversation mc WHERE mc.id = ${conversation} AND mc.money_minor > 0)` : '';
  return `(SELECT json_build_object('minor', most.minor, 'currency', most.currency) FROM (${deals} ${orders}) AS most ORDER BY most.minor DESC LIMIT 1) AS money`;
};

const waiting = (answered: string): string => `SELECT ${WHO_WAITS} AS subject, k.name AS title, c.contact_id, c.id AS conversation_id, c.waiting_since AS since, t.time_zone, ${money('c.contact_id', 'c.id')}
  FROM conversation c JOIN contact k ON k.id = c.contact_id LEFT JOIN team t ON t.id = c.team_id ${ZONED} z.zone = COALESCE(t.time_zone, '')
  WHERE c.status = 'open' AND c.waiting_since IS NOT NULL AND NOT c.spam AND c.first_response_at IS ${answered}
    AND c.waiting_since BETWEEN $3 AND $4 AND c.waiting_since <= z.latest AND ${free(WHO_WAITS)}
  ORDER BY c.waiting_since LIMIT ${AT_ONCE} FOR NO KEY UPDATE OF c SKIP LOCKED`;

/**
 * By rule: what waits long enough and has no alarm. `$1` time zones ('': the company's) and `$2` the latest beginning that is due by each,
 * `$3` where the rule begins, `$4` the latest of `$2`. Conversations stay locked to the commit, so that nobody answers meanwhile.
 */
export const CANDIDATES: Readonly<Record<AlarmKind, string>> = {
  'first-answer': waiting('NULL'),
  reply: waiting('NOT NULL'),
  'unowned-lead': `SELECT 'lead:' || l.id AS subject, k.name AS title, l.contact_id, l.conversation_id, l.id AS lead_id, l.created_at AS since, t.time_zone, ${money('l.contact_id', 'l.conversation_id')}
    FROM lead l JOIN contact k ON k.id = l.contact_id LEFT JOIN conversation c ON c.id = l.conversation_id LEFT JOIN team t ON t.id = c.team_id ${ZONED} z.zone = COALESCE(t.time_zone, '')
    WHERE l.status = 'open' AND l.owner_id IS NULL AND l.created_at BETWEEN $3 AND $4 AND l.created_at <= z.latest
      -- Who waits for an answer is that alarm's.
      AND (c.id IS NULL OR (c.waiting_since IS NULL AND NOT c.spam)) AND ${free("'lead:' || l.id")}
    ORDER BY l.created_at LIMIT ${AT_ONCE}`,
  'task-overdue': `SELECT 'task:' || t.id AS subject, COALESCE(NULLIF(t.title, ''), k.name, '') AS title, t.contact_id, t.conversation_id, t.id AS task_id, t.due_at AS since, NULL AS time_zone, ${money('t.contact_id', 't.conversation_id')}
    FROM task t LEFT JOIN contact k ON k.id = t.contact_id ${ZONED} ${COMPANY}
    WHERE t.status = 'open' AND t.kind IN ('manual', 'follow-up', 'win-back') AND t.due_at BETWEEN $3 AND $4 AND t.due_at <= z.latest AND ${free("'task:' || t.id")}
    ORDER BY t.due_at LIMIT ${AT_ONCE} FOR NO KEY UPDATE OF t SKIP LOCKED`,
  'deal-stuck': `SELECT 'stuck:' || d.id AS subject, COALESCE(NULLIF(d.title, ''), k.name) AS title, d.contact_id, d.conversation_id, d.id AS deal_id, e.since, NULL AS time_zone, ${own('d')}
    FROM deal d JOIN stage s ON s.id = d.stage_id JOIN contact k ON k.id = d.contact_id CROSS JOIN LATERAL (SELECT d.stage_since + s.stuck_after_days * interval '1 day' AS since) e ${ZONED} ${COMPANY}
    WHERE d.status = 'open' AND e.since BETWEEN $3 AND $4 AND e.since <= z.latest AND ${free("'stuck:' || d.id")}
    ORDER BY e.since LIMIT ${AT_ONCE} FOR NO KEY UPDATE OF d SKIP LOCKED`,
  'no-next-step': `SELECT 'step:' || d.id AS subject, COALESCE(NULLIF(d.title, ''), k.name) AS title, d.contact_id, d.conversation_id, d.id AS deal_id, e.since, NULL AS time_zone, ${own('d')}
    FROM deal d JOIN contact k ON k.id = d.contact_id
      CROSS JOIN LATERAL (SELECT GREATEST(d.stage_since, (SELECT max(o.done_at) FROM task o WHERE o.deal_id = d.id)) AS since) e ${ZONED} ${COMPANY}
    WHERE d.status = 'open' AND NOT EXISTS (SELECT 1 FROM task o WHERE o.deal_id = d.id AND o.status = 'open') AND e.since BETWEEN $3 AND $4 AND e.since <= z.latest AND ${free("'step:' || d.id")}
    ORDER BY e.since LIMIT ${AT_ONCE} FOR NO KEY UPDATE OF d SKIP LOCKED`,
  'channel-down': `SELECT 'channel:' || i.id AS subject, i.name AS title, NULL::uuid AS contact_id, NULL::uuid AS conversation_id, i.id AS inbox_id, i.broken_since AS since, NULL AS time_zone, NULL::json AS money
    FROM inbox i ${ZONED} ${COMPANY}
    WHERE i.health = 'broken' AND i.enabled AND i.deleted_at IS NULL AND i.broken_since BETWEEN $3 AND $4 AND i.broken_since <= z.latest AND ${free("'channel:' || i.id")}`,
  'send-failed': `SELECT ${WHO_WAITS} AS subject, k.name AS title, c.contact_id, c.id AS conversation_id, m.id AS message_id, f.since, t.time_zone, ${money('c.contact_id', 'c.id')}
    FROM (SELECT message_id, max(changed_at) AS since FROM delivery WHERE status IN ('failed', 'uncertain') AND changed_at BETWEEN $3 AND $4 GROUP BY message_id) f
      JOIN message m ON m.id = f.message_id JOIN conversation c ON c.id = m.conversation_id JOIN contact k ON k.id = c.contact_id LEFT JOIN team t ON t.id = c.team_id ${ZONED} z.zone = COALESCE(t.time_zone, '')
    WHERE f.since <= z.latest AND m.delivery_status IN ('failed', 'uncertain') AND m.deleted_at IS NULL AND c.status <> 'closed' AND NOT c.spam AND NOT ${answeredAfter('m')} AND ${free(WHO_WAITS)}
    ORDER BY f.since LIMIT ${AT_ONCE} FOR NO KEY UPDATE OF c SKIP LOCKED`,
};

function own(deal: string): string {
  return `CASE WHEN ${deal}.amount_minor IS NULL THEN NULL ELSE json_build_object('minor', ${deal}.amount_minor, 'currency', ${deal}.currency) END AS money`;
}
