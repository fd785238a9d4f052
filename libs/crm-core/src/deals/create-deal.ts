import { lockConversation } from '../conversations/lock.ts';
import type { ConversationRow } from '../conversations/row.ts';
import type { Core } from '../core.ts';
import type { Actor, DealInput } from '../crm.ts';
import { Conflict, Invalid } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import type { DealView, Id } from '../views.ts';
import { holdContact, requireConversation } from '../visibility.ts';
import { announceDeal, sayInTimeline } from './announce-deal.ts';
import { requireFields, withFields, type DealValues } from './fields.ts';
import { firstPipeline } from './pipelines.ts';
import { readDeal, toDealView } from './row.ts';
import { lockStage, type Stage } from './stage.ts';

/** A deal of a contact, perhaps out of a conversation or a lead. The same id again answers the same deal. */
export async function createDeal(tx: Tx, core: Core, actor: Actor, input: DealInput & { leadId?: Id }): Promise<DealView> {
  const { contactId, conversation } = await placeOf(tx, actor, input);
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7130616))', [input.id]);
  const before = await readDeal(tx, input.id);
  if (before && before.contact_id !== contactId) throw new Conflict('id-taken', 'Another deal was made under this id: make a new one.');
  if (before) return toDealView(before);
  const stage = await stageFor(tx, core, input);
  const { currency } = (await tx.one<{ currency: string }>('SELECT currency FROM company'))!;
  const values = await withFields(tx, { title: '', ownerId: conversation?.owner_id ?? actor.userId, amountMinor: null, currency, expectedOn: null, probability: null, comment: '' }, input);
  if (input.stageId) requireFields(values, stage);
  await insertDeal(tx, core, { id: input.id, contactId, conversationId: conversation?.id ?? null, leadId: input.leadId ?? null, stage, values, byId: actor.userId });
  const deal = await announceDeal(tx, input.id, null);
  if (conversation) await sayInTimeline(tx, core, conversation, deal, { change: 'created', byId: actor.userId });
  return deal;
}

/** The named stage, else the first of the named pipeline, else the first of all. */
export async function stageFor(tx: Tx, core: Core, wish: { stageId?: Id; pipelineId?: Id }): Promise<Stage> {
  if (wish.stageId) {
    const stage = await lockStage(tx, wish.stageId);
    if (wish.pipelineId && wish.pipelineId !== stage.pipeline_id) throw new Invalid('other-pipeline', 'This stage belongs to another pipeline.', 'stageId');
    return stage;
  }
  const pipelineId = wish.pipelineId ?? (await firstPipeline(tx, core)).id;
  const first = await tx.one<{ id: Id }>('SELECT s.id FROM stage s JOIN pipeline p ON p.id = s.pipeline_id WHERE p.id = $1 AND p.removed_at IS NULL AND s.removed_at IS NULL ORDER BY s.position, s.id LIMIT 1', [pipelineId]);
  if (!first) throw new Invalid('no-pipeline', 'There is no such pipeline.', 'pipelineId');
  return lockStage(tx, first.id);
}

interface NewDeal {
  readonly id: Id;
  readonly contactId: Id;
  readonly conversationId: Id | null;
  readonly leadId: Id | null;
  readonly stage: Stage;
  readonly values: DealValues;
  readonly byId: Id | null;
}

/** Its row and the beginning of its history. */
export async function insertDeal(tx: Tx, core: Core, { id, contactId, conversationId, leadId, stage, values, byId }: NewDeal): Promise<void> {
  const now = core.now();
  await tx.query(
    `INSERT INTO deal (id, title, contact_id, conversation_id, lead_id, pipeline_id, stage_id, owner_id, amount_minor, currency, expected_on, probability, comment, stage_since, created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14)`,
    [id, values.title, contactId, conversationId, leadId, stage.pipeline_id, stage.id, values.ownerId, values.amountMinor, values.currency, values.expectedOn, values.probability, values.comment, now, byId]);
  tx.write({ text: "INSERT INTO deal_move (deal_id, to_stage_id, to_status, by_id, at) VALUES ($1, $2, 'open', $3, $4)", values: [id, stage.id, byId, now] });
}

async function placeOf(tx: Tx, actor: Actor, input: Pick<DealInput, 'contactId' | 'conversationId'>): Promise<{ contactId: Id; conversation: ConversationRow | null }> {
  if (!input.conversationId) {
    if (!input.contactId) throw new Invalid('no-contact', 'Say whose deal it is.', 'contactId');
    await holdContact(tx, actor, input.contactId);
    return { contactId: input.contactId, conversation: null };
  }
  await requireConversation(tx, actor, input.conversationId);
  const { row } = await lockConversation(tx, input.conversationId);
  if (input.contactId && input.contactId !== row.contact_id) throw new Invalid('other-contact', 'This conversation is with somebody else.', 'contactId');
  return { contactId: row.contact_id, conversation: row };
}
