import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { WebhookEndpointView, WebhookEventType } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { CopyLine } from './copy-line.tsx';
import { groups, kindName } from './webhook-kinds.ts';

/** Where to tell, and what of it. The secret of a new one is shown when it is made, and never again. */
export function WebhookDialog({ endpoint, onClose }: { endpoint: WebhookEndpointView | null; onClose: () => void }) {
  const client = useQueryClient();
  const [url, setUrl] = useState(endpoint?.url ?? '');
  const [description, setDescription] = useState(endpoint?.description ?? '');
  const [chosen, setChosen] = useState<ReadonlySet<WebhookEventType>>(new Set(endpoint?.eventTypes));
  const [secret, setSecret] = useState<string | null>(null);
  const { busy, wrong, setWrong, ask } = useAsking();
  const choose = (types: readonly WebhookEventType[], on: boolean): void => {
    const next = new Set(chosen);
    for (const type of types) {
      if (on) next.add(type);
      else next.delete(type);
    }
    setChosen(next);
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (chosen.size === 0) return setWrong(t('webhook.noTypes'));
    const body = { url: url.trim(), description: description.trim(), eventTypes: groups().flatMap(({ types }) => types).filter((type) => chosen.has(type)) };
    void ask(async () => {
      if (endpoint) await api.updateWebhook(endpoint.id, body);
      else setSecret((await api.createWebhook(body)).secret);
      await client.invalidateQueries({ queryKey: ['webhooks'] });
      if (endpoint) onClose();
    });
  };
  if (secret) return <SecretDialog secret={secret} onClose={onClose} />;
  return (
    <Dialog wide title={endpoint ? t('webhook.change') : t('webhook.new')} onClose={onClose} foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" type="submit" form="webhook" busy={busy}>{t('action.save')}</Button></>}>
      <form id="webhook" className="settings-block" onSubmit={save}>
        <Wrong text={wrong} />
        <Field label={t('webhook.url')} hint={t('webhook.urlHint')}>{(id) => <input id={id} className="input" type="url" required maxLength={2000} autoFocus placeholder="https://" value={url} onChange={(event) => setUrl(event.target.value)} />}</Field>
        <Field label={t('webhook.description')}>{(id) => <input id={id} className="input" maxLength={200} value={description} onChange={(event) => setDescription(event.target.value)} />}</Field>
        <div className="hook-types">
          {groups().map(({ title, types }) => (
            <fieldset key={title}>
              <legend>
                <label className="check-row">
                  <input type="checkbox" className="check" checked={types.every((type) => chosen.has(type))} ref={(box) => { if (box) box.indeterminate = types.some((type) => chosen.has(type)) && !types.every((type) => chosen.has(type)); }} onChange={(event) => choose(types, event.target.checked)} />
                  {title}
                </label>
              </legend>
              {types.map((type) => (
                <label key={type} className="check-row">
                  <input type="checkbox" className="check" checked={chosen.has(type)} onChange={(event) => choose([type], event.target.checked)} />
                  <span className="grow">{kindName(type)} <code className="t3">{type}</code></span>
                </label>
              ))}
            </fieldset>
          ))}
        </div>
      </form>
    </Dialog>
  );
}

/** It is shown this once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog title={t('webhook.secret')} onClose={onClose} foot={<Button tone="primary" onClick={onClose}>{t('webhook.copied')}</Button>}>
      <div className="settings-block">
        <div className="banner green">{t('webhook.secretOnce')}</div>
        <CopyLine text={secret} label={t('webhook.secret')} />
        <p className="t2 small">{t('webhook.secretUse')}</p>
      </div>
    </Dialog>
  );
}
