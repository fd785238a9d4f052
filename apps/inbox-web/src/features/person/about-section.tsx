import { useEffect, useState } from 'react';
import type { ContactFieldView, ContactView, FieldValue, Id } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { money, shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { loadContactFields } from '../../store/contact-fields.ts';
import { change, useDesk } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { complain } from '../thread/actions.ts';

/** What is known of them besides their addresses: company, what this company keeps of its people, and what they bought so far. */
export function AboutSection({ contact }: { contact: ContactView }) {
  const fields = useDesk((state) => state.contactFields);
  const bought = useDesk((state) => state.extras[contact.id]?.bought);
  useEffect(() => { if (!fields) void loadContactFields().catch(() => undefined); }, [fields]);
  const save = (body: { company?: string; fields?: Record<Id, FieldValue | null> }): void => {
    api.updateContact(contact.id, body).then((saved) => change((state) => foldOwn.contact(state, saved)), complain);
  };
  return (
    <section className="sec" aria-label={t('person.about')}>
      <dl className="kv about">
        <dt>{t('person.company')}</dt>
        <dd><Line label={t('person.company')} value={contact.company} onSave={(company) => save({ company })} /></dd>
        {fields?.map((field) => [<dt key={field.id}>{field.name}</dt>, <dd key={`${field.id} value`}><OwnField field={field} value={contact.fields[field.id]} onSave={(value) => save({ fields: { [field.id]: value } })} /></dd>])}
        {bought && bought.orders > 0 && [<dt key="bought">{t('person.bought')}</dt>, <dd key="bought value" className="num med">{bought.sums.map(({ minor, currency }) => money(minor, currency)).join(', ')} <span className="t3">{t('person.boughtOrders', { count: bought.orders })}</span></dd>]}
      </dl>
    </section>
  );
}

function OwnField({ field, value, onSave }: { field: ContactFieldView; value: FieldValue | undefined; onSave: (value: FieldValue | null) => void }) {
  if (field.kind === 'choice') {
    return (
      <select className="input small" aria-label={field.name} value={value ?? ''} onChange={(event) => onSave(event.target.value || null)}>
        <option value="">{t('person.notSaid')}</option>
        {field.choices.map((choice) => <option key={choice} value={choice}>{choice}</option>)}
      </select>
    );
  }
  return <Line label={field.name} value={value === undefined ? '' : String(value)} kind={field.kind} onSave={(said) => onSave(said === '' ? null : field.kind === 'number' ? Number(said) : said)} />;
}

/** A value that is a line until it is touched. */
function Line({ label, value, kind = 'text', onSave }: { label: string; value: string; kind?: ContactFieldView['kind']; onSave: (value: string) => void }) {
  const [editing, setEditing] = useState<string | null>(null);
  const now = useMoment();
  const save = (): void => {
    const said = editing?.trim();
    setEditing(null);
    if (said !== undefined && said !== value) onSave(said);
  };
  if (editing === null) return <button type="button" className="plain" aria-label={`${label}: ${value || t('person.notSaid')}`} onClick={() => setEditing(value)}>{value ? (kind === 'date' ? shortDate(`${value}T12:00:00`, now) : value) : <span className="t3">{t('person.notSaid')}</span>}</button>;
  return <input className="input small" autoFocus type={kind === 'text' || kind === 'choice' ? 'text' : kind} {...(kind === 'number' && { step: 'any' })} aria-label={label} value={editing} onChange={(event) => setEditing(event.target.value)} onBlur={save} onKeyDown={(event) => { if (event.key === 'Enter') save(); if (event.key === 'Escape') setEditing(null); }} />;
}
