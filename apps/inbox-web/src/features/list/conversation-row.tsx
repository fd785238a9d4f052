import { AtSign, Eye, Flag, ListTodo, Moon } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { alarmWords } from '../../i18n/alarms.ts';
import { dueTime, money, rowTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { alarmOf } from '../../store/alarms.ts';
import { useMoment } from '../../store/clock.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { togglePick, useListState } from '../../store/list-state.ts';
import { unreadOf } from '../../store/lists.ts';
import { Avatar, ContactAvatar } from '../../ui/avatar.tsx';
import { ChannelGlyph } from '../../ui/glyphs.tsx';
import { WaitTimer } from '../../ui/wait-timer.tsx';
import { LabelDot, priorityNames } from '../acts/label-dot.tsx';
import { Preview } from './preview.tsx';

/** One row of fixed height: who and when, the last words, and only when needed the wait, the task, the owner, the sum. */
export const ConversationRow = memo(function ConversationRow({ id, selected, entrance, place, of, href, byMoney = false }: { id: Id; selected: boolean; /** Tab comes in here. */ entrance: boolean; place: number; of: number; href: string; byMoney?: boolean }) {
  const conversation = useDesk((state) => state.conversations[id]);
  const unread = useDesk((state) => (conversation ? unreadOf(state, conversation) : 0));
  const owner = useDesk((state) => (conversation?.ownerId && conversation.ownerId !== state.me?.id ? state.users[conversation.ownerId] : undefined));
  const labels = useDeskShallow((state) => (conversation?.labelIds ?? []).flatMap((label) => state.labels[label] ?? []));
  const follows = useDesk((state) => state.me !== null && (conversation?.participantIds.includes(state.me.id) ?? false));
  const mentioned = useDesk((state) => state.mentions[id]?.unseen === true);
  const alarmed = useDesk((state) => { const alarm = alarmOf(state, id); return alarm?.state === 'raised' ? alarmWords(alarm) : null; });
  const picked = useListState((state) => state.everything !== null || state.picked.includes(id));
  const now = useMoment();
  if (!conversation) return null;
  const sum = byMoney ? conversation.openTotal : conversation.orderTotal;
  const [last, ...others] = conversation.channels;
  const taskLate = conversation.openTaskDueAt !== null && Date.parse(conversation.openTaskDueAt) < now;
  return (
    <div className="row-box" role="listitem" aria-posinset={place} aria-setsize={of} {...(picked && { 'data-picked': '' })}>
      <Link href={href} className={`row ${unread > 0 ? 'unread' : ''}`} data-row={id} tabIndex={entrance ? 0 : -1} {...(selected && { 'aria-current': 'true' as const })}>
        <ContactAvatar id={conversation.contactId} name={conversation.contactName} group={conversation.contactKind === 'group'} channel={last ?? null} />
        <div className="row-b">
          <div className="row-1">
            <span className="row-name cut">{conversation.contactName}</span>
            {(conversation.priority === 'urgent' || conversation.priority === 'high') && <Flag size={12} className={`priority ${conversation.priority}`} role="img" aria-label={t(priorityNames[conversation.priority])} />}
            {others.length > 0 && <span className="chs">{others.map((channel) => <ChannelGlyph key={channel} channel={channel} size={11} />)}</span>}
            <time dateTime={conversation.lastMessageAt}>{rowTime(conversation.lastMessageAt, now)}</time>
          </div>
          <div className="row-2">
            <Preview conversation={conversation} />
            {mentioned && <AtSign size={14} className="row-at" role="img" aria-label={t('list.mentioned')} />}
            {unread > 0 && <span className="count" role="img" aria-label={t('list.unread', { n: unread })}>{unread > 99 ? '99+' : unread}</span>}
          </div>
          <div className="row-3">
            <WaitTimer conversation={conversation} alarmed={alarmed} />
            {conversation.status === 'snoozed' && conversation.snoozedUntil && <span className="end"><Moon size={12} aria-hidden="true" />{dueTime(conversation.snoozedUntil, now)}</span>}
            {!conversation.waitingSince && conversation.openTaskDueAt && conversation.status !== 'snoozed' && (
              <span className={`end ${taskLate ? 'late' : ''}`}><ListTodo size={12} aria-hidden="true" />{dueTime(conversation.openTaskDueAt, now)}</span>
            )}
            {conversation.ownerId === null && conversation.status === 'open' && !conversation.spam && <span className="end"><span className="cut">{t('list.nobody')}</span></span>}
            {labels.length > 0 && (
              <span className="row-labels" title={labels.map((label) => label.name).join(', ')}>
                {labels.slice(0, 4).map((label) => <LabelDot key={label.id} colour={label.colour} />)}
                {labels.length === 1 && <span className="cut">{labels[0]?.name}</span>}
                {labels.length > 4 && <span className="t3 num">+{labels.length - 4}</span>}
                {labels.length > 1 && <span className="hidden-text">{labels.map((label) => label.name).join(', ')}</span>}
              </span>
            )}
            {follows && <span className="end"><Eye size={12} role="img" aria-label={t('list.youFollow')} /></span>}
            {owner && <span className="end" title={owner.name}><Avatar id={owner.id} name={owner.name} size="s" /></span>}
            {sum && <span className="sum">{money(sum.minor, sum.currency)}</span>}
          </div>
        </div>
      </Link>
      <input type="checkbox" className="check row-pick" checked={picked} tabIndex={-1} aria-label={t('bulk.pick', { name: conversation.contactName })} onChange={() => togglePick(id)} />
    </div>
  );
});
