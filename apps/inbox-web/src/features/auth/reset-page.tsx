import { useState, type FormEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { enter } from '../../store/session.ts';
import { Button, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { Door } from './door.tsx';
import { PasswordField } from './password-field.tsx';

export function ResetPage({ token }: { token: string }) {
  const [, go] = useLocation();
  const [password, setPassword] = useState('');
  const { busy, wrong, ask } = useAsking();

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      await enter(await api.reset({ token, password }));
      go('/inbox/queue', { replace: true });
    });
  };
  return (
    <Door title={t('auth.resetTitle')} lead={t('auth.resetLead')}>
      <form onSubmit={submit}>
        <Wrong text={wrong ?? (token ? null : t('auth.linkUsed'))} />
        <PasswordField label={t('auth.newPassword')} value={password} onChange={setPassword} fresh autoFocus />
        <Button type="submit" tone="primary" size="l" className="wide" busy={busy}>{t('auth.savePassword')}</Button>
      </form>
      <Link href="/login" className="link small">{t('auth.backToSignIn')}</Link>
    </Door>
  );
}
