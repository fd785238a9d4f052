import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
import { Refused } from '../http/problem.ts';

/** Counts tries over all processes of this installation, in PostgreSQL; on its own while the database is away. */
export interface Throttle {
  /** Counts one try of this account from this address before the password is looked at. Throws Refused(429). */
  enter(email: string, ip: string): Promise<void>;
  /** The try succeeded: the account starts anew. */
  forgive(email: string): Promise<void>;
}

/** The connection pool, as the limiter's library wants it. */
type Store = ConstructorParameters<typeof RateLimiterPostgres>[0]['storeClient'];

/** 5 failures an account in 15 minutes, 20 tries an address in a minute. */
export async function createThrottle(pool: Store): Promise<Throttle> {
  const accounts = await insist(() => limiter(pool, 'login-account', 5, 15 * 60));
  const addresses = await insist(() => limiter(pool, 'login-ip', 20, 60));
  // Addresses and accounts are people: only a hash is kept.
  const key = (value: string): string => createHash('sha256').update(value.toLowerCase()).digest('base64url').slice(0, 22);
  return {
    async enter(email, ip) {
      await consume(addresses, key(ip));
      await consume(accounts, key(email));
    },
    async forgive(email) {
      await accounts.delete(key(email));
    },
  };
}

async function consume(from: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await from.consume(key);
  } catch (rejection) {
    if (rejection instanceof Error) throw rejection;
    const { msBeforeNext } = rejection as { msBeforeNext: number };
    throw new Refused(429, 'too-many-attempts', 'Too many attempts. Wait a little and try again.', Math.ceil(msBeforeNext / 1000));
  }
}

/** Processes that start together all make the table, and `IF NOT EXISTS` does not help the loser: the second time it finds it. */
async function insist(make: () => Promise<RateLimiterPostgres>, tries = 5): Promise<RateLimiterPostgres> {
  try {
    return await make();
  } catch (error) {
    if (tries <= 1 || !['23505', '42P07', '42710'].includes((error as { code?: string }).code ?? '')) throw error;
    return insist(make, tries - 1);
  }
}

function limiter(storeClient: Store, keyPrefix: string, points: number, duration: number): Promise<RateLimiterPostgres> {
  return new Promise((ready, failed) => {
    const made: RateLimiterPostgres = new RateLimiterPostgres(
      { storeClient, storeType: 'pool', tableName: 'login_throttle', keyPrefix, points, duration, insuranceLimiter: new RateLimiterMemory({ keyPrefix, points, duration }) },
      (error?: Error) => (error ? failed(error) : ready(made)),
    );
  });
}
