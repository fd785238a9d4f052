import { useEffect, useRef, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { Keys } from '../../ui/controls.tsx';
import { nameOf } from '../shell/keys.ts';

const HOLDS = /^(Shift|Control|Alt|Meta)(Left|Right)$/;

/** Waits for the next key, or for two when the first is G. Escape and leaving stop; Backspace stands for no key at all. */
export function KeyCatcher({ label, onKey, onStop }: { label: string; onKey: (name: string) => void; onStop: () => void }) {
  const field = useRef<HTMLButtonElement>(null);
  const [lead, setLead] = useState(false);
  useEffect(() => field.current?.focus(), []);
  return (
    <button
      ref={field} type="button" className="key-now catching" aria-label={`${label} ${t('keys.pressHint')}`}
      onBlur={onStop}
      onKeyDown={(event) => {
        if (event.code === 'Tab' || HOLDS.test(event.code) || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        if (event.code === 'Escape') return onStop();
        if (event.code === 'Backspace') return onKey('');
        const name = event.key === '?' && !lead ? '?' : nameOf(event.nativeEvent);
        if (!lead && name === 'KeyG') return setLead(true);
        onKey(lead ? `KeyG ${name}` : name);
      }}
    >
      {lead ? <><Keys asIs keys="G" /> …</> : t('keys.pressNow')}
    </button>
  );
}
