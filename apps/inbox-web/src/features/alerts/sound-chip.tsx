import { VolumeX } from 'lucide-react';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { useWindow } from '../../store/window-state.ts';
import { unlockSound } from './sound.ts';

/** Sound is wanted, and the browser waits for a click before it lets this tab sound. */
export function SoundChip() {
  const wanted = useDesk((state) => state.me?.preferences.sound ?? false);
  const locked = useWindow((state) => state.sound === 'locked');
  if (!wanted || !locked) return null;
  return <button type="button" className="pop sound-chip" onClick={() => void unlockSound()}><VolumeX size={16} aria-hidden="true" />{t('sound.turnOn')}</button>;
}
