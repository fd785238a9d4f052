import { useState, type FormEvent } from 'react';
import type { Locale, MeView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { localeNames, locales, switchLocale, t } from '../../i18n/index.ts';
import { desk, useDesk } from '../../store/desk.ts';
import { saveMe as save } from '../../store/save-me.ts';
import { applyTheme } from '../../store/session.ts';
import { readFlag, toast, writeFlag } from '../../store/window-state.ts';
import { Button, Field, Toggle } from '../../ui/controls.tsx';
import { PasswordField } from '../auth/password-field.tsx';
import { LettersBlock } from './letters-block.tsx';
import { PageFrame } from './page-frame.tsx';
import { TelegramAlerts } from './telegram-alerts.tsx';
import { TellingBlock } from './telling-block.tsx';

export function ProfilePage() {
  const me = useDesk((state) => state.me);
  return <PageFrame title={t('settings.profile')}>{me && <div className="settings-col"><Person me={me} /><Looks me={me} /><TellingBlock me={me} /><Habits me={me} /><LettersBlock me={me} save={save} /><TelegramAlerts linked={me.telegramLinked} /><Password /></div>}</PageFrame>;
}

function Person({ me }: { me: MeView }) {
  const [name, setName] = useState(me.name);
  const [phone, setPhone] = useState(me.phone ?? '');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await save({ name: name.trim(), phone: phone.trim() || null }))) return;
    // As it is stored: the number in the form that is rung.
    setPhone(desk.getState().me?.phone ?? '');
    toast(t('action.saved'));
  };
  return (
    <form className="settings-block" onSubmit={(event) => void submit(event)}>
      <div className="two">
        <Field label={t('auth.name')}>{(id) => <input id={id} className="input" required value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <Field label={t('profile.phone')} hint={t('profile.phoneHint')}>{(id) => <input id={id} className="input" type="tel" value={phone} placeholder="+357 99 000 142" onChange={(event) => setPhone(event.target.value)} />}</Field>
      </div>
      <div><Button type="submit" disabled={name === me.name && phone === (me.phone ?? '')}>{t('action.save')}</Button></div>
    </form>
  );
}

function Looks({ me }: { me: MeView }) {
  const [compact, setCompact] = useState(() => document.documentElement.dataset['density'] === 'compact');
  const themes: [MeView['theme'], string][] = [['system', t('profile.themeSystem')], ['light', t('profile.themeLight')], ['dark', t('profile.themeDark')]];
  const dense = (on: boolean): void => {
    setCompact(on);
    if (on) document.documentElement.dataset['density'] = 'compact';
    else delete document.documentElement.dataset['density'];
    try {
      localStorage.setItem('okno.density', on ? 'compact' : 'comfortable');
    } catch {
      /* private mode: for this visit */
    }
  };
  return (
    <section className="settings-block">
      <h3>{t('profile.looks')}</h3>
      <div className="card">
        <div className="setting-row"><label className="grow" htmlFor="locale">{t('profile.language')}</label>
          <select id="locale" className="input" style={{ width: 180 }} value={me.locale} onChange={(event) => { const locale = event.target.value as Locale; void save({ locale }).then(() => switchLocale(locale)); }}>
            {locales.map((locale) => <option key={locale} value={locale}>{localeNames[locale]}</option>)}
          </select>
        </div>
        <div className="setting-row"><span className="grow">{t('profile.theme')}</span>
          <span className="seg">{themes.map(([theme, label]) => <button key={theme} type="button" aria-pressed={me.theme === theme} onClick={() => { applyTheme(theme); void save({ theme }); }}>{label}</button>)}</span>
        </div>
        <div className="setting-row"><span className="grow">{t('profile.compact')}</span><Toggle on={compact} label={t('profile.compact')} onChange={dense} /></div>
      </div>
    </section>
  );
}

function Habits({ me }: { me: MeView }) {
  const [letters, setLetters] = useState(() => readFlag('okno.keys', true));
  const sendKeys: [MeView['preferences']['sendKey'], string][] = [['auto', t('profile.sendKeyAuto')], ['enter', 'Enter'], ['mod-enter', 'Ctrl+Enter']];
  return (
    <section className="settings-block">
      <h3>{t('profile.habits')}</h3>
      <div className="card">
        <div className="setting-row"><span className="grow">{t('profile.letterKeys')}</span><Toggle on={letters} label={t('profile.letterKeys')} onChange={(on) => { setLetters(on); writeFlag('okno.keys', on); }} /></div>
        <div className="setting-row"><span className="grow">{t('profile.sendKey')}<span className="t3 small" style={{ display: 'block' }}>{t('profile.sendKeyHint')}</span></span>
          <span className="seg">{sendKeys.map(([sendKey, label]) => <button key={sendKey} type="button" aria-pressed={me.preferences.sendKey === sendKey} onClick={() => void save({ preferences: { sendKey } })}>{label}</button>)}</span>
        </div>
      </div>
    </section>
  );
}

function Password() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWrong(null);
    try {
      await api.changePassword({ current, next });
      setCurrent('');
      setNext('');
      toast(t('profile.passwordChanged'));
    } catch (error) {
      setWrong(describeError(error));
    }
  };
  return (
    <form className="settings-block" onSubmit={(event) => void submit(event)}>
      <h3>{t('auth.password')}</h3>
      {wrong && <div className="banner red" role="alert">{wrong}</div>}
      <div className="two">
        <PasswordField label={t('profile.currentPassword')} value={current} onChange={setCurrent} />
        <PasswordField label={t('auth.newPassword')} value={next} onChange={setNext} fresh />
      </div>
      <div><Button type="submit" disabled={!current || !next}>{t('profile.changePassword')}</Button></div>
    </form>
  );
}
