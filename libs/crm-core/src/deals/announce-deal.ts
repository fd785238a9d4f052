import { audienceOfContact } from '../contacts/announce.ts';
import { announce } from '../conversations/announce.ts';
import { stateOf, type ConversationRow } from '../conversations/row.ts';
import type { Core } from '../core.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow } from '../messages/row.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { ActivityView, DealFacts, DealView, Id } from '../views.ts';
import { readDeal, toDealView } from './row.ts';

type Said = Extract<ActivityView, { type: 'deal' }>['change'];

/** Reads the deal as it now stands in this transaction and tells every screen. Its row was changed or locked before. */
export async function announceDeal(tx: Tx, id: Id, before: DealFacts | null): Promise<DealView> {
  const deal = toDealView((await readDeal(tx, id))!);
  tell(tx, { change: { type: 'deal', deal, before }, audience: await audienceOfContact(tx, deal.contactId) });
  return deal;
}

/** What happened to it stands in the timeline of its conversation, which is locked. */
export async function sayInTimeline(tx: Tx, core: Core, conversation: ConversationRow, deal: DealView, said: { change: Said; byId: Id | null }): Promise<void> {
  const stage = await tx.one<{ name: string }>('SELECT name FROM stage WHERE id = $1', [deal.stageId]);
  const line = messageRow({
    id: core.newId(), conversation_id: conversation.id, contact_id: conversation.contact_id, kind: 'activity', direction: 'internal', author_id: said.byId, occurred_at: core.now(), created_at: core.now(),
    payload: { activity: { type: 'deal', dealId: deal.id, title: deal.title, change: said.change, stage: stage?.name ?? '', byId: said.byId } },
  });
  tx.write(insertMessage(line));
  await announce(tx, conversation.id, stateOf(conversation), [line.id]);
}
