import { ListTodo, X } from 'lucide-react';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import type { PromiseOffered } from '../../store/window-state.ts';
import { Button, IconButton } from '../../ui/controls.tsx';
import { useKeys } from '../shell/keys.ts';
import { acceptPromise, dismissPromise } from './promise.ts';
import './promise-offer.css';

/** Under the message in which something was promised: a task of it, by a key, also while the next answer is being written. */
export function PromiseOffer({ offer }: { offer: PromiseOffered }) {
  const now = useMoment();
  useKeys({ 'Mod+Semicolon': () => void acceptPromise(offer), 'Mod+Shift+Semicolon': () => void dismissPromise(offer) });
  return (
    <div className="promise-offer" role="group" aria-label={t('promise.label')}>
      <ListTodo size={14} aria-hidden="true" />
      <span className="promise-words"><span>{offer.title}</span> <span className="num t2">{dueTime(offer.dueAt, now)}</span></span>
      <Button size="s" keys="Mod ;" onClick={() => void acceptPromise(offer)}>{t('promise.add')}</Button>
      <IconButton small icon={X} size={14} label={t('promise.dismiss')} keys="Mod Shift ;" onClick={() => void dismissPromise(offer)} />
    </div>
  );
}
