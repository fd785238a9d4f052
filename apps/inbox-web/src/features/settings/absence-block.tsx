import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plane, Undo2 } from 'lucide-react';
import type { HandoverView, Id, UserView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { newId } from '../../store/new-id.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Field } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { complain } from '../thread/actions.ts';
import { countsInWords, HandoverLog } from './handover-log.tsx';
import { Loaded } from './page-frame.tsx';
import './absence.css';

/** Who stands in for somebody, and the one switch that hands everything over and takes it back. `keepDeputy`: saves the choice. */
export function AbsenceBlock({ user, keepDeputy }: { user: Pick<UserView, 'id' | 'deputyId'>; keepDeputy: (deputyId: Id | null) => Promise<unknown> }) {
  const people = useDeskShallow((state) => Object.values(state.users).filter((each) => each.id !== user.id && (each.active || each.id === user.deputyId)).sort((a, b) => a.name.localeCompare(b.name)));
  const client = useQueryClient();
  const key = ['handovers', user.id];
  const query = useQuery({ queryKey: key, queryFn: () => api.handovers({ userId: user.id, limit: 20 }) });
  const { busy, ask } = useAsking();
  const run = (act: () => Promise<HandoverView>, said: (handover: HandoverView) => string): void => void ask(async () => {
    await act().then((handover) => toast(said(handover)), complain);
    await client.invalidateQueries({ queryKey: key });
  });
  const begin = (deputyId: Id): void => run(() => api.beginHandover({ id: newId(), userId: user.id, deputyId }), ({ moved }) => t('absence.handed', { what: countsInWords(moved) }));
  const end = (id: Id): void => run(() => api.endHandover(id), ({ returned }) => t('absence.backHere', { what: countsInWords(returned) }));
  return (
    <section className="settings-block" data-block="absence" aria-label={t('absence.title')}>
      <h3>{t('absence.title')}</h3>
      <Field label={t('absence.deputy')} hint={t('absence.deputyHint')}>
        {(id) => (
          <select id={id} className="input" value={user.deputyId ?? ''} onChange={(event) => void keepDeputy(event.target.value || null)}>
            <option value="">{t('absence.noDeputy')}</option>
            {people.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
          </select>
        )}
      </Field>
      <Loaded query={query}>
        {({ items }) => {
          const running = items.find(({ endedAt }) => endedAt === null);
          return (
            <div className="card">
              <div className="setting-row" data-handover={running ? 'running' : 'none'}>
                <span className="grow">{running ? <Running handover={running} /> : <>{t('absence.switch')}<span className="t3 small hint-line">{t(user.deputyId ? 'absence.switchHint' : 'absence.chooseFirst')}</span></>}</span>
                {running
                  ? <Button size="s" tone="primary" icon={Undo2} busy={busy} onClick={() => end(running.id)}>{t('absence.takeBack')}</Button>
                  : <Button size="s" icon={Plane} busy={busy} disabled={!user.deputyId} onClick={() => { if (user.deputyId) begin(user.deputyId); }}>{t('absence.handOver')}</Button>}
              </div>
              {items.map((each) => <HandoverLog key={each.id} handover={each} />)}
            </div>
          );
        }}
      </Loaded>
    </section>
  );
}

function Running({ handover }: { handover: HandoverView }) {
  const now = useMoment();
  const deputy = useDesk((state) => state.users[handover.deputyId]?.name ?? t('told.somebody'));
  return <>{t('absence.with', { name: deputy })}<span className="t3 small hint-line">{t('absence.since', { date: shortDate(handover.begunAt, now) })}</span></>;
}
