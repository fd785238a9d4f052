import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { Field, IconButton } from '../../ui/controls.tsx';

/** The server decides what is strong enough; here only the length is shown while typing. */
export const shortestPassword = 12;

/** `fresh`: being chosen now. `vendor`: a secret of somebody else's, which no browser may fill in with the person's own. */
export function PasswordField({ label, value, onChange, fresh = false, vendor = false, required = true, wrong, autoFocus = false }: { label: string; value: string; onChange: (value: string) => void; fresh?: boolean; vendor?: boolean; required?: boolean; wrong?: string | null; autoFocus?: boolean }) {
  const [shown, setShown] = useState(false);
  const steps = Math.min(4, Math.floor((value.length / shortestPassword) * 4));
  return (
    <Field label={label} wrong={wrong} hint={fresh ? t('auth.passwordHint', { n: shortestPassword }) : undefined}>
      {(id) => (
        <>
          <span className="input">
            <input id={id} type={shown ? 'text' : 'password'} autoComplete={fresh || vendor ? 'new-password' : 'current-password'} required={required} minLength={fresh ? shortestPassword : 1} value={value} autoFocus={autoFocus} onChange={(event) => onChange(event.target.value)} />
            <IconButton icon={shown ? EyeOff : Eye} size={16} small label={shown ? t('auth.hidePassword') : t('auth.showPassword')} onClick={() => setShown(!shown)} />
          </span>
          {fresh && value && <span className={`strength ${steps === 4 ? 'good' : ''}`} aria-hidden="true">{[1, 2, 3, 4].map((step) => <i key={step} className={steps >= step ? 'on' : ''} />)}</span>}
        </>
      )}
    </Field>
  );
}
