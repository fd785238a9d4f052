import { useState } from 'react';
import type { MeView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { saveMe } from '../../store/save-me.ts';
import { toast, useWindow } from '../../store/window-state.ts';
import { Button, Toggle } from '../../ui/controls.tsx';
import { play, type Melody } from '../alerts/melodies.ts';
import { unlockSound } from '../alerts/sound.ts';

/** Whether this browser lets us show notices of the desktop; null: it cannot. */
const permission = (): NotificationPermission | null => (typeof Notification === 'function' ? Notification.permission : null);

/** How this person is told: what is heard, and what the desktop says while the window is out of sight. */
export function TellingBlock({ me }: { me: MeView }) {
  const { sound, soundVolume, desktop, desktopWords, taskDesktop, taskTelegram } = me.preferences;
  const locked = useWindow((state) => state.sound === 'locked');
  const [volume, setVolume] = useState(soundVolume);
  const [allowed, setAllowed] = useState(permission);
  const test = (melody: Melody): void => void unlockSound().then(() => { if (!play(melody, volume)) toast(t('telling.stillLocked'), { tone: 'red' }); });
  const keepVolume = (): void => { if (volume !== soundVolume) void saveMe({ preferences: { soundVolume: volume } }); };
  /** The only place where the browser is asked, and by a click alone. */
  const turnDesktop = async (on: boolean): Promise<void> => {
    const answer = on && allowed === 'default' ? await Notification.requestPermission() : allowed;
    setAllowed(answer);
    if (on === desktop || (on && answer !== 'granted')) return;
    await saveMe({ preferences: { desktop: on } });
  };
  return (
    <section className="settings-block" data-block="telling">
      <h3>{t('telling.title')}</h3>
      <div className="card">
        <div className="setting-row"><span className="grow">{t('telling.sound')}<span className="t3 small hint-line">{sound && locked ? t('telling.lockedHint') : t('telling.soundHint')}</span></span><Toggle on={sound} label={t('telling.sound')} onChange={(on) => void saveMe({ preferences: { sound: on } })} /></div>
        <div className="setting-row">
          <label className="grow" htmlFor="volume">{t('telling.volume')}</label>
          <input id="volume" type="range" className="range" min={0} max={100} step={5} value={volume} disabled={!sound} aria-valuetext={`${volume} %`} onChange={(event) => setVolume(Number(event.target.value))} onPointerUp={keepVolume} onKeyUp={keepVolume} onBlur={keepVolume} />
          <span className="num t3 small volume-number">{volume}&nbsp;%</span>
        </div>
        <div className="setting-row">
          <span className="grow">{t('telling.listen')}</span>
          <span className="flex wrap">
            <Button size="s" onClick={() => test('message')}>{t('telling.message')}</Button>
            <Button size="s" onClick={() => test('alarm')}>{t('telling.alarm')}</Button>
            <Button size="s" onClick={() => test('call')}>{t('telling.call')}</Button>
          </span>
        </div>
        <div className="setting-row">
          <span className="grow">{t('telling.desktop')}<span className="t3 small hint-line">{t(allowed === null ? 'telling.desktopUnable' : allowed === 'denied' ? 'telling.desktopDenied' : 'telling.desktopHint')}</span></span>
          {desktop && allowed === 'default' && <Button size="s" onClick={() => void turnDesktop(true)}>{t('telling.desktopAllow')}</Button>}
          <Toggle on={desktop && allowed === 'granted'} disabled={allowed === null || allowed === 'denied'} label={t('telling.desktop')} onChange={(on) => void turnDesktop(on)} />
        </div>
        <div className="setting-row"><span className="grow">{t('telling.words')}<span className="t3 small hint-line">{t('telling.wordsHint')}</span></span><Toggle on={desktopWords} disabled={!desktop || allowed !== 'granted'} label={t('telling.words')} onChange={(on) => void saveMe({ preferences: { desktopWords: on } })} /></div>
        <div className="setting-row"><span className="grow">{t('telling.tasks')}<span className="t3 small hint-line">{t('telling.tasksHint')}</span></span><Toggle on={taskDesktop} disabled={!desktop || allowed !== 'granted'} label={t('telling.tasks')} onChange={(on) => void saveMe({ preferences: { taskDesktop: on } })} /></div>
        {me.telegramLinked && <div className="setting-row"><span className="grow">{t('telling.tasksTelegram')}</span><Toggle on={taskTelegram} label={t('telling.tasksTelegram')} onChange={(on) => void saveMe({ preferences: { taskTelegram: on } })} /></div>}
      </div>
    </section>
  );
}
