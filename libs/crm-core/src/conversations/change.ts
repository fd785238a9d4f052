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
import { updateConversation } from './save.ts';

/** What a person's act makes of a conversation; `line` is said in its timeline. Null: nothing to do. */
export interface Outcome {
  readonly row: ConversationRow;
  readonly line?: ActivityView;
}

/** Right, lock, change, event: every act of a person on one conversation goes this way. */
export function changeConversation(core: Core, actor: Actor, id: Id, act: (tx: Tx, row: ConversationRow) => Promise<Outcome | null>): Promise<ConversationView> {
  return write(core, async (tx) => {
    await requireConversation(tx, actor, id);
    return applyOutcome(tx, core, id, act);
  });
}

/** The same without a person: time passed. */
export async function applyOutcome(tx: Tx, core: Core, id: Id, act: (tx: Tx, row: ConversationRow) => Promise<Outcome | null>): Promise<ConversationView> {
  const { row: before } = await lockConversation(tx, id);
  const outcome = await act(tx, before);
  if (!outcome) return (await announce(tx, id, stateOf(before))).conversation;
  const now = core.now();
  const line = outcome.line
    ? messageRow({
        id: core.newId(), conversation_id: id, contact_id: before.contact_id, kind: 'activity', direction: 'internal', occurred_at: now, created_at: now, payload: { activity: outcome.line },
      })
    : null;
  tx.write(updateConversation(outcome.row), ...(line ? [insertMessage(line)] : []));
  return (await announce(tx, id, stateOf(before), line ? [line.id] : [])).conversation;
}
