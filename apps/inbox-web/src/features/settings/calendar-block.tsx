import { useState } from 'react';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change } from '../../store/desk.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { CopyLine } from './copy-line.tsx';

const setShared = (calendarShared: boolean): void => change((state) => (state.me ? { ...state, me: { ...state.me, calendarShared } } : state));

/** One's tasks in the calendar of a phone: a secret address that is shown once, when it is made; a new one ends the one before. */
export function CalendarBlock({ shared }: { shared: boolean }) {
  const [url, setUrl] = useState<string | null>(null);
  const { busy, wrong, ask } = useAsking();
  const make = (): Promise<void> => ask(async () => {
    setUrl((await api.shareCalendar()).url);
    setShared(true);
  });
  const withdraw = (): Promise<void> => ask(async () => {
    await api.withdrawCalendar();
    setUrl(null);
    setShared(false);
    toast(t('profile.calendarWithdrawn'));
  });
  return (
    <section className="settings-block calendar-block">
      <h3>{t('profile.calendar')}</h3>
      <Wrong text={wrong} />
      <div className="card">
        <div className="setting-row">
          <span className="grow" role="status">{shared ? t('profile.calendarOn') : t('profile.calendarHint')}</span>
          <Button size="s" disabled={busy} onClick={() => void make()}>{shared ? t('profile.calendarAnew') : t('profile.calendarMake')}</Button>
          {shared && <Button size="s" disabled={busy} onClick={() => void withdraw()}>{t('profile.calendarWithdraw')}</Button>}
        </div>
      </div>
      {url && shared && (
        <>
          <CopyLine text={url} label={t('profile.calendarAddress')} />
          <p className="t2 small">{t('profile.calendarOnce')}</p>
        </>
      )}
    </section>
  );
}
