import { Forward, History, Pencil, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { desk } from '../../store/desk.ts';
import { setWindow, type MessageAct } from '../../store/window-state.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { canForward, whyNot } from './may-change.ts';

/** Hand on, change, take away, look at what stood there before. What the channel cannot is said before it is tried. */
export function MessageMenu({ message, trigger, onClose }: { message: MessageView; trigger: ReactElement; onClose: () => void }) {
  const state = desk.getState();
  const act = (what: MessageAct['act']) => (): void => setWindow({ messageAct: { act: what, messageId: message.id } });
  const outbound = message.direction === 'outbound';
  const [edit, remove] = [whyNot(state, message, 'edit', Date.now()), whyNot(state, message, 'delete', Date.now())];
  return (
    <Menu open onOpenChange={(open) => { if (!open) onClose(); }} trigger={trigger}>
      {canForward(message) && <MenuItem icon={Forward} keys="F" onSelect={act('forward')}>{t('message.forward')}</MenuItem>}
      {outbound && <MenuItem icon={Pencil} keys="Shift E" disabled={edit !== null} {...(edit && { end: edit })} onSelect={act('edit')}>{t('message.edit')}</MenuItem>}
      {outbound && <MenuItem icon={Trash2} red keys="Shift Delete" disabled={remove !== null} {...(remove && { end: remove })} onSelect={act('delete')}>{t('message.delete')}</MenuItem>}
      {message.editedAt && <MenuItem icon={History} onSelect={act('versions')}>{t('message.versions')}</MenuItem>}
    </Menu>
  );
}
