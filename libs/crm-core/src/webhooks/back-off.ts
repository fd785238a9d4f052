const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Between one attempt and the next: eleven attempts in a day. */
const PAUSES = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 8 * HOUR];
const LONGEST = 8 * HOUR;

/**
 * When to try again after so many attempts that failed: growing pauses, spread by ±10 % so that thousands do not come back at once; never
 * before the receiver's own retry-after, as far as it asks for no more than eight hours. Null: given up.
 */
export function nextAttempt(given: { now: Date; attempts: number; retryAfterMs: number | undefined; random: () => number }): Date | null {
  const pause = PAUSES[given.attempts - 1];
  if (pause === undefined) return null;
  return new Date(given.now.getTime() + Math.max(pause * (0.9 + given.random() / 5), Math.min(given.retryAfterMs ?? 0, LONGEST)));
}
