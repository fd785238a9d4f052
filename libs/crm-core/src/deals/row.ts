import type { Reader } from '../core.ts';
import type { DealFacts, DealStatus, DealView, Id, TaskKind } from '../views.ts';

/** A row of `deal`, in the names of its columns; days stand beside as text, so that no time zone touches them. */
export interface SelectedDeal {
  readonly id: Id;
  readonly title: string;
  readonly contact_id: Id;
  readonly conversation_id: Id | null;
  readonly lead_id: Id | null;
  readonly pipeline_id: Id;
  readonly stage_id: Id;
  readonly owner_id: Id | null;
  readonly amount_minor: string | null;
  readonly currency: string;
  readonly expected_day: string | null;
  readonly probability: number | null;
  readonly comment: string;
  readonly status: DealStatus;
  readonly lost_reason_id: Id | null;
  readonly competitor: string | null;
  readonly return_day: string | null;
  readonly stage_since: Date;
  readonly created_at: Date;
  readonly closed_at: Date | null;
  readonly contact_name: string;
  readonly ticked: Id[];
  readonly next_task: { id: Id; kind: TaskKind; title: string; due_at: string } | null;
}

/** Over `deal d`. */
export const DEAL_COLUMNS = `d.*, d.expected_on::text AS expected_day, d.return_on::text AS return_day,
  (SELECT dk.name FROM contact dk WHERE dk.id = d.contact_id) AS contact_name,
  ARRAY(SELECT dt.check_id FROM deal_tick dt WHERE dt.deal_id = d.id ORDER BY dt.check_id) AS ticked,
  (SELECT jsonb_build_object('id', nt.id, 'kind', nt.kind, 'title', nt.title, 'due_at', nt.due_at) FROM task nt WHERE nt.deal_id = d.id AND nt.status = 'open' ORDER BY nt.due_at, nt.id LIMIT 1) AS next_task`;

export function toDealView(row: SelectedDeal): DealView {
  return {
    id: row.id,
    title: row.title,
    contactId: row.contact_id,
    contactName: row.contact_name,
    conversationId: row.conversation_id,
    leadId: row.lead_id,
    ...factsOf(row),
    expectedOn: row.expected_day,
    probability: row.probability,
    comment: row.comment,
    lostReasonId: row.lost_reason_id,
    competitor: row.competitor,
    returnOn: row.return_day,
    stageSince: row.stage_since.toISOString(),
    nextTask: row.next_task && { id: row.next_task.id, kind: row.next_task.kind, title: row.next_task.title, dueAt: new Date(row.next_task.due_at).toISOString() },
    tickedIds: row.ticked,
    createdAt: row.created_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}

export const factsOf = (row: Pick<SelectedDeal, 'pipeline_id' | 'stage_id' | 'status' | 'owner_id' | 'amount_minor' | 'currency'>): DealFacts => ({
  pipelineId: row.pipeline_id,
  stageId: row.stage_id,
  status: row.status,
  ownerId: row.owner_id,
  amountMinor: row.amount_minor === null ? null : Number(row.amount_minor),
  currency: row.currency,
});

export async function readDeal(reader: Reader, id: Id): Promise<SelectedDeal | undefined> {
  return reader.one<SelectedDeal>(`SELECT ${DEAL_COLUMNS} FROM deal d WHERE d.id = $1`, [id]);
}
