import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { BulkAction, BulkJobView, BulkStatus, Id } from '../views.ts';
import { onlyFor } from '../visibility.ts';

/** A row of `bulk_job`. */
export interface JobRow {
  readonly id: Id;
  readonly by_id: Id;
  readonly action: BulkAction;
  readonly status: BulkStatus;
  readonly total: number;
  readonly changed: number;
  readonly skipped: number;
  readonly undone: number;
  readonly kept: number;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

export const toJobView = (row: JobRow): BulkJobView => ({
  id: row.id, byId: row.by_id, action: row.action, status: row.status, total: row.total, changed: row.changed, skipped: row.skipped, undone: row.undone, kept: row.kept,
  createdAt: row.created_at.toISOString(), finishedAt: row.finished_at?.toISOString() ?? null,
});

/** Whoever started it sees how far it is. */
export function tellJob(tx: Tx, row: JobRow): BulkJobView {
  const job = toJobView(row);
  tell(tx, { change: { type: 'bulk-job', job }, audience: onlyFor(row.by_id) });
  return job;
}
