import { Ban, Check, ChevronLeft, CircleSlash, Columns3, Eye, Flag, MailOpen, Moon, MoreHorizontal, PackagePlus, PanelRight, Phone, RotateCcw, Tag, UserPlus } from 'lucide-react';
import { useLocation } from 'wouter';
import type { ConversationView, InboxListName } from '../../../../../libs/crm-core/src/views.ts';
import { dueTime } from '../../i18n/format.ts';
import { late, t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { setWindow, useWindow } from '../../store/window-state.ts';
import { Button, IconButton, Keys } from '../../ui/controls.tsx';
import { ChannelGlyph } from '../../ui/glyphs.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { tip } from '../../ui/tip.ts';
import { TickingTimer } from '../../ui/wait-timer.tsx';
import { markUnread } from '../acts/acts.ts';
import { openPicker, type PickerKind } from '../acts/picker-state.ts';
import { ThreadTags } from '../acts/thread-tags.tsx';
import { useKeys } from '../shell/keys.ts';
import { callBack, noReplyNeeded, setSpam, setStatus } from './actions.ts';
import { Viewers } from './presence.tsx';

export function ThreadHead({ conversation, view }: { conversation: ConversationView; view: InboxListName }) {
  const [, go] = useLocation();
  const panelOpen = useWindow((state) => state.panelOpen);
  const meId = useDesk((state) => state.me?.id ?? null);
  const owner = useDesk((state) => (conversation.ownerId ? state.users[conversation.ownerId] : undefined));
  const canCall = useDesk((state) => conversation.channels.some((channel) => channel === 'voice' || channel === 'sms') || Object.values(state.inboxes).some((inbox) => inbox.channels.includes('voice')));
  const closed = conversation.status === 'closed';
  const { id } = conversation;

  const finish = async (): Promise<void> => {
    if (await setStatus(id, closed ? 'open' : 'closed')) {
      if (!closed && matchMedia('(max-width: 767px)').matches) go(`/inbox/${view}`);
    }
  };
  useKeys({ 'Shift+KeyC': () => void callBack(id) });
  // After the menu has given the focus back.
  const later = (kind: PickerKind): void => void setTimeout(() => openPicker(kind, id));
  const owned = owner ? (owner.id === meId ? t('thread.ownedByYou') : t('thread.ownedBy', { name: owner.name })) : t('thread.ownedByNobody');
  const ending = t(closed ? 'thread.reopen' : 'thread.close');
  return (
    <header className="pane-head">
      <span className="phone-only"><IconButton icon={ChevronLeft} label={t('action.back')} onClick={() => go(`/inbox/${view}`)} /></span>
      <div className="grow">
        <div className="flex">
          <h2 className="pane-title cut">{conversation.contactName}</h2>
          <span className="chs">{conversation.channels.map((channel) => <ChannelGlyph key={channel} channel={channel} />)}</span>
          <ThreadTags conversation={conversation} />
        </div>
        <p className="pane-sub flex" style={{ gap: 6 }}>
          <TickingTimer conversation={conversation} />
          <span className="cut">
            {conversation.status === 'snoozed' && conversation.snoozedUntil ? t('thread.snoozedUntil', { time: dueTime(conversation.snoozedUntil, Date.now()) }) : closed ? t('thread.isClosed') : owned}
          </span>
        </p>
      </div>
      <Viewers conversationId={id} />
      {!closed && (
        <button type="button" className="btn ghost folds" aria-label={t('thread.snooze')} data-picker="snooze" onClick={() => openPicker('snooze', id)}><Moon size={16} aria-hidden="true" /><span className="head-word">{t('thread.snooze')}</span><Keys keys="H" /></button>
      )}
      <span className="folds"><IconButton icon={UserPlus} label={t('thread.assign')} keys="A" data-picker="assign" onClick={() => openPicker('assign', id)} /></span>
      <Button icon={closed ? RotateCcw : Check} keys="E" aria-label={ending} {...tip(ending, 'E')} onClick={() => void finish()}><span className="head-word">{ending}</span></Button>
      <Menu trigger={<button type="button" className="icon-btn" data-picker="more" aria-label={t('action.more')}><MoreHorizontal size={18} aria-hidden="true" /></button>}>
        <span className="phone-items">
          <MenuItem icon={UserPlus} onSelect={() => later('assign')}>{t('thread.assign')}</MenuItem>
          {!closed && <MenuItem icon={Moon} onSelect={() => later('snooze')}>{t('thread.snooze')}</MenuItem>}
        </span>
        <MenuItem icon={Tag} keys="L" onSelect={() => later('label')}>{t('acts.label')}</MenuItem>
        <MenuItem icon={Flag} keys="P" onSelect={() => later('priority')}>{t('acts.priority')}</MenuItem>
        <MenuItem icon={Eye} keys="W" onSelect={() => later('follow')}>{t('acts.follow')}</MenuItem>
        <MenuItem icon={MailOpen} keys="Shift U" onSelect={() => { go(`/inbox/${view}`); void markUnread(id); }}>{t('acts.unread')}</MenuItem>
        <MenuLine />
        {conversation.waitingSince && <MenuItem icon={CircleSlash} onSelect={() => void noReplyNeeded(id)}>{t('thread.noReplyNeeded')}</MenuItem>}
        <MenuItem icon={PackagePlus} keys="O" onSelect={() => setWindow({ panelOpen: true, panelMode: 'order' })}>{t('order.new')}</MenuItem>
        <MenuItem icon={Columns3} keys="D" onSelect={() => void setTimeout(() => void late(() => import('../deals/deal-acts.ts')).then(({ dealByKey }) => dealByKey(id)))}>{t('deal.title')}</MenuItem>
        {canCall && <MenuItem icon={Phone} keys="Shift C" onSelect={() => void callBack(id)}>{t('call.call')}</MenuItem>}
        <MenuLine />
        <MenuItem icon={Ban} red={!conversation.spam} onSelect={() => void setSpam(id, !conversation.spam)}>{conversation.spam ? t('thread.notSpam') : t('thread.markSpam')}</MenuItem>
      </Menu>
      <IconButton icon={PanelRight} label={t('thread.panel')} keys="]" aria-pressed={panelOpen} onClick={() => setWindow({ panelOpen: !panelOpen, panelMode: 'person' })} />
    </header>
  );
}
