import { read, write, type Core } from '../core.ts';
import type { Actor, ConversationsApi } from '../crm.ts';
import { Conflict, Invalid } from '../errors.ts';
import { settleTasks } from '../tasks/settle.ts';
import type { Tx } from '../transaction.ts';
import type { ConversationStatus, Id } from '../views.ts';
import { audienceOf } from './announce.ts';
import { applyOutcome, changeConversation, type Act } from './change.ts';
import { placeOf, type ConversationRow } from './row.ts';

export const viewed = (row: ConversationRow) => audienceOf(placeOf(row));

/** Opening, closing, putting off, and "no reply needed". */
export function createStatus(core: Core): Pick<ConversationsApi, 'setStatus' | 'noReplyNeeded' | 'wakeSnoozed'> {
  return {
    setStatus: (actor, id, to) => changeConversation(core, actor, id, statusAct(core, actor, to)),
    noReplyNeeded: (actor, id) =>
      changeConversation(core, actor, id, async (tx, row) => {
        if (!row.waiting_since) return null;
        const settled = await settleTasks(tx, core.now(), id, ['answer', 'call-back'], 'done', viewed(row));
        return { row: { ...row, waiting_since: null, answer_due_at: null }, settled };
      }),
    wakeSnoozed: async () => {
      const due = await read(core).query<{ id: Id }>("SELECT id FROM conversation WHERE status = 'snoozed' AND snoozed_until <= $1 ORDER BY snoozed_until LIMIT 500", [core.now()]);
      for (const { id } of due) {
        await write(core, (tx) =>
          applyOutcome(tx, core, id, async (_tx, row) =>
            // Somebody may have acted on it since.
            row.status === 'snoozed' && row.snoozed_until! <= core.now()
              ? { row: { ...row, status: 'open', snoozed_until: null }, line: { type: 'status', from: 'snoozed', to: 'open', byId: null } }
              : null,
          ),
        );
      }
      return due.length;
    },
  };
}

/** Opening, closing and putting off. */
export function statusAct(core: Core, actor: Actor, { status, snoozedUntil }: { status: ConversationStatus; snoozedUntil?: string }): Act {
  return async (tx, row) => {
    const until = status === 'snoozed' ? future(core, snoozedUntil) : null;
    if (status === row.status && until?.getTime() === row.snoozed_until?.getTime()) return null;
    if (row.status === 'closed') await requireNoOther(tx, row);
    const next = { ...row, status, snoozed_until: until, closed_at: status === 'closed' ? core.now() : null, spam: status === 'closed' && row.spam };
    const line = status === row.status ? undefined : ({ type: 'status', from: row.status, to: status, byId: actor.userId } as const);
    if (status !== 'closed') return { row: next, line };
    const settled = await settleTasks(tx, core.now(), row.id, ['answer', 'follow-up', 'call-back'], 'cancelled', viewed(row));
    return { row: { ...next, waiting_since: null, answer_due_at: null }, line, settled };
  };
}

function future(core: Core, time: string | undefined): Date {
  const until = new Date(time ?? '');
  if (Number.isNaN(until.getTime())) throw new Invalid('no-time', 'Say until when it is put off.', 'snoozedUntil');
  if (until <= core.now()) throw new Invalid('past-time', 'This moment is already past.', 'snoozedUntil');
  return until;
}

/** A contact has one open conversation (and one per thread): the newer one goes on. */
export async function hasOther(tx: Tx, row: ConversationRow): Promise<boolean> {
  const other = await tx.one(
    `SELECT 1 FROM conversation WHERE id <> $1 AND status <> 'closed' AND (CASE WHEN $4::text IS NULL THEN contact_id = $2 AND thread_key IS NULL ELSE inbox_id = $3 AND thread_key = $4 END)`,
    [row.id, row.contact_id, row.inbox_id, row.thread_key],
  );
  return other !== undefined;
}

async function requireNoOther(tx: Tx, row: ConversationRow): Promise<void> {
  if (await hasOther(tx, row)) throw new Conflict('other-open', 'This contact has another open conversation; go on there.');
}
