import { useState, type FormEvent } from 'react';
import { api, type ChannelHealth } from '../../../api/routes.ts';
import { t } from '../../../i18n/index.ts';
import { useDesk } from '../../../store/desk.ts';
import { Field } from '../../../ui/controls.tsx';
import { useAsking } from '../../../ui/use-asking.ts';
import { PasswordField } from '../../auth/password-field.tsx';
import { connectInbox } from './connect.ts';
import { mailServers, ServerFields, type Server } from './mail-servers.tsx';
import { Checks, Step, Wizard, WizardFoot } from './wizard.tsx';

interface Discovered {
  source?: 'provider' | 'autoconfig' | 'mx' | 'guess';
  provider?: string | null;
  imap?: Server;
  smtp?: Server;
  hint?: string | null;
}

/** Address → servers → password → live test in both directions. */
export function MailWizard({ onClose }: { onClose: () => void }) {
  const company = useDesk((state) => state.company?.name ?? '');
  const [step, setStep] = useState(1);
  const [address, setAddress] = useState('');
  const [name, setName] = useState(company);
  const [servers, setServers] = useState<{ imap: Server; smtp: Server } | null>(null);
  const [found, setFound] = useState<Discovered>({});
  const [password, setPassword] = useState('');
  const [backfillDays, setBackfillDays] = useState(0);
  const [health, setHealth] = useState<ChannelHealth | null>(null);
  const { busy, wrong, setWrong, ask } = useAsking();

  const discover = (): Promise<void> =>
    ask(async () => {
      const clean = address.trim().toLowerCase();
      const domain = clean.split('@')[1] ?? '';
      const answer: Discovered = await api.discover({ adapter: 'email', settings: { address: clean }, credentials: {} }).catch(() => ({}));
      setFound(answer);
      setServers({
        imap: answer.imap ?? { host: `imap.${domain}`, port: 993, security: 'tls', user: clean },
        smtp: answer.smtp ?? { host: `smtp.${domain}`, port: 465, security: 'tls', user: clean },
      });
      setStep(2);
    });
  const settings = (): Record<string, unknown> => {
    if (!servers) return {};
    return { address: address.trim().toLowerCase(), name: name.trim(), ...mailServers(servers), backfillDays };
  };
  const check = (): Promise<void> =>
    ask(async () => {
      setStep(4);
      setHealth(null);
      setHealth(await api.checkInbox({ adapter: 'email', settings: settings(), credentials: { password } }));
    });
  const finish = (): Promise<void> =>
    ask(async () => {
      await connectInbox({ adapter: 'email', name: name.trim() || address, settings: settings(), credentials: { password } });
      onClose();
    });
  const next = (event?: FormEvent): void => {
    event?.preventDefault();
    if (step === 1 && /^\S+@\S+$/.test(address.trim())) void discover();
    else if (step === 2) setStep(3);
    else if (step === 3 && password) void check();
    else if (step === 4) void (health?.ok ? finish() : check());
  };
  const words = [t('action.next'), t('action.next'), t('wizard.test'), health?.ok ? t('wizard.connect') : t('wizard.testAgain')];
  return (
    <Wizard
      title={t('wizard.mail')}
      channel="email"
      hint={t('wizard.step', { n: step, of: 4 })}
      onClose={onClose}
      foot={<WizardFoot wrong={wrong} onBack={step > 1 ? () => { setStep(step - 1); setWrong(null); } : undefined} onNext={() => next()} next={words[step - 1] ?? ''} busy={busy} disabled={(step === 1 && !/^\S+@\S+$/.test(address.trim())) || (step === 3 && !password)} />}
    >
      <form onSubmit={next}>
        <Step n={1} now={step} title={t('wizard.address')} {...(step > 1 && { text: address })}>
          <Field label={t('auth.email')}>{(id) => <input id={id} className="input" type="email" autoFocus value={address} placeholder="info@example.com" onChange={(event) => setAddress(event.target.value)} />}</Field>
          <Field label={t('wizard.senderName')} hint={t('wizard.senderNameHint')}>{(id) => <input id={id} className="input" value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        </Step>
        <Step n={2} now={step} title={found.provider ? t('wizard.provider', { name: found.provider }) : t('wizard.servers')} {...(step > 2 && servers && { text: `IMAP ${servers.imap.host}:${servers.imap.port}, SMTP ${servers.smtp.host}:${servers.smtp.port}` })}>
          {servers && (
            <>
              {found.source === 'guess' || !found.source ? <div className="banner amber small">{t('wizard.guess')}</div> : null}
              {(['imap', 'smtp'] as const).map((kind) => <ServerFields key={kind} kind={kind} server={servers[kind]} onChange={(server) => setServers({ ...servers, [kind]: server })} />)}
            </>
          )}
        </Step>
        <Step n={3} now={step} title={t('wizard.password')} text={step > 3 ? t('wizard.passwordKept') : t('wizard.passwordHint')}>
          {found.hint && <div className="banner small">{hintWords(found.hint)}</div>}
          <PasswordField label={t('auth.password')} value={password} onChange={setPassword} vendor autoFocus />
          <Field label={t('wizard.backfill')}>
            {(id) => (
              <select id={id} className="input" value={backfillDays} onChange={(event) => setBackfillDays(Number(event.target.value))}>
                {[0, 7, 30, 90, 365].map((days) => <option key={days} value={days}>{days === 0 ? t('wizard.noBackfill') : t('time.days', { n: days })}</option>)}
              </select>
            )}
          </Field>
          <button type="submit" hidden />
        </Step>
        <Step n={4} now={step} title={t('wizard.bothWays')} text={t('wizard.bothWaysText')}>
          <Checks health={health} busy={busy} />
        </Step>
      </form>
    </Wizard>
  );
}

/** What must be done at the provider first. */
function hintWords(hint: string): string {
  switch (hint) {
    case 'app-password':
      return t('wizard.appPassword');
    case 'external-password':
      return t('wizard.externalPassword');
    case 'allow-imap':
      return t('wizard.enableImap');
    case 'oauth-only':
      return t('wizard.oauthOnly');
    default:
      return hint;
  }
}
