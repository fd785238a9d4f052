import { read, write, type Core } from '../core.ts';
import type { Tx } from '../transaction.ts';
import type { AlarmKind, AlarmStepView, Id, SumView } from '../views.ts';
import { clockOf, nextDue } from './clock.ts';
import { latestDue, stepDue, type CompanyClock } from './due.ts';
import { ALARM_COLUMNS, tellAlarms, type AlarmRow } from './row.ts';
import { aloneAtIt } from './alone.ts';
import { AT_ONCE, CANDIDATES } from './standing.ts';

interface Candidate {
  readonly subject: string;
  readonly title: string;
  readonly contact_id: Id | null;
  readonly conversation_id: Id | null;
  readonly lead_id?: Id;
  readonly task_id?: Id;
  readonly deal_id?: Id;
  readonly inbox_id?: Id;
  readonly message_id?: Id;
  readonly since: Date;
  readonly time_zone: string | null;
  readonly money: SumView | null;
}

interface Rule {
  readonly kind: AlarmKind;
  readonly steps: readonly AlarmStepView[];
  readonly applies_from: Date | number;
}
interface Clocks {
  readonly company: CompanyClock;
  /** '': the company's own; those of its teams besides. */
  readonly zones: readonly string[];
}

/** Raises what waited long enough: one alarm for each thing, whatever dies and however many workers look. Returns how many there are new. */
export async function raiseAlarms(core: Core): Promise<number> {
  const reader = read(core);
  const rules = await reader.query<Rule>('SELECT kind, steps, applies_from FROM alarm_rule WHERE enabled ORDER BY position');
  const zones = await reader.query<{ time_zone: string }>('SELECT DISTINCT time_zone FROM team WHERE time_zone IS NOT NULL ORDER BY time_zone');
  const clocks = { company: await clockOf(reader), zones: ['', ...zones.map((row) => row.time_zone)] };
  let raised = 0;
  for (const rule of rules) {
    for (let more = AT_ONCE; more === AT_ONCE; raised += more) more = await write(core, (tx) => raiseBy(tx, core, rule, clocks));
  }
  return raised;
}

async function raiseBy(tx: Tx, core: Core, { kind, steps, applies_from }: Rule, { company, zones }: Clocks): Promise<number> {
  if (!(await aloneAtIt(tx))) return 0;
  const latest = zones.map((zone) => latestDue(core.now(), steps[0]!, inZone(company, zone)));
  // What is infinite comes as a number.
  const from = typeof applies_from === 'number' ? '-infinity' : applies_from;
  const found = await tx.query<Candidate>(CANDIDATES[kind], [zones, latest, from, new Date(Math.max(...latest.map(Number)))]);
  // Of somebody who waits in several places the longest wait counts.
  const candidates = [...new Map(found.toReversed().map((each) => [each.subject, each])).values()];
  const rows: AlarmRow[] = [];
  for (const each of candidates) rows.push(...(await insert(tx, core, kind, steps, company, each)));
  await tellAlarms(tx, rows);
  return rows.length;
}

const inZone = (clock: CompanyClock, zone: string | null): CompanyClock => (zone ? { ...clock, timeZone: zone } : clock);

/** What was thought to be over goes on where its ladder stood: a step that was told is not told again. */
async function insert(tx: Tx, core: Core, kind: AlarmKind, steps: readonly AlarmStepView[], clock: CompanyClock, each: Candidate): Promise<AlarmRow[]> {
  const rows = await tx.query<AlarmRow>(INSERT, [
    core.newId(), kind, each.subject, each.title, each.contact_id, each.conversation_id, each.lead_id ?? null, each.task_id ?? null, each.deal_id ?? null, each.inbox_id ?? null, each.message_id ?? null,
    each.since, each.time_zone, JSON.stringify(steps), stepDue(each.since, steps[0]!, inZone(clock, each.time_zone)), each.money?.minor ?? null, each.money?.currency ?? null, core.now(),
  ]);
  const [row] = rows;
  if (!row || row.step === 0 || row.state !== 'raised') return rows;
  const next_at = nextDue(row, row.step, clock);
  await tx.query('UPDATE alarm SET next_at = $2 WHERE id = $1', [row.id, next_at]);
  return [{ ...row, next_at }];
}

const INSERT = `INSERT INTO alarm AS a (id, kind, subject, title, contact_id, conversation_id, lead_id, task_id, deal_id, inbox_id, message_id, since, time_zone, steps, next_at, money_minor, money_currency, raised_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
  ON CONFLICT (kind, subject, since) DO UPDATE SET state = CASE WHEN a.taken_by IS NULL THEN 'raised' ELSE 'taken' END, resolved_at = NULL,
    next_at = CASE WHEN a.taken_by IS NULL AND a.step = 0 THEN EXCLUDED.next_at END
    WHERE a.state = 'resolved'
  RETURNING ${ALARM_COLUMNS}`;
