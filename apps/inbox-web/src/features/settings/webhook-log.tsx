import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Id, WebhookDeliveryStatus, WebhookDeliveryView, WebhookEndpointView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { clockTime, dueTime, shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Empty } from '../../ui/controls.tsx';
import { Loaded } from './page-frame.tsx';
import { failureText, kindName } from './webhook-kinds.ts';

const TONES: Record<WebhookDeliveryStatus, string> = { pending: 'amber', delivered: 'green', failed: 'red' };

/** How each telling went, what was answered, and telling it once more. */
export function WebhookLog({ endpoint }: { endpoint: WebhookEndpointView }) {
  const client = useQueryClient();
  const [status, setStatus] = useState<WebhookDeliveryStatus | ''>('');
  const [busy, setBusy] = useState<Id | null>(null);
  const query = useInfiniteQuery({
    queryKey: ['webhooks', endpoint.id, status],
    queryFn: ({ pageParam }) => api.webhookDeliveries(endpoint.id, { ...(status && { status }), limit: 20, after: pageParam }),
    initialPageParam: null as string | null, getNextPageParam: (page) => page.next, staleTime: 0, refetchInterval: 4_000,
  });
  const resend = async (id: Id): Promise<void> => {
    setBusy(id);
    try {
      await api.resendWebhook(id);
      await client.invalidateQueries({ queryKey: ['webhooks'] });
    } catch (error) {
      toast(describeError(error), { tone: 'red' });
    }
    setBusy(null);
  };
  return (
    <div className="hook-log">
      <div className="flex wrap">
        <h3 className="settings-sub grow">{t('webhook.log')}</h3>
        <select className="input hook-status" aria-label={t('webhook.status')} value={status} onChange={(event) => setStatus(event.target.value as WebhookDeliveryStatus | '')}>
          <option value="">{t('webhook.all')}</option>
          {(['pending', 'failed', 'delivered'] as const).map((each) => <option key={each} value={each}>{t(`webhook.status.${each}`)}</option>)}
        </select>
      </div>
      <Loaded query={query}>
        {({ pages }) => {
          const deliveries = pages.flatMap((page) => page.items);
          if (deliveries.length === 0) return <Empty title={t('webhook.logEmpty')} />;
          return (
            <div className="card table-wrap">
              <table className="table stacks">
                <thead><tr><th>{t('webhook.when')}</th><th>{t('webhook.what')}</th><th>{t('webhook.status')}</th><th>{t('webhook.answer')}</th><th /></tr></thead>
                <tbody>
                  {deliveries.map((delivery) => (
                    <tr key={delivery.id}>
                      <td className="num t2">{shortDate(delivery.at, Date.now())}, {clockTime(delivery.at)}</td>
                      <td>{kindName(delivery.type)}<div className="t3 small"><code>{delivery.type}</code></div></td>
                      <td><span className={`chip ${TONES[delivery.status]}`}>{t(`webhook.status.${delivery.status}`)}</span><div className="t3 small num">{progressOf(delivery)}</div></td>
                      <td className="whole hook-answer"><Answer delivery={delivery} /></td>
                      <td className="right">{endpoint.enabled && <Button size="s" busy={busy === delivery.id} onClick={() => void resend(delivery.id)}>{t('webhook.resend')}</Button>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          );
        }}
      </Loaded>
      {query.hasNextPage && <div><Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('action.more')}</Button></div>}
    </div>
  );
}

function progressOf({ attempts, status, nextAttemptAt }: WebhookDeliveryView): string {
  const tried = t('webhook.attempts', { n: attempts });
  return status === 'pending' && attempts > 0 && nextAttemptAt ? `${tried}, ${t('webhook.next', { when: dueTime(nextAttemptAt, Date.now()) })}` : tried;
}

function Answer({ delivery: { answerStatus, answer, failure } }: { delivery: WebhookDeliveryView }) {
  if (failure) return <span className="t2">{failureText(failure)}</span>;
  if (answerStatus === null) return <span className="t3">—</span>;
  return <><span className="num">{answerStatus}</span>{answer && <div className="t3 small cut" title={answer}>{answer}</div>}</>;
}
