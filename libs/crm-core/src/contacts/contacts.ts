import type { Address } from '#channels';
import { read, write, type Core } from '../core.ts';
import type { Actor, ContactsApi } from '../crm.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { announce } from '../conversations/announce.ts';
import { searchFor } from '../conversations/list.ts';
import { stateOf, type ConversationRow } from '../conversations/row.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import type { Tx } from '../transaction.ts';
import type { AddressKind, ContactView, Id } from '../views.ts';
import { CONTACT_VISIBLE, requireContact, scope } from '../visibility.ts';
import { createContactFields, withFieldValues } from './fields.ts';
import { createDuplicates } from './merge/duplicates.ts';
import { createMerging } from './merge/merging.ts';
import { createPictures } from './pictures.ts';
import { labelOf, normaliseAddress } from './address.ts';
import { announceContact } from './announce.ts';
import { recordClaims } from './claims.ts';
import { readContactDetail } from './detail.ts';
import { CONTACT_COLUMNS, fromSelectedContact, insertContact, insertIdentity, readContact, type SelectedContact } from './row.ts';
import { cut } from '../cut.ts';

export function createContacts(core: Core): ContactsApi {
  return {
    get: async (actor, id) => {
      // Whoever was merged is asked for under their old id by links and by windows that have not heard of it.
      const now = await read(core).one<{ id: Id }>('SELECT COALESCE(merged_root, id) AS id FROM contact WHERE id = $1', [id]);
      if (!now) throw new NotFound('contact');
      await requireContact(read(core), actor, now.id);
      return readContactDetail(read(core), actor, now.id);
    },
    search: async (actor, term, page) => {
      const limit = pageLimit(page);
      const [name, id] = afterKey(page, 2) ?? [null, null];
      const [pattern, digits] = searchFor(term.trim());
      const rows = await read(core).query<SelectedContact>(
        `SELECT ${CONTACT_COLUMNS} FROM contact k WHERE ${CONTACT_VISIBLE} AND ($4::text IS NULL OR (k.name, k.id) > ($4, $5::uuid))
           AND (k.name ILIKE $6 OR EXISTS (SELECT 1 FROM contact_identity n WHERE n.contact_id = k.id AND (n.value ILIKE $6 OR n.label ILIKE $6 OR ($7::text IS NOT NULL AND n.kind = 'phone' AND n.value LIKE $7))))
         ORDER BY k.name, k.id LIMIT $8`,
        [...scope(actor), name, id, pattern, digits, limit + 1],
      );
      return toPage(rows, limit, (row) => [row.name, row.id], fromSelectedContact);
    },
    create: (_actor, input) =>
      write(core, async (tx) => {
        const name = named(input.name);
        const id = core.newId();
        const contact = insertContact({ id, kind: 'person', name, named: true, owner_id: null, language: null, blocked_at: null, created_at: core.now() });
        await tx.query(contact.text, contact.values);
        for (const identity of input.identities) if (await addIdentity(tx, core, id, identity)) throw taken();
        return announceContact(tx, id);
      }),
    update: (actor, id, input) =>
      write(core, async (tx) => {
        await lockContact(tx, actor, id);
        const fields = input.fields && (await withFieldValues(tx, (await readContact(tx, id))!.fields, input.fields));
        await tx.query(
          `UPDATE contact SET name = coalesce($2, name), named = named OR $2 IS NOT NULL, language = CASE WHEN $3 THEN $4 ELSE language END,
             blocked_at = CASE $5::boolean WHEN true THEN coalesce(blocked_at, $6) WHEN false THEN NULL ELSE blocked_at END,
             company_name = coalesce($7, company_name), fields = coalesce($8, fields) WHERE id = $1`,
          [id, input.name === undefined ? null : named(input.name), input.language !== undefined, input.language ?? null, input.blocked ?? null, core.now(),
            input.company === undefined ? null : cut(input.company.replace(/\s+/g, ' ').trim(), 200), fields ? JSON.stringify(fields) : null],
        );
        if (input.name !== undefined) await announceConversations(tx, id);
        return announceContact(tx, id);
      }),
    addIdentity: async (actor, id, identity) => {
      const contact = await write(core, async (tx) => {
        await lockContact(tx, actor, id);
        const address = await addIdentity(tx, core, id, identity);
        if (!address) return announceContact(tx, id);
        // What somebody typed is kept as a hint that both may be one.
        await recordClaims(tx, core, { id, homeId: null }, [{ address, verified: false, origin: 'typed' }], '', core.now());
        return null;
      });
      if (!contact) throw taken();
      return contact;
    },
    removeIdentity: (actor, id, identityId) =>
      write(core, async (tx) => {
        await lockContact(tx, actor, id);
        // Messages keep their words; only who sent them is then named by the conversation alone.
        await tx.query('UPDATE message SET sender_identity_id = NULL WHERE sender_identity_id = $1', [identityId]);
        const gone = await tx.one('DELETE FROM contact_identity WHERE id = $1 AND contact_id = $2 RETURNING id', [identityId, id]);
        if (!gone) throw new NotFound('identity');
        return announceContact(tx, id);
      }),
    ...createPictures(core),
    fields: createContactFields(core),
    ...createDuplicates(core),
    ...createMerging(core),
  };
}

