import type { ChannelCapabilities } from '#channels';
import type { AdapterKind, CapabilitiesView, Id, InboxPolicy, InboxSettingsView, InboxView } from '../views.ts';

/** A row of `inbox`, in the names of its columns. */
export interface InboxRow extends PolicyRow {
  readonly id: Id;
  readonly adapter: AdapterKind;
  readonly name: string;
  readonly address: string;
  readonly settings: Record<string, unknown>;
  readonly credentials: Buffer | null;
  readonly credentials_set: string[];
  readonly capabilities: readonly ChannelCapabilities[];
  readonly signature: string;
  readonly enabled: boolean;
  readonly health: 'ok' | 'broken' | 'unknown';
  readonly health_detail: string | null;
  readonly last_inbound_at: Date | null;
  readonly last_outbound_at: Date | null;
  readonly version: number;
  readonly deleted_at: Date | null;
}

/** The columns that make its policy. */
export interface PolicyRow {
  readonly assignment: InboxPolicy['assignment'];
  readonly keep_owner: boolean;
  readonly thread_mode: InboxPolicy['threadMode'];
  readonly reopen_days: number;
  readonly first_answer_minutes: number;
  readonly follow_up_days: number;
  readonly team_id: Id | null;
  readonly is_private: boolean;
}

export function toInboxView(row: InboxRow): InboxView {
  return {
    id: row.id, adapter: row.adapter, channels: row.capabilities.map((capability) => capability.channel), name: row.name, address: row.address, enabled: row.enabled,
    health: row.health, healthDetail: row.health_detail, lastInboundAt: row.last_inbound_at?.toISOString() ?? null, lastOutboundAt: row.last_outbound_at?.toISOString() ?? null,
    isPrivate: row.is_private, capabilities: row.capabilities.map(toCapabilitiesView), signature: row.signature,
  };
}

function toCapabilitiesView(shown: ChannelCapabilities): CapabilitiesView {
  return { ...shown, attachments: shown.attachments && { ...shown.attachments } };
}

export const toPolicy = (row: PolicyRow): InboxPolicy => ({
  assignment: row.assignment, keepOwner: row.keep_owner, threadMode: row.thread_mode, reopenDays: row.reopen_days, firstAnswerMinutes: row.first_answer_minutes,
  followUpDays: row.follow_up_days, teamId: row.team_id, isPrivate: row.is_private,
});

/** What the settings page counts beside an inbox. */
export interface InboxCounts {
  readonly user_ids: Id[];
  readonly inbound_today: number;
  readonly outbound_today: number;
  readonly quarantined: number;
}
/** Over `inbox i`; $1 is now. Today is the company's own day. */
export const INBOX_COUNTS = `ARRAY(SELECT u.user_id FROM inbox_user u WHERE u.inbox_id = i.id ORDER BY u.user_id) AS user_ids,
  t.inbound_today, t.outbound_today,
  (SELECT count(*)::int FROM raw_event r WHERE r.inbox_id = i.id AND r.status = 'quarantined') AS quarantined
  FROM inbox i CROSS JOIN company k CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE m.direction = 'inbound')::int AS inbound_today, count(*) FILTER (WHERE m.direction = 'outbound')::int AS outbound_today
    FROM message m WHERE m.inbox_id = i.id AND m.kind IN ('text', 'call') AND m.created_at >= date_trunc('day', $1::timestamptz AT TIME ZONE k.time_zone) AT TIME ZONE k.time_zone
  ) t`;

/** `webhookUrl` depends on the public address, which the process adds. */
export function toInboxSettingsView(row: InboxRow & InboxCounts): InboxSettingsView {
  return {
    ...toInboxView(row), settings: row.settings, policy: toPolicy(row), credentialsSet: row.credentials_set, userIds: row.user_ids, webhookUrl: null,
    inboundToday: row.inbound_today, outboundToday: row.outbound_today, quarantined: row.quarantined,
  };
}
