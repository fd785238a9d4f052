import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MoreHorizontal, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { AdapterKind, InboxSettingsView } from '../../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../../api/problem.ts';
import { api } from '../../../api/routes.ts';
import { rowTime } from '../../../i18n/format.ts';
import { t } from '../../../i18n/index.ts';
import { inOwnWords, troubleInOwnWords } from '../../../i18n/said.ts';
import { useMoment } from '../../../store/clock.ts';
import { toast } from '../../../store/window-state.ts';
import { Button, IconButton } from '../../../ui/controls.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { BareGlyph, channelName } from '../../../ui/glyphs.tsx';
import { Menu, MenuItem, MenuLine } from '../../../ui/menu.tsx';
import { Loaded, PageFrame } from '../page-frame.tsx';
import { channelOf } from './connect.ts';
import { HttpWizard } from './http-wizard.tsx';
import { InboxEditor } from './inbox-editor.tsx';
import { MailWizard } from './mail-wizard.tsx';
import { TelegramWizard } from './telegram-wizard.tsx';
import { TwilioWizard } from './twilio-wizard.tsx';
import { WebchatWizard } from './webchat-wizard.tsx';

type Pane = { type: 'new'; adapter: AdapterKind } | { type: 'edit'; id: string } | null;

/** Every way in: its health, its last words, and what must be done. */
export function ChannelsPage() {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['inboxes'], queryFn: () => api.inboxSettings(), refetchInterval: 20_000 });
  const [pane, setPane] = useState<Pane>(null);
  const [removing, setRemoving] = useState<InboxSettingsView | null>(null);
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: ['inboxes'] });
  const close = (): void => {
    setPane(null);
    void again();
  };
  /** At once, so that an editor opened again never begins with what was before. */
  const keep = (saved: InboxSettingsView): void => {
    client.setQueryData<InboxSettingsView[]>(['inboxes'], (all) => all?.map((inbox) => (inbox.id === saved.id ? saved : inbox)));
    close();
  };
  const run = (action: Promise<unknown>): void => {
    action.then(again, (error: unknown) => toast(describeError(error), { tone: 'red' }));
  };
  const offers: readonly [AdapterKind, string, string][] = [
    ['telegram', t('offer.telegram'), t('offer.telegramText')],
    ['email', t('offer.mail'), t('offer.mailText')],
    ['twilio', t('offer.twilio'), t('offer.twilioText')],
    ['webchat', t('offer.webchat'), t('offer.webchatText')],
    ['http', t('offer.http'), t('offer.httpText')],
  ];
  const edited = pane?.type === 'edit' ? query.data?.find((inbox) => inbox.id === pane.id) : undefined;
  return (
    <>
      <PageFrame title={t('settings.channels')} actions={<IconButton icon={RefreshCw} label={t('channel.refresh')} onClick={() => void again()} />}>
        <Loaded query={query}>
          {(inboxes) =>
            inboxes.length > 0 && (
              <div className="card" style={{ overflow: 'visible' }}>
                <div className="channel head"><span /><span>{t('quarantine.channel')}</span><span>{t('channel.in')}</span><span>{t('channel.out')}</span><span>{t('channel.health')}</span><span /></div>
                {inboxes.map((inbox) => (
                  <ChannelRow
                    key={inbox.id}
                    inbox={inbox}
                    onEdit={() => setPane({ type: 'edit', id: inbox.id })}
                    onCheck={() => run(api.recheckInbox(inbox.id).then((health) => toast(health.ok ? t('channel.works') : inOwnWords(health.steps.find((step) => !step.ok)?.detail ?? t('channel.broken')), health.ok ? {} : { tone: 'red' })))}
                    onEnable={(enabled) => run(api.updateInbox(inbox.id, { enabled }))}
                    onConnect={() => run(api.connectInbox(inbox.id).then(() => toast(t('channel.connected'))))}
                    onRemove={() => setRemoving(inbox)}
                  />
                ))}
              </div>
            )
          }
        </Loaded>
        <div className="settings-block">
          <h3 className="settings-sub">{query.data?.length ? t('channel.more') : t('channel.first')}</h3>
          <div className="offers">
            {offers.map(([adapter, title, text]) => (
              <button key={adapter} type="button" className="card offer" data-offer={adapter} aria-pressed={pane?.type === 'new' && pane.adapter === adapter} onClick={() => setPane({ type: 'new', adapter })}>
                <span className="mark"><span className={`ch ch-${channelOf[adapter]}`}><BareGlyph channel={channelOf[adapter]} size={18} /></span></span>
                <span className="grow"><span className="med" style={{ display: 'block' }}>{title}</span><span className="t2 small">{text}</span></span>
              </button>
            ))}
          </div>
        </div>
      </PageFrame>
      {pane?.type === 'new' && <NewChannel adapter={pane.adapter} onClose={close} />}
      {edited && <InboxEditor key={edited.id} inbox={edited} onClose={() => setPane(null)} onSaved={keep} />}
      {removing && (
        <Dialog title={t('channel.removeTitle', { name: removing.name })} onClose={() => setRemoving(null)} foot={<><Button onClick={() => setRemoving(null)}>{t('action.cancel')}</Button><Button tone="danger" onClick={() => { run(api.removeInbox(removing.id)); setRemoving(null); }}>{t('channel.remove')}</Button></>}>
          <p>{t('channel.removeText')}</p>
        </Dialog>
      )}
    </>
  );
}

