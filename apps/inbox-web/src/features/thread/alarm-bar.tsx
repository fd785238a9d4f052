import { Siren } from 'lucide-react';
import type { AlarmView } from '../../../../../libs/crm-core/src/views.ts';
import { ruleName, rungName } from '../../i18n/alarms.ts';
import { dueTime, money, rowTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { useDesk } from '../../store/desk.ts';
import { Button } from '../../ui/controls.tsx';
import { takeAlarm } from './actions.ts';
import './alarm-bar.css';

/** Which rule says that somebody waits here, the money at stake, who was told and who is next; and the way to take it. */
export function AlarmBar({ alarm }: { alarm: AlarmView }) {
  const now = useMoment();
  const users = useDesk((state) => state.users);
  const mine = useDesk((state) => alarm.takenById !== null && alarm.takenById === state.me?.id);
  const taken = alarm.state === 'taken';
  const names = (ids: readonly string[]): string => ids.map((id) => users[id]?.name ?? t('told.somebody')).join(', ');
  return (
    <section className={`alarm-bar ${taken ? 'taken' : ''}`} data-alarm={alarm.id} aria-label={t('alarm.label')}>
      <Siren size={16} aria-hidden="true" />
      <div className="alarm-says">
        <p><b>{t('alarm.since', { rule: ruleName(alarm.kind), time: rowTime(alarm.since, now) })}</b>{alarm.money && <span className="num"> · {t('alarm.atStake', { sum: money(alarm.money.minor, alarm.money.currency) })}</span>}</p>
        <p className="alarm-ladder">
          {alarm.told.map((step, index) => <span key={index} className={`rung ${!taken && index === alarm.told.length - 1 ? 'now' : ''}`} title={names(step.userIds)}><i aria-hidden="true" />{rungName(step.who)}</span>)}
          {alarm.next && <span className="rung next"><i aria-hidden="true" />{t('alarm.next', { who: rungName(alarm.next.who), time: dueTime(alarm.next.at, now) })}</span>}
          {taken && <span className="rung">{mine ? t('alarm.isYours') : t('alarm.takenBy', { name: names(alarm.takenById ? [alarm.takenById] : []) })}</span>}
        </p>
      </div>
      {!mine && !taken && <Button size="s" tone="primary" keys="I" onClick={() => void takeAlarm(alarm)}>{t('alarm.take')}</Button>}
    </section>
  );
}
