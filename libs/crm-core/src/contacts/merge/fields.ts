import { isDeepStrictEqual } from 'node:util';
import { Invalid } from '../../errors.ts';
import type { Tx } from '../../transaction.ts';
import type { Id, MergeField, MergePreviewView } from '../../views.ts';

/** What a merge may change in the survivor, as the database writes it. */
export interface FieldColumns {
  readonly name: string;
  readonly named: boolean;
  readonly kind: 'person' | 'company' | 'group';
  readonly language: string | null;
  readonly owner_id: Id | null;
  readonly blocked_at: string | null;
  readonly company_name: string;
  /** Of the company's own fields, by their id. */
  readonly fields: Readonly<Record<Id, string | number>>;
}
/** By column, a field of the company's own as `field:<id>`; null: it was not said. */
export type Changed = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
export type Side = 'contact' | 'other';

type Flat = Readonly<Record<string, unknown>>;

/** A name goes with whether it is one. */
const COLUMNS_OF: Readonly<Record<string, readonly string[]>> = { name: ['name', 'named'], kind: ['kind'], language: ['language'], owner: ['owner_id'], blocked: ['blocked_at'], company: ['company_name'] };
const columnsOf = (field: string): readonly string[] => COLUMNS_OF[field] ?? [field];

const SELECT = `SELECT jsonb_build_object('name', name, 'named', named, 'kind', kind, 'language', language, 'owner_id', owner_id, 'blocked_at', blocked_at, 'company_name', company_name, 'fields', fields) AS columns FROM contact WHERE id = $1`;

export async function readColumns(tx: Pick<Tx, 'one'>, id: Id): Promise<FieldColumns> {
  return (await tx.one<{ columns: FieldColumns }>(SELECT, [id]))!.columns;
}

function flat({ fields, ...columns }: FieldColumns): Flat {
  return { ...columns, ...Object.fromEntries(Object.entries(fields).map(([id, value]) => [`field:${id}`, value])) };
}

/** What differs between both, and from whom it is taken when nobody says: from the survivor, unless they lack it. */
export function differing(contact: FieldColumns, other: FieldColumns): MergePreviewView['fields'] {
  const [own, theirs] = [flat(contact), flat(other)];
  const fields = [...Object.keys(COLUMNS_OF), ...new Set([...Object.keys(own), ...Object.keys(theirs)].filter((key) => key.startsWith('field:')))] as MergeField[];
  return fields
    .filter((field) => !isDeepStrictEqual(shown(field, own), shown(field, theirs)))
    .map((field) => ({ field, value: shown(field, own), otherValue: shown(field, theirs), take: lacks(field, own) && !lacks(field, theirs) ? 'other' : 'contact' }));
}

type Shown = MergePreviewView['fields'][number]['value'];
const shown = (field: MergeField, columns: Flat): Shown => (field === 'blocked' ? columns['blocked_at'] !== null : ((columns[columnsOf(field)[0]!] ?? null) as Shown));

/** Being blocked is something that a person decided of one of them: it does not spread by itself. */
function lacks(field: MergeField, columns: Flat): boolean {
  if (field === 'blocked') return false;
  if (field === 'name') return columns['named'] !== true;
  return [null, undefined, ''].includes(columns[columnsOf(field)[0]!] as string | null | undefined);
}

/** What a person chose, over what is taken anyway. Throws Invalid `bad-field` for a choice about what does not differ. */
export function chosen(contact: FieldColumns, other: FieldColumns, take: Readonly<Record<string, Side>>): Changed {
  const differ = differing(contact, other);
  const unknown = Object.keys(take).find((field) => !(field in COLUMNS_OF) && !field.startsWith('field:'));
  if (unknown) throw new Invalid('bad-field', 'There is no such field to choose.', 'take');
  const [own, theirs] = [flat(contact), flat(other)];
  const columns = differ.filter(({ field, take: usual }) => (take[field] ?? usual) === 'other').flatMap(({ field }) => columnsOf(field));
  const changed = columns.map((column) => ({ column, before: own[column] ?? null, after: theirs[column] ?? null })).filter(({ before, after }) => !isDeepStrictEqual(before, after));
  return Object.fromEntries(changed.map(({ column, before, after }) => [column, { before, after }]));
}

export async function writeChanged(tx: Tx, id: Id, columns: FieldColumns, values: Flat): Promise<void> {
  if (!Object.keys(values).length) return;
  const next = { ...flat(columns), ...values };
  const fields = Object.fromEntries(Object.entries(next).filter(([key, value]) => key.startsWith('field:') && value !== null).map(([key, value]) => [key.slice('field:'.length), value]));
  await tx.query(
    'UPDATE contact SET name = $2, named = $3, kind = $4, language = $5, owner_id = $6, blocked_at = $7, company_name = $8, fields = $9 WHERE id = $1',
    [id, next['name'], next['named'], next['kind'], next['language'], next['owner_id'], next['blocked_at'], next['company_name'], JSON.stringify(fields)]);
}

interface Standing {
  readonly id: Id;
  readonly changed: Changed;
}

/**
 * Takes back what one of the merges into a contact changed there: a later one that changed the same begins from what was before it; else the
 * contact gets it back, unless somebody changed it since. `merges`: all that stand, in their order. So any order of undoing ends at the beginning.
 */
export function takenBack(columns: FieldColumns, merges: readonly Standing[], undone: Id): { values: Flat; later: readonly Standing[] } {
  const at = merges.findIndex(({ id }) => id === undone);
  const later = merges.slice(at + 1).map((each) => ({ id: each.id, changed: { ...each.changed }, touched: false }));
  const [now, values] = [flat(columns), {} as Record<string, unknown>];
  for (const [column, { before, after }] of Object.entries(merges[at]!.changed)) {
    const next = later.find(({ changed }) => column in changed);
    if (!next) {
      if (isDeepStrictEqual(now[column] ?? null, after)) values[column] = before;
    } else if (isDeepStrictEqual(next.changed[column]!.before, after)) {
      next.changed[column] = { ...next.changed[column]!, before };
      next.touched = true;
    }
  }
  return { values, later: later.filter(({ touched }) => touched).map(({ id, changed }) => ({ id, changed })) };
}
