import { useInfiniteQuery } from '@tanstack/react-query';
import { Bell, Columns3, ListTodo, MessageSquareText, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { HandoverCountsView, HandoverItemView, HandoverThing, HandoverView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { shortDate } from '../../i18n/format.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { useDesk } from '../../store/desk.ts';
import { Button } from '../../ui/controls.tsx';
import { Loaded } from './page-frame.tsx';

const icons: Readonly<Record<HandoverThing, LucideIcon>> = { conversation: MessageSquareText, task: ListTodo, deal: Columns3, alarm: Bell };
const outcomes: Readonly<Record<NonNullable<HandoverItemView['outcome']>, MessageId>> = { returned: 'absence.returned', kept: 'absence.kept', over: 'absence.over' };

/** How much moved, the kinds of which there is nothing left out. */
export function countsInWords({ conversations, tasks, deals, alarms }: HandoverCountsView): string {
  const said = [conversations && t('absence.conversations', { n: conversations }), tasks && t('absence.tasks', { n: tasks }), deals && t('absence.deals', { n: deals }), alarms && t('absence.alarms', { n: alarms })].filter(Boolean);
  return said.length === 0 ? t('absence.nothing') : said.join(', ');
}

/** One handover: from when to when, what moved, and line by line what became of it. */
export function HandoverLog({ handover }: { handover: HandoverView }) {
  const now = useMoment();
  const [open, setOpen] = useState(false);
  const deputy = useDesk((state) => state.users[handover.deputyId]?.name ?? t('told.somebody'));
  const days = `${shortDate(handover.begunAt, now)} – ${handover.endedAt ? shortDate(handover.endedAt, now) : t('absence.now')}`;
  return (
    <div className="handover" data-log={handover.id}>
      <button type="button" className="handover-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="num">{days}</span><span className="grow cut">{deputy}</span><span className="t3 small cut">{countsInWords(handover.moved)}</span>
      </button>
      {open && <Items id={handover.id} ended={handover.endedAt} />}
    </div>
  );
}

function Items({ id, ended }: { id: string; ended: string | null }) {
  const query = useInfiniteQuery({
    queryKey: ['handover-log', id, ended], queryFn: ({ pageParam }) => api.handoverLog(id, { after: pageParam, limit: 100 }), initialPageParam: null as string | null, getNextPageParam: (page) => page.next,
  });
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <>
          <ul className="handover-items">
            {pages.flatMap(({ items }) => items).map((item) => <Item key={`${item.kind} ${item.thingId}`} item={item} />)}
          </ul>
          {query.hasNextPage && <Button size="s" tone="ghost" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('absence.more')}</Button>}
        </>
      )}
    </Loaded>
  );
}

function Item({ item }: { item: HandoverItemView }) {
  const Icon = icons[item.kind];
  const to = useDesk((state) => (item.toId ? state.users[item.toId]?.name ?? t('told.somebody') : t('absence.queue')));
  const title = item.title || t('told.somebody');
  return (
    <li>
      <Icon size={14} aria-hidden="true" />
      <span className="grow cut">{item.kind === 'conversation' ? <Link href={`/inbox/all/${item.thingId}`}>{title}</Link> : title}</span>
      <span className="t3 small cut">{item.outcome === null ? t('absence.movedTo', { name: to }) : t(outcomes[item.outcome])}</span>
    </li>
  );
}
