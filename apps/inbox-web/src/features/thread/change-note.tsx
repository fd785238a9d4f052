import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { translateSaid } from '../../i18n/said.ts';
import { setWindow } from '../../store/window-state.ts';

/** Under a message that is being changed at the vendor, or was refused there. */
export function ChangeNote({ message }: { message: MessageView }) {
  const { change } = message;
  if (!change) return null;
  if (change.failure === null) return <div className="why unsure" role="status"><span>{t(change.kind === 'edit' ? 'change.editing' : 'change.deleting')}</span></div>;
  return (
    <div className="why" role="status">
      <span title={change.failure}>{t(change.kind === 'edit' ? 'change.notEdited' : 'change.notDeleted', { reason: translateSaid(change.failure) ?? change.failure })}</span>
      <button type="button" className="link" onClick={() => setWindow({ messageAct: { act: change.kind, messageId: message.id } })}>{t('action.retry')}</button>
    </div>
  );
}

/** «изменено»: what it said before is a press away. */
export function Edited({ message }: { message: MessageView }) {
  if (!message.editedAt || message.deletedAt) return null;
  return <button type="button" className="edited" title={t('message.versions')} onClick={() => setWindow({ messageAct: { act: 'versions', messageId: message.id } })}>{t('message.edited')}</button>;
}
