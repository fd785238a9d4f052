import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { Door } from './door.tsx';

/** The answer is the same whether the address is known or not. */
export function ForgotPage() {
  const [email, setEmail] = useState('');
  const [done, setDone] = useState(false);
  const { busy, wrong, ask } = useAsking();

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      await api.forgot(email.trim());
      setDone(true);
    });
  };
  return (
    <Door title={t('auth.forgotTitle')} lead={done ? t('auth.forgotDone') : t('auth.forgotLead')}>
      {!done && (
        <form onSubmit={submit}>
          <Wrong text={wrong} />
          <Field label={t('auth.email')}>
            {(id) => <input id={id} className="input" type="email" autoComplete="username" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />}
          </Field>
          <Button type="submit" tone="primary" size="l" className="wide" busy={busy}>{t('auth.sendLink')}</Button>
        </form>
      )}
      <Link href="/login" className="link small">{t('auth.backToSignIn')}</Link>
    </Door>
  );
}
