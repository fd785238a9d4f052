import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Refused } from '../http/problem.ts';

/** What one visitor and one address may do in a minute; the page waits and tries again, so a limit delays and never loses. */
const PER_MINUTE = {
  session: { address: 120 },
  message: { visitor: 40, address: 300 },
  receipt: { visitor: 120, address: 1200 },
  upload: { visitor: 12, address: 60 },
  read: { visitor: 240, address: 2400 },
} as const;
export type Limited = keyof typeof PER_MINUTE;

/** Counted in this process: with several of them the limit is as many times higher, which still stops a flood. */
export function createLimits(): (what: Limited, address: string, visitor?: string) => Promise<void> {
  const limiters = new Map<string, RateLimiterMemory>();
  for (const [what, limits] of Object.entries(PER_MINUTE)) {
    for (const [by, points] of Object.entries(limits)) limiters.set(`${what} by ${by}`, new RateLimiterMemory({ keyPrefix: `${what} by ${by}`, points, duration: 60 }));
  }
  async function consume(name: string, key: string): Promise<void> {
    try {
      await limiters.get(name)?.consume(key);
    } catch (rejection) {
      if (rejection instanceof Error) throw rejection;
      const seconds = Math.ceil((rejection as { msBeforeNext: number }).msBeforeNext / 1000);
      throw new Refused(429, 'too-many-attempts', 'Too much at once. It goes on in a moment.', seconds);
    }
  }
  return async (what, address, visitor) => {
    await consume(`${what} by address`, address);
    if (visitor) await consume(`${what} by visitor`, visitor);
  };
}
