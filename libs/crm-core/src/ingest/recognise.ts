import type { AddressClaim, Party } from '#channels';
import { announceContact } from '../contacts/announce.ts';
import { labelOf, nameOf, normaliseAddress } from '../contacts/address.ts';
import { findByVerifiedClaim, hintAtClaimants, recordClaims } from '../contacts/claims.ts';
import { insertContact, insertIdentity, toContactView, type ContactRow, type IdentityRow } from '../contacts/row.ts';
import type { Id, SourceView } from '../views.ts';
import type { KnownSender, Look, Question } from './look.ts';
import { look as lookAgain, type Work } from './work.ts';

/** Whose words these are. */
export interface Person {
  readonly id: Id;
  readonly name: string;
  readonly kind: 'person' | 'company' | 'group';
  readonly identityId: Id;
  /** Whose the identity is when nobody is merged; null: theirs. */
  readonly homeId: Id | null;
  readonly ownerId: Id | null;
  readonly isNew: boolean;
  readonly lastTouch: { readonly source: SourceView; readonly at: Date } | null;
  /** Adds the writes of the contact itself; `ownerId` becomes theirs when they have none yet. */
  readonly save: (ownerId: Id | null) => void;
  /** What is left to be done once the contact's row is written. */
  readonly afterwards: (() => Promise<void>)[];
}

/**
 * The contact of the sender's identity. An address nobody has belongs to the contact whom a proven claim names, else to a new
 * one. A stated name, language or proof fills what is still empty and overwrites nothing.
 */
export async function recognise(work: Work, sender: Party, claims: readonly AddressClaim[], question: Question, look: Look): Promise<{ person: Person; look: Look }> {
  if (look.sender) return { person: await known(work, sender, claims, look.sender), look };
  const owner = await findByVerifiedClaim(work.tx, claims, work.company.country);
  if (!owner) return { person: await make(work, sender, claims), look };
  const identity = { ...identityOf(work, sender, owner.contactId), home_id: owner.homeId };
  const { text, values } = insertIdentity(identity);
  await work.tx.query(text, values);
  const now = await lookAgain(work, question);
  const person = await known(work, sender, claims, now.sender!);
  if (!person.afterwards.length) person.afterwards.push(async () => void (await announceContact(work.tx, owner.contactId)));
  return { person, look: now };
}

async function known(work: Work, sender: Party, claims: readonly AddressClaim[], who: KnownSender): Promise<Person> {
  // What one says who was merged is theirs, not the survivor's.
  const own = who.homeId === null;
  const told = own && sender.displayName && !who.named ? nameOf(sender, work.company.language) : null;
  const proven = sender.verified && !who.identityVerified;
  const language = own && who.language === null && sender.language ? sender.language : null;
  const afterwards: Person['afterwards'] = [];
  const save = (ownerId: Id | null): void => {
    const owner = who.ownerId ?? ownerId;
    if (told || language || owner !== who.ownerId) work.parts.push({ text: FILL, values: [who.contactId, told?.name ?? null, told?.named ?? false, language, owner] });
  };
  if (proven) work.parts.push({ text: 'UPDATE contact_identity SET verified = true WHERE id = $1', values: [who.identityId] });
  if (told || language || proven || claims.length) {
    afterwards.push(async () => {
      const gained = await recordClaims(work.tx, work.core, { id: who.contactId, homeId: who.homeId }, claims, work.company.country, work.now);
      if (told || language || proven || gained) await announceContact(work.tx, who.contactId);
    });
  }
  const lastTouch = who.lastTouch && who.lastTouchAt ? { source: who.lastTouch, at: new Date(who.lastTouchAt) } : null;
  return { id: who.contactId, name: told?.name ?? who.name, kind: who.kind, identityId: who.identityId, homeId: who.homeId, ownerId: who.ownerId, isNew: false, lastTouch, save, afterwards };
}

const FILL = 'UPDATE contact SET name = coalesce($2, name), named = named OR $3, language = coalesce(language, $4), owner_id = $5 WHERE id = $1';

function identityOf(work: Work, sender: Party, contactId: Id): IdentityRow {
  const address = normaliseAddress(sender.address, work.company.country);
  return {
    id: work.core.newId(), contact_id: contactId, kind: address.kind, value: address.value, label: labelOf(address, sender.handle), verified: sender.verified, created_at: work.now,
  };
}

async function make(work: Work, sender: Party, claims: readonly AddressClaim[]): Promise<Person> {
  const { name, named } = nameOf({ ...sender, address: normaliseAddress(sender.address, work.company.country) }, work.company.language);
  const contact: ContactRow = {
    id: work.core.newId(), kind: sender.group ? 'group' : 'person', name, named, owner_id: null, language: sender.language ?? null, blocked_at: null, created_at: work.now,
  };
  const identity = identityOf(work, sender, contact.id);
  const { opted_out, claimed_by } = (await work.tx.one<{ opted_out: Id[]; claimed_by: Id[] }>(KNOWN_OF, [identity.kind, identity.value]))!;
  const view = toContactView(contact, [{ ...identity, opted_out }]);
  const save = (ownerId: Id | null): void => {
    work.roots.push(insertContact({ ...contact, owner_id: ownerId }), insertIdentity(identity));
    work.told.push({ change: { type: 'contact', contact: view }, audience: { inboxIds: [work.inbox.id], ownerId, userId: null } });
  };
  const afterwards: Person['afterwards'] = [];
  if (claimed_by.length) afterwards.push(() => hintAtClaimants(work.tx, work.core, contact.id, claimed_by, identity.value, work.now));
  if (claims.length) {
    afterwards.push(async () => {
      if (await recordClaims(work.tx, work.core, { id: contact.id, homeId: null }, claims, work.company.country, work.now)) await announceContact(work.tx, contact.id);
    });
  }
  return { id: contact.id, name, kind: contact.kind, identityId: identity.id, homeId: null, ownerId: null, isNew: true, lastTouch: null, save, afterwards };
}

/** Of an address that is nobody's: inboxes that must not write to it, and contacts who stated it without proof. */
const KNOWN_OF = `SELECT ARRAY(SELECT o.inbox_id FROM opt_out o WHERE o.kind = $1 AND o.value = $2 ORDER BY o.inbox_id) AS opted_out,
  ARRAY(SELECT l.contact_id FROM contact_claim l WHERE l.kind = $1 AND l.value = $2) AS claimed_by`;
