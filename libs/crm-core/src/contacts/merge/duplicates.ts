import { read, write, type Core } from '../../core.ts';
import type { ContactsApi } from '../../crm.ts';
import { NotFound } from '../../errors.ts';
import { afterKey, pageLimit, toPage } from '../../paging.ts';
import { demand } from '../../policy.ts';
import type { ContactView, Id } from '../../views.ts';
import { CONTACT_VISIBLE, requireContact, scope } from '../../visibility.ts';
import { CONTACT_COLUMNS, fromSelectedContact, type SelectedContact } from '../row.ts';

/** Who they are by now: themselves, or whoever they were merged into. */
const NOW = `SELECT h.id, h.reason, h.value, h.created_at, h.created_at::text AS position, COALESCE(a.merged_root, a.id) AS one, COALESCE(b.merged_root, b.id) AS two
  FROM duplicate_hint h JOIN contact a ON a.id = h.contact_id JOIN contact b ON b.id = h.other_id WHERE h.dismissed_at IS NULL`;

/** Of contact `$4`: the other one, from whichever side the hint was made; nobody whom the actor may not see. */
export const DUPLICATES = `SELECT h.id, k.id AS "contactId", k.name, h.reason, h.value
  FROM (${NOW} AND (h.contact_id IN (SELECT id FROM contact WHERE id = $4 OR merged_root = $4) OR h.other_id IN (SELECT id FROM contact WHERE id = $4 OR merged_root = $4))) h
    JOIN contact k ON k.id = CASE WHEN h.one = $4 THEN h.two ELSE h.one END
  WHERE h.one <> h.two AND ${CONTACT_VISIBLE} ORDER BY h.created_at, h.id`;

const seen = (contact: string): string => `EXISTS (SELECT 1 FROM contact k WHERE k.id = ${contact} AND ${CONTACT_VISIBLE})`;

interface PairRow {
  readonly id: Id;
  readonly reason: string;
  readonly value: string;
  readonly created_at: Date;
  readonly position: string;
  readonly one: Id;
  readonly two: Id;
}

/** Those that may be one, and why: the latest found first. Nobody is merged but by a person. */
export function createDuplicates(core: Core): Pick<ContactsApi, 'duplicates' | 'dismissDuplicate'> {
  return {
    duplicates: async (actor, page) => {
      demand(actor, 'contact.merge');
      const limit = pageLimit(page);
      const [at, id] = afterKey(page, 2) ?? [null, null];
      const rows = await read(core).query<PairRow>(
        `SELECT h.* FROM (${NOW} AND ($4::timestamptz IS NULL OR (h.created_at, h.id) < ($4, $5::uuid))) h
         WHERE h.one <> h.two AND ${seen('h.one')} AND ${seen('h.two')} ORDER BY h.created_at DESC, h.id DESC LIMIT $6`, [...scope(actor), at, id, limit + 1]);
      const contacts = await read(core).query<SelectedContact>(`SELECT ${CONTACT_COLUMNS} FROM contact k WHERE k.id = ANY ($1::uuid[])`, [rows.flatMap(({ one, two }) => [one, two])]);
      const byId = new Map<Id, ContactView>(contacts.map((row) => [row.id, fromSelectedContact(row)]));
      return toPage(rows, limit, (row) => [row.position, row.id], ({ id: hintId, one, two, reason, value, created_at }) => ({
        id: hintId, contact: byId.get(one)!, other: byId.get(two)!, reason, value, at: created_at.toISOString(),
      }));
    },
    dismissDuplicate: (actor, hintId) =>
      write(core, async (tx) => {
        const hint = await tx.one<{ id: Id; one: Id; two: Id; reason: string; value: string; name: string }>(
          `SELECT h.id, h.reason, h.value, COALESCE(a.merged_root, a.id) AS one, o.id AS two, o.name FROM duplicate_hint h JOIN contact a ON a.id = h.contact_id JOIN contact b ON b.id = h.other_id
             JOIN contact o ON o.id = COALESCE(b.merged_root, b.id) WHERE h.id = $1`, [hintId]);
        if (!hint) throw new NotFound('hint');
        await requireContact(tx, actor, hint.one);
        await requireContact(tx, actor, hint.two);
        await tx.query('UPDATE duplicate_hint SET dismissed_at = $2 WHERE id = $1', [hintId, core.now()]);
        return { id: hint.id, contactId: hint.two, name: hint.name, reason: hint.reason, value: hint.value };
      }),
  };
}
