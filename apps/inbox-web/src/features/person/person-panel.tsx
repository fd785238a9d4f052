import { AtSign, ChevronLeft, Clock, Copy, Globe, Hash, Phone, Plus, Trash2, X, type LucideIcon } from 'lucide-react';
import { useEffect, useState, type FormEvent } from 'react';
import type { AddressKind, ContactView, Id, IdentityView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { currentLocale, t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { change, useDesk } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { loadContact } from '../../store/session.ts';
import { setWindow, toast } from '../../store/window-state.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Failed, IconButton } from '../../ui/controls.tsx';
import { BareGlyph } from '../../ui/glyphs.tsx';
import { callBack, complain } from '../thread/actions.ts';
import { DealSection } from '../deals/deal-section.tsx';
import { AboutSection } from './about-section.tsx';
import { FilesSection } from './files-section.tsx';
import { timeIn, zoneOf } from './local-time.ts';
import { LeadSection } from './lead-section.tsx';
import { OrdersSection } from './orders-section.tsx';
import { WhoElseSection } from './merge/who-else-section.tsx';
import { TasksSection } from './tasks-section.tsx';
import './person.css';

/** Person, orders, tasks, files, duplicates: always in this order, so that the eye knows where to look. */
export function PersonPanel({ conversationId, contactId }: { conversationId: Id; contactId: Id }) {
  const contact = useDesk((state) => state.contacts[contactId]);
  const [failure, setFailure] = useState<string | null>(null);
  const load = (): void => {
    setFailure(null);
    loadContact(contactId).catch((error: unknown) => setFailure(describeError(error)));
  };
  useEffect(load, [contactId]);
  // Two became one, or were taken apart: what stands beside the rows is asked for anew.
  const forgotten = useDesk((state) => state.contacts[contactId] !== undefined && state.extras[contactId] === undefined);
  useEffect(() => { if (forgotten) load(); }, [forgotten]);
  return (
    <aside className="pane side" aria-label={t('person.label')} data-region="panel">
      <header className="pane-head">
        <span className="phone-only"><IconButton icon={ChevronLeft} label={t('action.back')} onClick={() => setWindow({ panelOpen: false })} /></span>
        {contact && <Avatar id={contact.id} name={contact.name} group={contact.kind === 'group'} />}
        <div className="grow">{contact && <Name contact={contact} />}</div>
        <IconButton icon={X} size={16} label={t('person.hide')} keys="]" onClick={() => setWindow({ panelOpen: false })} />
      </header>
      <div className="side-body scrolls">
        {failure && !contact && <Failed title={t('person.failed')} text={failure} onRetry={load} />}
        {!contact && !failure && <PanelSkeleton />}
        {contact && (
          <>
            <Identities contact={contact} conversationId={conversationId} />
            <AboutSection contact={contact} />
            <LeadSection contactId={contactId} />
            <DealSection conversationId={conversationId} contactId={contactId} />
            <OrdersSection conversationId={conversationId} contactId={contactId} />
            <TasksSection conversationId={conversationId} contactId={contactId} />
            <FilesSection contactId={contactId} />
            <WhoElseSection contactId={contactId} />
          </>
        )}
      </div>
    </aside>
  );
}

/** Addresses, orders, tasks: lines where they will stand. */
function PanelSkeleton() {
  return (
    <div aria-busy="true">
      <span className="hidden-text">{t('state.loading')}</span>
      {[3, 2, 2].map((lines, section) => (
        <div key={section} className="sec" style={{ display: 'grid', gap: 14 }}>{Array.from({ length: lines }, (_, line) => <span key={line} className="skeleton" style={{ width: `${40 + ((line * 23 + section * 17) % 45)}%` }} />)}</div>
      ))}
    </div>
  );
}

function Name({ contact }: { contact: ContactView }) {
  const [editing, setEditing] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    const name = editing?.trim();
    setEditing(null);
    if (!name || name === contact.name) return;
    try {
      const saved = await api.updateContact(contact.id, { name });
      change((state) => foldOwn.contact(state, saved));
    } catch (error) {
      complain(error);
    }
  };
  if (editing === null) {
    return <h2 className="pane-title cut"><button type="button" className="plain cut" title={t('person.rename')} onClick={() => setEditing(contact.name)}>{contact.name}</button></h2>;
  }
  return <input className="input name-edit" autoFocus aria-label={t('person.name')} value={editing} onChange={(event) => setEditing(event.target.value)} onBlur={() => void save()} onKeyDown={(event) => { if (event.key === 'Enter') void save(); if (event.key === 'Escape') setEditing(null); }} />;
}

const identityIcons: Record<AddressKind, LucideIcon> = { email: AtSign, phone: Phone, telegram: Hash, visitor: Globe, http: Hash };

function IdentityMark({ kind }: { kind: AddressKind }) {
  if (kind === 'telegram') return <span className="ch ch-telegram"><BareGlyph channel="telegram" size={13} /></span>;
  if (kind === 'email') return <span className="ch ch-email"><BareGlyph channel="email" size={13} /></span>;
  if (kind === 'phone') return <span className="ch ch-voice"><BareGlyph channel="voice" size={13} /></span>;
  if (kind === 'visitor') return <span className="ch ch-webchat"><BareGlyph channel="webchat" size={13} /></span>;
  const Icon = identityIcons[kind];
  return <Icon size={14} aria-hidden="true" />;
}

function Identities({ contact, conversationId }: { contact: ContactView; conversationId: Id }) {
  const canCall = useDesk((state) => Object.values(state.inboxes).some((inbox) => inbox.enabled && inbox.channels.includes('voice')));
  const [adding, setAdding] = useState<string | null>(null);
  const apply = (run: () => Promise<ContactView>): void => {
    run().then((saved) => change((state) => foldOwn.contact(state, saved)), complain);
  };
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const value = adding?.trim();
    setAdding(null);
    if (value) apply(() => api.addIdentity(contact.id, { kind: value.includes('@') ? 'email' : 'phone', value }));
  };
  return (
    <section className="sec" style={{ paddingTop: 8 }} aria-label={t('person.identities')}>
      <LocalTime contact={contact} />
      {contact.identities.map((identity) => (
        <div key={identity.id} className="identity num">
          <IdentityMark kind={identity.kind} />
          <span className="cut" title={identity.value}>{identityLabel(identity)}</span>
          <span className="end">
            {identity.optedOutInboxIds.length > 0 ? <span className="chip red">{t('person.optedOut')}</span> : identity.verified ? '' : t('person.claimed')}
            {canCall && identity.kind === 'phone' && <IconButton icon={Phone} size={14} small className="stays" label={t('call.callNumber', { number: identityLabel(identity) })} onClick={() => void callBack(conversationId, identity.value)} />}
            {identity.kind !== 'visitor' && <IconButton icon={Copy} size={14} small label={t('person.copy')} onClick={() => copy(identity.value)} />}
            {contact.identities.length > 1 && !identity.verified && <IconButton icon={Trash2} size={14} small label={t('person.removeIdentity')} onClick={() => apply(() => api.removeIdentity(contact.id, identity.id))} />}
          </span>
        </div>
      ))}
      {adding === null ? (
        <button type="button" className="link small flex" style={{ gap: 4, marginTop: 4 }} onClick={() => setAdding('')}><Plus size={14} aria-hidden="true" />{t('person.addIdentity')}</button>
      ) : (
        <form onSubmit={add}><input className="input" autoFocus placeholder={t('person.identityHint')} aria-label={t('person.addIdentity')} value={adding} onChange={(event) => setAdding(event.target.value)} onBlur={() => { if (!adding.trim()) setAdding(null); }} onKeyDown={(event) => { if (event.key === 'Escape') setAdding(null); }} /></form>
      )}
    </section>
  );
}

const identityLabel = (identity: IdentityView): string => (identity.kind === 'visitor' ? t('person.visitor') : identity.label || identity.value);

/** What time it is where they are, as far as their number says. */
function LocalTime({ contact }: { contact: ContactView }) {
  const now = useMoment();
  const zone = zoneOf(contact.identities.filter((each) => each.kind === 'phone').map((each) => each.value));
  if (!zone || zone === Intl.DateTimeFormat().resolvedOptions().timeZone) return null;
  const { clock, late } = timeIn(zone, now, currentLocale());
  return <p className={`local-time num ${late ? 'late' : ''}`}><Clock size={14} aria-hidden="true" />{late ? t('person.localTimeLate', { time: clock }) : t('person.localTime', { time: clock })}</p>;
}

function copy(value: string): void {
  navigator.clipboard.writeText(value).then(() => toast(t('person.copied', { value })), complain);
}
