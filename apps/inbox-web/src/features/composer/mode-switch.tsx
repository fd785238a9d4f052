import { Lock } from 'lucide-react';
import { t } from '../../i18n/index.ts';
import { withKeys } from '../../ui/controls.tsx';
import type { Composing } from './composing.ts';

/** To the customer, or for colleagues alone. */
export function ModeSwitch({ composing: { mode, turnTo } }: { composing: Composing }) {
  return (
    <span className="seg" role="tablist" aria-label={t('composer.mode')}>
      <button type="button" role="tab" aria-selected={mode === 'reply'} title={withKeys(t('composer.reply'), 'R')} onClick={() => turnTo('reply')}>{t('composer.reply')}</button>
      <button type="button" role="tab" aria-selected={mode === 'note'} title={withKeys(t('composer.note'), 'N')} onClick={() => turnTo('note')}><Lock size={12} aria-hidden="true" />{t('composer.note')}</button>
    </span>
  );
}
