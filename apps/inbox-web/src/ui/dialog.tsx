import { X } from 'lucide-react';
import { Dialog as RadixDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import { IconButton } from './controls.tsx';

/** A question over the window; on a phone it comes up from the bottom. */
export function Dialog({ title, description, wide = false, onClose, children, foot }: { title: string; description?: string; wide?: boolean; onClose: () => void; children: ReactNode; foot?: ReactNode }) {
  return (
    <RadixDialog.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="scrim" />
        <RadixDialog.Content className={`dialog ${wide ? 'wide' : ''}`} {...(!description && { 'aria-describedby': undefined })}>
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
