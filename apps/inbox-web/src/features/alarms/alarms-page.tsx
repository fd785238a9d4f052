import { BellOff, PlugZap, SlidersHorizontal } from 'lucide-react';
import { Fragment, useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { AlarmView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { ruleName, rungName } from '../../i18n/alarms.ts';
import { dueTime, money, roughDuration, rowTime, stopwatch } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useMoment, useSecond } from '../../store/clock.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { Button, Empty } from '../../ui/controls.tsx';
import { sumsInWords } from '../deals/board-words.ts';
import { useKeys } from '../shell/keys.ts';
import { takeAlarm } from '../thread/actions.ts';
import { placeOfAlarm } from './place.ts';
import { inStorms, sumsOf, type Storm } from './storms.ts';
import './alarms-page.css';

const day = 86_400_000;
const bySince = (a: AlarmView, b: AlarmView): number => a.since.localeCompare(b.since) || (a.id < b.id ? -1 : 1);

/** Who waits unnoticed, the longest first, with the money at stake; the action stands in the row. */
export function AlarmsPage() {
  const [, go] = useLocation();
  const all = useDeskShallow((state) => Object.values(state.alarms).filter((alarm) => alarm.state === 'raised').sort(bySince));
  const [unfolded, setUnfolded] = useState<readonly Id[]>([]);
  const { storms, others } = useMemo(() => inStorms(all), [all]);
  const raised = [...storms.filter(({ channel }) => unfolded.includes(channel.id)).flatMap(({ explains }) => explains), ...others];
  const taken = useDeskShallow((state) => Object.values(state.alarms).filter((alarm) => alarm.state === 'taken').sort(bySince));
  const filled = useDesk((state) => state.filled);
  const admin = useDesk((state) => state.me?.role === 'admin');
  const [chosen, setChosen] = useState<string | null>(null);
  // What was chosen and is gone hands its place to the first.
  const at = Math.max(0, raised.findIndex(({ id }) => id === chosen));
  const current = raised[at];
  const move = (by: number): void => setChosen(raised[Math.min(Math.max(at + by, 0), raised.length - 1)]?.id ?? null);
  useKeys({
    KeyJ: () => move(1), ArrowDown: () => move(1), KeyK: () => move(-1), ArrowUp: () => move(-1),
    KeyI: () => { if (current) void takeAlarm(current); },
    Enter: () => { if (current) go(placeOfAlarm(current)); },
  });
  return (
    <main className="shell-page" aria-label={t('alarmRules.title')} data-region="main">
      <header className="pane-head" style={{ padding: '0 24px' }}>
        <h1 className="pane-title grow">{t('alarmRules.title')}{all.length > 0 && <span className="count red">{all.length}</span>}</h1>
        {admin && <Link className="btn" href="/settings/alarms"><SlidersHorizontal size={16} aria-hidden="true" />{t('alarm.rules')}</Link>}
      </header>
      <div className="alarms-body scrolls">
        {storms.map((storm) => (
          <Fragment key={storm.channel.id}>
            <ChannelDown storm={storm} unfolded={unfolded.includes(storm.channel.id)} onFold={() => setUnfolded(unfolded.includes(storm.channel.id) ? unfolded.filter((id) => id !== storm.channel.id) : [...unfolded, storm.channel.id])} />
            {unfolded.includes(storm.channel.id) && storm.explains.length > 0 && <ul className="alarm-rows" aria-label={storm.channel.title}>{storm.explains.map((alarm) => <AlarmRow key={alarm.id} alarm={alarm} current={alarm === current} onChoose={() => setChosen(alarm.id)} />)}</ul>}
          </Fragment>
        ))}
        {filled && all.length === 0 && <Empty icon={BellOff} title={t('alarm.none')} text={t('alarm.noneText')} />}
        {others.length > 0 && <ul className="alarm-rows" aria-label={t('alarm.waiting')}>{others.map((alarm) => <AlarmRow key={alarm.id} alarm={alarm} current={alarm === current} onChoose={() => setChosen(alarm.id)} />)}</ul>}
        {taken.length > 0 && (
          <section aria-label={t('alarm.takenOnes')}>
            <h2 className="alarm-group">{t('alarm.takenOnes')}<span className="count quiet">{taken.length}</span></h2>
            <ul className="alarm-rows">{taken.map((alarm) => <AlarmRow key={alarm.id} alarm={alarm} current={false} />)}</ul>
          </section>
        )}
      </div>
    </main>
  );
}

/** Cause, what it explains and the money that hangs on it; its rows are folded away. */
function ChannelDown({ storm: { channel: alarm, explains }, unfolded, onFold }: { storm: Storm; unfolded: boolean; onFold: () => void }) {
  const now = useMoment();
  const stakes = sumsInWords(sumsOf(explains));
  return (
    <section className="alarm-storm" data-alarm={alarm.id}>
      <PlugZap size={18} aria-hidden="true" />
      <div className="grow"><b>{t('alarm.channelSince', { name: alarm.title, time: rowTime(alarm.since, now) })}</b>
        <p>
          {explains.length > 0 && <><span data-explains={explains.length}>{[t('alarm.explains', { n: explains.length }), stakes && t('alarm.atStake', { sum: stakes })].filter(Boolean).join(', ')}</span> <button type="button" className="link" aria-expanded={unfolded} onClick={onFold}>{unfolded ? t('alarm.fold') : t('alarm.unfold')}</button><br /></>}
          {alarm.next ? t('alarm.next', { who: rungName(alarm.next.who), time: dueTime(alarm.next.at, now) }) : t('alarm.allTold')}
        </p>
      </div>
      <Link className="btn" href={placeOfAlarm(alarm)}>{t('alarm.open')}</Link>
      <Button onClick={() => void takeAlarm(alarm)}>{t('alarm.take')}</Button>
    </section>
  );
}

function AlarmRow({ alarm, current, onChoose }: { alarm: AlarmView; current: boolean; onChoose?: () => void }) {
  const waits = alarm.state === 'raised';
  return (
    <li className="alarm-row" data-alarm={alarm.id} {...(current && { 'aria-current': 'true' as const })} {...(onChoose && { onClick: onChoose })}>
      <span className={`alarm-time ${waits ? 'red' : ''}`}><Waited since={alarm.since} /></span>
      <div className="alarm-who"><Link className="cut" href={placeOfAlarm(alarm)}>{alarm.title || t('told.somebody')}</Link><span className="t2 cut">{ruleName(alarm.kind)}</span></div>
      <span className="alarm-money num">{alarm.money ? money(alarm.money.minor, alarm.money.currency) : <span className="t3">{t('alarm.noMoney')}</span>}</span>
      <Ladder alarm={alarm} />
      <span className="alarm-acts">{waits && <Button tone={current ? 'primary' : ''} {...(current && { keys: 'I' })} onClick={(event) => { event.stopPropagation(); void takeAlarm(alarm); }}>{t('alarm.take')}</Button>}</span>
    </li>
  );
}

function Waited({ since }: { since: string }) {
  const waited = useSecond() - Date.parse(since);
  return <>{waited < day ? stopwatch(waited / 1000) : roughDuration(waited)}</>;
}

/** Passed, now, next: who was told, and who is when. */
function Ladder({ alarm }: { alarm: AlarmView }) {
  const now = useMoment();
  const holder = useDesk((state) => (alarm.takenById ?? alarm.told.at(-1)?.userIds[0] ? state.users[alarm.takenById ?? alarm.told.at(-1)?.userIds[0] ?? '']?.name : undefined));
  const last = alarm.told.length - 1;
  return (
    <div className="alarm-ladder-cell">
      <span className="alarm-dots" aria-hidden="true">{alarm.told.map((_, index) => <i key={index} className={alarm.state === 'raised' && index === last ? 'now' : 'done'} />)}{alarm.next && <i className="soon" />}</span>
      <span className="cut">{alarm.state === 'taken' ? t('alarm.takenBy', { name: holder ?? t('told.somebody') }) : [holder, alarm.next ? t('alarm.next', { who: rungName(alarm.next.who), time: dueTime(alarm.next.at, now) }) : alarm.told.length > 0 ? t('alarm.allTold') : null].filter(Boolean).join(', ')}</span>
    </div>
  );
}
