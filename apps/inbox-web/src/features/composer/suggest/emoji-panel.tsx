import { useEffect, useRef, useState } from 'react';
import { t } from '../../../i18n/index.ts';
import type { Composing } from '../composing.ts';
import { EMOJI, matchEmoji } from './emoji.ts';

/** All of them, and a field to look for one. Arrows walk, Enter takes, Esc goes back to the words. */
export function EmojiPanel({ composing: { field }, onClose }: { composing: Composing; onClose: () => void }) {
  const [query, setQuery] = useState('');
  const panel = useRef<HTMLDivElement>(null);
  const found = query.trim() ? matchEmoji(query.trim().toLowerCase()) : EMOJI;
  useEffect(() => {
    const outside = (event: PointerEvent): void => { if (!panel.current?.contains(event.target as Node)) onClose(); };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [onClose]);
  const take = (sign: string): void => {
    onClose();
    field.current?.replaceBefore(0, sign);
  };
  const walk = (event: React.KeyboardEvent): void => {
    if (event.code === 'Escape') {
      event.stopPropagation();
      onClose();
      field.current?.focus();
      return;
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.code];
    if (event.code === 'Enter' && event.target instanceof HTMLInputElement && found[0]) {
      event.preventDefault();
      take(found[0].sign);
    }
    if (!step || (event.target instanceof HTMLInputElement && event.code !== 'ArrowDown')) return;
    event.preventDefault();
    const buttons = [...(panel.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    (at < 0 ? buttons[0] : buttons[at + step])?.focus();
  };
  return (
    <div ref={panel} className="pop emoji-panel" role="dialog" aria-label={t('emoji.title')} onKeyDown={walk}>
      <input className="input" autoFocus value={query} placeholder={t('emoji.search')} aria-label={t('emoji.search')} onChange={(event) => setQuery(event.target.value)} />
      <div className="emoji-grid scrolls">
        {found.map(({ sign, words }) => <button key={sign} type="button" aria-label={words.join(', ')} title={words[0]} onClick={() => take(sign)}>{sign}</button>)}
      </div>
      {found.length === 0 && <p className="t3 small">{t('emoji.none')}</p>}
    </div>
  );
}
