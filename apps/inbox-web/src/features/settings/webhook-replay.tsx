import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { WebhookEndpointView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';

/** As a field of date and time takes it: without a zone, by the clock of the browser. */
function asLocal(moment: Date): string {
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Everything since a moment, once more. */
export function WebhookReplay({ endpoint, onClose }: { endpoint: WebhookEndpointView; onClose: () => void }) {
  const client = useQueryClient();
  const [since, setSince] = useState(() => asLocal(new Date(Date.now() - 24 * 3_600_000)));
  const { busy, wrong, ask } = useAsking();
  const replay = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      const { count } = await api.replayWebhook(endpoint.id, new Date(since).toISOString());
      await client.invalidateQueries({ queryKey: ['webhooks'] });
      toast(t('webhook.replayed', { n: count }));
      onClose();
    });
  };
  return (
    <Dialog title={t('webhook.replayTitle')} onClose={onClose} foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" type="submit" form="replay" busy={busy}>{t('webhook.replay')}</Button></>}>
      <form id="replay" className="settings-block" onSubmit={replay}>
        <Wrong text={wrong} />
        <p className="t2">{t('webhook.replayText')}</p>
        <Field label={t('webhook.since')}>{(id) => <input id={id} className="input" type="datetime-local" required autoFocus max={asLocal(new Date())} value={since} onChange={(event) => setSince(event.target.value)} />}</Field>
      </form>
    </Dialog>
  );
}
