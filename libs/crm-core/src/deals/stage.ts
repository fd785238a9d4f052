import { Invalid } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import type { DealField, Id, StageView } from '../views.ts';

export interface Stage {
  readonly id: Id;
  readonly pipeline_id: Id;
  readonly name: string;
  readonly required: DealField[];
  readonly checks: StageView['checks'];
}

/** Holds the stage, so that nobody removes it while a deal is on its way there. Throws Invalid when it is gone. */
export async function lockStage(tx: Tx, id: Id): Promise<Stage> {
  const stage = await tx.one<Stage>(
    'SELECT s.id, s.pipeline_id, s.name, s.required, s.checks FROM stage s JOIN pipeline p ON p.id = s.pipeline_id WHERE s.id = $1 AND s.removed_at IS NULL AND p.removed_at IS NULL FOR SHARE OF s', [id]);
  if (!stage) throw new Invalid('no-stage', 'This stage is gone.', 'stageId');
  return stage;
}
