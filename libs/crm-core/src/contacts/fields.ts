import { read, write, type Core, type Reader } from '../core.ts';
import type { ContactsApi } from '../crm.ts';
import { cut } from '../cut.ts';
import { checkedDay } from '../deals/fields.ts';
import { Invalid, NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { ContactFieldView, FieldValue, Id } from '../views.ts';
import { EVERYBODY } from '../visibility.ts';

const MOST = 50;

/** What a company wants to know of its people besides the rest: a list that it keeps. A field that goes keeps its values, and is shown no more. */
export function createContactFields(core: Core): ContactsApi['fields'] {
  return {
    list: async (actor) => {
      demand(actor, 'contact.read');
      return readFields(read(core));
    },
    save: (actor, fields) =>
      write(core, async (tx) => {
        demand(actor, 'contact-field.manage');
        await tx.query('SELECT pg_advisory_xact_lock(7130617)');
        if (fields.length > MOST) throw new Invalid('too-many', `At most ${MOST} fields.`, 'fields');
        const names = fields.map(({ name }) => cut(name.trim(), 100));
        if (names.some((name) => !name)) throw new Invalid('empty-name', 'A field needs a name.', 'fields');
        if (new Set(names.map((name) => name.toLowerCase())).size < names.length) throw new Invalid('same-name', 'Two fields have the same name.', 'fields');
        const before = await readFields(tx);
        // Out of the way first, so that two may exchange their names.
        await tx.query('UPDATE contact_field SET removed_at = $1 WHERE removed_at IS NULL', [core.now()]);
        for (const [position, { id, kind, choices }] of fields.entries()) {
          const same = before.find((field) => field.id === id);
          if (id && !same) throw new NotFound('field');
          if (same && same.kind !== kind) throw new Invalid('other-kind', 'What a field holds stays: make a new one.', `fields.${position}.kind`);
          await tx.query(
            `INSERT INTO contact_field (id, name, kind, choices, position) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, choices = EXCLUDED.choices, position = EXCLUDED.position, removed_at = NULL`,
            [id ?? core.newId(), names[position], kind, kind === 'choice' ? checkedChoices(choices ?? [], position) : [], position]);
        }
        const saved = await readFields(tx);
        tell(tx, { change: { type: 'contact-fields', fields: saved }, audience: EVERYBODY });
        return saved;
      }),
  };
}

const readFields = (reader: Reader): Promise<ContactFieldView[]> => reader.query<ContactFieldView>('SELECT id, name, kind, choices FROM contact_field WHERE removed_at IS NULL ORDER BY position, id');

function checkedChoices(choices: readonly string[], position: number): string[] {
  const words = choices.map((choice) => cut(choice.trim(), 100)).filter(Boolean);
  if (!words.length || new Set(words).size < words.length) throw new Invalid('bad-choices', 'A choice needs different things to choose from.', `fields.${position}.choices`);
  return words;
}

/** The values with what is said now; null takes one away. Throws Invalid `no-field`, or `bad-value` for what the field does not hold. */
export async function withFieldValues(reader: Reader, before: Readonly<Record<Id, FieldValue>>, said: Readonly<Record<Id, FieldValue | null>>): Promise<Record<Id, FieldValue>> {
  const fields = await readFields(reader);
  const next = { ...before };
  for (const [id, value] of Object.entries(said)) {
    const field = fields.find((each) => each.id === id);
    if (!field) throw new Invalid('no-field', 'There is no such field.', `fields.${id}`);
    if (value === null || value === '') delete next[id];
    else next[id] = checkedValue(field, value);
  }
  return next;
}

function checkedValue(field: ContactFieldView, value: FieldValue): FieldValue {
  const path = `fields.${field.id}`;
  const wrong = (): Invalid => new Invalid('bad-value', `«${field.name}» cannot be that.`, path);
  switch (field.kind) {
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong();
      return value;
    case 'date':
      if (typeof value !== 'string') throw wrong();
      return checkedDay(value, path)!;
    case 'choice':
      if (typeof value !== 'string' || !field.choices.includes(value)) throw wrong();
      return value;
    case 'text':
      if (typeof value !== 'string') throw wrong();
      return cut(value.trim(), 1_000);
  }
}
