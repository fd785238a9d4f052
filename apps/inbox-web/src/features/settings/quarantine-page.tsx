import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CheckCheck } from 'lucide-react';
import type { QuarantineView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { bytes, clockTime, shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { translateSaid } from '../../i18n/said.ts';
import { useDesk } from '../../store/desk.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Empty } from '../../ui/controls.tsx';
import { Loaded, PageFrame } from './page-frame.tsx';

/** `spam phone +380…`: the address that was blocked. */
const blockedIn = (reason: string): string => reason.split(' ').slice(2).join(' ');

function reasonOf({ status, reason }: QuarantineView): string {
  return status === 'spam' ? `${t('quarantine.spam')}: ${blockedIn(reason)}` : (translateSaid(reason) ?? t('quarantine.unexpected'));
}
/** For whoever mends it: what the code said, where that is no sentence for people, and the provider's own name of it. */
const detailOf = ({ status, reason, providerKey }: QuarantineView): string => (status === 'quarantined' && translateSaid(reason) === null ? `${reason} · ${providerKey}` : providerKey);

/** What was received and kept but could not be understood. Nothing here is lost: after a repair it is read again. */
export function QuarantinePage() {
  const client = useQueryClient();
  const inboxes = useDesk((state) => state.inboxes);
  const query = useInfiniteQuery({
    queryKey: ['quarantine'], queryFn: ({ pageParam }) => api.quarantine(pageParam), initialPageParam: null as string | null, getNextPageParam: (page) => page.next,
    staleTime: 0, refetchInterval: 20_000,
  });
  const replay = useMutation({
    mutationFn: (id: string) => api.replay(id),
    onSuccess: (answer) => {
      if (answer.status === 'quarantined') toast(t('quarantine.still'), { tone: 'red' });
      else if (answer.status === 'spam') toast(t('quarantine.stillSpam'), { tone: 'red' });
      else toast(t('quarantine.done'));
      void client.invalidateQueries({ queryKey: ['quarantine'] });
    },
    onError: (error) => toast(describeError(error), { tone: 'red' }),
  });
  return (
    <PageFrame title={t('settings.quarantine')}>
      <p className="t2">{t('quarantine.lead')}</p>
      <Loaded query={query}>
        {({ pages }) =>
          pages[0]?.items.length === 0 ? (
            <Empty icon={CheckCheck} title={t('quarantine.empty')} text={t('quarantine.emptyText')} />
          ) : (
            <div className="card table-wrap">
              <table className="table stacks">
                <thead><tr><th>{t('quarantine.received')}</th><th>{t('quarantine.channel')}</th><th>{t('quarantine.reason')}</th><th className="right">{t('quarantine.size')}</th><th /></tr></thead>
                <tbody>
                  {pages.flatMap((page) => page.items).map((entry) => (
                    <tr key={entry.id}>
                      <td className="num t2">{shortDate(entry.receivedAt, Date.now())}, {clockTime(entry.receivedAt)}</td>
                      <td>{inboxes[entry.inboxId]?.name ?? '—'}</td>
                      <td className="whole">{reasonOf(entry)}<div className="t3 small cut" title={detailOf(entry)}>{detailOf(entry)}</div></td>
                      <td className="right num t2">{bytes(entry.size)}</td>
                      <td className="right"><Button size="s" busy={replay.isPending && replay.variables === entry.id} onClick={() => replay.mutate(entry.id)}>{t('quarantine.replay')}</Button></td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      {query.hasNextPage && <div><Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('action.more')}</Button></div>}
    </PageFrame>
  );
}
