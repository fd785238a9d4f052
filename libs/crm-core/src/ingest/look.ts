import type { Address, RawInbound } from '#channels';
import { fromJson } from '../conversations/save.ts';
import type { ConversationRow } from '../conversations/row.ts';
import type { TaskRow } from '../tasks/row.ts';
import type { Tx } from '../transaction.ts';
import type { Id, InboxPolicy, Locale, WorkingHours } from '../views.ts';
import type { Calendar } from '../working-time.ts';

/** The inbox and the company as one event needs them. */
export interface Surroundings {
  readonly inbox: {
    readonly id: Id;
    readonly assignment: InboxPolicy['assignment'];
    readonly keepOwner: boolean;
    readonly threadMode: InboxPolicy['threadMode'];
    readonly reopenDays: number;
    readonly firstAnswerMinutes: number;
    readonly followUpDays: number;
    readonly teamId: Id | null;
    readonly isPrivate: boolean;
    readonly recordCalls: boolean;
    /** True when the settings page's "last message" is due to move. */
    readonly quietSince: (now: Date) => boolean;
  };
  readonly company: { readonly language: Locale; readonly country: string; readonly calendar: Calendar };
}

export interface KnownSender {
  readonly identityId: Id;
  readonly identityVerified: boolean;
  readonly contactId: Id;
  readonly name: string;
  readonly kind: 'person' | 'company' | 'group';
  readonly named: boolean;
  readonly language: string | null;
  readonly ownerId: Id | null;
}

/** All that the most frequent event, words of a known contact, needs to know; its open conversation is locked. */
export interface Look {
  readonly sender: KnownSender | null;
  /** The sender or their contact was called spam or blocked. */
  readonly blocked: boolean;
  readonly conversation: ConversationRow | null;
  readonly tasks: readonly TaskRow[];
  readonly orderTotal: { minor: number; currency: string } | null;
  /** The message with this external id, when it is already here. */
  readonly existingId: Id | null;
  readonly replyToId: Id | null;
  /** The same mail, byte for byte, as it came through another inbox. */
  readonly copyOf: { readonly id: Id; readonly conversationId: Id } | null;
  /** Other contacts who stated this address without proof. */
  readonly claimedBy: readonly Id[];
  /** Inboxes that must not write to this address. */
  readonly optedOut: readonly Id[];
}

/** What to look for. */
export interface Question {
  readonly address: Address | null;
  readonly externalId: string | null;
  readonly replyTo: string | null;
  /** The id of a mail, by which a copy of it in another mailbox is known. */
  readonly mailId?: string | null;
}

/** Which raw event to work on: one to be kept now, or one kept before. */
export type Raw = { readonly keep: RawInbound; readonly status: 'interpreted' | 'ignored' | 'quarantined'; readonly reason: string | null } | { readonly id: string };

interface Row {
  raw_id: string | null;
  inbox: Record<string, unknown> | null;
  company: { language: Locale; country: string; time_zone: string; working_hours: WorkingHours; holidays: { date: string }[] };
  sender: KnownSender | null;
  blocked: boolean;
  conversation: Record<string, unknown> | null;
  stale: boolean | null;
  tasks: TaskRow[] | null;
  order_total: { minor: number; currency: string } | null;
  existing_id: Id | null;
  reply_to_id: Id | null;
  copy_of: Look['copyOf'];
  claimed_by: Id[];
  opted_out: Id[];
}

/**
 * Keeps the raw event (once per inbox and provider key) and looks around, in one statement. `rawId` null: it was here before.
 * Undefined: there is no such inbox.
 */
export async function keepAndLook(tx: Tx, inboxId: Id, raw: Raw, question: Question): Promise<{ rawId: string | null; surroundings: Surroundings; look: Look } | undefined> {
  const asked = [inboxId, question.address?.kind ?? null, question.address?.value ?? null, question.externalId, question.replyTo, question.mailId ?? null];
  const row =
    'keep' in raw
      ? await tx.one<Row>(KEEP, [...asked, raw.keep.providerKey, raw.keep.body, JSON.stringify(raw.keep.headers), raw.keep.receivedAt, raw.status, raw.reason])
      : await tx.one<Row>(LOOK, [...asked, raw.id]);
  if (!row?.inbox) return undefined;
  // Somebody changed the conversation while we waited for its lock: what stands beside it was read before that change.
  if (row.stale && row.raw_id) return keepAndLook(tx, inboxId, { id: row.raw_id }, question);
  return { rawId: row.raw_id, surroundings: toSurroundings(inboxId, row), look: toLook(row) };
}

