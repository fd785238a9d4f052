import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { Door } from './door.tsx';

/** The answer is the same whether the address is known or not. */
export function ForgotPage() {
  const [email, setEmail] = useState('');
  const [state, setState] = useState<'ask' | 'busy' | 'done'>('ask');
  const [wrong, setWrong] = useState<string | null>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setState('busy');
    try {
      await api.forgot(email.trim());
      setState('done');
    } catch (error) {
      setWrong(describeError(error));
      setState('ask');
    }
  };
  return (
    <Door title={t('auth.forgotTitle')} lead={state === 'done' ? t('auth.forgotDone') : t('auth.forgotLead')}>
      {state !== 'done' && (
        <form onSubmit={(event) => void submit(event)}>
          <Wrong text={wrong} />
          <Field label={t('auth.email')}>
            {(id) => <input id={id} className="input" type="email" autoComplete="username" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />}
          </Field>
          <Button type="submit" tone="primary" size="l" className="wide" busy={state === 'busy'}>{t('auth.sendLink')}</Button>
        </form>
      )}
      <Link href="/login" className="link small">{t('auth.backToSignIn')}</Link>
    </Door>
  );
}
