import { followAlarms } from '../alarms/follow.ts';
import type { Statement } from '../batch.ts';
import { write, type Core } from '../core.ts';
import type { Actor } from '../crm.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow } from '../messages/row.ts';
import type { Tx } from '../transaction.ts';
import type { ActivityView, ConversationView, Id } from '../views.ts';
import { requireConversation } from '../visibility.ts';
import { announce } from './announce.ts';
import { lockConversation } from './lock.ts';
import { stateOf, type ConversationRow } from './row.ts';
import { saveLabels } from './save-labels.ts';
import { updateConversation } from './save.ts';
import { rememberStep, stepOf, type Step } from './step.ts';

/** What a person's act makes of a conversation; `line` is said in its timeline. Null: nothing to do. */
export interface Outcome {
  readonly row: ConversationRow;
  readonly line?: ActivityView;
  /** Tasks that ended with it: they open again when it is taken back. */
  readonly settled?: readonly Id[];
}

export type Act = (tx: Tx, row: ConversationRow) => Promise<Outcome | null>;

export interface Changed {
  readonly conversation: ConversationView;
  /** How to take it back; null when nothing changed. */
  readonly step: Step | null;
}

/**
 * Right, lock, change, event: every act of a person on one conversation goes this way. It is remembered as the last they did to it,
 * so that they can take it back; `keeps: 'nothing'` for what has its own way back.
 */
export function changeConversation(core: Core, actor: Actor, id: Id, act: Act, keeps: 'step' | 'nothing' = 'step'): Promise<ConversationView> {
  return write(core, async (tx) => {
    await requireConversation(tx, actor, id);
    const { conversation, step } = await applyOutcome(tx, core, id, act);
    if (step && keeps === 'step') tx.write(rememberStep(actor.userId, id, step, core.now()));
    return conversation;
  });
}

/** The same without a person: time passed. */
export async function applyOutcome(tx: Tx, core: Core, id: Id, act: Act): Promise<Changed> {
  const { row: before } = await lockConversation(tx, id);
  const outcome = await act(tx, before);
  if (!outcome) return { conversation: (await announce(tx, id, stateOf(before))).conversation, step: null };
  const now = core.now();
  const line = outcome.line
    ? messageRow({
        id: core.newId(), conversation_id: id, contact_id: before.contact_id, kind: 'activity', direction: 'internal', occurred_at: now, created_at: now, payload: { activity: outcome.line },
      })
    : null;
  tx.write(...updateConversation(before, outcome.row), ...besides(before, outcome.row), ...(line ? [insertMessage(line)] : []));
  const { conversation } = await announce(tx, id, stateOf(before), line ? [line.id] : []);
  await followAlarms(tx, core.now(), before, outcome.row, outcome.line);
  return { conversation, step: stepOf(before, outcome.row, outcome.settled ?? []) };
}

/** What only people set is not written with every message, and so has statements of its own. */
function besides(before: ConversationRow, next: ConversationRow): Statement[] {
  return [
    ...(next.priority === before.priority ? [] : [{ text: 'UPDATE conversation SET priority = $2 WHERE id = $1', values: [next.id, next.priority] }]),
    ...(next.label_ids === before.label_ids ? [] : saveLabels(next.id, next.label_ids)),
  ];
}
