import { Merge, Split, Users, X } from 'lucide-react';
import { useLocation } from 'wouter';
import type { ContactMergeView, Id } from '../../../../../../libs/crm-core/src/views.ts';
import { api } from '../../../api/routes.ts';
import { shortDate } from '../../../i18n/format.ts';
import { t } from '../../../i18n/index.ts';
import { useMoment } from '../../../store/clock.ts';
import { change, useDesk, useDeskShallow } from '../../../store/desk.ts';
import { foldOwn } from '../../../store/fold.ts';
import { loadContact } from '../../../store/session.ts';
import { setWindow, toast } from '../../../store/window-state.ts';
import { Button, IconButton } from '../../../ui/controls.tsx';
import { complain } from '../../thread/actions.ts';
import { reasonOf } from './reason.ts';

/** Who else they may be, and who else they are: proposed with its reason, joined by a person, taken apart by a person. */
export function WhoElseSection({ contactId }: { contactId: Id }) {
  const may = useDesk((state) => state.me?.permissions.includes('contact.merge') ?? false);
  const hints = useDeskShallow((state) => [...(state.extras[contactId]?.duplicates ?? [])]);
  const merges = useDeskShallow((state) => [...(state.extras[contactId]?.merges ?? [])]);
  const [, go] = useLocation();
  const ask = (otherId: Id | null): void => setWindow({ merging: { contactId, otherId } });
  const dismiss = (id: Id): void => {
    api.dismissDuplicate(id).then(
      () => change((state) => {
        const extras = state.extras[contactId];
        return extras ? { ...state, extras: { ...state.extras, [contactId]: { ...extras, duplicates: extras.duplicates.filter((hint) => hint.id !== id) } } } : state;
      }),
      complain,
    );
  };
  const show = (otherId: Id): void => {
    api.contact(otherId).then(({ conversationIds: [conversation] }) => { if (conversation) go(`/inbox/all/${conversation}`); }, complain);
  };
  if (!may && hints.length === 0 && merges.length === 0) return null;
  return (
    <section className="sec" aria-label={t('person.duplicates')}>
      <div className="sec-head"><span className="grow">{t('person.duplicates')}</span>{may && <IconButton icon={Merge} size={16} small label={t('merge.title')} keys="Shift M" onClick={() => ask(null)} />}</div>
      {hints.map((hint) => (
        <div key={hint.id} className="banner" style={{ marginBottom: 6 }}>
          <Users size={16} aria-hidden="true" />
          <span className="grow">{t('person.duplicate', { reason: reasonOf(hint.reason, hint.value), name: hint.name })}</span>
          {may ? <Button size="s" onClick={() => ask(hint.contactId)}>{t('merge.compare')}</Button> : <Button size="s" onClick={() => show(hint.contactId)}>{t('action.open')}</Button>}
          <IconButton icon={X} size={14} small label={t('person.notDuplicate')} onClick={() => dismiss(hint.id)} />
        </div>
      ))}
      {merges.map((merge) => <Merged key={merge.id} merge={merge} contactId={contactId} may={may} />)}
    </section>
  );
}

function Merged({ merge, contactId, may }: { merge: ContactMergeView; contactId: Id; may: boolean }) {
  const now = useMoment();
  const part = async (): Promise<void> => {
    try {
      const own = await api.undoMerge(merge.id);
      change((state) => foldOwn.contact(state, own));
      await loadContact(contactId);
      toast(t('merge.parted', { name: own.name }));
    } catch (error) {
      complain(error);
    }
  };
  return (
    <div className="merged-row">
      <span className="grow cut">{t('merge.with', { name: merge.name })} <span className="t3 small">{shortDate(merge.at, now)}</span></span>
      {may && <IconButton icon={Split} size={14} small label={t('merge.undo', { name: merge.name })} onClick={() => void part()} />}
    </div>
  );
}
