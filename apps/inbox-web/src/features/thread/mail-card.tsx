import { MoreHorizontal } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { clockTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { ChannelGlyph } from '../../ui/glyphs.tsx';
import { Album, FileList, Media } from './attachments.tsx';
import { ChangeNote } from './change-note.tsx';
import { DeliveryTick, DeliveryTrouble, DeliveryWaits } from './delivery.tsx';
import { LinkPreview } from './link-preview.tsx';
import { MessageMore } from './message-more.tsx';
import { PromiseMade } from './promise-made.tsx';
import { Words } from './words.tsx';
import { part } from '../../ui/part.ts';

const MailFrame = part(async () => (await import('./mail-frame.tsx')).MailFrame);
const foldAfter = 1600;
const LOOKS = /<(strong|em|ul|ol|blockquote|a|img|b|i)\b/;

/** A letter: subject and time on top, its own words, files as chips, the quote behind a button. */
export function MailCard({ message }: { message: MessageView }) {
  const [quote, setQuote] = useState(false);
  const [whole, setWhole] = useState(false);
  const [html, setHtml] = useState(false);
  const outbound = message.direction === 'outbound';
  const author = useDesk((state) => (outbound && message.authorId && message.authorId !== state.me?.id ? state.users[message.authorId]?.name : undefined));
  const long = message.text.length > foldAfter && !whole;
  const by = author ?? message.senderName;
  const quotedLines = message.quotedText ? message.quotedText.split('\n').length : 0;
  // Plain words read better than somebody's layout; where there are none, the layout is all there is.
  // A letter of ours stands as its author made it, where they made more of it than lines.
  const made = outbound && LOOKS.test(message.html ?? '');
  const showHtml = message.html !== null && (html || made || !message.text.trim());
  const recipients = [...message.to, ...message.cc];
  return (
    <div className={`msg full ${outbound ? 'out' : ''} ${message.delivery === 'failed' ? 'fail' : ''}`} data-message={message.id}>
      {by && <span className="by">{by}</span>}
      <article className="mail">
        <div className="mail-head">
          <ChannelGlyph channel="email" />
          <b className="cut">{message.subject || t('mail.noSubject')}</b>
          <span className="when">
            {message.automatic && <span className="chip">{t('message.automatic')}</span>}
            {message.forwardOf && <span className="chip">{t('mail.forwarded')}</span>}
            <time dateTime={message.occurredAt}>{clockTime(message.occurredAt)}</time>
            {outbound && message.delivery && <DeliveryTick delivery={message.delivery} />}
            <MessageMore message={message} />
          </span>
        </div>
        {(recipients.length > 1 || message.forwardOf) && <p className="mail-to cut" title={recipients.join(', ')}>{t('mail.to', { to: recipients.join(', ') })}</p>}
        {message.bcc && <p className="mail-to cut" title={message.bcc.join(', ')}>{t('mail.bcc', { to: message.bcc.join(', ') })}</p>}
        <div className="mail-body">
          {showHtml ? (
            <Suspense fallback={<span className="spin" />}><MailFrame html={message.html ?? ''} messageId={message.id} attachments={message.attachments} senderId={message.direction === 'inbound' && message.senderName === null ? message.contactId : null} /></Suspense>
          ) : (
            <div className="mail-text"><Words text={long ? `${message.text.slice(0, foldAfter)}…` : message.text} /></div>
          )}
          <Album attachments={message.attachments} />
          <Media attachments={message.attachments} />
          <div className="flex" style={{ flexWrap: 'wrap' }}>
            <FileList attachments={message.attachments} />
            {long && <button type="button" className="fold" onClick={() => setWhole(true)}>{t('mail.whole')}</button>}
            {message.html !== null && !outbound && message.text.trim() !== '' && <button type="button" className="fold" aria-expanded={html} onClick={() => setHtml(!html)}>{html ? t('mail.plain') : t('mail.original')}</button>}
            {quotedLines > 0 && <button type="button" className="fold" aria-expanded={quote} onClick={() => setQuote(!quote)}><MoreHorizontal size={14} aria-hidden="true" />{t('mail.quote', { n: quotedLines })}</button>}
          </div>
          <LinkPreview message={message} letter />
          {quote && message.quotedText && <div className="quote-text">{message.quotedText}</div>}
        </div>
      </article>
      {(message.delivery === 'failed' || message.delivery === 'uncertain') && <DeliveryTrouble message={message} />}
      <DeliveryWaits message={message} />
      <ChangeNote message={message} />
      {outbound && <PromiseMade message={message} />}
    </div>
  );
}
