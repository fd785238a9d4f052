import type { Id, LeadStatus, LeadView, SourceView } from '../views.ts';

/** A row of `lead`, in the names of its columns. */
export interface LeadRow {
  readonly id: Id;
  readonly contact_id: Id;
  readonly conversation_id: Id | null;
  readonly status: LeadStatus;
  readonly source: SourceView;
  readonly owner_id: Id | null;
  readonly junk_reason: string | null;
  readonly junk_reason_id?: Id | null;
  readonly created_at: Date;
  readonly closed_at: Date | null;
}

export const toLeadView = (row: LeadRow): LeadView => ({
  id: row.id,
  contactId: row.contact_id,
  conversationId: row.conversation_id,
  status: row.status,
  source: row.source,
  ownerId: row.owner_id,
  junkReason: row.junk_reason,
  ...(row.junk_reason_id ? { junkReasonId: row.junk_reason_id } : {}),
  createdAt: row.created_at.toISOString(),
});
