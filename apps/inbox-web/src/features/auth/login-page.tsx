import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { enter } from '../../store/session.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { Door } from './door.tsx';
import { PasswordField } from './password-field.tsx';

export function LoginPage() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { busy, wrong, ask } = useAsking();

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => enter(await api.login({ email: email.trim(), password })));
  };
  return (
    <Door title={t('auth.signIn')} lead={t('auth.signInLead')}>
      <form onSubmit={submit}>
        <Wrong text={wrong} />
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
