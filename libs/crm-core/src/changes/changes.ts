import { read, type Core } from '../core.ts';
import type { ChangesApi } from '../crm.ts';
import { requireMessage } from '../visibility.ts';
import type { Id } from '../views.ts';
import { createAsk } from './ask.ts';
import { createCarryOut } from './carry-out.ts';

/** Words of ours changed, or taken away, after they reached the customer. */
export function createChanges(core: Core): ChangesApi {
  return {
    ...createAsk(core),
    ...createCarryOut(core),
    versions: async (actor, messageId) => {
      await requireMessage(read(core), actor, messageId);
      const rows = await read(core).query<{ text: string; html: string | null; replaced_at: Date; replaced_by: Id | null }>(
        `SELECT v.text, v.html, v.replaced_at, v.replaced_by FROM message_version v JOIN message m ON m.id = v.message_id
         WHERE v.message_id = $1 AND m.deleted_at IS NULL ORDER BY v.replaced_at, v.id`, [messageId]);
      return rows.map((row) => ({ text: row.text, html: row.html, replacedAt: row.replaced_at.toISOString(), replacedById: row.replaced_by }));
    },
  };
}
