import { settleAlarms } from '../alarms/settle.ts';
import { lockConversation } from '../conversations/lock.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { write, type Core } from '../core.ts';
import type { Actor } from '../crm.ts';
import { NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { ActivityView, DealStatus, DealView, Id } from '../views.ts';
import { CONTACT_VISIBLE, scope } from '../visibility.ts';
import { announceDeal, sayInTimeline } from './announce-deal.ts';
import type { DealValues } from './fields.ts';
import { factsOf, readDeal, type SelectedDeal } from './row.ts';

/** Over `deal d`: whoever sees the customer sees their deals. */
export const DEAL_VISIBLE = `EXISTS (SELECT 1 FROM contact k WHERE k.id = d.contact_id AND ${CONTACT_VISIBLE})`;

/** What an act makes of a deal; what is left out stays. */
export interface DealOutcome {
  readonly values?: DealValues;
  readonly stageId?: Id;
  readonly pipelineId?: Id;
  readonly status?: DealStatus;
  readonly ending?: { readonly lostReasonId: Id | null; readonly competitor: string | null; readonly returnOn: string | null };
  readonly said?: Extract<ActivityView, { type: 'deal' }>['change'];
}
/** Null: nothing to do. `conversation` is locked. */
export type DealAct = (tx: Tx, row: SelectedDeal, conversation: ConversationRow | null) => Promise<DealOutcome | null>;

/** Right, lock, change, history, event: every act on one deal goes this way. */
export function changeDeal(core: Core, actor: Actor, id: Id, act: DealAct): Promise<DealView> {
  return write(core, async (tx) => {
    demand(actor, 'deal.update');
    const seen = await tx.one<{ conversation_id: Id | null }>(`SELECT d.conversation_id FROM deal d WHERE d.id = $4 AND ${DEAL_VISIBLE}`, [...scope(actor), id]);
    if (!seen) throw new NotFound('deal');
    // The conversation first, as everywhere: two who change both never wait for each other.
    const conversation = seen.conversation_id ? (await lockConversation(tx, seen.conversation_id)).row : null;
    await tx.query('SELECT 1 FROM deal WHERE id = $1 FOR UPDATE', [id]);
    const row = (await readDeal(tx, id))!;
    const outcome = await act(tx, row, conversation);
    if (outcome) await save(tx, core, actor, row, outcome);
    const deal = await announceDeal(tx, id, factsOf(row));
    await settleAlarms(tx, core.now(), { dealId: id });
    if (conversation && outcome?.said) await sayInTimeline(tx, core, conversation, deal, { change: outcome.said, byId: actor.userId });
    return deal;
  });
}

async function save(tx: Tx, core: Core, actor: Actor, row: SelectedDeal, outcome: DealOutcome): Promise<void> {
  const now = core.now();
  const { values } = outcome;
  if (values) {
    await tx.query('UPDATE deal SET title = $2, owner_id = $3, amount_minor = $4, currency = $5, expected_on = $6, probability = $7, comment = $8 WHERE id = $1', [
      row.id, values.title, values.ownerId, values.amountMinor, values.currency, values.expectedOn, values.probability, values.comment,
    ]);
  }
  const [stageId, status] = [outcome.stageId ?? row.stage_id, outcome.status ?? row.status];
  if (stageId === row.stage_id && status === row.status) return;
  const ending = outcome.ending ?? { lostReasonId: null, competitor: null, returnOn: null };
  await tx.query(
    `UPDATE deal SET stage_id = $2, pipeline_id = $3, status = $4, lost_reason_id = $5, competitor = $6, return_on = $7, stage_since = $8, closed_at = $9 WHERE id = $1`,
    [row.id, stageId, outcome.pipelineId ?? row.pipeline_id, status, ending.lostReasonId, ending.competitor, ending.returnOn, now, status === 'open' ? null : now]);
  const stood = Math.max(0, Math.round((now.getTime() - row.stage_since.getTime()) / 1000));
  await tx.query('INSERT INTO deal_move (deal_id, from_stage_id, to_stage_id, from_status, to_status, stood_seconds, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
    row.id, row.stage_id, stageId, row.status, status, stood, actor.userId, now,
  ]);
}
