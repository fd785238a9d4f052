import { Flag, MoreHorizontal } from 'lucide-react';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { Id, StageView } from '../../../../../libs/crm-core/src/views.ts';
import { alarmWords } from '../../i18n/alarms.ts';
import { money } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { alarmOf } from '../../store/alarms.ts';
import { useDesk } from '../../store/desk.ts';
import { loadConversation } from '../../store/session.ts';
import { setWindow } from '../../store/window-state.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { ChannelGlyph } from '../../ui/glyphs.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { WaitTimer } from '../../ui/wait-timer.tsx';
import { openCustomer } from './board-words.ts';
import { DealMark } from './deal-mark.tsx';

/** What a dragged card carries. */
export const DEAL_TYPE = 'application/x-okno-deal';

export function DealCard({ id, stage, tabbable, current, onCurrent }: { id: Id; stage: StageView; tabbable: boolean; current: boolean; onCurrent: (id: Id) => void }) {
  const [, go] = useLocation();
  const deal = useDesk((state) => state.deals[id]);
  const conversation = useDesk((state) => (deal?.conversationId ? state.conversations[deal.conversationId] : undefined));
  const alarmed = useDesk((state) => { const alarm = conversation && alarmOf(state, conversation.id); return alarm?.state === 'raised' ? alarmWords(alarm) : null; });
  const preview = conversation?.preview;
  // A deal that came by an event came without it.
  const missing = deal?.conversationId && !conversation ? deal.conversationId : null;
  useEffect(() => { if (missing) loadConversation(missing).catch(() => undefined); }, [missing]);
  const owner = useDesk((state) => (deal?.ownerId ? state.users[deal.ownerId] : undefined));
  if (!deal) return null;
  // After the menu has given the focus back.
  const ask = (act: 'move' | 'edit' | 'win' | 'lose'): void => void setTimeout(() => setWindow({ dealAct: { act, dealId: id } }));
  return (
    <div className="deal-slot" role="listitem">
      <article
        className={`deal-card ${current ? 'current' : ''}`} data-deal={id} tabIndex={tabbable ? 0 : -1} draggable aria-label={[deal.contactName, deal.title].filter(Boolean).join(', ')}
        onFocus={() => onCurrent(id)} onDoubleClick={() => openCustomer(deal, go)}
        onDragStart={(event) => {
          event.dataTransfer.setData(DEAL_TYPE, id);
          event.dataTransfer.effectAllowed = 'move';
        }}
      >
        <div className="flex">
          <button type="button" className="deal-name cut grow" tabIndex={-1} onClick={() => openCustomer(deal, go)}>{deal.contactName}</button>
          {deal.amountMinor !== null && <span className="strong num">{money(deal.amountMinor, deal.currency)}</span>}
        </div>
        <div className="flex">
          <span className="t2 small cut grow">{deal.title || (deal.amountMinor === null ? t('deal.noAmount') : t('deal.untitled'))}</span>
          <Menu trigger={<button type="button" className="icon-btn s" tabIndex={tabbable ? 0 : -1} aria-label={t('action.more')}><MoreHorizontal size={14} aria-hidden="true" /></button>}>
            <MenuItem icon={Flag} keys="D" onSelect={() => ask('move')}>{t('deal.moveTo')}</MenuItem>
            <MenuItem onSelect={() => ask('edit')}>{t('deal.edit')}</MenuItem>
            <MenuLine />
            <MenuItem onSelect={() => ask('win')}>{t('deal.win')}</MenuItem>
            <MenuItem red onSelect={() => ask('lose')}>{t('deal.lose')}</MenuItem>
          </Menu>
        </div>
        {preview?.text && <p className="deal-words t2 small">{preview.channel && <ChannelGlyph channel={preview.channel} />}<span>{preview.text}</span></p>}
        <footer>
          {/* Of all that could be said the first: they wait. */}
          {conversation?.waitingSince ? <span className="deal-mark" data-waits=""><WaitTimer conversation={conversation} alarmed={alarmed} /><span className="cut">{t('deal.waits')}</span></span> : <DealMark deal={deal} stage={stage} />}
          {owner && <Avatar id={owner.id} name={owner.name} size="s" />}
        </footer>
      </article>
    </div>
  );
}
