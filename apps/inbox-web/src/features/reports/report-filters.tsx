import { useEffect, useRef } from 'react';
import type { ChannelKind } from '../../../../../libs/crm-core/src/views.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { loadPipelines } from '../../store/deals.ts';
import { useDesk } from '../../store/desk.ts';
import { channelName } from '../../ui/glyphs.tsx';
import { withKeys } from '../../ui/controls.tsx';
import { useKeys } from '../shell/keys.ts';
import { complain } from '../thread/actions.ts';
import { periods, type Period, type Shown } from './address.ts';
import { byName, bysOf, hasChannel } from './columns.ts';

const CHANNELS: readonly ChannelKind[] = ['telegram', 'email', 'sms', 'voice', 'webchat', 'http'];
const PERIOD: Readonly<Record<Period, MessageId>> = { 7: 'report.days7', 30: 'report.days30', 90: 'report.days90', month: 'report.thisMonth', before: 'report.lastMonth', own: 'report.ownPeriod' };

/** Of when, by what, whose and through which channel. An operator's numbers are their own. */
export function ReportFilters({ shown, days, onShow }: { shown: Shown; days: { from: string; to: string }; onShow: (change: Partial<Shown>) => void }) {
  const first = useRef<HTMLSelectElement>(null);
  useKeys({ 'Shift+KeyF': () => first.current?.focus() });
  const bys = bysOf(shown.report);
  return (
    <div className="report-filters">
      {shown.report !== 'waiting' && (
        <select ref={first} className="input" aria-label={t('report.period')} title={withKeys(t('report.period'), 'Shift F')} value={shown.period} onChange={(event) => onShow({ period: event.target.value as Period, ...(event.target.value === 'own' ? days : { from: null, to: null }) })}>
          {periods.map((period) => <option key={period} value={period}>{t(PERIOD[period])}</option>)}
        </select>
      )}
      {shown.period === 'own' && shown.report !== 'waiting' && (
        <>
          <input className="input" type="date" aria-label={t('report.from')} value={days.from} max={days.to} onChange={(event) => { if (event.target.value) onShow({ from: event.target.value }); }} />
          <input className="input" type="date" aria-label={t('report.to')} value={days.to} min={days.from} onChange={(event) => { if (event.target.value) onShow({ to: event.target.value }); }} />
        </>
      )}
      {bys.length > 0 && (
        <select className="input" aria-label={t('report.by')} value={shown.by ?? bys[0]} onChange={(event) => onShow({ by: bys.find((by) => by === event.target.value) ?? null })}>
          {bys.map((by) => <option key={by} value={by}>{byName(by)}</option>)}
        </select>
      )}
      {shown.report === 'funnel' && <PipelineChoice shown={shown} onShow={onShow} />}
      <WhoseNumbers shown={shown} onShow={onShow} />
      {hasChannel(shown.report) && (
        <select className="input" aria-label={t('report.channel')} value={shown.channel ?? ''} onChange={(event) => onShow({ channel: event.target.value || null })}>
          <option value="">{t('report.allChannels')}</option>
          {CHANNELS.map((channel) => <option key={channel} value={channel}>{channelName(channel)}</option>)}
        </select>
      )}
    </div>
  );
}

function WhoseNumbers({ shown, onShow }: { shown: Shown; onShow: (change: Partial<Shown>) => void }) {
  const leads = useDesk((state) => state.me !== null && state.me.role !== 'operator');
  const users = useDesk((state) => state.users);
  const teams = useDesk((state) => state.teams);
  if (!leads) return <span className="t2 small">{t('report.onlyYours')}</span>;
  const named = <T extends { name: string }>(things: Readonly<Record<string, T>>): T[] => Object.values(things).sort((a, b) => a.name.localeCompare(b.name));
  return (
    <select className="input" aria-label={t('report.whose')} value={shown.of ?? ''} onChange={(event) => onShow({ of: event.target.value || null })}>
      <option value="">{t('task.everybody')}</option>
      {Object.keys(teams).length > 0 && <optgroup label={t('task.teams')}>{named(teams).map(({ id, name }) => <option key={id} value={`team ${id}`}>{name}</option>)}</optgroup>}
      <optgroup label={t('task.people')}>{named(users).map(({ id, name }) => <option key={id} value={`person ${id}`}>{name}</option>)}</optgroup>
    </select>
  );
}

function PipelineChoice({ shown, onShow }: { shown: Shown; onShow: (change: Partial<Shown>) => void }) {
  const pipelines = useDesk((state) => state.pipelines);
  useEffect(() => { if (!pipelines) loadPipelines().catch(complain); }, [pipelines]);
  if (!pipelines || pipelines.length < 2) return null;
  return (
    <select className="input" aria-label={t('deal.pipeline')} value={shown.pipelineId ?? pipelines[0]?.id} onChange={(event) => onShow({ pipelineId: event.target.value })}>
      {pipelines.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
    </select>
  );
}
