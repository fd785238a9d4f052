import { Inbox, RefreshCw, type LucideIcon } from 'lucide-react';
import { useId, type ButtonHTMLAttributes, type ReactNode, type Ref } from 'react';
import { t } from '../i18n/index.ts';
import { useDesk } from '../store/desk.ts';
import { shownKey } from '../store/own-keys.ts';
import { tip, type TipSide } from './tip.ts';
import './controls.css';
import './overlays.css';

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
const keyNames: Record<string, string> = { Mod: isMac ? '⌘' : 'Ctrl', Shift: '⇧', Enter: '↵', Esc: 'Esc' };

const inSigns = (written: string): string[] => written.split(' ').map((key) => keyNames[key] ?? key);

/** Keys of one shortcut, named as everybody has it (`Mod Enter`, `]`) and shown as this person does; `asIs`: these very keys. */
export function Keys({ keys, asIs = false }: { keys: string; asIs?: boolean }) {
  const shown = useDesk(({ me }) => (asIs ? keys : shownKey(keys, me?.preferences.keys, me?.preferences.letterKeys)));
  return shown === null ? null : <>{inSigns(shown).map((key, index) => <kbd key={index}>{key}</kbd>)}</>;
}

/** The same in one line of words, for a `title`. */
export function withKeys(text: string, keys: string): string {
  const shown = shownKey(keys);
  return shown === null ? text : `${text}  ${inSigns(shown).join(' ')}`;
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement>;

/** A square button with an icon: its name and key live in the tip. */
export function IconButton({ icon: Icon, label, keys, size = 18, small = false, side, ...rest }: ButtonProps & { ref?: Ref<HTMLButtonElement>; icon: LucideIcon; label: string; keys?: string; size?: number; small?: boolean; side?: TipSide }) {
  return (
    <button type="button" {...tip(label, keys, side)} {...rest} aria-label={label} className={`icon-btn ${small ? 's' : ''} ${rest.className ?? ''}`}>
      <Icon size={size} aria-hidden="true" />
    </button>
  );
}

export function Button({ tone = '', size = '', icon: Icon, keys, busy = false, children, ...rest }: ButtonProps & { tone?: '' | 'primary' | 'ghost' | 'danger'; size?: '' | 's' | 'l'; icon?: LucideIcon; keys?: string; busy?: boolean }) {
  return (
    <button type="button" {...rest} className={`btn ${tone} ${size} ${rest.className ?? ''}`} disabled={rest.disabled || busy} aria-busy={busy || undefined}>
      {busy ? <span className="spin" aria-hidden="true" /> : Icon && <Icon size={16} aria-hidden="true" />}
      {children}
      {keys && <Keys keys={keys} />}
    </button>
  );
}

/** A label, its control, and under it either what is wrong or a hint. */
export function Field({ label, hint, wrong, children }: { label: string; hint?: ReactNode; wrong?: string | null | undefined; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {wrong ? <span className="wrong" role="alert">{wrong}</span> : hint && <span className="hint">{hint}</span>}
    </div>
  );
}

export function Toggle({ on, label, onChange, disabled = false }: { on: boolean; label: string; onChange: (on: boolean) => void; disabled?: boolean }) {
  return <button type="button" role="switch" aria-checked={on} aria-label={label} className="switch" disabled={disabled} onClick={() => onChange(!on)} />;
}

export function Empty({ icon: Icon = Inbox, title, text, children }: { icon?: LucideIcon; title: string; text?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon size={28} aria-hidden="true" />
      <b>{title}</b>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}

/** What is missing, and the way to ask again. */
export function Failed({ title, text, onRetry }: { title: string; text: string; onRetry: () => void }) {
  return (
    <div role="alert">
      <Empty icon={RefreshCw} title={title} text={text}>
        <Button onClick={onRetry}>{t('action.retry')}</Button>
      </Empty>
    </div>
  );
}

/** What went wrong with what was asked, in words. */
export const Wrong = ({ text }: { text: string | null }) => text && <div className="banner red" role="alert">{text}</div>;
