import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { enter } from '../../store/session.ts';
import { Button, Field } from '../../ui/controls.tsx';
import { Door } from './door.tsx';
import { PasswordField } from './password-field.tsx';

export function LoginPage() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setWrong(null);
    try {
      await enter(await api.login({ email: email.trim(), password }));
    } catch (error) {
      setWrong(describeError(error));
      setBusy(false);
    }
  };
  return (
    <Door title={t('auth.signIn')} lead={t('auth.signInLead')}>
      <form onSubmit={(event) => void submit(event)}>
        {wrong && <div className="banner red" role="alert">{wrong}</div>}
        <Field label={t('auth.email')}>
          {(id) => <input id={id} className="input" type="email" name="email" autoComplete="username" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />}
        </Field>
        <PasswordField label={t('auth.password')} value={password} onChange={setPassword} />
        <Button type="submit" tone="primary" size="l" className="wide" busy={busy}>{t('auth.signIn')}</Button>
        <Link href="/forgot" className="link small">{t('auth.forgot')}</Link>
      </form>
    </Door>
  );
}
