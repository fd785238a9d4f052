import { ChevronDown } from 'lucide-react';
import { Suspense, useRef, useState } from 'react';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { Button, withKeys } from '../../ui/controls.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';
import { snoozePresets } from '../thread/snooze.ts';
import { useKeys } from '../shell/keys.ts';
import type { AfterSend, Composing } from './composing.ts';
import { part } from '../../ui/part.ts';

const SendLater = part(async () => (await import('../letter/send-later.tsx')).SendLater);

/** Sending, and behind the arrow what can happen with it: Mod+. opens it, a digit takes a line. */
export function SendMenu({ composing: { mode, canSend, enterSends, submit, field } }: { composing: Composing }) {
  const [open, setOpen] = useState(false);
  const [later, setLater] = useState(false);
  const note = mode === 'note';
  useKeys({ 'Mod+Period': () => { if (canSend) setOpen(true); }, 'Mod+Shift+KeyL': () => { if (canSend && !note) setLater(true); } });
  const presets = open ? snoozePresets(new Date()) : [];
  const lines: { label: string; after: AfterSend; end?: string }[] = [
    { label: t(note ? 'send.noteClose' : 'send.close'), after: 'close' },
    { label: t(note ? 'send.noteTask' : 'send.task'), after: 'task' },
    ...presets.map(({ label, until }) => ({ label, after: { snoozeUntil: until }, end: dueTime(until.toISOString(), Date.now()) })),
  ];
  /** Done when the menu has gone: what follows may want the focus for itself. */
  const taken = useRef<AfterSend | 'later' | null>(null);
  const take = (after: AfterSend | 'later'): void => {
    taken.current = after;
    setOpen(false);
  };
  const onClosed = (): void => {
    const after = taken.current;
    taken.current = null;
    if (after === 'later') setLater(true);
    else if (after) void submit(after);
    else field.current?.focus();
  };
  const line = (index: number): React.ReactNode => {
    const { label, after, end } = lines[index] as (typeof lines)[number];
    return <MenuItem key={label} keys={String(index + 1)} {...(end && { end: <span className="num">{end}</span> })} onSelect={() => take(after)}>{label}</MenuItem>;
  };
  return (
    <span className="split">
      {later && <Suspense fallback={null}><SendLater onClose={() => setLater(false)} onChoose={(chosen) => { setLater(false); void submit('stay', { later: chosen }); }} /></Suspense>}
      <Button tone="primary" disabled={!canSend} keys={enterSends ? 'Enter' : 'Mod Enter'} onClick={() => void submit('stay')}>{note ? t('composer.saveNote') : t('composer.send')}</Button>
      <Menu
        open={open}
        onOpenChange={setOpen}
        onClosed={onClosed}
        onDigit={(digit) => { const chosen = lines[digit - 1]; if (chosen) take(chosen.after); }}
        trigger={<button type="button" className="btn primary" disabled={!canSend} aria-label={t('composer.otherWays')} title={withKeys(t('composer.otherWays'), 'Mod .')}><ChevronDown size={16} aria-hidden="true" /></button>}
      >
        <MenuItem keys="Mod Shift Enter" onSelect={() => take('close-next')}>{t(note ? 'send.noteCloseNext' : 'send.closeNext')}</MenuItem>
        {!note && <MenuItem keys="Mod Shift L" onSelect={() => take('later')}>{t('later.title')}</MenuItem>}
        {line(0)}
        {line(1)}
        <MenuLine />
        <MenuLabel>{t(note ? 'send.noteSnooze' : 'send.snooze')}</MenuLabel>
        {presets.map((_, index) => line(index + 2))}
      </Menu>
    </span>
  );
}
