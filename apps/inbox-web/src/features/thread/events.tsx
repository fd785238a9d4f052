import { Ban, Bell, ChevronDown, Columns3, FileWarning, Info, ListTodo, Package, PhoneOff, UserPlus, UserRoundCheck, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { ActivityView, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { clockTime } from '../../i18n/format.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { desk, useDesk } from '../../store/desk.ts';

const nameOf = (id: string | null): string => {
  const { users, me } = desk.getState();
  return id === null ? t('event.nobody') : id === me?.id ? t('event.you') : (users[id]?.name ?? t('event.somebody'));
};

/** Nobody's own act says why it happened. */
const whys: Readonly<Record<string, MessageId>> = { 'off-duty': 'absence.offDutyWhy', silent: 'absence.silentWhy', handover: 'absence.handoverWhy', 'handover-back': 'absence.handoverWhy' };
function because(reason: string, said: string): string {
  const why = whys[reason];
  return why ? t(why, { said }) : said;
}

function assignedWords({ fromId, toId }: Extract<ActivityView, { type: 'assigned' }>): string {
  if (toId === null) return t('event.unassigned', { from: nameOf(fromId) });
  return fromId === null ? t('event.assigned', { to: nameOf(toId) }) : t('event.handedOver', { from: nameOf(fromId), to: nameOf(toId) });
}

function describe(activity: ActivityView): { icon: LucideIcon; text: string } {
  switch (activity.type) {
    case 'assigned':
      return { icon: UserPlus, text: because(activity.reason, assignedWords(activity)) };
    case 'status':
      if (activity.to === 'closed') return { icon: Info, text: t('event.closed', { by: nameOf(activity.byId) }) };
      if (activity.to === 'snoozed') return { icon: Bell, text: t('event.snoozed', { by: nameOf(activity.byId) }) };
      return { icon: Info, text: activity.from === 'snoozed' ? t('event.woke') : t('event.reopened') };
    case 'order':
      return { icon: Package, text: t('order.number', { n: activity.number }) };
    case 'task':
      return { icon: ListTodo, text: activity.change === 'done' ? t('event.taskDone', { title: activity.title || t('task.kind.manual') }) : t('event.taskCreated', { title: activity.title || t('task.kind.manual') }) };
    case 'lead':
      return { icon: UserRoundCheck, text: activity.change === 'created' ? t('event.leadCreated') : activity.change === 'converted' ? t('event.leadConverted') : t('event.leadJunk') };
    case 'deal':
      return { icon: Columns3, text: dealLine(activity) };
    case 'reachability':
      return activity.reachable ? { icon: Info, text: t('event.reachable', { address: activity.address }) } : { icon: PhoneOff, text: t('event.unreachable', { address: activity.address }) };
    case 'join-proposed':
      return { icon: Ban, text: t('event.joinProposed') };
    case 'bounce':
      return { icon: FileWarning, text: t('event.bounce', { recipient: activity.recipient, message: activity.message }) };
  }
}

function dealLine({ change, title, stage }: Extract<ActivityView, { type: 'deal' }>): string {
  const named = title || t('deal.untitled');
  switch (change) {
    case 'created':
      return t('event.dealCreated', { title: named, stage });
    case 'moved':
      return t('event.dealMoved', { title: named, stage });
    case 'won':
      return t('event.dealWon', { title: named });
    case 'lost':
      return t('event.dealLost', { title: named });
    case 'reopened':
      return t('event.dealReopened', { title: named, stage });
  }
}

/** So many stand by themselves. */
const few = 2;

/** What happened beside the messages, one line each; more than two fold into the last one and a count, which opens. */
export function Events({ messages }: { messages: readonly MessageView[] }) {
  const [open, setOpen] = useState(false);
  const folded = messages.length > few && !open;
  const hidden = messages.length - 1;
  return (
    <div className="events">
      {messages.length > few && (
        <button type="button" className="event more-events" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronDown size={14} aria-hidden="true" /><span>{open ? t('event.fewer') : t('event.more', { n: hidden })}</span>
        </button>
      )}
      {(folded ? messages.slice(-1) : messages).map((message) => <Event key={message.id} message={message} />)}
    </div>
  );
}

function Event({ message }: { message: MessageView }) {
  // Whose names are told may be known a moment after the conversation is.
  useDesk((state) => state.users);
  if (!message.activity) return null;
  const { icon: Icon, text } = describe(message.activity);
  return <p className="event"><Icon size={14} aria-hidden="true" /><span>{text}, <time dateTime={message.occurredAt}>{clockTime(message.occurredAt)}</time></span></p>;
}
