import { useState } from 'react';
import type { InboxSettingsView } from '../../../../../../libs/crm-core/src/views.ts';
import { t } from '../../../i18n/index.ts';
import { Button, Field } from '../../../ui/controls.tsx';
import { useAsking } from '../../../ui/use-asking.ts';
import { CopyLine } from '../copy-line.tsx';
import { connectInbox } from './connect.ts';
import { Step, Wizard, WizardFoot } from './wizard.tsx';

/** 32 random bytes, written as Standard Webhooks wants them. */
function newSecret(): string {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
}

/** A messenger of one's own: where our answers go, and the key with which both sides sign. */
export function HttpWizard({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [namespace, setNamespace] = useState('');
  const [outboundUrl, setOutboundUrl] = useState('');
  const [secret] = useState(newSecret);
  const [saved, setSaved] = useState<InboxSettingsView | null>(null);
  const { busy, wrong, ask } = useAsking();
  const connect = (): Promise<void> => ask(async () => setSaved(await connectInbox({ adapter: 'http', name: name.trim(), settings: { outboundUrl: outboundUrl.trim() || null, ...(namespace.trim() && { namespace: namespace.trim() }) }, credentials: { secret } })));
  return (
    <Wizard
      title={t('wizard.http')}
      channel="http"
      hint={t('wizard.step', { n: saved ? 2 : 1, of: 2 })}
      onClose={onClose}
      foot={saved ? <><span className="grow" /><Button tone="primary" onClick={onClose}>{t('action.done')}</Button></> : <WizardFoot wrong={wrong} onNext={() => void connect()} next={t('wizard.connect')} busy={busy} disabled={!name.trim()} />}
    >
      <form onSubmit={(event) => { event.preventDefault(); if (!saved && name.trim() && !busy) void connect(); }}>
        <Step n={1} now={saved ? 2 : 1} title={t('wizard.messenger')} {...(saved && { text: name })}>
          <Field label={t('wizard.name')}>{(id) => <input id={id} className="input" autoFocus value={name} placeholder="Viber" onChange={(event) => setName(event.target.value)} />}</Field>
          <Field label={t('http.namespace')} hint={t('http.namespaceHint')}>{(id) => <input id={id} className="input" value={namespace} placeholder="viber" onChange={(event) => setNamespace(event.target.value.toLowerCase())} />}</Field>
          <Field label={t('http.outbound')} hint={t('http.outboundHint')}>{(id) => <input id={id} className="input" type="url" value={outboundUrl} placeholder="https://bridge.example.com/send" onChange={(event) => setOutboundUrl(event.target.value)} />}</Field>
          <button type="submit" hidden />
        </Step>
        <Step n={2} now={saved ? 2 : 1} title={t('http.keys')} {...(saved && { text: t('http.keysText') })}>
          {saved && <><span className="label">{t('http.inbound')}</span><CopyLine text={saved.webhookUrl ?? `${location.origin}/hooks/${saved.id}`} /></>}
          <span className="label">{t('http.secret')}</span>
          <CopyLine text={secret} />
        </Step>
      </form>
    </Wizard>
  );
}
