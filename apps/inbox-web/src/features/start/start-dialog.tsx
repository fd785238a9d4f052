import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { AddressKind, ContactView, InboxView, CapabilitiesView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change, useDesk, useDeskShallow } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { newId } from '../../store/new-id.ts';
import { setWindow, useWindow } from '../../store/window-state.ts';
import { Button, Empty, Field, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ChannelGlyph, channelName } from '../../ui/glyphs.tsx';
import { useAsking } from '../../ui/use-asking.ts';

interface Line {
  readonly inbox: InboxView;
  readonly capabilities: CapabilitiesView;
}

/** Writes first, where the channel lets us. Whom: somebody known, or an address. */
export function StartDialog() {
  const [, go] = useLocation();
  const startWith = useWindow((state) => state.startWith);
  const known = useDesk((state) => (startWith ? state.contacts[startWith.contactId] : undefined));
  const lines: Line[] = useDeskShallow((state) => Object.values(state.inboxes)).flatMap((inbox) => (inbox.enabled ? inbox.capabilities.filter((each) => each.startsConversation && each.maxTextLength > 0).map((capabilities) => ({ inbox, capabilities })) : []));
  const [chosen, setChosen] = useState(0);
  const [contact, setContact] = useState<ContactView | null>(known ?? null);
  const [to, setTo] = useState('');
  const [found, setFound] = useState<readonly ContactView[]>([]);
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const [id] = useState(newId);
  const { busy, wrong, ask } = useAsking();
  const line = lines[chosen];
  const kind: AddressKind = line?.capabilities.addressKind ?? 'email';

  useEffect(() => {
    const words = to.trim();
    if (contact || words.length < 2) {
      setFound([]);
      return;
    }
    const timer = setTimeout(() => {
      api.contacts(words).then((page) => setFound(page.items.filter((each) => each.identities.some((identity) => identity.kind === kind)).slice(0, 5)), () => undefined);
    }, 180);
    return () => clearTimeout(timer);
  }, [to, contact, kind]);

  const identity = contact?.identities.find((each) => each.kind === kind);
  const value = identity?.value ?? to.trim();
  const close = (): void => setWindow({ dialog: null });
  const send = (): void => {
    if (!line || !value || !text.trim()) return;
    void ask(async () => {
      const answer = await api.start({ id, inboxId: line.inbox.id, channel: line.capabilities.channel, to: { kind, value }, text: text.trim(), ...(contact && { contactId: contact.id }), ...(line.capabilities.subject && { subject: subject.trim() }) });
      change((state) => foldOwn.conversation({ ...state, readCounts: { ...state.readCounts, [answer.conversation.id]: answer.conversation.inboundCount } }, answer.conversation));
      close();
      go(`/inbox/all/${answer.conversation.id}`);
    });
  };
  if (!line) return <Dialog title={t('start.title')} onClose={close}><Empty title={t('start.none')} text={t('start.noneText')} /></Dialog>;
  return (
    <Dialog title={t('start.title')} onClose={close} foot={<><Button onClick={close}>{t('action.cancel')}</Button><Button tone="primary" keys="Mod Enter" busy={busy} disabled={!value || !text.trim()} onClick={send}>{t('composer.send')}</Button></>}>
      <Wrong text={wrong} />
      <div className="flex" role="radiogroup" aria-label={t('start.through')} style={{ flexWrap: 'wrap' }}>
        {lines.map((each, index) => (
          <button key={`${each.inbox.id} ${each.capabilities.channel}`} type="button" role="radio" aria-checked={index === chosen} className={`btn ${index === chosen ? 'chosen' : ''}`} onClick={() => setChosen(index)}>
            <ChannelGlyph channel={each.capabilities.channel} size={14} />{channelName(each.capabilities.channel)}<span className="t3" style={{ fontWeight: 400 }}>{each.inbox.address}</span>
          </button>
        ))}
      </div>
      <Field label={t('start.to')}>
        {(field) =>
          contact && identity ? (
            <span className="input"><span className="grow cut">{contact.name} <span className="t3">{identity.label}</span></span><button type="button" className="link small" onClick={() => setContact(null)}>{t('start.change')}</button></span>
          ) : (
            <input id={field} className="input" autoFocus value={to} placeholder={kind === 'phone' ? t('start.toPhone') : t('start.toEmail')} onChange={(event) => setTo(event.target.value)} />
          )
        }
      </Field>
      {found.length > 0 && (
        <div className="card">
          {found.map((each) => <button key={each.id} type="button" className="menu-item wide-item" onClick={() => setContact(each)}><span className="cut">{each.name}</span><span className="end">{each.identities.find((own) => own.kind === kind)?.label}</span></button>)}
        </div>
      )}
      {line.capabilities.subject && <Field label={t('composer.subject')}>{(field) => <input id={field} className="input" value={subject} onChange={(event) => setSubject(event.target.value)} />}</Field>}
      <Field label={t('start.text')}>
        {(field) => <textarea id={field} className="input" rows={5} value={text} onChange={(event) => setText(event.target.value)} onKeyDown={(event) => { if ((event.ctrlKey || event.metaKey) && event.code === 'Enter') { event.preventDefault(); send(); } }} />}
      </Field>
    </Dialog>
  );
}
