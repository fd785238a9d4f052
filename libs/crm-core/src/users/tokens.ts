import { recordAudit } from '../company/audit.ts';
import { read, write, type Core, type Reader } from '../core.ts';
import type { SessionsApi } from '../crm.ts';
import { Invalid, NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import type { Id } from '../views.ts';
import { ACTOR, toActor, type ActorRow } from './user-view.ts';

const RESOLVE = `WITH t AS (SELECT id, user_id, last_used_at FROM api_token WHERE token_hash = $1 AND revoked_at IS NULL),
  touched AS (UPDATE api_token SET last_used_at = $2 WHERE id = (SELECT id FROM t WHERE last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute'))
  SELECT ${ACTOR} FROM t JOIN app_user u ON u.id = t.user_id AND u.active CROSS JOIN company k`;

/** Tokens for programs. Each acts with the rights of the admin who made it, and dies with their account. */
export function createApiTokens(core: Core): SessionsApi['apiTokens'] {
  return {
    list: async (actor) => {
      demand(actor, 'api-token.manage');
      const rows = await read(core).query<{ id: Id; name: string; created_at: Date; last_used_at: Date | null }>(
        'SELECT id, name, created_at, last_used_at FROM api_token WHERE revoked_at IS NULL ORDER BY created_at DESC, id');
      return rows.map((row) => ({ id: row.id, name: row.name, createdAt: row.created_at.toISOString(), lastUsedAt: row.last_used_at?.toISOString() ?? null }));
    },
    create: (actor, { name, tokenHash }) =>
      write(core, async (tx) => {
        demand(actor, 'api-token.manage');
        if (!name.trim()) throw new Invalid('empty-name', 'Say what the token is for.', 'name');
        const id = core.newId();
        await tx.query('INSERT INTO api_token (id, token_hash, name, user_id, created_at) VALUES ($1, $2, $3, $4, $5)', [id, tokenHash, name.trim(), actor.userId, core.now()]);
        await recordAudit(tx, { userId: actor.userId, action: 'api-token.create', thing: id, detail: { name: name.trim() } });
        return { id };
      }),
    revoke: (actor, id) =>
      write(core, async (tx) => {
        demand(actor, 'api-token.manage');
        const row = await tx.one('UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id', [id, core.now()]);
        if (!row) throw new NotFound('token');
        await recordAudit(tx, { userId: actor.userId, action: 'api-token.revoke', thing: id });
      }),
    resolve: async (tokenHash) => {
      const row = await read(core).one<ActorRow>(RESOLVE, [tokenHash, core.now()]);
      return row ? toActor(row) : null;
    },
  };
}

interface OneTimeRow {
  user_id: Id | null;
  payload: unknown;
}

/** Set-up links, invitations and password resets. `redeem` is one statement: of two at once exactly one gets the row. */
export function createOneTimeTokens(core: Core): SessionsApi['oneTime'] {
  const answer = (row: OneTimeRow | undefined): { userId: Id | null; payload: unknown } | null => (row ? { userId: row.user_id, payload: row.payload } : null);
  return {
    issue: async ({ tokenHash, purpose, userId, payload, expiresAt }) =>
      void (await read(core).query('INSERT INTO one_time_token (token_hash, purpose, user_id, payload, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
        [tokenHash, purpose, userId ?? null, JSON.stringify(payload ?? {}), expiresAt, core.now()])),
    peek: async (tokenHash, purpose) =>
      answer(await read(core).one<OneTimeRow>(
        'SELECT user_id, payload FROM one_time_token WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3', [tokenHash, purpose, core.now()])),
    redeem: async (tokenHash, purpose) => answer(await redeem(read(core), core.now(), tokenHash, purpose)),
    open: async (purpose) => {
      const rows = await read(core).query<{ token_hash: Buffer; payload: unknown; expires_at: Date }>(
        'SELECT token_hash, payload, expires_at FROM one_time_token WHERE purpose = $1 AND used_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, token_hash', [purpose, core.now()]);
      return rows.map((row) => ({ tokenHash: row.token_hash, payload: row.payload, expiresAt: row.expires_at.toISOString() }));
    },
    withdraw: async (tokenHash, purpose) => (await redeem(read(core), core.now(), tokenHash, purpose)) !== undefined,
  };
}

/** Marks it used; undefined when it is unknown, used or too old. Within a transaction it is used only if that commits. */
export const redeem = (at: Reader, now: Date, tokenHash: Buffer, purpose: string): Promise<OneTimeRow | undefined> =>
  at.one<OneTimeRow>(
    'UPDATE one_time_token SET used_at = $3 WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 RETURNING user_id, payload', [tokenHash, purpose, now]);
