import { notify } from '../company/notifications.ts';
import { assignAct } from '../conversations/assign.ts';
import { applyOutcome, type Act } from '../conversations/change.ts';
import { labelAct, priorityAct } from '../conversations/labels.ts';
import { seeMentions } from '../conversations/mentions.ts';
import { setRead } from '../conversations/read-mark.ts';
import { statusAct } from '../conversations/status.ts';
import type { Step } from '../conversations/step.ts';
import { mayHaveBack, takeBack } from '../conversations/take-back.ts';
import { read, write, type Core } from '../core.ts';
import type { Actor } from '../crm.ts';
import { CrmError, NotFound } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import { ACTOR, toActor, type ActorRow } from '../users/user-view.ts';
import type { BulkAction, Id } from '../views.ts';
import { requireConversation } from '../visibility.ts';
import { tellJob, type JobRow } from './job.ts';

/** So many in one transaction: a customer's message waits for none longer than these take. */
const AT_ONCE = 10;

/**
 * Goes through the jobs, the oldest first. Each transaction does some conversations and says so in their items, so that whoever goes
 * on after a kill neither leaves one out nor does one twice. One process works at a time (a lease of the caller); two would only wait
 * for each other.
 */
export async function workThrough(core: Core, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted) {
    const job = await read(core).one<{ id: Id }>("SELECT id FROM bulk_job WHERE status IN ('running', 'undoing') ORDER BY created_at, id LIMIT 1");
    if (!job) return;
    await write(core, (tx) => nextFew(tx, core, job.id));
  }
}

interface Item {
  readonly conversation_id: Id;
  readonly step: Step | null;
}
interface Done {
  readonly id: Id;
  readonly state: 'changed' | 'skipped' | 'undone' | 'kept';
  readonly step: Step | null;
}

async function nextFew(tx: Tx, core: Core, jobId: Id): Promise<void> {
  const job = await tx.one<JobRow>("SELECT * FROM bulk_job WHERE id = $1 AND status IN ('running', 'undoing') FOR UPDATE", [jobId]);
  if (!job) return;
  // All of them first, in the order of their ids, as everywhere: two who need several never wait for each other.
  const items = await tx.query<Item>('SELECT conversation_id, step FROM bulk_item WHERE job_id = $1 AND state = $2 ORDER BY conversation_id LIMIT $3', [jobId, job.status === 'undoing' ? 'changed' : 'waiting', AT_ONCE]);
  await tx.query('SELECT 1 FROM conversation WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE', [items.map((item) => item.conversation_id)]);
  // The rights of now, not of when it was started.
  const found = await tx.one<ActorRow>(`SELECT ${ACTOR} FROM app_user u, company k WHERE u.id = $1 AND u.active`, [job.by_id]);
  const actor = found ? toActor(found) : null;
  const done: Done[] = [];
  for (const item of items) done.push(actor ? await one(tx, core, actor, job, item) : { id: item.conversation_id, state: job.status === 'undoing' ? 'kept' : 'skipped', step: item.step });
  await tx.query('UPDATE bulk_item i SET state = d.state, step = d.step::jsonb FROM unnest($2::uuid[], $3::text[], $4::text[]) AS d (id, state, step) WHERE i.job_id = $1 AND i.conversation_id = d.id', [
    jobId, done.map(({ id }) => id), done.map(({ state }) => state), done.map(({ step }) => step && JSON.stringify(step)),
  ]);
  const count = (state: Done['state']): number => done.filter((each) => each.state === state).length;
  const over = items.length < AT_ONCE;
  const row = await tx.one<JobRow>(
    `UPDATE bulk_job SET changed = changed + $2 - $4, skipped = skipped + $3, undone = undone + $4, kept = kept + $5,
       status = CASE WHEN $6 THEN CASE status WHEN 'undoing' THEN 'undone' ELSE 'done' END ELSE status END, finished_at = CASE WHEN $6 THEN $7::timestamptz END
     WHERE id = $1 RETURNING *`,
    [jobId, count('changed'), count('skipped'), count('undone'), count('kept'), over, core.now()],
  );
  if (over && row!.status === 'done') {
    await tellNewOwner(tx, core, row!);
    await notify(tx, core, [row!.by_id], { type: 'bulk-done', conversationId: null, jobId, title: `+${row!.changed}` });
  }
  tellJob(tx, row!);
}

/** One conversation. What may not be done to it leaves it alone and stops nothing. */
async function one(tx: Tx, core: Core, actor: Actor, job: JobRow, item: Item): Promise<Done> {
  const id = item.conversation_id;
  const undoing = job.status === 'undoing';
  try {
    // Taking back is asked of the row as it was: giving away may have taken it out of sight.
    if (!undoing) await requireConversation(tx, actor, id);
    if (undoing) return { id, state: (await undoOne(tx, core, actor, id, item.step)) ? 'undone' : 'kept', step: item.step };
    const step = await doOne(tx, core, actor, id, job.action);
    return { id, state: step ? 'changed' : 'skipped', step };
  } catch (error) {
    // Refusals come before anything of this conversation is written.
    if (error instanceof CrmError && error.status < 500) return { id, state: undoing ? 'kept' : 'skipped', step: item.step };
    throw error;
  }
}

async function doOne(tx: Tx, core: Core, actor: Actor, id: Id, action: BulkAction): Promise<Step | null> {
  if (action.type !== 'read') return (await applyOutcome(tx, core, id, actOf(core, actor, action))).step;
  await seeMentions(tx, core, id, actor.userId);
  const moved = await setRead(tx, actor.userId, id, 'all');
  return moved.before === moved.after ? null : { before: {}, after: {}, labels: { added: [], removed: [] }, version: 0, taskIds: [], read: moved };
}

async function undoOne(tx: Tx, core: Core, actor: Actor, id: Id, step: Step | null): Promise<boolean> {
  if (!step) throw new NotFound('step');
  if (step.read) {
    const now = await tx.one<{ read_count: number }>('SELECT read_count FROM conversation_read WHERE user_id = $1 AND conversation_id = $2', [actor.userId, id]);
    if (now?.read_count !== step.read.after) return false;
    await setRead(tx, actor.userId, id, step.read.before);
    return true;
  }
  return (await applyOutcome(tx, core, id, async (_tx, row) => (mayHaveBack(actor, row, step) ? takeBack(tx, core, actor.userId, row, step) : null))).step !== null;
}

function actOf(core: Core, actor: Actor, action: Exclude<BulkAction, { type: 'read' }>): Act {
  switch (action.type) {
    case 'close':
      return statusAct(core, actor, { status: 'closed' });
    case 'reopen':
      return statusAct(core, actor, { status: 'open' });
    case 'snooze':
      return statusAct(core, actor, { status: 'snoozed', snoozedUntil: action.until });
    case 'assign':
      return assignAct(core, actor, { ...(action.ownerId !== undefined && { ownerId: action.ownerId }), ...(action.teamId !== undefined && { teamId: action.teamId }) }, false);
    case 'label':
      return labelAct(action);
    case 'priority':
      return priorityAct(action.priority);
  }
}

/** Once for all of them. */
async function tellNewOwner(tx: Tx, core: Core, job: JobRow): Promise<void> {
  const { action } = job;
  if (action.type !== 'assign' || !action.ownerId || action.ownerId === job.by_id || job.changed === 0) return;
  await notify(tx, core, [action.ownerId], { type: 'assigned', conversationId: null, title: `+${job.changed}` });
}
