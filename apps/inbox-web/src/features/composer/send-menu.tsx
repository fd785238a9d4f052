import { ChevronDown } from 'lucide-react';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/controls.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import type { Composing } from './composing.ts';

/** Sending, and behind the arrow what can happen with it. */
export function SendMenu({ composing: { mode, canSend, enterSends, submit } }: { composing: Composing }) {
  return (
    <span className="split">
      <Button tone="primary" disabled={!canSend} keys={enterSends ? 'Enter' : 'Mod Enter'} onClick={() => void submit('stay')}>{mode === 'note' ? t('composer.saveNote') : t('composer.send')}</Button>
      <Menu trigger={<button type="button" className="btn primary" disabled={!canSend} aria-label={t('composer.otherWays')}><ChevronDown size={16} aria-hidden="true" /></button>}>
        <MenuItem keys="Mod Shift Enter" onSelect={() => void submit('close-next')}>{t('composer.sendCloseNext')}</MenuItem>
      </Menu>
    </span>
  );
}
