import { Bell } from 'lucide-react';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { setWindow, useWindow } from '../../store/window-state.ts';
import { tip } from '../../ui/tip.ts';

/** The server gives so many unread ones at once. */
const counted = 99;

/** The way to what this person was told, and how much of it they have not seen. `words`: with its name beneath, as on a phone; what is seen is then what is said. */
export function BellButton({ words = false }: { words?: boolean }) {
  const unread = useDesk((state) => Object.values(state.notifications).filter((told) => told.readAt === null).length);
  const open = useWindow((state) => state.dialog === 'bell');
  const label = unread > 0 ? t('bell.labelUnread', { n: unread }) : t('bell.title');
  return (
    <button type="button" className={words ? 'bell' : 'rail-item bell'} {...(!words && { 'aria-label': label, ...tip(label, 'B', 'right') })} aria-haspopup="dialog" aria-expanded={open} onClick={() => setWindow({ dialog: open ? null : 'bell' })}>
      <Bell size={20} aria-hidden="true" />
      {words && t('bell.title')}
      {unread > 0 && <span className="rail-badge">{unread > counted ? `${counted}+` : unread}</span>}
    </button>
  );
}
