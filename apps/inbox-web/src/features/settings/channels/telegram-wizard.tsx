import { useState } from 'react';
import type { InboxSettingsView } from '../../../../../../libs/crm-core/src/views.ts';
import { api } from '../../../api/routes.ts';
import { t } from '../../../i18n/index.ts';
import { useDesk } from '../../../store/desk.ts';
import { Button, Field } from '../../../ui/controls.tsx';
import { useAsking } from '../../../ui/use-asking.ts';
import { CopyLine } from '../copy-line.tsx';
import { QrCode } from '../qr-code.tsx';
import { connectInbox } from './connect.ts';
import { Step, Wizard, WizardFoot } from './wizard.tsx';

/** Token, and the bot is on; then somebody writes to it and the light turns green. */
export function TelegramWizard({ onClose }: { onClose: () => void }) {
  const [token, setToken] = useState('');
  const [apiRoot, setApiRoot] = useState('');
  const [saved, setSaved] = useState<InboxSettingsView | null>(null);
  const [username, setUsername] = useState('');
  const { busy, wrong, ask } = useAsking();
  const arrived = useDesk((state) => (saved ? (state.inboxes[saved.id]?.lastInboundAt ?? null) : null));

  const connect = (): Promise<void> => ask(async () => {
    const settings = apiRoot.trim() ? { apiRoot: apiRoot.trim() } : {};
    const bot = (await api.discover({ adapter: 'telegram', settings, credentials: { token: token.trim() } })) as { botId?: string; name?: string; username?: string };
    const inbox = await connectInbox({ adapter: 'telegram', name: bot.name ?? 'Telegram', settings: { ...settings, ...(bot.botId && { botId: bot.botId }) }, credentials: { token: token.trim() } });
    setUsername(bot.username ?? inbox.address.replace(/^@/, ''));
    setSaved(inbox);
  });
  const link = `https://t.me/${username}`;
  return (
    <Wizard
      title={t('wizard.telegram')}
      channel="telegram"
      hint={t('wizard.step', { n: saved ? 2 : 1, of: 2 })}
      onClose={onClose}
      foot={saved ? <><span className="grow" /><Button tone="primary" onClick={onClose}>{t('action.done')}</Button></> : <WizardFoot wrong={wrong} onNext={() => void connect()} next={t('wizard.connect')} busy={busy} disabled={!token.trim()} />}
    >
      <form onSubmit={(event) => { event.preventDefault(); void connect(); }}>
        <Step n={1} now={saved ? 2 : 1} title={t('wizard.token')} text={saved ? t('wizard.tokenKept', { name: `@${username}` }) : t('wizard.tokenHint')}>
          <Field label={t('wizard.token')}>{(id) => <input id={id} className="input" autoFocus autoComplete="off" spellCheck={false} value={token} placeholder="123456789:AAF…" onChange={(event) => setToken(event.target.value)} />}</Field>
          <details>
            <summary className="t2 small">{t('wizard.advanced')}</summary>
            <Field label={t('wizard.apiRoot')}>{(id) => <input id={id} className="input" type="url" value={apiRoot} placeholder="https://api.telegram.org" onChange={(event) => setApiRoot(event.target.value)} />}</Field>
          </details>
        </Step>
        <Step n={2} now={saved ? 2 : 1} title={t('wizard.writeToBot')} {...(saved && { text: t('wizard.writeToBotText') })}>
          <QrCode text={link} />
          <CopyLine text={link} label={t('wizard.botLink')} />
          <span className={`live-dot ${arrived ? 'ok' : ''}`} role="status">{arrived ? t('wizard.arrived') : t('wizard.waitingFirst')}</span>
        </Step>
      </form>
    </Wizard>
  );
}
