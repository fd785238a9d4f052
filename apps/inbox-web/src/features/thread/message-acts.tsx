import { Suspense, useEffect, useState, type KeyboardEvent } from 'react';
import type { MessageVersionView, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { clockTime, dayHeading } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { change, useDesk } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { setWindow, type MessageAct } from '../../store/window-state.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { part } from '../../ui/part.ts';
import { useAsking } from '../../ui/use-asking.ts';

const ForwardDialog = part(async () => (await import('../letter/forward-dialog.tsx')).ForwardDialog);

const close = (): void => setWindow({ messageAct: null });

/** What was chosen to be done with a message. */
export function MessageActs({ act: { act, messageId, taken } }: { act: MessageAct }) {
  const message = useDesk((state) => state.messages[messageId]);
  if (!message) return null;
  switch (act) {
    case 'forward':
      return <Suspense fallback={null}><ForwardDialog message={message} taken={taken ?? null} onClose={close} /></Suspense>;
    case 'edit':
      return <EditDialog message={message} />;
    case 'delete':
      return <DeleteDialog message={message} />;
    case 'versions':
      return <VersionsDialog message={message} />;
  }
}

/** What the server answered is shown at once. */
const done = (answer: MessageView): void => {
  change((state) => foldOwn.message(state, answer));
  close();
};

function EditDialog({ message }: { message: MessageView }) {
  const [text, setText] = useState(message.text);
  const { busy, wrong, ask } = useAsking();
  const ready = text.trim() !== '' && text.trim() !== message.text;
  const save = (): void => { if (ready && !busy) void ask(async () => done(await api.editMessage(message.id, text.trim()))); };
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.code === 'Enter') {
      event.preventDefault();
      save();
    }
  };
  return (
    <Dialog title={t('change.editTitle')} description={t('change.editLead')} onClose={close} foot={<><Button onClick={close}>{t('action.cancel')}</Button><Button tone="primary" keys="Mod Enter" busy={busy} disabled={!ready} onClick={save}>{t('action.save')}</Button></>}>
      <Wrong text={wrong} />
      <Field label={t('start.text')}>{(id) => <textarea id={id} className="input" rows={5} value={text} onChange={(event) => setText(event.target.value)} onKeyDown={onKeyDown} />}</Field>
    </Dialog>
  );
}

function DeleteDialog({ message }: { message: MessageView }) {
  const { busy, wrong, ask } = useAsking();
  return (
    <Dialog title={t('change.deleteTitle')} description={t('change.deleteLead')} onClose={close} foot={<><Button onClick={close}>{t('action.cancel')}</Button><Button tone="danger" busy={busy} onClick={() => void ask(async () => done(await api.removeMessage(message.id)))}>{t('message.delete')}</Button></>}>
      <Wrong text={wrong} />
      <p className="version-text">{message.text || message.attachments.map((file) => file.name).join(', ')}</p>
    </Dialog>
  );
}

function VersionsDialog({ message }: { message: MessageView }) {
  const [versions, setVersions] = useState<readonly MessageVersionView[] | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const users = useDesk((state) => state.users);
  useEffect(() => {
    api.versions(message.id).then(setVersions, (error: unknown) => setWrong(describeError(error)));
  }, [message.id, message.editedAt]);
  const by = (version: MessageVersionView): string => (version.replacedById ? (users[version.replacedById]?.name ?? t('event.somebody')) : t('change.byCustomer'));
  return (
    <Dialog title={t('message.versions')} onClose={close}>
      <Wrong text={wrong} />
      <ol className="versions">
        {(versions ?? []).map((version) => (
          <li key={version.replacedAt}>
            <p className="version-text">{version.text}</p>
            <span className="t3 small">{t('change.until', { day: dayHeading(version.replacedAt, Date.now()), time: clockTime(version.replacedAt), who: by(version) })}</span>
          </li>
        ))}
        <li><p className="version-text">{message.text}</p><span className="t3 small">{t('change.now')}</span></li>
      </ol>
    </Dialog>
  );
}
