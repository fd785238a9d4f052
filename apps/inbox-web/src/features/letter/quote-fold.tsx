import { MoreHorizontal, X } from 'lucide-react';
import { useState } from 'react';
import type { LetterView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { IconButton } from '../../ui/controls.tsx';

/** The letter that stands below ours: folded, to be looked at, and to be left out. */
export function QuoteFold({ about, heading, label = heading, onRemove }: { about: NonNullable<LetterView['about']>; heading: string; label?: string; onRemove?: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="quote-fold">
      <div className="flex">
        <button type="button" className="fold" aria-expanded={open} onClick={() => setOpen(!open)}><MoreHorizontal size={14} aria-hidden="true" /><span className="cut">{label}</span></button>
        {onRemove && <IconButton icon={X} size={14} small label={t('letter.unquote')} onClick={onRemove} />}
      </div>
      {open && <div className="quote-text">{heading.includes('\n') ? `${heading}\n\n` : ''}{about.text || t('message.noText')}</div>}
    </div>
  );
}
