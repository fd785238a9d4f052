import { useState } from 'react';
import type { InboxSettingsView } from '../../../../../../libs/crm-core/src/views.ts';
import { t } from '../../../i18n/index.ts';
import { useDesk } from '../../../store/desk.ts';
import { Button, Field } from '../../../ui/controls.tsx';
import { useAsking } from '../../../ui/use-asking.ts';
import { connectInbox } from './connect.ts';
import { Snippet, WebchatFields, webchatDefaults, webchatSettings } from './webchat-fields.tsx';
import { Step, Wizard, WizardFoot } from './wizard.tsx';

/** Which site, how it looks, and one line to put there. */
export function WebchatWizard({ onClose }: { onClose: () => void }) {
  const company = useDesk((state) => state.company?.name ?? '');
  const [name, setName] = useState(company || t('offer.webchat'));
  const [form, setForm] = useState(webchatDefaults);
  const [saved, setSaved] = useState<InboxSettingsView | null>(null);
  const { busy, wrong, ask } = useAsking();
  const arrived = useDesk((state) => (saved ? (state.inboxes[saved.id]?.lastInboundAt ?? null) : null));
  const connect = (): Promise<void> => ask(async () => setSaved(await connectInbox({ adapter: 'webchat', name: name.trim(), settings: webchatSettings(form), credentials: {} })));
  return (
    <Wizard
      title={t('wizard.webchat')}
      channel="webchat"
      hint={t('wizard.step', { n: saved ? 2 : 1, of: 2 })}
      onClose={onClose}
      foot={saved ? <><span className="grow" /><Button tone="primary" onClick={onClose}>{t('action.done')}</Button></> : <WizardFoot wrong={wrong} onNext={() => void connect()} next={t('wizard.connect')} busy={busy} disabled={!name.trim()} />}
    >
      <Step n={1} now={saved ? 2 : 1} title={t('wizard.site')} {...(saved && { text: name })}>
        <Field label={t('wizard.name')} hint={t('wizard.nameHint')}>{(id) => <input id={id} className="input" autoFocus value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <WebchatFields form={form} onChange={setForm} />
      </Step>
      <Step n={2} now={saved ? 2 : 1} title={t('wizard.snippet')} {...(saved && { text: t('wizard.snippetText') })}>
        {saved && <Snippet inboxId={saved.id} />}
        <span className={`live-dot ${arrived ? 'ok' : ''}`} role="status">{arrived ? t('wizard.arrived') : t('wizard.waitingFirst')}</span>
      </Step>
    </Wizard>
  );
}
