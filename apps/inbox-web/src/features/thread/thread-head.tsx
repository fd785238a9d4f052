import { Ban, Check, ChevronLeft, CircleSlash, Moon, MoreHorizontal, PackagePlus, PanelRight, Phone, RotateCcw, Sun, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ConversationView, InboxListName } from '../../../../../libs/crm-core/src/views.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { setWindow, useWindow } from '../../store/window-state.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton, Tip } from '../../ui/controls.tsx';
import { ChannelGlyph } from '../../ui/glyphs.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';
import { TickingTimer } from '../../ui/wait-timer.tsx';
import { useKeys } from '../shell/keys.ts';
import { assignTo, assignToTeam, callBack, noReplyNeeded, setSpam, setStatus } from './actions.ts';
import { Viewers } from './presence.tsx';
import { snoozePresets } from './snooze.ts';

export function ThreadHead({ conversation, view }: { conversation: ConversationView; view: InboxListName }) {
  const [, go] = useLocation();
  const panelOpen = useWindow((state) => state.panelOpen);
  const [menu, setMenu] = useState<'assign' | 'snooze' | 'more' | null>(null);
  const meId = useDesk((state) => state.me?.id ?? null);
  const owner = useDesk((state) => (conversation.ownerId ? state.users[conversation.ownerId] : undefined));
  const canCall = useDesk((state) => conversation.channels.some((channel) => channel === 'voice' || channel === 'sms') || Object.values(state.inboxes).some((inbox) => inbox.channels.includes('voice')));
  const closed = conversation.status === 'closed';
  const { id } = conversation;

  const presets = menu === 'snooze' ? snoozePresets(new Date()) : [];
  const snooze = (until: Date): void => void setStatus(id, 'snoozed', until.toISOString());
  const finish = async (): Promise<void> => {
    if (await setStatus(id, closed ? 'open' : 'closed')) {
      if (!closed && matchMedia('(max-width: 767px)').matches) go(`/inbox/${view}`);
    }
  };
  useKeys({
    KeyE: () => void finish(),
    KeyH: () => setMenu('snooze'),
    KeyA: () => setMenu('assign'),
    KeyI: () => void assignTo(id, meId),
    'Shift+KeyC': () => void callBack(id),
  });
  const owned = owner ? (owner.id === meId ? t('thread.ownedByYou') : t('thread.ownedBy', { name: owner.name })) : t('thread.ownedByNobody');
  return (
    <header className="pane-head">
      <span className="phone-only"><IconButton icon={ChevronLeft} label={t('action.back')} onClick={() => go(`/inbox/${view}`)} /></span>
      <div className="grow">
        <div className="flex">
          <h2 className="pane-title cut">{conversation.contactName}</h2>
          <span className="chs">{conversation.channels.map((channel) => <ChannelGlyph key={channel} channel={channel} />)}</span>
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
        <Menu
          open={menu === 'snooze'}
          onOpenChange={(open) => setMenu(open ? 'snooze' : null)}
          onDigit={(digit) => { const preset = presets[digit - 1]; if (!preset) return; setMenu(null); snooze(preset.until); }}
          trigger={<button type="button" className="btn ghost folds" aria-label={t('thread.snooze')}><Moon size={16} aria-hidden="true" /><span className="head-word">{t('thread.snooze')}</span><kbd>H</kbd></button>}
        >
          {conversation.status === 'snoozed' && <><MenuItem icon={Sun} onSelect={() => void setStatus(id, 'open')}>{t('snooze.wake')}</MenuItem><MenuLine /></>}
          {presets.map(({ label, until }, index) => (
            <MenuItem key={label} keys={String(index + 1)} end={<span className="num">{dueTime(until.toISOString(), Date.now())}</span>} onSelect={() => snooze(until)}>{label}</MenuItem>
          ))}
        </Menu>
      )}
      <AssignMenu conversation={conversation} open={menu === 'assign'} onOpenChange={(open) => setMenu(open ? 'assign' : null)} />
      <Tip text={closed ? t('thread.reopen') : t('thread.close')} keys="E">
        <Button icon={closed ? RotateCcw : Check} keys="E" aria-label={closed ? t('thread.reopen') : t('thread.close')} onClick={() => void finish()}><span className="head-word">{closed ? t('thread.reopen') : t('thread.close')}</span></Button>
      </Tip>
      <Menu open={menu === 'more'} onOpenChange={(open) => setMenu(open ? 'more' : null)} trigger={<button type="button" className="icon-btn" aria-label={t('action.more')}><MoreHorizontal size={18} aria-hidden="true" /></button>}>
        <span className="phone-items">
          <MenuItem icon={UserPlus} onSelect={() => setTimeout(() => setMenu('assign'))}>{t('thread.assign')}</MenuItem>
          {!closed && <MenuItem icon={Moon} onSelect={() => setTimeout(() => setMenu('snooze'))}>{t('thread.snooze')}</MenuItem>}
        </span>
        {conversation.waitingSince && <MenuItem icon={CircleSlash} onSelect={() => void noReplyNeeded(id)}>{t('thread.noReplyNeeded')}</MenuItem>}
        <MenuItem icon={PackagePlus} keys="O" onSelect={() => setWindow({ panelOpen: true, panelMode: 'order' })}>{t('order.new')}</MenuItem>
        {canCall && <MenuItem icon={Phone} keys="Shift C" onSelect={() => void callBack(id)}>{t('call.call')}</MenuItem>}
        <MenuLine />
        <MenuItem icon={Ban} red={!conversation.spam} onSelect={() => void setSpam(id, !conversation.spam)}>{conversation.spam ? t('thread.notSpam') : t('thread.markSpam')}</MenuItem>
      </Menu>
      <IconButton icon={PanelRight} label={t('thread.panel')} keys="]" aria-pressed={panelOpen} onClick={() => setWindow({ panelOpen: !panelOpen, panelMode: 'person' })} />
    </header>
  );
}

