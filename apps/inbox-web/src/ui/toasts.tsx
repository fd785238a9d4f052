import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import { dismissToast, useWindow } from '../store/window-state.ts';
import { IconButton, Keys } from './controls.tsx';

/** `children`: notices that live longer than a few seconds; they stand above. */
export function Toasts({ children }: { children?: ReactNode }) {
  const toasts = useWindow((state) => state.toasts);
  return (
    <div className="toasts">
      {children}
      {toasts.map((entry) => (
        <div key={entry.id} className={`pop toast ${entry.tone === 'red' ? 'red' : ''}`}>
          <span>{entry.text}</span>
          {entry.action && (
            <button type="button" className="link" onClick={() => { entry.action?.run(); dismissToast(entry.id); }}>{entry.action.label}{entry.action.keys && <> <Keys keys={entry.action.keys} /></>}</button>
          )}
          <IconButton icon={X} size={14} small label={t('action.close')} onClick={() => dismissToast(entry.id)} />
        </div>
      ))}
    </div>
  );
}
