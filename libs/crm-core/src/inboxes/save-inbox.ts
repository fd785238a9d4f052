import type { Core } from '../core.ts';
import type { InboxesApi } from '../crm.ts';
import { Invalid, NotFound } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import { activeUserIds } from '../users/rights.ts';
import type { Id, InboxPolicy } from '../views.ts';
import { toPolicy, type InboxRow } from './inbox-view.ts';

type Input = Parameters<InboxesApi['save']>[1];
interface Saved {
  readonly id: Id;
  /** People whose sight changes with it. */
  readonly affected: readonly Id[];
  /** For the audit; null when it is new. */
  readonly before: { name: string; address: string; enabled: boolean; userIds: readonly Id[] } | null;
}

const DEFAULT_POLICY: InboxPolicy = {
  assignment: 'round-robin', keepOwner: true, threadMode: 'contact', reopenDays: 7, firstAnswerMinutes: 15, followUpDays: 2, teamId: null, isPrivate: false,
};

/** Writes the inbox and who may use it. Settings, policy and people not named stay as they are. */
export async function saveInbox(tx: Tx, core: Core, input: Input): Promise<Saved> {
  const row = input.id ? await tx.one<InboxRow>('SELECT * FROM inbox WHERE id = $1 AND deleted_at IS NULL FOR UPDATE', [input.id]) : undefined;
  if (input.id && !row) throw new NotFound('inbox');
  if (row && row.adapter !== input.adapter) throw new Invalid('other-adapter', 'A connected channel stays what it is: remove it and connect another.', 'adapter');
  if (!input.name.trim()) throw new Invalid('empty-name', 'The channel needs a name.', 'name');
  const id = row?.id ?? input.newId ?? core.newId();
  const policy = await checkedPolicy(tx, { ...(row ? toPolicy(row) : DEFAULT_POLICY), ...withoutUndefined(input.policy ?? {}) });
  const before = row ? await withAccess(tx, id) : [];
  const given = await givenTo(tx, id);

  await tx.query(
    `INSERT INTO inbox (id, adapter, name, address, settings, credentials, credentials_set, capabilities, enabled, assignment, keep_owner, thread_mode, reopen_days,
       first_answer_minutes, follow_up_days, team_id, is_private, created_at, signature)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
     ON CONFLICT (id) DO UPDATE SET name = $3, address = $4, settings = $5, credentials = $6, credentials_set = $7, capabilities = $8, enabled = $9, assignment = $10,
       keep_owner = $11, thread_mode = $12, reopen_days = $13, first_answer_minutes = $14, follow_up_days = $15, team_id = $16, is_private = $17, signature = $19, version = inbox.version + 1`,
    [id, input.adapter, input.name.trim(), input.address, JSON.stringify(input.settings), input.credentials === undefined ? (row?.credentials ?? null) : input.credentials,
      input.credentialsSet ?? (input.credentials === null ? [] : (row?.credentials_set ?? [])), JSON.stringify(input.capabilities), input.enabled ?? row?.enabled ?? true,
      policy.assignment, policy.keepOwner, policy.threadMode, policy.reopenDays, policy.firstAnswerMinutes, policy.followUpDays, policy.teamId, policy.isPrivate, core.now(), input.signature ?? row?.signature ?? '']);
  if (input.userIds) {
    await tx.query('DELETE FROM inbox_user WHERE inbox_id = $1 AND user_id <> ALL ($2::uuid[])', [id, input.userIds]);
    await tx.query('INSERT INTO inbox_user (inbox_id, user_id) SELECT $1, id FROM app_user WHERE id = ANY ($2::uuid[]) ON CONFLICT DO NOTHING', [id, input.userIds]);
  }
  if (row && !row.is_private && policy.isPrivate) await hideFromOthers(tx, id);
  const after = await withAccess(tx, id);
  const affected = row && row.is_private !== policy.isPrivate
    ? await activeUserIds(tx)
    : [...after.filter((user) => !before.includes(user)), ...before.filter((user) => !after.includes(user))];
  return { id, affected, before: row ? { name: row.name, address: row.address, enabled: row.enabled, userIds: given } : null };
}

/** Its words now belong to fewer people: they leave the list rows shared with other inboxes, and the part of the feed that can be read again. */
async function hideFromOthers(tx: Tx, id: Id): Promise<void> {
  await tx.query(
    `UPDATE conversation c SET preview = CASE WHEN w.words THEN c.preview || '{"text": "", "isPrivate": true}' ELSE c.preview END, subject = CASE WHEN w.title THEN NULL ELSE c.subject END
     FROM (SELECT o.id, EXISTS (SELECT 1 FROM message m WHERE m.id = (o.preview->>'messageId')::uuid AND m.inbox_id = $1) AS words,
         EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = o.id AND m.inbox_id = $1 AND m.subject = o.subject) AS title
       FROM conversation o WHERE $1 = ANY(o.inbox_ids) AND cardinality(o.inbox_ids) > 1) w WHERE w.id = c.id AND (w.words OR w.title)`, [id]);
  await tx.query("UPDATE sync_event SET inbox_ids = ARRAY[$1::uuid] WHERE change->>'type' = 'message' AND change->'message'->>'inboxId' = $1::text", [id]);
  await tx.query(
    `UPDATE sync_event SET change = jsonb_set(jsonb_set(change::jsonb, '{conversation,preview}', 'null'), '{conversation,subject}', 'null')::json
     WHERE change->>'type' = 'conversation' AND (change->'conversation'->'inboxIds')::jsonb ? $1::text AND json_array_length(change->'conversation'->'inboxIds') > 1`, [id]);
}

async function checkedPolicy(tx: Tx, policy: InboxPolicy): Promise<InboxPolicy> {
  const whole = (value: number, least: number, path: string): void => {
    if (!Number.isInteger(value) || value < least || value > 100_000) throw new Invalid('bad-policy', `A whole number from ${least}.`, `policy.${path}`);
  };
  whole(policy.reopenDays, 0, 'reopenDays');
  whole(policy.firstAnswerMinutes, 1, 'firstAnswerMinutes');
  whole(policy.followUpDays, 1, 'followUpDays');
  if (!['round-robin', 'least-loaded', 'manual'].includes(policy.assignment)) throw new Invalid('bad-policy', 'No such way of assigning.', 'policy.assignment');
  if (!['contact', 'thread'].includes(policy.threadMode)) throw new Invalid('bad-policy', 'No such way of threading.', 'policy.threadMode');
  if (policy.teamId && !(await tx.one('SELECT 1 FROM team WHERE id = $1', [policy.teamId]))) throw new Invalid('no-team', 'This team is gone.', 'policy.teamId');
  return policy;
}

/** Everybody with a right to it: named, by team, or as admin. */
async function withAccess(tx: Tx, id: Id): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>(
    `SELECT u.id FROM app_user u WHERE u.active AND (u.role = 'admin'
       OR EXISTS (SELECT 1 FROM inbox_user x WHERE x.inbox_id = $1 AND x.user_id = u.id)
       OR EXISTS (SELECT 1 FROM inbox i JOIN team_member m ON m.team_id = i.team_id WHERE i.id = $1 AND m.user_id = u.id))`, [id]);
  return rows.map((row) => row.id);
}

async function givenTo(tx: Tx, id: Id): Promise<Id[]> {
  return (await tx.query<{ user_id: Id }>('SELECT user_id FROM inbox_user WHERE inbox_id = $1 ORDER BY user_id', [id])).map((row) => row.user_id);
}

const withoutUndefined = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
