import { useEffect, useLayoutEffect, useState } from 'react';
import { late } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { closePicker, usePicker, type Early } from './picker-state.ts';
import type { Picker as PickerComponent } from './picker.tsx';

/** Fetched a moment after the start, so that it is drawn at the key that asks for it. */
let Picker: typeof PickerComponent | null = null;
const importPicker = async (): Promise<void> => {
  Picker ??= (await late(() => import('./picker.tsx'))).Picker;
};

/** The question that A, L, H, P or W asks. Whoever is quicker than the network loses no letter. */
export function PickerHost() {
  const kind = usePicker((state) => state.kind);
  const target = usePicker((state) => state.target);
  const [fetched, setFetched] = useState(Picker !== null);
  // People and labels to choose among.
  const there = useDesk((state) => state.filled) && fetched;
  const [early] = useState<Early>({ typed: '', enter: false });
  useEffect(() => {
    const timer = setTimeout(() => void importPicker().then(() => setFetched(true), () => undefined), 1200);
    return () => clearTimeout(timer);
  }, []);
  const missing = kind !== null && !there;
  // With the commit itself, not after it: the next key may come before a later effect would run.
  useLayoutEffect(() => {
    if (!missing) return;
    early.typed = '';
    early.enter = false;
    void importPicker().then(() => setFetched(true), closePicker);
    const keep = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.code === 'Escape') closePicker();
      else if (event.code === 'Enter') early.enter = true;
      else if (event.code === 'Backspace') early.typed = early.typed.slice(0, -1);
      else if (event.key.length === 1 && !early.enter) early.typed += event.key;
    };
    addEventListener('keydown', keep, true);
    return () => removeEventListener('keydown', keep, true);
  }, [missing, early]);
  return kind && target && there && Picker ? <Picker key={kind} kind={kind} target={target} early={early} /> : null;
}
