import { useEffect, useState, type FormEvent } from 'react';
import { Link, useLocation } from 'wouter';
import type { Locale } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { currentLocale, localeNames, locales, switchLocale, t } from '../../i18n/index.ts';
import { countryName, currencies, countries, guessCountry, guessCurrency, timeZones } from '../../i18n/places.ts';
import { enter } from '../../store/session.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { Door } from './door.tsx';
import { PasswordField } from './password-field.tsx';

/** First start: the company and its first admin, on one page. The link on the server's console holds the token. */
export function SetupPage() {
  const [, go] = useLocation();
  const token = new URLSearchParams(location.search).get('token') ?? '';
  const [valid, setValid] = useState<boolean | null>(null);
  const [country, setCountry] = useState(guessCountry);
  const [company, setCompany] = useState(() => ({ name: '', currency: guessCurrency(guessCountry()), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }));
  const [user, setUser] = useState({ name: '', email: '', password: '' });
  const { busy, wrong, ask } = useAsking();

  useEffect(() => {
    api.checkSetup(token).then((answer) => setValid(answer.valid), () => setValid(false));
  }, [token]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      await enter(await api.setup({ token, company: { ...company, name: company.name.trim(), country, language: currentLocale() }, user: { ...user, name: user.name.trim(), email: user.email.trim() } }));
      go('/settings/channels', { replace: true });
    });
  };
  if (valid === null) return null;
  if (!valid) return <Door title={t('setup.title')}><div className="banner amber" role="alert">{t('setup.linkUsed')}</div><Link href="/login" className="link small">{t('auth.backToSignIn')}</Link></Door>;
  return (
    <Door wide title={t('setup.title')} lead={t('setup.lead')}>
      <form onSubmit={submit}>
        <Wrong text={wrong} />
        <Field label={t('setup.company')}>
          {(id) => <input id={id} className="input" required autoFocus autoComplete="organization" value={company.name} onChange={(event) => setCompany({ ...company, name: event.target.value })} />}
        </Field>
        <div className="door-row">
          <Field label={t('setup.language')}>
            {(id) => <select id={id} className="input" value={currentLocale()} onChange={(event) => void switchLocale(event.target.value as Locale)}>{locales.map((locale) => <option key={locale} value={locale}>{localeNames[locale]}</option>)}</select>}
          </Field>
          <Field label={t('setup.country')}>
            {(id) => (
              <select id={id} className="input" value={country} onChange={(event) => { setCountry(event.target.value); setCompany({ ...company, currency: guessCurrency(event.target.value) }); }}>
                {countries().map((code) => <option key={code} value={code}>{countryName(code)}</option>)}
              </select>
            )}
          </Field>
          <Field label={t('setup.currency')}>
            {(id) => <select id={id} className="input" value={company.currency} onChange={(event) => setCompany({ ...company, currency: event.target.value })}>{currencies().map((code) => <option key={code} value={code}>{code}</option>)}</select>}
          </Field>
          <Field label={t('setup.timeZone')}>
            {(id) => <select id={id} className="input" value={company.timeZone} onChange={(event) => setCompany({ ...company, timeZone: event.target.value })}>{timeZones().map((zone) => <option key={zone} value={zone}>{zone.replaceAll('_', ' ')}</option>)}</select>}
          </Field>
        </div>
        <div className="door-group">
          <h2>{t('setup.admin')}</h2>
          <div className="door-row">
            <Field label={t('auth.name')}>{(id) => <input id={id} className="input" required autoComplete="name" value={user.name} onChange={(event) => setUser({ ...user, name: event.target.value })} />}</Field>
            <Field label={t('auth.email')}>{(id) => <input id={id} className="input" type="email" required autoComplete="username" value={user.email} onChange={(event) => setUser({ ...user, email: event.target.value })} />}</Field>
          </div>
          <PasswordField label={t('auth.password')} value={user.password} onChange={(password) => setUser({ ...user, password })} fresh />
        </div>
        <Button type="submit" tone="primary" size="l" className="wide" busy={busy}>{t('setup.open')}</Button>
      </form>
    </Door>
  );
}