function AssignMenu({ conversation, open, onOpenChange }: { conversation: ConversationView; open: boolean; onOpenChange: (open: boolean) => void }) {
  const meId = useDesk((state) => state.me?.id);
  const users = useDeskShallow((state) => Object.values(state.users).filter((user) => user.active).sort((a, b) => Number(b.onDuty) - Number(a.onDuty) || a.name.localeCompare(b.name)));
  const teams = useDeskShallow((state) => Object.values(state.teams));
  return (
    <Menu open={open} onOpenChange={onOpenChange} trigger={<button type="button" className="icon-btn folds" aria-label={t('thread.assign')} title={`${t('thread.assign')}  A`}><UserPlus size={18} aria-hidden="true" /></button>}>
      <MenuLabel>{t('thread.assignTo')}</MenuLabel>
      {users.map((user) => (
        <MenuItem key={user.id} checked={user.id === conversation.ownerId} lead={<Avatar id={user.id} name={user.name} size="s" />} {...(user.id === meId && { keys: 'I' })} end={<i className={`dot ${user.onDuty ? 'green' : ''}`} title={user.onDuty ? t('duty.on') : t('duty.off')} />} onSelect={() => void assignTo(conversation.id, user.id)}>
          {user.id === meId ? t('thread.toMe', { name: user.name }) : user.name}
        </MenuItem>
      ))}
      {teams.length > 0 && <MenuLine />}
      {teams.map((team) => <MenuItem key={team.id} checked={team.id === conversation.teamId} onSelect={() => void assignToTeam(conversation.id, team.id)}>{team.name}</MenuItem>)}
      {conversation.ownerId && <><MenuLine /><MenuItem onSelect={() => void assignTo(conversation.id, null)}>{t('thread.unassign')}</MenuItem></>}
    </Menu>
  );
}
