import { read, write, type Core } from '../core.ts';
import type { Actor, SessionsApi } from '../crm.ts';
import { ACTOR, toActor, type ActorRow } from './user-view.ts';
import { createApiTokens, createOneTimeTokens } from './tokens.ts';

const IDLE_MS = 8 * 3_600_000;
const ABSOLUTE_MS = 7 * 86_400_000;
const TOUCH_MS = 60_000;

/** $1 hash, $2 now, $3 idle limit, $4 absolute limit, $5 not touched since. A session of a disabled person answers nothing. */
const RESOLVE = `WITH s AS (SELECT token_hash, user_id, last_seen_at FROM session WHERE token_hash = $1 AND last_seen_at > $3 AND created_at > $4),
  touched AS (UPDATE session SET last_seen_at = $2 WHERE token_hash = (SELECT token_hash FROM s WHERE last_seen_at < $5))
  SELECT ${ACTOR} FROM s JOIN app_user u ON u.id = s.user_id AND u.active CROSS JOIN company k`;

const ALIVE = 'SELECT 1 FROM session s JOIN app_user u ON u.id = s.user_id AND u.active WHERE s.token_hash = $1 AND s.last_seen_at > $2 AND s.created_at > $3';

/** Who is signed in. Tokens are known only by their SHA-256. */
export function createSessions(core: Core): SessionsApi {
  const ago = (ms: number): Date => new Date(core.now().getTime() - ms);
  return {
    open: ({ tokenHash, userId, userAgent, ip }) =>
      write(core, async (tx) => {
        await tx.query('DELETE FROM session WHERE user_id = $1 AND (last_seen_at <= $2 OR created_at <= $3)', [userId, ago(IDLE_MS), ago(ABSOLUTE_MS)]);
        await tx.query('INSERT INTO session (token_hash, user_id, created_at, last_seen_at, user_agent, ip) VALUES ($1, $2, $3, $3, $4, $5)',
          [tokenHash, userId, core.now(), userAgent.slice(0, 500), ip]);
      }),
    resolve: async (tokenHash): Promise<Actor | null> => {
      const row = await read(core).one<ActorRow>(RESOLVE, [tokenHash, core.now(), ago(IDLE_MS), ago(ABSOLUTE_MS), ago(TOUCH_MS)]);
      return row ? toActor(row) : null;
    },
    alive: async (tokenHash) => (await read(core).one(ALIVE, [tokenHash, ago(IDLE_MS), ago(ABSOLUTE_MS)])) !== undefined,
    close: async (tokenHash) => void (await read(core).query('DELETE FROM session WHERE token_hash = $1', [tokenHash])),
    closeAll: (userId, except) =>
      write(core, async (tx) => {
        await tx.query('DELETE FROM session WHERE user_id = $1 AND token_hash IS DISTINCT FROM $2', [userId, except ?? null]);
        tx.signal({ type: 'rights-changed', userId });
      }),
    apiTokens: createApiTokens(core),
    oneTime: createOneTimeTokens(core),
  };
}
