import { Suspense } from 'react';
import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { clockTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { ChannelGlyph, channelName } from '../../ui/glyphs.tsx';
import { attachmentWord } from '../list/preview.tsx';
import { Album, FileList, Media } from './attachments.tsx';
import { ChangeNote, Edited } from './change-note.tsx';
import { DeliveryTick, DeliveryTrouble, DeliveryWaits } from './delivery.tsx';
import { goTo } from './go-to.ts';
import { LinkPreview } from './link-preview.tsx';
import { MessageMore } from './message-more.tsx';
import { PromiseMade } from './promise-made.tsx';
import { Words } from './words.tsx';
import { part } from '../../ui/part.ts';

// Few messages have one.
const Card = part(async () => (await import('./cards.tsx')).Card);

/** A chat message; an album is several messages in one bubble. */
export function Bubble({ messages, tight, newChannel }: { messages: readonly MessageView[]; tight: boolean; newChannel: boolean }) {
  const first = messages[0] as MessageView;
  const last = messages.at(-1) as MessageView;
  const text = messages.find((message) => message.text)?.text ?? '';
  const attachments = messages.flatMap((message) => message.attachments);
  const outbound = first.direction === 'outbound';
  const author = useDesk((state) => (outbound && first.authorId && first.authorId !== state.me?.id ? state.users[first.authorId]?.name : undefined));
  const replyTo = useDesk((state) => (first.replyToId ? state.messages[first.replyToId] : undefined));
  const trouble = first.delivery === 'failed' || first.delivery === 'uncertain';
  const by = author ?? first.senderName;
  return (
    <div className={`msg ${outbound ? 'out' : ''} ${tight ? 'tight' : ''} ${first.delivery === 'failed' ? 'fail' : ''}`} data-message={first.id}>
      {by && !tight && <span className="by">{by}</span>}
      <div className={`bub ${first.deletedAt ? 'deleted' : ''}`}>
        {replyTo && <Quoted message={replyTo} />}
        {first.deletedAt ? t('message.deleted') : (
          <>
            <Album attachments={attachments} />
            <Media attachments={attachments} />
            {(first.location ?? first.contactCard) && <Suspense fallback={<span className="place-card" aria-hidden="true"><span className="card-ico" /></span>}><Card message={first} /></Suspense>}
            {text && <Words text={text} />}
            {!text && first.unsupportedContent && <span className="t2">{t('message.unsupported', { what: first.unsupportedContent })}</span>}
            <FileList attachments={attachments} />
            <LinkPreview message={first} />
          </>
        )}
        <span className="meta">
          <Edited message={last} />
          {first.automatic && <span>{t('message.automatic')}</span>}
          {newChannel && first.channel && <><ChannelGlyph channel={first.channel} size={11} /><span>{channelName(first.channel)}</span></>}
          <time dateTime={last.occurredAt}>{clockTime(last.occurredAt)}</time>
          {outbound && first.delivery && <DeliveryTick delivery={first.delivery} />}
        </span>
      </div>
      <MessageMore message={first} />
      {trouble && <DeliveryTrouble message={first} />}
      {outbound && <DeliveryWaits message={first} />}
      <ChangeNote message={first} />
      {outbound && <PromiseMade message={first} />}
    </div>
  );
}

/** What this answers; a press goes there. */
function Quoted({ message }: { message: MessageView }) {
  const [first] = message.attachments;
  const words = message.deletedAt ? t('message.deleted') : message.text || (first ? attachmentWord(first.kind) : t('message.noText'));
  return <button type="button" className="quoted" onClick={() => goTo(message.id)}>{words}</button>;
}
