import type { Reader } from '../core.ts';
import type { Statement } from '../batch.ts';
import type { AddressKind, ContactView, FieldValue, Id, IdentityView } from '../views.ts';

export interface ContactRow {
  readonly id: Id;
  readonly kind: ContactView['kind'];
  readonly name: string;
  readonly named: boolean;
  readonly owner_id: Id | null;
  readonly language: string | null;
  readonly blocked_at: Date | null;
  readonly created_at: Date;
  /** Absent in rows that are being made: nothing was said of it. */
  readonly company_name?: string;
  readonly fields?: Readonly<Record<Id, FieldValue>>;
}
export interface IdentityRow {
  readonly id: Id;
  readonly contact_id: Id;
  /** Whose it is when nobody is merged; absent or null: the contact's. */
  readonly home_id?: Id | null;
  readonly kind: AddressKind;
  readonly value: string;
  readonly label: string;
  readonly verified: boolean;
  readonly created_at: Date | string;
}
type SelectedIdentity = IdentityRow & { readonly opted_out: Id[] };

export const insertContact = (row: ContactRow): Statement => ({
  text: 'INSERT INTO contact (id, kind, name, named, owner_id, language, blocked_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
  values: [row.id, row.kind, row.name, row.named, row.owner_id, row.language, row.blocked_at, row.created_at],
});

/** An address that belongs to somebody already violates the unique key (kind, value). */
export const insertIdentity = (row: IdentityRow): Statement => ({
  text: 'INSERT INTO contact_identity (id, contact_id, kind, value, label, verified, created_at, home_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
  values: [row.id, row.contact_id, row.kind, row.value, row.label, row.verified, row.created_at, row.home_id ?? null],
});

export function toContactView(row: ContactRow, identities: readonly SelectedIdentity[]): ContactView {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    blocked: row.blocked_at !== null,
    language: row.language,
    company: row.company_name ?? '',
    fields: { ...row.fields },
    createdAt: row.created_at.toISOString(),
    identities: identities.map(toIdentityView),
  };
}

const toIdentityView = (row: SelectedIdentity): IdentityView => ({ id: row.id, kind: row.kind, value: row.value, label: row.label, verified: row.verified, optedOutInboxIds: [...row.opted_out] });

/** Over `contact k`. */
export const CONTACT_COLUMNS = `k.*, (SELECT coalesce(jsonb_agg(to_jsonb(n) || jsonb_build_object('opted_out',
    (SELECT coalesce(jsonb_agg(o.inbox_id ORDER BY o.inbox_id), '[]') FROM opt_out o WHERE o.kind = n.kind AND o.value = n.value)) ORDER BY n.created_at, n.id), '[]')
  FROM contact_identity n WHERE n.contact_id = k.id) AS identity_rows`;
export type SelectedContact = ContactRow & { readonly identity_rows: SelectedIdentity[] };
export const fromSelectedContact = (row: SelectedContact): ContactView => toContactView(row, row.identity_rows);

export async function readContact(read: Reader, id: Id): Promise<ContactView | null> {
  const row = await read.one<SelectedContact>(`SELECT ${CONTACT_COLUMNS} FROM contact k WHERE k.id = $1`, [id]);
  return row ? fromSelectedContact(row) : null;
}
