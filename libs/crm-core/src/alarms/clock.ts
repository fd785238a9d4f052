import type { Tx } from '../transaction.ts';
import type { WorkingHours, Id } from '../views.ts';
import { stepDue, type CompanyClock } from './due.ts';
import type { AlarmRow } from './row.ts';

interface Row {
  readonly time_zone: string;
  readonly working_hours: WorkingHours;
  readonly holidays: { date: string }[];
  readonly head_of_sales_id: Id | null;
  readonly company_owner_id: Id | null;
}

export async function clockOf(tx: Pick<Tx, 'one'>): Promise<CompanyClock> {
  const row = (await tx.one<Row>('SELECT time_zone, working_hours, holidays, head_of_sales_id, company_owner_id FROM company'))!;
  return { timeZone: row.time_zone, hours: row.working_hours, holidays: row.holidays, headOfSalesId: row.head_of_sales_id, companyOwnerId: row.company_owner_id };
}

/** When the next step of the ladder is due; null: it was the last. */
export function nextDue(row: Pick<AlarmRow, 'steps' | 'since' | 'time_zone'>, position: number, clock: CompanyClock): Date | null {
  const step = row.steps[position];
  return step ? stepDue(row.since, step, row.time_zone ? { ...clock, timeZone: row.time_zone } : clock) : null;
}

/** Hours or holidays of the company changed: what is due when is counted anew. */
export async function countAnew(tx: Tx): Promise<void> {
  const clock = await clockOf(tx);
  const rows = await tx.query<AlarmRow>("SELECT * FROM alarm WHERE state = 'raised' AND next_at IS NOT NULL FOR NO KEY UPDATE");
  if (!rows.length) return;
  await tx.query('UPDATE alarm a SET next_at = n.at FROM unnest($1::uuid[], $2::timestamptz[]) AS n (id, at) WHERE a.id = n.id', [rows.map(({ id }) => id), rows.map((row) => nextDue(row, row.step, clock))]);
}
