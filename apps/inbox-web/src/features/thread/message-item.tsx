import { Lock, Package } from 'lucide-react';
import { memo } from 'react';
import type { ActivityView, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { clockTime, dayHeading, money } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { orderStatusName, orderTone } from '../../i18n/words.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { setWindow } from '../../store/window-state.ts';
import { Bubble } from './bubble.tsx';
import { CallCard } from './call-card.tsx';
import { FileList } from './attachments.tsx';
import { Events } from './events.tsx';
import { MailCard } from './mail-card.tsx';
import type { TimelineItem } from './timeline.ts';

/** One thing of the timeline. */
export const MessageItem = memo(function MessageItem({ item }: { item: TimelineItem }) {
  switch (item.type) {
    case 'day':
      return <div className="day"><time dateTime={item.at}>{dayHeading(item.at, Date.now())}</time></div>;
    case 'unread':
      return <div className="unread-line"><span>{t('thread.new', { n: item.count })}</span></div>;
    case 'events':
      return <Events messages={item.messages} />;
    case 'message': {
      const message = item.messages[0] as MessageView;
      if (message.kind === 'note') return <Note message={message} />;
      if (message.kind === 'call') return <CallCard message={message} />;
      if (message.activity?.type === 'order') return <OrderCard message={message} activity={message.activity} />;
      if (message.channel === 'email' && (message.subject !== null || message.html !== null)) return <MailCard message={message} />;
      return <Bubble messages={item.messages} tight={item.tight} newChannel={item.newChannel} />;
    }
  }
}, sameItem);

/** The timeline is built anew with each change; most of it says the same. */
function sameItem({ item: a }: { item: TimelineItem }, { item: b }: { item: TimelineItem }): boolean {
  if (a.type !== b.type || a.key !== b.key) return false;
  if (a.type === 'day') return b.type === 'day' && a.at === b.at;
  if (a.type === 'unread') return b.type === 'unread' && a.count === b.count;
  const before = a.messages;
  const after = (b as typeof a).messages;
  if (before.length !== after.length || before.some((message, index) => message !== after[index])) return false;
  return a.type !== 'message' || (b.type === 'message' && a.tight === b.tight && a.newChannel === b.newChannel);
}

function Note({ message }: { message: MessageView }) {
  const author = useDesk((state) => (message.authorId && message.authorId !== state.me?.id ? state.users[message.authorId]?.name : undefined));
  return (
    <aside className="note" data-message={message.id}>
      <div className="note-head">
        <Lock size={13} aria-hidden="true" />
        <span>{author ? t('note.by', { name: author }) : t('note.label')}</span>
        <time dateTime={message.occurredAt}>{clockTime(message.occurredAt)}</time>
      </div>
      <div><NoteWords message={message} /></div>
      <FileList attachments={message.attachments} />
    </aside>
  );
}

/** A note's words, with those whom it names made plain. */
function NoteWords({ message: { text, mentions } }: { message: MessageView }) {
  const names = useDeskShallow((state) => [...(mentions?.userIds ?? []).map((id) => state.users[id]?.name), ...(mentions?.teamIds ?? []).map((id) => state.teams[id]?.name)].flatMap((name) => (name ? [`@${name}`] : [])));
  const parts: React.ReactNode[] = [];
  for (let at = 0; at < text.length; ) {
    const next = names.map((name) => ({ name, from: text.indexOf(name, at) })).filter(({ from }) => from >= 0).sort((a, b) => a.from - b.from || b.name.length - a.name.length)[0];
    parts.push(text.slice(at, next?.from ?? text.length));
    if (!next) break;
    parts.push(<b key={next.from} className="mention">{next.name}</b>);
    at = next.from + next.name.length;
  }
  return <>{parts}</>;
}

function OrderCard({ message, activity }: { message: MessageView; activity: Extract<ActivityView, { type: 'order' }> }) {
  const order = useDesk((state) => state.orders[activity.orderId]);
  const status = order?.status ?? activity.status;
  return (
    <button type="button" className="order-card" data-order={activity.orderId} onClick={() => setWindow({ panelOpen: true, panelMode: 'person' })}>
      <span className="card-ico"><Package size={18} aria-hidden="true" /></span>
      <span className="grow">
        <span className="card-title"><span>{t('order.number', { n: activity.number })}</span><span className={`chip ${orderTone(status)}`}>{orderStatusName(status)}</span></span>
        <span className="card-sub cut" style={{ display: 'block' }}>{[activity.summary, clockTime(message.occurredAt)].filter(Boolean).join(', ')}</span>
      </span>
      <span className="sum">{money(order?.totalMinor ?? activity.totalMinor, activity.currency)}</span>
    </button>
  );
}
