import { useLocation } from 'wouter';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { setWindow } from '../../store/window-state.ts';
import { Button, Keys } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { allKeys } from './key-list.ts';

/** All keys as this person has them, and the way to have them otherwise. */
export function KeySheet() {
  const [, go] = useLocation();
  const lettersOff = useDesk((state) => state.me?.preferences.letterKeys === false);
  const change = (): void => {
    setWindow({ dialog: null });
    go('/settings/keyboard');
  };
  return (
    <Dialog wide title={t('keys.title')} description={t(lettersOff ? 'keys.lettersOff' : 'keys.lead')} onClose={() => setWindow({ dialog: null })} foot={<Button onClick={change}>{t('keys.change')}</Button>}>
      <div className="key-list" role="group" aria-label={t('keys.title')} tabIndex={0}>
        {allKeys().map(([keys, id]) => (
          <div key={keys}><span>{t(id)}</span><span><Keys keys={keys} /></span></div>
        ))}
      </div>
    </Dialog>
  );
}
