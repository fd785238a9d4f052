import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import type { Locale, MeView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { localeNames, locales, switchLocale, t } from '../../i18n/index.ts';
import { desk, useDesk } from '../../store/desk.ts';
import { applyDensity, applyTheme, type Density } from '../../store/looks.ts';
import { saveMe } from '../../store/save-me.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { boundsOf, chosenWidth, keepWidth, type PaneName } from '../panes/widths.ts';
import { PasswordField } from '../auth/password-field.tsx';
import { AbsenceBlock } from './absence-block.tsx';
import { CalendarBlock } from './calendar-block.tsx';
import { LettersBlock } from './letters-block.tsx';
import { PageFrame } from './page-frame.tsx';
import { TelegramAlerts } from './telegram-alerts.tsx';
import { TellingBlock } from './telling-block.tsx';

export function ProfilePage() {
  const me = useDesk((state) => state.me);
  return <PageFrame title={t('settings.profile')}>{me && <div className="settings-col"><Person me={me} /><Looks me={me} /><AbsenceBlock user={me} keepDeputy={(deputyId) => saveMe({ deputyId })} /><TellingBlock me={me} /><Habits me={me} /><LettersBlock me={me} save={saveMe} /><TelegramAlerts linked={me.telegramLinked} /><CalendarBlock shared={me.calendarShared} /><Password /></div>}</PageFrame>;
}

function Person({ me }: { me: MeView }) {
  const [name, setName] = useState(me.name);
  const [phone, setPhone] = useState(me.phone ?? '');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await saveMe({ name: name.trim(), phone: phone.trim() || null }))) return;
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
  const themes: [MeView['theme'], string][] = [['system', t('profile.themeSystem')], ['light', t('profile.themeLight')], ['dark', t('profile.themeDark')]];
  const densities: [Density, string][] = [['comfortable', t('profile.comfortable')], ['compact', t('profile.compact')]];
  return (
    <section className="settings-block">
      <h3>{t('profile.looks')}</h3>
      <div className="card">
        <div className="setting-row"><label className="grow" htmlFor="locale">{t('profile.language')}</label>
          <select id="locale" className="input" style={{ width: 180 }} value={me.locale} onChange={(event) => { const locale = event.target.value as Locale; void saveMe({ locale }).then(() => switchLocale(locale)); }}>
            {locales.map((locale) => <option key={locale} value={locale}>{localeNames[locale]}</option>)}
          </select>
        </div>
        <div className="setting-row"><span className="grow">{t('profile.theme')}</span>
          <span className="seg">{themes.map(([theme, label]) => <button key={theme} type="button" aria-pressed={me.theme === theme} onClick={() => { applyTheme(theme); void saveMe({ theme }); }}>{label}</button>)}</span>
        </div>
        <div className="setting-row"><span className="grow">{t('profile.density')}</span>
          <span className="seg">{densities.map(([density, label]) => <button key={density} type="button" aria-pressed={me.preferences.density === density} onClick={() => { applyDensity(density); void saveMe({ preferences: { density } }); }}>{label}</button>)}</span>
        </div>
        <PaneWidth pane="list" label={t('panes.list')} />
        <PaneWidth pane="panel" label={t('panes.panel')} />
      </div>
    </section>
  );
}

/** What pulling the line between the panes does, for whoever cannot pull; in this browser. */
function PaneWidth({ pane, label }: { pane: PaneName; label: string }) {
  const [chosen, setChosen] = useState(() => chosenWidth(pane));
  const { least, most } = boundsOf(pane, innerWidth);
  const widths: [number | null, string][] = [[least, t('panes.narrow')], [null, t('panes.usual')], [most, t('panes.wide')]];
  return (
    <div className="setting-row pane-width"><span className="grow">{label}</span>
      <span className="seg">{widths.map(([width, name]) => <button key={name} type="button" aria-pressed={chosen === width} onClick={() => { keepWidth(pane, width); setChosen(width); }}>{name}</button>)}</span>
    </div>
  );
}

function Habits({ me }: { me: MeView }) {
  const sendKeys: [MeView['preferences']['sendKey'], string][] = [['auto', t('profile.sendKeyAuto')], ['enter', 'Enter'], ['mod-enter', 'Ctrl+Enter']];
  return (
    <section className="settings-block">
      <h3>{t('profile.habits')}</h3>
      <div className="card">
        <div className="setting-row"><span className="grow">{t('keys.title')}</span><Link className="btn s" href="/settings/keyboard">{t('keys.change')}</Link></div>
        <div className="setting-row"><span className="grow">{t('profile.sendKey')}<span className="t3 small" style={{ display: 'block' }}>{t('profile.sendKeyHint')}</span></span>
          <span className="seg">{sendKeys.map(([sendKey, label]) => <button key={sendKey} type="button" aria-pressed={me.preferences.sendKey === sendKey} onClick={() => void saveMe({ preferences: { sendKey } })}>{label}</button>)}</span>
        </div>
      </div>
    </section>
  );
}

function Password() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const { busy, wrong, ask } = useAsking();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      await api.changePassword({ current, next });
      setCurrent('');
      setNext('');
      toast(t('profile.passwordChanged'));
    });
  };
  return (
    <form className="settings-block" onSubmit={submit}>
      <h3>{t('auth.password')}</h3>
      <Wrong text={wrong} />
      <div className="two">
        <PasswordField label={t('profile.currentPassword')} value={current} onChange={setCurrent} />
        <PasswordField label={t('auth.newPassword')} value={next} onChange={setNext} fresh />
      </div>
      <div><Button type="submit" busy={busy} disabled={!current || !next}>{t('profile.changePassword')}</Button></div>
    </form>
  );
}
