import { BellRing, Keyboard, LogOut, PenLine } from 'lucide-react';
import { useLocation } from 'wouter';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { disconnectLive } from '../../store/live.ts';
import { saveMe } from '../../store/save-me.ts';
import { leave } from '../../store/session.ts';
import { setWindow } from '../../store/window-state.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';

/** This person: duty, profile, keys, the way out. */
export function MeMenu() {
  const me = useDesk((state) => state.me);
  const [, go] = useLocation();
  if (!me) return null;
  const signOut = (): void => {
    void api.logout().catch(() => undefined).finally(() => {
      disconnectLive();
      leave();
      go('/login', { replace: true });
    });
  };
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="rail-me" aria-label={t('nav.me', { name: me.name, duty: me.onDuty ? t('duty.on') : t('duty.off') })}>
          <Avatar id={me.id} name={me.name} />
          <i className={`dot ${me.onDuty ? 'green' : ''}`} />
        </button>
      }
    >
      <MenuLabel>{me.name}</MenuLabel>
      <MenuItem icon={BellRing} keys="Shift D" onSelect={() => void saveMe({ onDuty: !me.onDuty })} end={me.onDuty ? <i className="dot green" /> : <i className="dot" />}>{me.onDuty ? t('duty.goOff') : t('duty.goOn')}</MenuItem>
      <MenuLine />
      <MenuItem icon={PenLine} onSelect={() => go('/settings/profile')}>{t('settings.profile')}</MenuItem>
      <MenuItem icon={Keyboard} keys="?" onSelect={() => setWindow({ dialog: 'keys' })}>{t('keys.title')}</MenuItem>
      <MenuLine />
      <MenuItem icon={LogOut} onSelect={signOut}>{t('auth.signOut')}</MenuItem>
    </Menu>
  );
}
