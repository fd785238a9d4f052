import { read, write, type Core } from '../core.ts';
import type { Id } from '../views.ts';
import { settleAlarms } from './settle.ts';
import { AT_ONCE, STANDING } from './standing.ts';

/** Ends the alarms of what went away without an act on it: a channel that works again, a deal whose stage changed its terms. */
export async function settleOver(core: Core): Promise<void> {
  const over = await read(core).query<{ id: Id }>(`SELECT a.id FROM alarm a WHERE a.state <> 'resolved' AND NOT ${STANDING} LIMIT ${AT_ONCE}`);
  if (over.length === 0) return;
  await write(core, async (tx) => {
    // Conversations first, as everywhere; what somebody holds is looked at again next time.
    const ids = over.map(({ id }) => id);
    await tx.query('SELECT 1 FROM conversation WHERE id IN (SELECT conversation_id FROM alarm WHERE id = ANY ($1::uuid[])) ORDER BY id FOR NO KEY UPDATE', [ids]);
    await settleAlarms(tx, core.now(), { alarmIds: ids });
  });
}
