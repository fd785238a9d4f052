import { ArrowRight, Search, Users } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { ContactFieldView, ContactView, Id, MergePreviewView } from '../../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../../api/problem.ts';
import { api } from '../../../api/routes.ts';
import { currentLocale, t } from '../../../i18n/index.ts';
import { loadContactFields } from '../../../store/contact-fields.ts';
import { change, useDesk } from '../../../store/desk.ts';
import { foldOwn } from '../../../store/fold.ts';
import { loadContact } from '../../../store/session.ts';
import { setWindow, toast } from '../../../store/window-state.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button, Failed } from '../../../ui/controls.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { useAsking } from '../../../ui/use-asking.ts';
import { complain } from '../../thread/actions.ts';
import { reasonOf } from './reason.ts';
import './merge.css';

type Side = 'contact' | 'other';
type Field = MergePreviewView['fields'][number];

/** Two contacts beside each other before they become one: what differs is chosen, the rest comes along, and nothing happens before the button. */
export function MergeDialog({ contactId, otherId }: { contactId: Id; otherId: Id | null }) {
  const onClose = (): void => setWindow({ merging: null });
  const [other, setOther] = useState(otherId);
  return other ? <Compare contactId={contactId} otherId={other} onClose={onClose} /> : <Choose contactId={contactId} onChoose={setOther} onClose={onClose} />;
}

/** Who else they are, found by name, phone or address. */
function Choose({ contactId, onChoose, onClose }: { contactId: Id; onChoose: (id: Id) => void; onClose: () => void }) {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<readonly ContactView[] | null>(null);
  useEffect(() => {
    if (!words.trim()) return setFound(null);
    let over = false;
    const timer = setTimeout(() => void api.contacts(words.trim()).then(({ items }) => { if (!over) setFound(items.filter(({ id }) => id !== contactId)); }, complain), 150);
    return () => { over = true; clearTimeout(timer); };
  }, [words, contactId]);
  return (
    <Dialog title={t('merge.choose')} description={t('merge.chooseLead')} onClose={onClose}>
      <label className="merge-search"><Search size={16} aria-hidden="true" /><input className="input" value={words} placeholder={t('merge.searchHint')} aria-label={t('merge.choose')} onChange={(event) => setWords(event.target.value)} /></label>
      <div className="merge-found">
        {found?.map((contact) => (
          <button key={contact.id} type="button" className="merge-person" onClick={() => onChoose(contact.id)}>
            <Avatar id={contact.id} name={contact.name} group={contact.kind === 'group'} />
            <span className="grow cut"><span className="med">{contact.name}</span><span className="t2 small cut num">{contact.identities.map(({ label }) => label).join(', ')}</span></span>
          </button>
        ))}
        {found?.length === 0 && <p className="t2 small">{t('merge.nobody')}</p>}
      </div>
    </Dialog>
  );
}

function Compare({ contactId, otherId, onClose }: { contactId: Id; otherId: Id; onClose: () => void }) {
  const [preview, setPreview] = useState<MergePreviewView | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [take, setTake] = useState<Readonly<Record<string, Side>>>({});
  const { busy, ask } = useAsking(complain);
  const load = (): void => {
    setFailure(null);
    Promise.all([api.mergePreview(contactId, otherId), loadContactFields()]).then(([answer]) => setPreview(answer), (error: unknown) => setFailure(describeError(error)));
  };
  useEffect(load, [contactId, otherId]);
  const merge = (): Promise<void> => ask(async () => {
    const saved = await api.mergeContacts(contactId, { otherId, take });
    change((state) => foldOwn.contact(state, saved));
    await loadContact(contactId);
    toast(t('merge.done', { name: saved.name }));
    onClose();
  });
  return (
    <Dialog
      wide title={t('merge.title')} description={t('merge.lead')} onClose={onClose}
      foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" disabled={!preview || busy} onClick={() => void merge()}>{t('merge.do')}</Button></>}
    >
      {failure && <Failed title={t('merge.failed')} text={failure} onRetry={load} />}
      {!preview && !failure && <div aria-busy="true" className="merge-wait"><span className="skeleton" /><span className="skeleton" /><span className="skeleton" /></div>}
      {preview && <Preview preview={preview} take={take} onTake={(field, side) => setTake({ ...take, [field]: side })} />}
    </Dialog>
  );
}

