import { useState } from 'react';
import { api } from '../../../api/routes.ts';
import { currentLocale, localeNames, locales, t } from '../../../i18n/index.ts';
import { Field } from '../../../ui/controls.tsx';
import { useAsking } from '../../../ui/use-asking.ts';
import { PasswordField } from '../../auth/password-field.tsx';
import { connectInbox } from './connect.ts';
import { Step, Wizard, WizardFoot } from './wizard.tsx';

interface LineNumber {
  phoneNumber: string;
  name: string;
  sms: boolean;
  mms: boolean;
  voice: boolean;
}

/** Account → its numbers → which of them answer here. One number is one inbox for SMS and calls. */
export function TwilioWizard({ onClose }: { onClose: () => void }) {
  const [step, setStep] = useState(1);
  const [accountSid, setAccountSid] = useState('');
  const [authToken, setAuthToken] = useState('');
  const [apiRoot, setApiRoot] = useState('');
  const [numbers, setNumbers] = useState<readonly LineNumber[]>([]);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [recordCalls, setRecordCalls] = useState(false);
  const [language, setLanguage] = useState<string>(currentLocale);
  const { busy, wrong, ask } = useAsking();
  const root = apiRoot.trim() ? { apiRoot: apiRoot.trim() } : {};

  const find = (): Promise<void> =>
    ask(async () => {
      const answer = (await api.discover({ adapter: 'twilio', settings: { accountSid: accountSid.trim(), ...root }, credentials: { authToken } })) as { numbers?: LineNumber[] };
      const found = answer.numbers ?? [];
      setNumbers(found);
      setChosen(found.length === 1 ? found.map((each) => each.phoneNumber) : []);
      setStep(2);
    });
  const connect = (): Promise<void> =>
    ask(async () => {
      for (const phoneNumber of chosen) {
        const name = numbers.find((each) => each.phoneNumber === phoneNumber)?.name || phoneNumber;
        await connectInbox({ adapter: 'twilio', name, settings: { accountSid: accountSid.trim(), phoneNumber, recordCalls, language, ...root }, credentials: { authToken } });
      }
      onClose();
    });
  const next = (): void => {
    if (step === 1) void find();
    else if (step === 2) setStep(3);
    else void connect();
  };
  return (
    <Wizard
      title={t('wizard.twilio')}
      channel="sms"
      hint={t('wizard.step', { n: step, of: 3 })}
      onClose={onClose}
      foot={<WizardFoot wrong={wrong} onBack={step > 1 ? () => setStep(step - 1) : undefined} onNext={next} next={step === 3 ? t('wizard.connect') : t('action.next')} busy={busy} disabled={step === 1 ? !accountSid.trim() || !authToken : chosen.length === 0} />}
    >
      <form onSubmit={(event) => { event.preventDefault(); next(); }}>
        <Step n={1} now={step} title={t('wizard.account')} text={step > 1 ? accountSid : t('wizard.accountHint')}>
          <Field label="Account SID">{(id) => <input id={id} className="input" autoFocus autoComplete="off" spellCheck={false} value={accountSid} placeholder="AC…" onChange={(event) => setAccountSid(event.target.value)} />}</Field>
          <PasswordField label="Auth Token" value={authToken} onChange={setAuthToken} vendor />
          <details>
            <summary className="t2 small">{t('wizard.advanced')}</summary>
            <Field label={t('wizard.apiRoot')}>{(id) => <input id={id} className="input" type="url" value={apiRoot} placeholder="https://api.twilio.com" onChange={(event) => setApiRoot(event.target.value)} />}</Field>
          </details>
          <button type="submit" hidden />
        </Step>
        <Step n={2} now={step} title={t('wizard.numbers')} {...(step > 2 && { text: chosen.join(', ') })}>
          {numbers.length === 0 && <p className="t2">{t('wizard.noNumbers')}</p>}
          {numbers.map((each) => (
            <label key={each.phoneNumber} className="check-row">
              <input type="checkbox" className="check" checked={chosen.includes(each.phoneNumber)} onChange={(event) => setChosen(event.target.checked ? [...chosen, each.phoneNumber] : chosen.filter((number) => number !== each.phoneNumber))} />
              <span><span className="num med">{each.phoneNumber}</span> <span className="t3">{[each.sms && 'SMS', each.mms && 'MMS', each.voice && t('channel.voice')].filter(Boolean).join(', ')}</span></span>
            </label>
          ))}
        </Step>
        <Step n={3} now={step} title={t('wizard.calls')} text={t('wizard.callsText')}>
          <Field label={t('wizard.announcement')}>{(id) => <select id={id} className="input" value={language} onChange={(event) => setLanguage(event.target.value)}>{locales.map((locale) => <option key={locale} value={locale}>{localeNames[locale]}</option>)}</select>}</Field>
          <label className="check-row"><input type="checkbox" className="check" checked={recordCalls} onChange={(event) => setRecordCalls(event.target.checked)} />{t('wizard.record')}</label>
        </Step>
      </form>
    </Wizard>
  );
}
