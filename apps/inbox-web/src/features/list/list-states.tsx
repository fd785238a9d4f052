import { FilterX } from 'lucide-react';
import { Link } from 'wouter';
import type { InboxListName } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { chooseList, useListState } from '../../store/list-state.ts';
import { Button, Empty } from '../../ui/controls.tsx';

/** A fact, and what to do next. */
export function NothingHere({ view }: { view: InboxListName }) {
  const noInboxes = useDesk((state) => Object.keys(state.inboxes).length === 0);
  const admin = useDesk((state) => state.me?.role === 'admin');
  const narrowed = useListState((state) => Object.keys(state.filter).length > 0);
  if (noInboxes && admin) return <Empty title={t('empty.noChannels')} text={t('empty.noChannelsText')}><Link href="/settings/channels" className="btn primary">{t('empty.connect')}</Link></Empty>;
  if (narrowed) return <Empty icon={FilterX} title={t('empty.filtered')} text={t('empty.filteredText')}><Button onClick={() => chooseList({ filter: {} })}>{t('filter.clear')}</Button></Empty>;
  if (view === 'queue') return <Empty title={t('empty.queue')} text={t('empty.queueText')}><Link href="/tasks" className="btn">{t('empty.openTasks')}</Link></Empty>;
  if (view === 'mentions') return <Empty title={t('empty.mentions')} text={t('empty.mentionsText')} />;
  return <Empty title={t('empty.list')} text={t('empty.listText')} />;
}

/** Rows in their own geometry; they come after 150 ms, so that a quick answer shows none. */
export function RowSkeletons() {
  return (
    <div aria-hidden="true">
      {[44, 31, 52, 38, 47, 35].map((width) => (
        <div key={width} className="row row-skeleton">
          <span className="skeleton" style={{ width: 32, height: 32, borderRadius: '50%', alignSelf: 'start' }} />
          <div className="row-b">
            <span className="skeleton" style={{ width: `${width}%` }} />
            <span className="skeleton" style={{ width: `${width + 36}%` }} />
            <span className="skeleton" style={{ width: '30%' }} />
          </div>
        </div>
      ))}
    </div>
  );
}
