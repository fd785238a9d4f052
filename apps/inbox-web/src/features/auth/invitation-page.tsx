import { useEffect, useState, type FormEvent } from 'react';
import { Link, useLocation } from 'wouter';
import type { Role } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { currentLocale, t } from '../../i18n/index.ts';
import { roleName } from '../../i18n/words.ts';
import { enter } from '../../store/session.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { Door } from './door.tsx';
import { PasswordField } from './password-field.tsx';

export function InvitationPage({ token }: { token: string }) {
  const [, go] = useLocation();
  const [invited, setInvited] = useState<{ email: string; role: Role } | null>(null);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, wrong, setWrong, ask } = useAsking();

  useEffect(() => {
    api.invitation(token).then((found) => {
      setInvited(found);
      if (found.name) setName(found.name);
    }, () => setWrong(t('auth.linkUsed')));
  }, [token]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      await enter(await api.acceptInvitation(token, { name: name.trim(), password, locale: currentLocale() }));
      go('/inbox/queue', { replace: true });
    });
  };
  return (
    <Door title={t('auth.invitationTitle')} {...(invited && { lead: t('auth.invitationLead', { email: invited.email, role: roleName(invited.role) }) })}>
      <Wrong text={wrong} />
      {wrong && !invited && <Link href="/login" className="link small">{t('auth.backToSignIn')}</Link>}
      {invited && (
        <form onSubmit={submit}>
          <Field label={t('auth.name')}>
            {(id) => <input id={id} className="input" autoComplete="name" required autoFocus value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <input type="hidden" autoComplete="username" value={invited.email} readOnly />
          <PasswordField label={t('auth.password')} value={password} onChange={setPassword} fresh />
          <Button type="submit" tone="primary" size="l" className="wide" busy={busy}>{t('auth.join')}</Button>
        </form>
      )}
    </Door>
  );
}
