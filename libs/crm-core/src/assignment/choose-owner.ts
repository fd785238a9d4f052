import type { Surroundings } from '../ingest/look.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { HAS_INBOX } from '../visibility.ts';

export interface Chosen {
  readonly id: Id;
  readonly reason: 'kept' | 'round-robin' | 'least-loaded';
}

/**
 * Who answers: the contact's owner where the inbox keeps owners, else by its policy, among people on duty who have the inbox
 * (or belong to its team) and room for one more; null when there is nobody. The chosen one's row stays locked to the commit,
 * and their room is counted under that lock, so that two inquiries at once never both take the last place.
 */
export async function chooseOwner(tx: Tx, inbox: Surroundings['inbox'], ownerBefore: Id | null): Promise<Chosen | null> {
  if (inbox.keepOwner && ownerBefore) {
    const kept = await tx.one<{ id: Id; capacity: number | null }>(`SELECT u.id, u.capacity FROM app_user u WHERE u.id = $2 AND ${AVAILABLE} FOR NO KEY UPDATE OF u`, [inbox.id, ownerBefore]);
    if (kept && (await hasRoom(tx, kept))) return { id: kept.id, reason: 'kept' };
  }
  if (inbox.assignment === 'manual') return null;
  const query = inbox.assignment === 'round-robin' ? ROUND_ROBIN : LEAST_LOADED;
  const full: Id[] = [];
  for (;;) {
    // Who is being given something at this moment is passed over; only when all who are there are, wait.
    const [free, anybody] = await Promise.all([tx.one<Candidate>(`${query} SKIP LOCKED`, [inbox.id, full]), tx.one(ANYBODY, [inbox.id])]);
    const next = free ?? (anybody && (await tx.one<Candidate>(query, [inbox.id, full])));
    if (!next) return null;
    if (await hasRoom(tx, next)) return { id: next.id, reason: inbox.assignment };
    full.push(next.id);
  }
}

interface Candidate {
  readonly id: Id;
  readonly capacity: number | null;
}

const AVAILABLE = `u.active AND u.on_duty AND ${HAS_INBOX('u.id', '$1')}`;
const LOAD = `(SELECT count(*) FROM conversation c WHERE c.owner_id = u.id AND c.status = 'open' AND NOT c.spam)`;
const CANDIDATE = `SELECT u.id, u.capacity FROM app_user u WHERE ${AVAILABLE} AND u.id <> ALL($2::uuid[]) AND (u.capacity IS NULL OR ${LOAD} < u.capacity)`;
const ANYBODY = `SELECT 1 FROM app_user u WHERE ${AVAILABLE} LIMIT 1`;
const ROUND_ROBIN = `${CANDIDATE} ORDER BY u.last_assigned_at NULLS FIRST, u.id LIMIT 1 FOR NO KEY UPDATE OF u`;
const LEAST_LOADED = `${CANDIDATE} ORDER BY ${LOAD}, u.last_assigned_at NULLS FIRST, u.id LIMIT 1 FOR NO KEY UPDATE OF u`;

async function hasRoom(tx: Tx, user: Candidate): Promise<boolean> {
  if (user.capacity === null) return true;
  const row = await tx.one<{ load: number }>(`SELECT ${LOAD}::int AS load FROM app_user u WHERE u.id = $1`, [user.id]);
  return row!.load < user.capacity;
}
