import { Bell, Clock } from 'lucide-react';
import type { ConversationView } from '../../../../libs/crm-core/src/views.ts';
import { roughDuration, stopwatch } from '../i18n/format.ts';
import { t } from '../i18n/index.ts';
import { useMoment, useSecond } from '../store/clock.ts';

type Waiting = Pick<ConversationView, 'waitingSince' | 'answerDueAt'>;

/** Grey below half of the goal, amber from half, red from the whole. The goal comes with the conversation. */
export function waitingTone({ waitingSince, answerDueAt }: Waiting, now: number): '' | 'amber' | 'red' {
  if (!waitingSince || !answerDueAt) return '';
  const since = Date.parse(waitingSince);
  const due = Date.parse(answerDueAt);
  if (now >= due) return 'red';
  return now - since >= (due - since) / 2 ? 'amber' : '';
}

/** Minutes, for a row of the list; `alarmed`: the ladder climbs. */
export function WaitTimer({ conversation, alarmed = null }: { conversation: Waiting; alarmed?: string | null }) {
  const now = useMoment();
  if (!conversation.waitingSince) return null;
  const words = roughDuration(now - Date.parse(conversation.waitingSince));
  return (
    <span className={`timer ${alarmed ? 'alarm' : waitingTone(conversation, now)}`} title={[t('list.waitsFor', { time: words }), alarmed].filter(Boolean).join('. ')}>
      {alarmed ? <Bell size={12} aria-hidden="true" /> : <Clock size={12} aria-hidden="true" />}
      <span>{words}</span>
    </span>
  );
}

const day = 86_400_000;

/** Ticking seconds, for the head of an open conversation; after a day nobody counts them. */
export function TickingTimer({ conversation }: { conversation: Waiting }) {
  const now = useSecond();
  if (!conversation.waitingSince) return null;
  const waited = now - Date.parse(conversation.waitingSince);
  return (
    <span className={`timer ${waitingTone(conversation, now)}`}>
      <Clock size={12} aria-hidden="true" />
      <span>{t('thread.waits', { time: waited < day ? stopwatch(waited / 1000) : roughDuration(waited) })}</span>
    </span>
  );
}