const lookAfter = (kept: string): string => `WITH kept AS (${kept}),
  who AS (
    SELECT n.id AS "identityId", n.verified AS "identityVerified", k.id AS "contactId", k.name, k.kind, k.named, k.language, k.owner_id AS "ownerId", k.blocked_at
    FROM contact_identity n JOIN contact k ON k.id = n.contact_id WHERE n.kind = $2 AND n.value = $3
  ),
  their AS (
    SELECT c.*, c.xmin::text AS row_version FROM conversation c
    WHERE c.contact_id = (SELECT "contactId" FROM who) AND c.status <> 'closed' AND c.thread_key IS NULL
      AND (SELECT thread_mode FROM inbox WHERE id = $1) = 'contact' AND EXISTS (SELECT 1 FROM kept)
    FOR NO KEY UPDATE
  )
  SELECT (SELECT id FROM kept) AS raw_id,
    (SELECT to_jsonb(i) - 'credentials' FROM inbox i WHERE i.id = $1) AS inbox,
    jsonb_build_object('language', co.language, 'country', co.country, 'time_zone', co.time_zone, 'working_hours', co.working_hours, 'holidays', co.holidays) AS company,
    CASE WHEN who."contactId" IS NULL THEN NULL ELSE to_jsonb(who) - 'blocked_at' END AS sender,
    (who.blocked_at IS NOT NULL OR EXISTS (SELECT 1 FROM blocked_sender b WHERE b.kind = $2 AND b.value = $3)) AS blocked,
    CASE WHEN their.id IS NULL THEN NULL ELSE to_jsonb(their) - 'row_version' END AS conversation,
    their.row_version <> (SELECT c.xmin::text FROM conversation c WHERE c.id = their.id) AS stale,
    (SELECT jsonb_agg(to_jsonb(t)) FROM task t WHERE t.conversation_id = their.id AND t.status = 'open') AS tasks,
    (SELECT jsonb_build_object('minor', sum(o.total_minor), 'currency', o.currency) FROM sales_order o WHERE o.conversation_id = their.id AND o.status <> 'cancelled'
     GROUP BY o.currency ORDER BY max(o.created_at) DESC LIMIT 1) AS order_total,
    (SELECT m.id FROM message m WHERE m.inbox_id = $1 AND m.external_id = $4) AS existing_id,
    (SELECT m.id FROM message m WHERE m.inbox_id = $1 AND m.external_id = $5) AS reply_to_id,
    (SELECT jsonb_build_object('id', m.id, 'conversationId', m.conversation_id) FROM message m
     WHERE m.mail_id = $6 AND m.external_id = $4 AND m.inbox_id <> $1 AND m.direction = 'inbound'
       AND NOT EXISTS (SELECT 1 FROM inbox p WHERE p.id = m.inbox_id AND p.is_private) LIMIT 1) AS copy_of,
    ARRAY(SELECT l.contact_id FROM contact_claim l WHERE l.kind = $2 AND l.value = $3) AS claimed_by,
    ARRAY(SELECT o.inbox_id FROM opt_out o WHERE o.kind = $2 AND o.value = $3 ORDER BY o.inbox_id) AS opted_out
  FROM company co LEFT JOIN who ON true LEFT JOIN their ON true`;

const KEEP = lookAfter(`INSERT INTO raw_event (inbox_id, provider_key, body, headers, received_at, status, reason)
    SELECT id, $7, $8, $9, $10, $11, $12 FROM inbox WHERE id = $1 ON CONFLICT (inbox_id, provider_key) DO NOTHING RETURNING id`);
const LOOK = lookAfter('SELECT $7::bigint AS id');

function toSurroundings(id: Id, { inbox, company }: Row): Surroundings {
  const row = inbox as {
    assignment: InboxPolicy['assignment']; keep_owner: boolean; thread_mode: InboxPolicy['threadMode']; reopen_days: number; first_answer_minutes: number; follow_up_days: number;
    team_id: Id | null; is_private: boolean; settings: Record<string, unknown>; last_inbound_at: string | null;
  };
  return {
    inbox: {
      id, assignment: row.assignment, keepOwner: row.keep_owner, threadMode: row.thread_mode, reopenDays: row.reopen_days, firstAnswerMinutes: row.first_answer_minutes,
      followUpDays: row.follow_up_days, teamId: row.team_id, isPrivate: row.is_private, recordCalls: row.settings.recordCalls !== false,
      quietSince: (now) => !row.last_inbound_at || new Date(row.last_inbound_at).getTime() < now.getTime() - 10_000,
    },
    company: {
      language: company.language, country: company.country,
      calendar: { timeZone: company.time_zone, hours: company.working_hours, holidays: company.holidays },
    },
  };
}

const toLook = (row: Row): Look => ({
  sender: row.sender,
  blocked: row.blocked,
  conversation: row.conversation && fromJson(row.conversation),
  tasks: row.tasks ?? [],
  orderTotal: row.order_total,
  existingId: row.existing_id,
  replyToId: row.reply_to_id,
  copyOf: row.copy_of,
  claimedBy: row.claimed_by,
  optedOut: row.opted_out,
});
