import { ListTodo, Moon } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { dueTime, money, rowTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { useDesk } from '../../store/desk.ts';
import { unreadOf } from '../../store/lists.ts';
import { Avatar, ContactAvatar } from '../../ui/avatar.tsx';
import { ChannelGlyph } from '../../ui/glyphs.tsx';
import { WaitTimer } from '../../ui/wait-timer.tsx';
import { Preview } from './preview.tsx';

/** One row of fixed height: who and when, the last words, and only when needed the wait, the task, the owner, the sum. */
export const ConversationRow = memo(function ConversationRow({ id, selected, href }: { id: Id; selected: boolean; href: string }) {
  const conversation = useDesk((state) => state.conversations[id]);
  const unread = useDesk((state) => (conversation ? unreadOf(state, conversation) : 0));
  const owner = useDesk((state) => (conversation?.ownerId && conversation.ownerId !== state.me?.id ? state.users[conversation.ownerId] : undefined));
  const now = useMoment();
  if (!conversation) return null;
  const [last, ...others] = conversation.channels;
  const taskLate = conversation.openTaskDueAt !== null && Date.parse(conversation.openTaskDueAt) < now;
  return (
    <Link href={href} className={`row ${unread > 0 ? 'unread' : ''}`} data-row={id} tabIndex={selected ? 0 : -1} {...(selected && { 'aria-current': 'true' as const })}>
      <ContactAvatar id={conversation.contactId} name={conversation.contactName} group={conversation.contactKind === 'group'} channel={last ?? null} />
      <div className="row-b">
        <div className="row-1">
          <span className="row-name cut">{conversation.contactName}</span>
          {others.length > 0 && <span className="chs">{others.map((channel) => <ChannelGlyph key={channel} channel={channel} size={11} />)}</span>}
          <time dateTime={conversation.lastMessageAt}>{rowTime(conversation.lastMessageAt, now)}</time>
        </div>
        <div className="row-2">
          <Preview conversation={conversation} />
          {unread > 0 && <span className="count" aria-label={t('list.unread', { n: unread })}>{unread > 99 ? '99+' : unread}</span>}
        </div>
        <div className="row-3">
          <WaitTimer conversation={conversation} />
          {conversation.status === 'snoozed' && conversation.snoozedUntil && <span className="end"><Moon size={12} aria-hidden="true" />{dueTime(conversation.snoozedUntil, now)}</span>}
          {!conversation.waitingSince && conversation.openTaskDueAt && conversation.status !== 'snoozed' && (
            <span className={`end ${taskLate ? 'late' : ''}`}><ListTodo size={12} aria-hidden="true" />{dueTime(conversation.openTaskDueAt, now)}</span>
          )}
          {conversation.ownerId === null && conversation.status === 'open' && !conversation.spam && <span className="end">{t('list.nobody')}</span>}
          {owner && <span className="end" title={owner.name}><Avatar id={owner.id} name={owner.name} size="s" /></span>}
          {conversation.orderTotal && <span className="sum">{money(conversation.orderTotal.minor, conversation.orderTotal.currency)}</span>}
        </div>
      </div>
    </Link>
  );
});
