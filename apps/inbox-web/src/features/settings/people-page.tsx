import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus, Trash2, Users } from 'lucide-react';
import { useEffect, useState, type FormEvent } from 'react';
import type { ContactFieldView, DuplicatePairView, FieldKind } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { loadContactFields } from '../../store/contact-fields.ts';
import { change, useDesk } from '../../store/desk.ts';
import { newId } from '../../store/new-id.ts';
import { setWindow, useWindow } from '../../store/window-state.ts';
import { Button, IconButton } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { reasonOf } from '../person/merge/reason.ts';
import { complain } from '../thread/actions.ts';
import { Loaded, PageFrame } from './page-frame.tsx';

/** What the company keeps of its people, and who of them may be one. */
export function PeoplePage() {
  const fields = useDesk((state) => state.contactFields);
  const may = useDesk((state) => state.me?.permissions.includes('contact-field.manage') ?? false);
  const mayMerge = useDesk((state) => state.me?.permissions.includes('contact.merge') ?? false);
  useEffect(() => { if (!fields) void loadContactFields().catch(complain); }, [fields]);
  return (
    <PageFrame title={t('people.title')}>
      {fields && <FieldsBlock key={fields.map(({ id }) => id).join()} fields={fields} may={may} />}
      {mayMerge && <DuplicatesBlock />}
    </PageFrame>
  );
}

const kinds: Record<FieldKind, MessageId> = { text: 'people.text', number: 'people.number', date: 'people.date', choice: 'people.choice' };

interface Line {
  readonly key: string;
  readonly id?: string;
  readonly name: string;
  readonly kind: FieldKind;
  readonly choices: string;
}
const lineOf = ({ id, name, kind, choices }: ContactFieldView): Line => ({ key: id, id, name, kind, choices: choices.join(', ') });

function FieldsBlock({ fields, may }: { fields: readonly ContactFieldView[]; may: boolean }) {
  const [typed, setTyped] = useState<readonly Line[] | null>(null);
  const { busy, wrong, ask } = useAsking();
  const lines = typed ?? fields.map(lineOf);
  const set = (key: string, part: Partial<Line>): void => setTyped(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      const saved = await api.saveContactFields(lines.map(({ id, name, kind, choices }) => ({ ...(id && { id }), name: name.trim(), kind, ...(kind === 'choice' && { choices: choices.split(',').map((choice) => choice.trim()).filter(Boolean) }) })));
      change((state) => ({ ...state, contactFields: saved }));
      setTyped(null);
    });
  };
  return (
    <form className="settings-block" aria-label={t('people.fields')} onSubmit={save}>
      <h2 className="med">{t('people.fields')}</h2>
      <p className="t2 small">{t('people.fieldsLead')}</p>
      {lines.map((line) => (
        <div key={line.key} className={`own-field ${line.kind === 'choice' ? 'with-choices' : ''}`}>
          <input className="input" required disabled={!may} aria-label={t('people.fieldName')} placeholder={t('people.fieldName')} value={line.name} onChange={(event) => set(line.key, { name: event.target.value })} />
          <select className="input" disabled={!may || line.id !== undefined} aria-label={t('people.kind')} value={line.kind} onChange={(event) => set(line.key, { kind: event.target.value as FieldKind })}>
            {(Object.keys(kinds) as FieldKind[]).map((kind) => <option key={kind} value={kind}>{t(kinds[kind])}</option>)}
          </select>
          {line.kind === 'choice' && <input className="input" required disabled={!may} aria-label={t('people.choices')} placeholder={t('people.choices')} value={line.choices} onChange={(event) => set(line.key, { choices: event.target.value })} />}
          {may && <IconButton icon={Trash2} size={14} label={t('people.removeField', { name: line.name })} onClick={() => setTyped(lines.filter(({ key }) => key !== line.key))} />}
        </div>
      ))}
      {wrong && <p className="field-error" role="alert">{wrong}</p>}
      {may && (
        <div className="save-bar">
          <Button icon={Plus} onClick={() => setTyped([...lines, { key: newId(), name: '', kind: 'text', choices: '' }])}>{t('people.addField')}</Button>
          <Button tone="primary" type="submit" busy={busy} disabled={typed === null}>{t('action.save')}</Button>
        </div>
      )}
    </form>
  );
}

/** Asked anew when a comparison has ended, whatever came of it. */
function DuplicatesBlock() {
  const comparing = useWindow((state) => state.merging !== null);
  const query = useInfiniteQuery({ queryKey: ['duplicates'], queryFn: ({ pageParam }) => api.duplicates(pageParam), initialPageParam: null as string | null, getNextPageParam: ({ next }) => next });
  const { refetch } = query;
  useEffect(() => { if (!comparing) void refetch(); }, [comparing, refetch]);
  const dismiss = (pair: DuplicatePairView): void => void api.dismissDuplicate(pair.id).then(() => refetch(), complain);
  return (
    <section className="settings-block" aria-label={t('person.duplicates')}>
      <h2 className="med">{t('person.duplicates')}</h2>
      <p className="t2 small">{t('people.duplicatesLead')}</p>
      <Loaded query={{ data: query.data?.pages.flatMap(({ items }) => items), error: query.error, refetch }}>
        {(pairs) => (
          <>
            {pairs.length === 0 && <p className="t2">{t('people.noDuplicates')}</p>}
            {pairs.map((pair) => (
              <div key={pair.id} className="banner" style={{ marginTop: 8 }}>
                <Users size={16} aria-hidden="true" />
                <span className="grow">{t('people.pair', { one: pair.contact.name, two: pair.other.name, reason: reasonOf(pair.reason, pair.value) })}</span>
                <Button size="s" onClick={() => setWindow({ merging: { contactId: pair.other.id, otherId: pair.contact.id } })}>{t('merge.compare')}</Button>
                <Button size="s" tone="ghost" onClick={() => dismiss(pair)}>{t('person.notDuplicate')}</Button>
              </div>
            ))}
            {query.hasNextPage && <Button onClick={() => void query.fetchNextPage()} busy={query.isFetchingNextPage}>{t('people.more')}</Button>}
          </>
        )}
      </Loaded>
    </section>
  );
}
