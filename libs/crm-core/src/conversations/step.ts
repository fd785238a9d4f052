import type { Statement } from '../batch.ts';
import type { ConversationStatus, Id, Iso, Priority } from '../views.ts';
import type { ConversationRow } from './row.ts';

/** What an act may change of a conversation and what is put back when it is taken back. */
interface Sides {
  status: ConversationStatus;
  closedAt: Iso | null;
  snoozedUntil: Iso | null;
  waitingSince: Iso | null;
  answerDueAt: Iso | null;
  ownerId: Id | null;
  teamId: Id | null;
  priority: Priority;
}

/** One act as it went: only what it changed, before and after. */
export interface Step {
  readonly before: Partial<Sides>;
  readonly after: Partial<Sides>;
  readonly labels: { readonly added: readonly Id[]; readonly removed: readonly Id[] };
  /** Of the conversation: words that came since make it another. */
  readonly version: number;
  /** Tasks that ended with it. */
  readonly taskIds: readonly Id[];
  /** How far its author had read before and after, when that was the act. */
  readonly read?: { readonly before: number; readonly after: number };
}

const iso = (time: Date | null): Iso | null => time?.toISOString() ?? null;

const sidesOf = (row: ConversationRow): Sides => ({
  status: row.status,
  closedAt: iso(row.closed_at),
  snoozedUntil: iso(row.snoozed_until),
  waitingSince: iso(row.waiting_since),
  answerDueAt: iso(row.answer_due_at),
  ownerId: row.owner_id,
  teamId: row.team_id,
  priority: row.priority,
});

const NAMES = ['status', 'closedAt', 'snoozedUntil', 'waitingSince', 'answerDueAt', 'ownerId', 'teamId', 'priority'] as const satisfies readonly (keyof Sides)[];

/** Null when both are the same. */
export function stepOf(before: ConversationRow, after: ConversationRow, taskIds: readonly Id[]): Step | null {
  const [was, is] = [sidesOf(before), sidesOf(after)];
  const moved = NAMES.filter((name) => was[name] !== is[name]);
  const labels = { added: after.label_ids.filter((id) => !before.label_ids.includes(id)), removed: before.label_ids.filter((id) => !after.label_ids.includes(id)) };
  if (!moved.length && !labels.added.length && !labels.removed.length) return null;
  const only = (sides: Sides): Partial<Sides> => Object.fromEntries(moved.map((name) => [name, sides[name]]));
  return { before: only(was), after: only(is), labels, version: after.version, taskIds };
}

/** Does it still stand as the act left it? When a person was spoken with since, closing or putting off is not undone over their heads. */
export function standsAsLeft(row: ConversationRow, step: Step): boolean {
  const now = sidesOf(row);
  const moved = NAMES.filter((name) => name in step.after);
  if (moved.some((name) => now[name] !== step.after[name])) return false;
  if ('status' in step.after && row.version !== step.version) return false;
  const { added, removed } = step.labels;
  if (moved.length || !(added.length || removed.length)) return true;
  return added.some((id) => row.label_ids.includes(id)) || removed.some((id) => !row.label_ids.includes(id));
}

const date = (time: Iso | null): Date | null => (time === null ? null : new Date(time));

/** The row as it was before, in what the act changed. */
export function asBefore(row: ConversationRow, { before, labels }: Step): ConversationRow {
  const was = { ...sidesOf(row), ...before };
  return {
    ...row,
    status: was.status,
    closed_at: date(was.closedAt),
    snoozed_until: date(was.snoozedUntil),
    waiting_since: 'waitingSince' in before ? date(was.waitingSince) : row.waiting_since,
    answer_due_at: 'answerDueAt' in before ? date(was.answerDueAt) : row.answer_due_at,
    owner_id: was.ownerId,
    team_id: was.teamId,
    priority: was.priority,
    label_ids: labels.added.length || labels.removed.length ? [...new Set([...row.label_ids, ...labels.removed])].filter((id) => !labels.added.includes(id)) : row.label_ids,
  };
}

/** Of each person and conversation the last act alone. */
export const rememberStep = (userId: Id, conversationId: Id, step: Step, at: Date): Statement => ({
  text: `INSERT INTO last_act (user_id, conversation_id, step, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id, conversation_id) DO UPDATE SET step = EXCLUDED.step, at = EXCLUDED.at`,
  values: [userId, conversationId, JSON.stringify(step), at],
});
