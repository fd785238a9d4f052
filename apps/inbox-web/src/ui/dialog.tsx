import { X } from 'lucide-react';
import * as RadixDialog from 'radix-ui/dialog';
import { useState, type ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import { IconButton } from './controls.tsx';

/** Where something is to be written it is written at once; otherwise no button is chosen beforehand. */
function focusFirst(event: Event): void {
  event.preventDefault();
  const dialog = event.currentTarget as HTMLElement;
  (dialog.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea):not([type=checkbox])') ?? dialog).focus();
}

/** A question over the window; on a phone it comes up from the bottom. */
export function Dialog({ title, description, wide = false, onClose, children, foot }: { title: string; description?: string; wide?: boolean; onClose: () => void; children: ReactNode; foot?: ReactNode }) {
  // It opens by a key as well as by a button: whoever had the focus gets it back, unless what was done took it elsewhere.
  const [opener] = useState(() => document.activeElement);
  const giveBack = (event: Event): void => {
    event.preventDefault();
    if (document.activeElement === document.body && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
  };
  return (
    <RadixDialog.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="scrim" />
        <RadixDialog.Content className={`dialog ${wide ? 'wide' : ''}`} onOpenAutoFocus={focusFirst} onCloseAutoFocus={giveBack} {...(!description && { 'aria-describedby': undefined })}>
          <header className="dialog-head">
            <div className="grow">
              <RadixDialog.Title asChild><h2>{title}</h2></RadixDialog.Title>
              {description && <RadixDialog.Description className="t2 small">{description}</RadixDialog.Description>}
            </div>
            <IconButton icon={X} size={16} label={t('action.close')} keys="Esc" onClick={onClose} />
          </header>
          <div className="dialog-body">{children}</div>
          {foot && <footer className="dialog-foot">{foot}</footer>}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
