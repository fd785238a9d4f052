import { Phone, PhoneCall, PhoneIncoming, PhoneMissed, PhoneOutgoing, Voicemail } from 'lucide-react';
import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { clockTime, stopwatch } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { Button } from '../../ui/controls.tsx';
import { callWord } from '../list/preview.tsx';
import { Words } from './words.tsx';
import { callBack } from './actions.ts';
import { VoicePlayer } from './voice-player.tsx';

/** A call from its first ring to its recording; a missed one asks to be answered. */
export function CallCard({ message }: { message: MessageView }) {
  const { call } = message;
  const operator = useDesk((state) => (call?.operatorId ? (call.operatorId === state.me?.id ? t('event.you') : state.users[call.operatorId]?.name) : undefined));
  if (!call) return null;
  const inbound = call.direction === 'inbound';
  const missed = call.state === 'missed' || call.state === 'voicemail' || call.state === 'failed';
  const live = call.state === 'ringing' || call.state === 'answered';
  const Icon = call.state === 'voicemail' ? Voicemail : missed ? PhoneMissed : live ? PhoneCall : inbound ? PhoneIncoming : PhoneOutgoing;
  const details = [
    clockTime(message.occurredAt),
    operator,
    call.durationSeconds ? t('call.talked', { time: stopwatch(call.durationSeconds) }) : null,
    missed && call.waitSeconds ? t('call.waited', { time: stopwatch(call.waitSeconds) }) : null,
  ].filter(Boolean);
  const recordings = message.attachments.filter((each) => (each.kind === 'audio' || each.kind === 'voice') && each.state === 'ready');
  return (
    <div className={`msg full ${inbound ? '' : 'out'}`} data-message={message.id}>
      <div className={`call ${missed ? 'missed' : ''} ${live ? 'live' : ''}`}>
        <span className="card-ico"><Icon size={18} aria-hidden="true" /></span>
        <div className="grow">
          <div className="card-title">{callWord(call.state, inbound)}</div>
          <div className="card-sub num">{details.join(', ')}</div>
        </div>
        {missed && inbound && <Button icon={Phone} onClick={() => void callBack(message.conversationId)}>{t('call.callBack')}</Button>}
        {recordings.map((each) => <VoicePlayer key={each.id} url={each.url} seconds={each.durationSeconds ?? call.durationSeconds} name={each.name} />)}
        {message.text && <p className="card-sub" style={{ flexBasis: '100%', paddingLeft: 44 }}><Words text={message.text} /></p>}
      </div>
    </div>
  );
}