function Preview({ preview, take, onTake }: { preview: MergePreviewView; take: Readonly<Record<string, Side>>; onTake: (field: string, side: Side) => void }) {
  const fields = useDesk((state) => state.contactFields);
  const { moves } = preview;
  const along = [
    t('merge.conversations', { count: moves.conversations }), t('merge.messages', { count: moves.messages }), t('merge.orders', { count: moves.orders }), t('merge.deals', { count: moves.deals }),
    t('merge.tasks', { count: moves.tasks }), t('merge.files', { count: moves.files }),
  ];
  const shown = along.filter((_, nth) => [moves.conversations, moves.messages, moves.orders, moves.deals, moves.tasks, moves.files][nth]! > 0);
  return (
    <>
      <div className="merge-two">
        <Side contact={preview.contact} note={t('merge.stays')} />
        <ArrowRight size={16} aria-hidden="true" className="merge-arrow" />
        <Side contact={preview.other} note={t('merge.joins')} />
      </div>
      {preview.reasons.length > 0 && <p className="banner"><Users size={16} aria-hidden="true" /><span className="grow">{preview.reasons.map(({ reason, value }) => reasonOf(reason, value)).join('; ')}</span></p>}
      {preview.fields.length > 0 && <h3 className="merge-head">{t('merge.differs')}</h3>}
      {preview.fields.map((field) => <Choice key={field.field} field={field} name={nameOf(field.field, fields)} taken={take[field.field] ?? field.take} onTake={(side) => onTake(field.field, side)} />)}
      <p className="t2 small merge-along">{shown.length > 0 ? t('merge.along', { what: shown.join(', ') }) : t('merge.nothingAlong')}</p>
    </>
  );
}

function Side({ contact, note }: { contact: ContactView; note: string }) {
  return (
    <div className="merge-side">
      <div className="flex"><Avatar id={contact.id} name={contact.name} group={contact.kind === 'group'} /><span className="grow cut"><span className="med cut">{contact.name}</span><span className="t3 small cut">{note}</span></span></div>
      <ul>{contact.identities.map((identity) => <li key={identity.id} className="small cut num" title={identity.value}>{identity.label || identity.value}{!identity.verified && <span className="t3"> · {t('person.claimed')}</span>}</li>)}</ul>
    </div>
  );
}

function Choice({ field, name, taken, onTake }: { field: Field; name: string; taken: Side; onTake: (side: Side) => void }) {
  const one = (side: Side, value: Field['value']): ReactNode => (
    <label className={`merge-value ${taken === side ? 'on' : ''}`}>
      <input type="radio" name={`merge ${field.field}`} checked={taken === side} onChange={() => onTake(side)} />
      <Value field={field.field} value={value} />
    </label>
  );
  return <fieldset className="merge-field"><legend>{name}</legend>{one('contact', field.value)}{one('other', field.otherValue)}</fieldset>;
}

function Value({ field, value }: { field: string; value: Field['value'] }) {
  const owner = useDesk((state) => (field === 'owner' && typeof value === 'string' ? state.users[value]?.name : undefined));
  if (value === null || value === '') return <span className="t3">{t('merge.nothing')}</span>;
  if (typeof value === 'boolean') return <span>{value ? t('merge.yes') : t('merge.no')}</span>;
  if (field === 'kind') return <span>{t(value === 'company' ? 'merge.kindCompany' : value === 'group' ? 'merge.kindGroup' : 'merge.kindPerson')}</span>;
  if (field === 'language') return <span className="cut">{languageName(String(value))}</span>;
  return <span className="cut">{owner ?? String(value)}</span>;
}

/** In the reader's own language; what is no code of a language is shown as it came. */
function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([currentLocale()], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

function nameOf(field: string, fields: readonly ContactFieldView[] | null): string {
  switch (field) {
    case 'name':
      return t('person.name');
    case 'kind':
      return t('merge.kind');
    case 'language':
      return t('merge.language');
    case 'owner':
      return t('merge.owner');
    case 'blocked':
      return t('merge.blocked');
    case 'company':
      return t('person.company');
    default:
      return fields?.find(({ id }) => field === `field:${id}`)?.name ?? t('merge.formerField');
  }
}
