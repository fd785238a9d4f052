import { useState, type FormEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { enter } from '../../store/session.ts';
import { Button } from '../../ui/controls.tsx';
import { Door } from './door.tsx';
import { PasswordField } from './password-field.tsx';

export function ResetPage({ token }: { token: string }) {
  const [, go] = useLocation();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(token ? null : t('auth.linkUsed'));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await enter(await api.reset({ token, password }));
      go('/inbox/queue', { replace: true });
    } catch (error) {
      setWrong(describeError(error));
      setBusy(false);
    }
  };
  return (
    <Door title={t('auth.resetTitle')} lead={t('auth.resetLead')}>
      <form onSubmit={(event) => void submit(event)}>
        {wrong && <div className="banner red" role="alert">{wrong}</div>}
        <PasswordField label={t('auth.newPassword')} value={password} onChange={setPassword} fresh autoFocus />
        <Button type="submit" tone="primary" size="l" className="wide" busy={busy}>{t('auth.savePassword')}</Button>
      </form>
      <Link href="/login" className="link small">{t('auth.backToSignIn')}</Link>
    </Door>
  );
}
