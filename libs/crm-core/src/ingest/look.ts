import type { Address, RawInbound } from '#channels';
import { fromJson } from '../conversations/save.ts';
import { ordersOf, type OrderBeside } from '../conversations/orders-beside.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { toPolicy, type PolicyRow } from '../inboxes/inbox-view.ts';
import type { TaskRow } from '../tasks/row.ts';
import type { Tx } from '../transaction.ts';
import type { LockedConversation } from '../conversations/lock.ts';
import { askNamed, type MailQuestion, type Named } from './named.ts';
import type { ConversationStatus, Id, InboxPolicy, Locale, SourceView, WorkingHours } from '../views.ts';
import type { Calendar } from '../working-time.ts';

/** The inbox and the company as one event needs them. */
export interface Surroundings {
  readonly inbox: InboxPolicy & {
    readonly id: Id;
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
  /** Whose the identity is when nobody is merged; null: the contact's. */
  readonly homeId: Id | null;
  readonly name: string;
  readonly kind: 'person' | 'company' | 'group';
  readonly named: boolean;
  readonly language: string | null;
  readonly ownerId: Id | null;
  /** Where they came from last, and when (ISO 8601). */
  readonly lastTouch: SourceView | null;
  readonly lastTouchAt: string | null;
}

/** All that the most frequent event, words of a known contact, needs to know; its open conversation is locked. */
export interface Look {
  readonly sender: KnownSender | null;
  /** The sender or their contact was called spam or blocked. */
  readonly blocked: boolean;
  readonly conversation: ConversationRow | null;
  readonly tasks: readonly TaskRow[];
  readonly orders: readonly OrderBeside[] | null;
  /** The message with this external id, when it is already here. */
  readonly existingId: Id | null;
  readonly replyToId: Id | null;
  /** The same mail, byte for byte, as it came through another inbox. */
  readonly copyOf: { readonly id: Id; readonly conversationId: Id } | null;
  /** What a mail's references name, the likeliest first. */
  readonly named: readonly Named[];
  /** In an inbox that keeps one conversation per thread: the one of this mail's thread, open before closed; null: there is none. Undefined: not looked for. */
  readonly ofThread?: { readonly id: Id; readonly status: ConversationStatus } | null;
  /** The conversation it most likely goes to, locked ahead together with those of its neighbours. */
  readonly ahead?: LockedConversation;
}

/** What to look for. */
export interface Question {
  readonly address: Address | null;
  readonly externalId: string | null;
  readonly replyTo: string | null;
  /** Of a mail. */
  readonly mail?: MailQuestion;
}

/** Which raw event to work on: one to be kept now, or one kept before. */
export type Raw = { readonly keep: RawInbound; readonly status: 'interpreted' | 'ignored' | 'quarantined'; readonly reason: string | null } | { readonly id: string };

interface Row {
  raw_id: string | null;
  inbox: BoxRow;
  language: Locale;
  country: string;
  time_zone: string;
  working_hours: WorkingHours;
  holidays: { date: string }[];
  sender: (KnownSender & { blocked_at: string | null }) | null;
  blocked: boolean;
  conversation: Record<string, unknown> | null;
  stale: boolean | null;
  tasks: TaskRow[] | null;
  orders: OrderBeside[] | null;
  existing_id: Id | null;
  /** Only of an answer or a mail. */
  reply_to_id?: Id | null;
  copy_of?: Look['copyOf'];
  of_thread?: Look['ofThread'];
}

type BoxRow = PolicyRow & { readonly record_calls: boolean | null; readonly last_inbound_at: string | null };

/**
 * Keeps the raw event (once per inbox and provider key) and looks around, in one statement. `rawId` null: it was here before.
 * Undefined: there is no such inbox.
 */
export async function keepAndLook(tx: Tx, inboxId: Id, raw: Raw, question: Question): Promise<{ rawId: string | null; surroundings: Surroundings; look: Look } | undefined> {
  const { address, externalId, replyTo = null, mail } = question;
  const raws = 'keep' in raw ? [raw.keep.providerKey, raw.keep.body, JSON.stringify(raw.keep.headers), raw.keep.receivedAt, raw.status, raw.reason] : [raw.id];
  const refers = replyTo !== null || mail !== undefined;
  const text = ('keep' in raw ? KEEP : LOOK)[refers ? 'referring' : 'plain'];
  const asked = tx.one<Row>(text, [inboxId, address?.kind ?? null, address?.value ?? null, externalId, ...raws, ...(refers ? [replyTo, mail?.mailId ?? null, mail?.threadId ?? null] : [])]);
  const [row, named] = await Promise.all([asked, mail ? askNamed(tx, inboxId, mail, address) : []]);
  if (!row) return undefined;
  // Somebody changed the conversation while we waited for its lock: what stands beside it was read before that change.
  if (row.stale && row.raw_id) return keepAndLook(tx, inboxId, { id: row.raw_id }, question);
  return { rawId: row.raw_id, surroundings: toSurroundings(inboxId, row), look: toLook(row, named) };
}

/** `kept` is the raw event; `more` what only some need to know, for nothing in a statement is free. */
const lookAfter = (kept: string, more = ''): string => `WITH box AS (
    SELECT id, assignment, keep_owner, thread_mode, reopen_days, first_answer_minutes, follow_up_days, team_id, is_private, settings->'recordCalls' AS record_calls, last_inbound_at
    FROM inbox WHERE id = $1
  ),
  kept AS (${kept}),
  who AS (
    SELECT n.id AS "identityId", n.verified AS "identityVerified", k.id AS "contactId", n.home_id AS "homeId", k.name, k.kind, k.named, k.language, k.owner_id AS "ownerId", k.last_touch AS "lastTouch", k.last_touch_at AS "lastTouchAt", k.blocked_at
    FROM contact_identity n JOIN contact k ON k.id = n.contact_id WHERE n.kind = $2 AND n.value = $3
    -- Held as the message that names it will hold it: nobody merges the contact meanwhile.
    FOR KEY SHARE OF n
  ),
  their AS (
    SELECT c.*, c.xmin::text AS row_version FROM conversation c, box
    WHERE c.contact_id = (SELECT "contactId" FROM who) AND c.status <> 'closed' AND c.thread_key IS NULL AND box.thread_mode = 'contact' AND EXISTS (SELECT 1 FROM kept)
    -- Two that became one may have one open each: the sender's own, else where they spoke last.
    ORDER BY (c.home_id IS NOT DISTINCT FROM (SELECT "homeId" FROM who)) DESC, c.last_message_at DESC LIMIT 1
    FOR NO KEY UPDATE OF c
  )
  SELECT (SELECT id FROM kept) AS raw_id, row_to_json(box) AS inbox, co.language, co.country, co.time_zone, co.working_hours, co.holidays, row_to_json(who) AS sender,
    (who.blocked_at IS NOT NULL OR EXISTS (SELECT 1 FROM blocked_sender b WHERE b.kind = $2 AND b.value = $3)) AS blocked,
    row_to_json(their) AS conversation,
    their.row_version <> (SELECT c.xmin::text FROM conversation c WHERE c.id = their.id) AS stale,
    (SELECT json_agg(t) FROM task t WHERE t.conversation_id = their.id AND t.status = 'open') AS tasks,
    ${ordersOf('their.id')} AS orders,
    (SELECT m.id FROM message m WHERE m.inbox_id = $1 AND m.external_id = $4) AS existing_id${more}
  FROM box CROSS JOIN company co LEFT JOIN who ON true LEFT JOIN their ON true`;

const references = (replyTo: string, mailId: string, threadId: string): string => `,
    (SELECT m.id FROM message m WHERE m.inbox_id = $1 AND m.external_id = ${replyTo}) AS reply_to_id,
    (SELECT jsonb_build_object('id', m.id, 'conversationId', m.conversation_id) FROM message m
     WHERE m.mail_id = ${mailId} AND m.external_id = $4 AND m.inbox_id <> $1 AND m.direction = 'inbound'
       AND NOT EXISTS (SELECT 1 FROM inbox p WHERE p.id = m.inbox_id AND p.is_private) LIMIT 1) AS copy_of,
    (SELECT jsonb_build_object('id', c.id, 'status', c.status) FROM conversation c
     WHERE box.thread_mode = 'thread' AND c.inbox_id = $1 AND c.thread_key = ${threadId} ORDER BY (c.status = 'closed'), c.closed_at DESC LIMIT 1) AS of_thread`;

const INSERT = `INSERT INTO raw_event (inbox_id, provider_key, body, headers, received_at, status, reason)
    SELECT id, $5, $6, $7, $8, $9, $10 FROM box ON CONFLICT (inbox_id, provider_key) DO NOTHING RETURNING id`;
const KEEP = { plain: lookAfter(INSERT), referring: lookAfter(INSERT, references('$11', '$12', '$13')) };
const KEPT = 'SELECT $5::bigint AS id';
const LOOK = { plain: lookAfter(KEPT), referring: lookAfter(KEPT, references('$6', '$7', '$8')) };

function toSurroundings(id: Id, row: Row): Surroundings {
  const { inbox } = row;
  return {
    inbox: {
      ...toPolicy(inbox), id, recordCalls: inbox.record_calls !== false,
      quietSince: (now) => !inbox.last_inbound_at || new Date(inbox.last_inbound_at).getTime() < now.getTime() - 10_000,
    },
    company: { language: row.language, country: row.country, calendar: { timeZone: row.time_zone, hours: row.working_hours, holidays: row.holidays } },
  };
}

const toLook = (row: Row, named: readonly Named[]): Look => ({
  sender: row.sender,
  blocked: row.blocked,
  conversation: row.conversation && fromJson(row.conversation),
  tasks: row.tasks ?? [],
  orders: row.orders,
  existingId: row.existing_id,
  replyToId: row.reply_to_id ?? null,
  copyOf: row.copy_of ?? null,
  named,
  ...(row.inbox.thread_mode === 'thread' && row.of_thread !== undefined ? { ofThread: row.of_thread } : {}),
});
