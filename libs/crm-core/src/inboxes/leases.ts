import { read, type Core } from '../core.ts';
import type { InboxesApi } from '../crm.ts';

/** One holder at a time for each listener and periodic job. Times are the database's: the one clock that all processes share. */
export function createLeases(core: Core): Pick<InboxesApi, 'lease' | 'release'> {
  return {
    lease: async (name, holder, ttlMs) => {
      const row = await read(core).one(
        `INSERT INTO lease (name, holder, expires_at) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
         ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, expires_at = EXCLUDED.expires_at
         WHERE lease.holder = EXCLUDED.holder OR lease.expires_at <= clock_timestamp() RETURNING name`, [name, holder, ttlMs]);
      return row !== undefined;
    },
    release: async (name, holder) => void (await read(core).query('DELETE FROM lease WHERE name = $1 AND holder = $2', [name, holder])),
  };
}