function NewChannel({ adapter, onClose }: { adapter: AdapterKind; onClose: () => void }) {
  switch (adapter) {
    case 'email':
      return <MailWizard onClose={onClose} />;
    case 'telegram':
      return <TelegramWizard onClose={onClose} />;
    case 'twilio':
      return <TwilioWizard onClose={onClose} />;
    case 'webchat':
      return <WebchatWizard onClose={onClose} />;
    case 'http':
      return <HttpWizard onClose={onClose} />;
  }
}

/** Where customers write to. A chat and a messenger of one's own have a name alone: their address is a list of sites or an id of ours. */
const publicAddress = (inbox: InboxSettingsView): string | null => (inbox.adapter === 'webchat' || inbox.adapter === 'http' ? null : inbox.address || null);

function ChannelRow({ inbox, onEdit, onCheck, onEnable, onConnect, onRemove }: { inbox: InboxSettingsView; onEdit: () => void; onCheck: () => void; onEnable: (on: boolean) => void; onConnect: () => void; onRemove: () => void }) {
  const now = useMoment();
  const broken = inbox.enabled && inbox.health === 'broken';
  const address = publicAddress(inbox);
  const state = !inbox.enabled ? t('channel.off') : inbox.health === 'ok' ? t('channel.works') : inbox.health === 'broken' ? t('channel.broken') : t('channel.unknown');
  const tone = !inbox.enabled ? '' : inbox.health === 'ok' ? 'green' : inbox.health === 'broken' ? 'red' : '';
  return (
    <div className={`channel ${broken ? 'bad' : ''} ${inbox.enabled ? '' : 'off'}`} data-inbox={inbox.id}>
      <span className="mark">{inbox.channels.slice(0, 2).map((channel) => <span key={channel} className={`ch ch-${channel}`}><BareGlyph channel={channel} size={inbox.channels.length > 1 ? 12 : 16} /></span>)}</span>
      <div className="cut">
        <div className="a cut">{address ?? inbox.name}</div>
        <div className="b cut">{[...new Set([address && address !== inbox.name ? inbox.name : null, inbox.channels.map(channelName).join(', ')])].filter(Boolean).join(' · ')}</div>
      </div>
      <div className="wide-only"><div className="b num" style={{ color: 'var(--text-1)' }}>{inbox.lastInboundAt ? rowTime(inbox.lastInboundAt, now) : '—'}</div><div className="b num">{t('channel.today', { n: inbox.inboundToday })}</div></div>
      <div className="wide-only"><div className="b num" style={{ color: 'var(--text-1)' }}>{inbox.lastOutboundAt ? rowTime(inbox.lastOutboundAt, now) : '—'}</div><div className="b num">{t('channel.today', { n: inbox.outboundToday })}</div></div>
      <span className={`state ${broken ? 'red' : ''}`}><i className={`dot ${tone}`} />{state}</span>
      <Menu trigger={<button type="button" className="icon-btn" aria-label={t('channel.actions', { name: inbox.name })}><MoreHorizontal size={18} aria-hidden="true" /></button>}>
        <MenuItem onSelect={onEdit}>{t('channel.edit')}</MenuItem>
        <MenuItem onSelect={onCheck}>{t('channel.check')}</MenuItem>
        {(inbox.adapter === 'telegram' || inbox.adapter === 'twilio') && <MenuItem onSelect={onConnect}>{t('channel.connect')}</MenuItem>}
        <MenuItem onSelect={() => onEnable(!inbox.enabled)}>{inbox.enabled ? t('channel.turnOff') : t('channel.turnOn')}</MenuItem>
        <MenuLine />
        <MenuItem red onSelect={onRemove}>{t('channel.remove')}</MenuItem>
      </Menu>
      {broken && (
        <div className="fix"><span className="grow">{troubleInOwnWords(inbox.healthDetail ?? t('channel.broken'))} {t('channel.safe')}</span><Button size="s" onClick={onEdit}>{t('channel.fix')}</Button></div>
      )}
    </div>
  );
}
