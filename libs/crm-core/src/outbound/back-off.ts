const FIRST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;
/** After that a person decides; a provider that is away over a weekend loses nothing. */
const GIVE_UP_MS = 72 * 3_600_000;

/**
 * When to try again what was proven not sent: 5 s, doubled at each attempt, at most 15 min, spread by ±25 % so that thousands of
 * rows do not come back at once; never before the vendor's own retry-after. Null after 72 h.
 */
export function retryAt(given: { now: Date; since: Date; attempt: number; retryAfterMs: number | undefined; random: () => number }): Date | null {
  if (given.now.getTime() - given.since.getTime() >= GIVE_UP_MS) return null;
  const pause = Math.min(FIRST_MS * 2 ** Math.min(given.attempt - 1, 20), LONGEST_MS) * (0.75 + given.random() / 2);
  return new Date(given.now.getTime() + Math.max(pause, given.retryAfterMs ?? 0));
}