async function lockContact(tx: Tx, actor: Actor, id: Id): Promise<ContactView> {
  // Held first: nobody merges them meanwhile.
  await tx.query('SELECT 1 FROM contact WHERE id = $1 FOR NO KEY UPDATE', [id]);
  await requireContact(tx, actor, id);
  return (await readContact(tx, id))!;
}

function named(name: string): string {
  const trimmed = name.replace(/\s+/g, ' ').trim();
  if (!trimmed) throw new Invalid('empty-name', 'A contact needs a name.', 'name');
  return cut(trimmed, 200);
}

const KINDS: readonly AddressKind[] = ['email', 'phone', 'telegram', 'visitor', 'http'];

const taken = (): Conflict => new Conflict('address-taken', 'Another contact already has this address.');

/** What a person types is a statement, not a proof. Answers the address when it is somebody else's; then nothing was written. */
async function addIdentity(tx: Tx, core: Core, contactId: Id, given: { kind: string; value: string }): Promise<Address | null> {
  const kind = KINDS.find((known) => known === given.kind);
  if (!kind) throw new Invalid('bad-kind', 'There is no such kind of address.', 'kind');
  const { country } = (await tx.one<{ country: string }>('SELECT country FROM company'))!;
  const address: Address = normaliseAddress({ kind, value: given.value }, country);
  if (!isPlausible(address)) throw new Invalid('bad-address', 'This does not look like such an address.', 'value');
  const owner = await tx.one<{ contact_id: Id }>('SELECT contact_id FROM contact_identity WHERE kind = $1 AND value = $2', [address.kind, address.value]);
  if (owner?.contact_id === contactId) return null;
  if (owner) return address;
  const part = insertIdentity({ id: core.newId(), contact_id: contactId, kind, value: address.value, label: labelOf(address), verified: false, created_at: core.now() });
  await tx.query(part.text, part.values);
  return null;
}

const SHAPES: Record<AddressKind, RegExp> = { email: /^[^\s@<>]+@[^\s@<>]+$/, phone: /^\+[1-9]\d{6,14}$/, telegram: /^-?\d+$/, visitor: /^.{1,200}$/, http: /^.{1,200}$/ };

const isPlausible = ({ kind, value }: Address): boolean => SHAPES[kind].test(value);

/** Their rows in the list carry the name. */
async function announceConversations(tx: Tx, contactId: Id): Promise<void> {
  const rows = await tx.query<ConversationRow>("SELECT * FROM conversation WHERE contact_id = $1 AND status <> 'closed' ORDER BY id FOR NO KEY UPDATE", [contactId]);
  for (const row of rows) await announce(tx, row.id, stateOf(row));
}
