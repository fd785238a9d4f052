import type { AddressClaim } from '#channels';
import type { Core } from '../core.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { labelOf, normaliseAddress } from './address.ts';

/** The contact whose identity one of these proven addresses is; the first that is found. */
export async function findByVerifiedClaim(tx: Tx, claims: readonly AddressClaim[], country: string): Promise<{ contactId: Id; homeId: Id | null } | null> {
  const proven = claims.filter((claim) => claim.verified).map((claim) => normaliseAddress(claim.address, country));
  if (!proven.length) return null;
  const row = await tx.one<{ contact_id: Id; home_id: Id | null }>(
    `SELECT n.contact_id, n.home_id FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (kind, value, n_th)
     JOIN contact_identity n ON n.kind = a.kind AND n.value = a.value ORDER BY a.n_th LIMIT 1 FOR KEY SHARE OF n`,
    [proven.map((address) => address.kind), proven.map((address) => address.value)],
  );
  return row ? { contactId: row.contact_id, homeId: row.home_id } : null;
}

/**
 * Keeps what a contact stated about themselves. Proven and free: it becomes an identity. Proven but somebody else's, or not
 * proven: a hint that both may be one, and a person decides. Returns whether the contact's identities changed.
 */
export async function recordClaims(tx: Tx, core: Core, contact: { readonly id: Id; readonly homeId: Id | null }, claims: readonly AddressClaim[], country: string, now: Date): Promise<boolean> {
  // What they said belongs to whoever they are when nobody is merged.
  const home = contact.homeId ?? contact.id;
  let changed = false;
  for (const claim of claims) {
    const address = normaliseAddress(claim.address, country);
    if (claim.verified) {
      const made = await tx.one(
        `INSERT INTO contact_identity (id, contact_id, kind, value, label, verified, created_at, home_id) VALUES ($1, $2, $3, $4, $5, true, $6, $7)
         ON CONFLICT (kind, value) DO UPDATE SET verified = true WHERE contact_identity.contact_id = EXCLUDED.contact_id AND NOT contact_identity.verified RETURNING id`,
        [core.newId(), contact.id, address.kind, address.value, labelOf(address), now, contact.homeId],
      );
      changed ||= made !== undefined;
    } else {
      await tx.query('INSERT INTO contact_claim (contact_id, kind, value, origin, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING', [
        home, address.kind, address.value, claim.origin, now,
      ]);
    }
    await tx.query(HINT, [core.newId(), home, address.kind, address.value, claim.origin, now]);
  }
  return changed;
}

/** The owner of that address, when it is somebody else. */
const HINT = `INSERT INTO duplicate_hint (id, contact_id, other_id, reason, value, created_at)
  SELECT $1, $2, COALESCE(n.home_id, n.contact_id), $5, $4, $6 FROM contact_identity n WHERE n.kind = $3 AND n.value = $4 AND COALESCE(n.home_id, n.contact_id) <> $2
  ON CONFLICT (contact_id, other_id, reason, value) DO NOTHING`;

/** Others stated this address before it turned out to be the identity of `contactId`. */
export async function hintAtClaimants(tx: Tx, core: Core, contactId: Id, claimants: readonly Id[], value: string, now: Date): Promise<void> {
  for (const other of claimants.filter((id) => id !== contactId)) {
    await tx.query(
      `INSERT INTO duplicate_hint (id, contact_id, other_id, reason, value, created_at)
       SELECT $1, $2, $3, l.origin, $4, $5 FROM contact_claim l WHERE l.contact_id = $3 AND l.value = $4 ON CONFLICT DO NOTHING`,
      [core.newId(), contactId, other, value, now],
    );
  }
}
