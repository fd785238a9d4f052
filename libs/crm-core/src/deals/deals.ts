import { write, type Core } from '../core.ts';
import type { DealsApi } from '../crm.ts';
import { NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import type { Id } from '../views.ts';
import { changeDeal } from './change-deal.ts';
import { createDeal } from './create-deal.ts';
import { createEnds } from './ends.ts';
import { valuesOf, withFields } from './fields.ts';
import { createDealLists } from './list.ts';
import { dealFromForm } from './order-form.ts';
import { createPipelines } from './pipelines.ts';
import { createReasons } from './reasons.ts';

/** Opportunities on their way over the stages of a pipeline. */
export function createDeals(core: Core): DealsApi {
  return {
    ...createDealLists(core),
    ...createEnds(core),
    create: (actor, input) =>
      write(core, (tx) => {
        demand(actor, 'deal.create');
        return createDeal(tx, core, actor, input);
      }),
    fromForm: (actor, input) =>
      write(core, async (tx) => {
        demand(actor, 'deal.create');
        const people = await tx.query<{ id: Id }>('SELECT id FROM app_user WHERE active');
        return dealFromForm(tx, core, input, { channel: 'http', inboxId: null, byId: actor.userId, everybody: people.map(({ id }) => id) });
      }),
    update: (actor, id, input) => changeDeal(core, actor, id, async (tx, row) => ({ values: await withFields(tx, valuesOf(row), input) })),
    tick: (actor, id, checkId, ticked) =>
      changeDeal(core, actor, id, async (tx, row) => {
        const known = await tx.one("SELECT 1 FROM stage s WHERE s.pipeline_id = $1 AND s.checks @> jsonb_build_array(jsonb_build_object('id', $2::text))", [row.pipeline_id, checkId]);
        if (!known) throw new NotFound('check');
        if (ticked) await tx.query('INSERT INTO deal_tick (deal_id, check_id, by_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [id, checkId, actor.userId, core.now()]);
        else await tx.query('DELETE FROM deal_tick WHERE deal_id = $1 AND check_id = $2', [id, checkId]);
        return null;
      }),
    pipelines: createPipelines(core),
    reasons: createReasons(core),
  };
}
