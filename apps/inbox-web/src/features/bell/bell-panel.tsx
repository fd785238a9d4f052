import { AtSign, Bell, Check, CheckCheck, ChevronRight, CircleAlert, CircleHelp, Clock, Eye, ListChecks, PhoneMissed, PlugZap, Siren, UserRoundCheck, X, type LucideIcon } from 'lucide-react';
import * as Dialog from 'radix-ui/dialog';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Link } from 'wouter';
import type { Id, NotificationView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { rowTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { change, desk, useDesk, useDeskShallow } from '../../store/desk.ts';
import { foldRows } from '../../store/fold.ts';
import { setWindow, toast } from '../../store/window-state.ts';
import { Button, Empty, Failed, IconButton } from '../../ui/controls.tsx';
import { usualOf } from '../shell/keys.ts';
import { openTold } from './places.ts';
import { saysOf, wordsOf } from './words.ts';
import './bell.css';

const atOnce = 30;
const icons: Readonly<Record<NotificationView['type'], LucideIcon>> = {
  'new-inquiry': Bell, assigned: UserRoundCheck, following: Eye, mention: AtSign, 'delivery-failed': CircleAlert, 'delivery-uncertain': CircleHelp, 'missed-call': PhoneMissed, 'channel-broken': PlugZap, 'bulk-done': ListChecks, 'task-due': Clock, alarm: Siren,
};
const troubles: readonly NotificationView['type'][] = ['delivery-failed', 'missed-call', 'channel-broken', 'alarm'];

const close = (): void => setWindow({ dialog: null });
const newestFirst = (a: NotificationView, b: NotificationView): number => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? 1 : -1);

/** These, or all. Seen on every screen of this person, as the server tells them. */
function tickOff(ids?: readonly Id[]): void {
  api.markNotificationsRead(ids).catch((error: unknown) => toast(describeError(error), { tone: 'red' }));
}

/** What this person was told: who named them, what was given to them, what did not go out, what is done. Each leads to its place. */
export function BellPanel() {
  const rows = useDeskShallow((state) => Object.values(state.notifications).sort(newestFirst));
  const [more, setMore] = useState<string | null>(null);
  const [asking, setAsking] = useState<'first' | 'more' | null>('first');
  const [failure, setFailure] = useState<string | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const fetchFrom = (after: string | null): void => {
    const since = desk.getState().tick;
    setAsking(after === null ? 'first' : 'more');
    setFailure(null);
    api.notifications({ limit: atOnce, after }).then((page) => {
      change((state) => foldRows(state, 'notifications', page.items, since));
      setMore(page.next);
    }, (error: unknown) => setFailure(describeError(error))).finally(() => setAsking(null));
  };
  useEffect(() => fetchFrom(null), []);

  const focusRow = (by: number): void => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('.told-open') ?? [])];
    const at = buttons.findIndex((button) => button.parentElement?.contains(document.activeElement));
    buttons[Math.min(buttons.length - 1, Math.max(0, at < 0 ? 0 : at + by))]?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.altKey) return;
    const focused = (event.target as Element).closest<HTMLElement>('[data-told]')?.dataset['told'];
    const act: (() => void) | undefined = {
      ArrowDown: () => focusRow(1), KeyJ: () => focusRow(1), ArrowUp: () => focusRow(-1), KeyK: () => focusRow(-1), Home: () => focusRow(-Infinity), End: () => focusRow(Infinity), KeyB: close,
      KeyM: () => { if (focused) tickOff([focused]); }, 'Shift+KeyM': () => tickOff(),
    }[usualOf(event.nativeEvent) ?? ''];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const unread = rows.filter((told) => told.readAt === null).length;
  return (
    <Dialog.Root open onOpenChange={(open) => { if (!open) close(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="bell-behind" />
        <Dialog.Content className="pop bell-panel" aria-describedby={undefined} onKeyDown={onKey} onOpenAutoFocus={(event) => { event.preventDefault(); (list.current?.querySelector<HTMLElement>('.told-open') ?? (event.currentTarget as HTMLElement)).focus(); }}>
          <header className="bell-head">
            <Dialog.Title asChild><h2 className="grow cut">{t('bell.title')}</h2></Dialog.Title>
            {unread > 0 && <Button size="s" tone="ghost" icon={CheckCheck} onClick={() => tickOff()}>{t('bell.allRead')}</Button>}
            <IconButton icon={X} size={16} label={t('action.close')} keys="Esc" onClick={close} />
          </header>
          <div className="bell-body">
            <AlarmsLine />
            {failure && rows.length === 0 && <Failed title={t('bell.failed')} text={failure} onRetry={() => fetchFrom(null)} />}
            {!failure && asking === null && rows.length === 0 && <Empty icon={Bell} title={t('bell.empty')} text={t('bell.emptyText')} />}
            <ol ref={list} aria-label={t('bell.title')}>{rows.map((told) => <Told key={told.id} told={told} />)}</ol>
            {more !== null && <Button tone="ghost" className="bell-more" busy={asking === 'more'} onClick={() => fetchFrom(more)}>{t('bell.earlier')}</Button>}
            {failure && rows.length > 0 && <p className="bell-failure" role="alert">{failure} <button type="button" className="link" onClick={() => fetchFrom(more)}>{t('action.retry')}</button></p>}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The way to what waits unnoticed; on a phone it is the only one. */
function AlarmsLine() {
  const raised = useDesk((state) => Object.values(state.alarms).filter((alarm) => alarm.state === 'raised').length);
  return (
    <Link href="/alarms" className="bell-alarms" onClick={close}>
      <Siren size={16} aria-hidden="true" />
      <span className="grow">{t('alarmRules.title')}</span>
      {raised > 0 && <span className="count red">{raised}</span>}
      <ChevronRight size={16} aria-hidden="true" />
    </Link>
  );
}

function Told({ told }: { told: NotificationView }) {
  const now = useMoment();
  const Icon = icons[told.type];
  const unread = told.readAt === null;
  const open = (): void => {
    if (unread) tickOff([told.id]);
    openTold(told);
  };
  return (
    <li className="told" data-told={told.id} data-type={told.type} {...(unread && { 'data-unread': '' })}>
      <button type="button" className="told-open" onClick={open}>
        <span className={`told-icon ${troubles.includes(told.type) ? 'red' : told.type === 'delivery-uncertain' ? 'amber' : ''}`}><Icon size={16} aria-hidden="true" /></span>
        <span className="told-words">
          <span className="told-title cut">{saysOf(told)}</span>
          <span className="told-text">{wordsOf(told)}</span>
        </span>
        <span className="told-side">
          <time className="num" dateTime={told.createdAt}>{rowTime(told.createdAt, now)}</time>
          {unread && <i className="told-dot" role="img" aria-label={t('bell.unread')} />}
        </span>
      </button>
      {unread && <IconButton icon={Check} size={16} small className="told-tick" label={t('bell.markRead')} keys="M" side="left" onClick={() => tickOff([told.id])} />}
    </li>
  );
}
