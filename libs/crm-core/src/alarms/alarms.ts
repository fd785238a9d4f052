import { returnUnattended } from '../absence/unattended.ts';
import { recordAudit } from '../company/audit.ts';
import { read, write, type Core } from '../core.ts';
import type { AlarmsApi } from '../crm.ts';
import { Invalid } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { AlarmRuleView, AlarmStepView } from '../views.ts';
import { EVERYBODY, scope } from '../visibility.ts';
import { climb } from './climb.ts';
import { raiseAlarms } from './raise.ts';
import { ALARM_COLUMNS, ALARM_VISIBLE, toAlarmView, type AlarmRow } from './row.ts';
import { settleOver } from './settle-over.ts';
import { createTake } from './take.ts';

const RULES = 'SELECT kind, enabled, steps FROM alarm_rule ORDER BY position';

/** What nobody reacted to in time, and the ladder that tells so until somebody takes it. */
export function createAlarms(core: Core): AlarmsApi {
  return {
    list: async (actor, page) => {
      demand(actor, 'alarm.read');
      const limit = pageLimit(page);
      const [since, id] = afterKey(page, 2) ?? [null, null];
      const rows = await read(core).query<AlarmRow & { position: string }>(
        `SELECT ${ALARM_COLUMNS}, a.since::text AS position FROM alarm a
         WHERE a.state <> 'resolved' AND ${ALARM_VISIBLE} AND ($5::timestamptz IS NULL OR (a.since, a.id) > ($5, $6::uuid)) ORDER BY a.since, a.id LIMIT $7`,
        [...scope(actor), actor.userId, since, id, limit + 1]);
      return toPage(rows, limit, (row) => [row.position, row.id], toAlarmView);
    },
    ...createTake(core),
    rules: {
      list: async (actor) => {
        demand(actor, 'alarm.read');
        return read(core).query<AlarmRuleView>(RULES);
      },
      save: (actor, kind, { enabled, steps }) =>
        write(core, async (tx) => {
          demand(actor, 'alarm-rule.manage');
          // Switched on again, it does not ring for what began while it was off.
          await tx.query('UPDATE alarm_rule SET steps = $2, applies_from = CASE WHEN $3 AND NOT enabled THEN $4 ELSE applies_from END, enabled = $3 WHERE kind = $1', [kind, JSON.stringify(inOrder(steps)), enabled, core.now()]);
          const rules = await tx.query<AlarmRuleView>(RULES);
          await recordAudit(tx, { userId: actor.userId, action: 'alarm-rule.save', thing: kind, detail: { enabled, steps } });
          tell(tx, { change: { type: 'alarm-rules', rules }, audience: EVERYBODY });
          return rules.find((rule) => rule.kind === kind)!;
        }),
    },
    returnUnattended: () => returnUnattended(core),
    watch: async () => {
      await settleOver(core);
      await raiseAlarms(core);
      return climb(core);
    },
  };
}

/** A ladder goes up in time. */
function inOrder(steps: readonly AlarmStepView[]): readonly AlarmStepView[] {
  if (steps.length === 0) throw new Invalid('no-steps', 'A rule tells at least one person.', 'steps');
  if (steps.some((step, index) => step.minutes < (steps[index - 1]?.minutes ?? 0))) throw new Invalid('steps-order', 'Each step comes after the one before it.', 'steps');
  return steps;
}
