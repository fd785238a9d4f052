import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import type { Id, WebhookEndpointView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Empty, Toggle } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { complain } from '../thread/actions.ts';
import { Loaded, PageFrame } from './page-frame.tsx';
import { SecretDialog, WebhookDialog } from './webhook-dialog.tsx';
import { WebhookLog } from './webhook-log.tsx';
import { WebhookReplay } from './webhook-replay.tsx';
import './webhooks.css';

type Open = { what: 'new' } | { what: 'change' | 'replay' | 'remove'; endpoint: WebhookEndpointView } | { what: 'secret'; secret: string };

/** Programs of others that are told what happens here, such as accounting and warehouse. */
export function WebhooksPage() {
  const query = useQuery({ queryKey: ['webhooks'], queryFn: api.webhooks, refetchInterval: 4_000 });
  const [open, setOpen] = useState<Open | null>(null);
  const [shown, setShown] = useState<Id | null>(null);
  const close = (): void => setOpen(null);
  return (
    <PageFrame title={t('webhook.title')} actions={<Button tone="primary" icon={Plus} onClick={() => setOpen({ what: 'new' })}>{t('webhook.new')}</Button>}>
      <p className="t2 hook-lead">{t('webhook.lead')} <a className="link" href="/api/openapi.json" target="_blank" rel="noreferrer">OpenAPI</a></p>
      <Loaded query={query}>
        {(endpoints) => (endpoints.length === 0 ? <Empty icon={Webhook} title={t('webhook.empty')} text={t('webhook.emptyText')} /> : (
          <div className="hook-list">
            {endpoints.map((endpoint) => <Endpoint key={endpoint.id} endpoint={endpoint} shown={shown === endpoint.id} onShow={() => setShown(shown === endpoint.id ? null : endpoint.id)} onOpen={setOpen} />)}
          </div>
        ))}
      </Loaded>
      {open?.what === 'new' && <WebhookDialog endpoint={null} onClose={close} />}
      {open?.what === 'change' && <WebhookDialog endpoint={open.endpoint} onClose={close} />}
      {open?.what === 'replay' && <WebhookReplay endpoint={open.endpoint} onClose={close} />}
      {open?.what === 'secret' && <SecretDialog secret={open.secret} onClose={close} />}
      {open?.what === 'remove' && <RemoveDialog endpoint={open.endpoint} onClose={close} />}
    </PageFrame>
  );
}

function Endpoint({ endpoint, shown, onShow, onOpen }: { endpoint: WebhookEndpointView; shown: boolean; onShow: () => void; onOpen: (open: Open) => void }) {
  const client = useQueryClient();
  const { busy, ask } = useAsking(complain);
  const act = (work: () => Promise<unknown>): Promise<void> => ask(async () => {
    await work();
    await client.invalidateQueries({ queryKey: ['webhooks'] });
  });
  const test = (): Promise<void> => act(async () => {
    await api.testWebhook(endpoint.id);
    toast(t('webhook.tested'));
  });
  const renew = (): Promise<void> => act(async () => onOpen({ what: 'secret', secret: (await api.changeWebhookSecret(endpoint.id)).secret }));
  const name = endpoint.description || endpoint.url;
  return (
    <section className="card hook" aria-label={name}>
      <header className="setting-row">
        <div className="grow hook-name">
          <b className="med cut">{name}</b>
          {endpoint.description && <code className="t3 small cut" title={endpoint.url}>{endpoint.url}</code>}
          <span className="t2 small">{t('webhook.kinds', { n: endpoint.eventTypes.length })}</span>
        </div>
        <State endpoint={endpoint} />
        <Toggle on={endpoint.enabled} label={t('webhook.enabled', { name })} disabled={busy} onChange={(enabled) => void act(() => api.updateWebhook(endpoint.id, { enabled }))} />
      </header>
      <div className="hook-acts">
        <Button size="s" aria-expanded={shown} onClick={onShow}>{t('webhook.log')}</Button>
        <Button size="s" disabled={!endpoint.enabled} busy={busy} onClick={() => void test()}>{t('webhook.test')}</Button>
        <Button size="s" disabled={!endpoint.enabled} onClick={() => onOpen({ what: 'replay', endpoint })}>{t('webhook.replayOpen')}</Button>
        <Button size="s" onClick={() => onOpen({ what: 'change', endpoint })}>{t('webhook.changeOpen')}</Button>
        <Button size="s" onClick={() => void renew()}>{t('webhook.newSecret')}</Button>
        <Button size="s" tone="ghost" onClick={() => onOpen({ what: 'remove', endpoint })}>{t('webhook.remove')}</Button>
      </div>
      {shown && <WebhookLog endpoint={endpoint} />}
    </section>
  );
}

function State({ endpoint: { enabled, disabledReason, failed, pending } }: { endpoint: WebhookEndpointView }) {
  return (
    <span className="flex wrap hook-state">
      {!enabled && <span className={`chip ${disabledReason === 'gone' ? 'red' : ''}`}>{disabledReason === 'gone' ? t('webhook.gone') : t('webhook.off')}</span>}
      {failed > 0 && <span className="chip red">{t('webhook.failed', { n: failed })}</span>}
      {pending > 0 && <span className="chip amber">{t('webhook.pending', { n: pending })}</span>}
      {enabled && failed === 0 && pending === 0 && <span className="chip green">{t('webhook.well')}</span>}
    </span>
  );
}

function RemoveDialog({ endpoint, onClose }: { endpoint: WebhookEndpointView; onClose: () => void }) {
  const client = useQueryClient();
  const remove = (): void => {
    api.removeWebhook(endpoint.id).then(() => {
      // Its deliveries are not to be asked for any more.
      client.setQueryData<WebhookEndpointView[]>(['webhooks'], (all) => all?.filter(({ id }) => id !== endpoint.id));
      onClose();
    }, complain);
  };
  return (
    <Dialog title={t('webhook.removeTitle')} onClose={onClose} foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="danger" onClick={remove}>{t('webhook.remove')}</Button></>}>
      <p className="t2">{t('webhook.removeText', { name: endpoint.description || endpoint.url })}</p>
    </Dialog>
  );
}
