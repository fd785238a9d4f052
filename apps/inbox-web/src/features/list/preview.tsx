import { Check, CheckCheck, CircleAlert, Clock, File, Image, Lock, Mic, Phone, PhoneMissed, Sticker, Video, type LucideIcon } from 'lucide-react';
import type { AttachmentKind, ConversationView, PreviewView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { useDraftText } from '../../store/drafts.ts';
import { useTyping } from '../thread/presence.tsx';

const attachmentIcons: Record<AttachmentKind, LucideIcon> = { image: Image, audio: Mic, voice: Mic, video: Video, sticker: Sticker, file: File };

export function attachmentWord(kind: AttachmentKind): string {
  switch (kind) {
    case 'image':
      return t('attachment.image');
    case 'audio':
      return t('attachment.audio');
    case 'voice':
      return t('attachment.voice');
    case 'video':
      return t('attachment.video');
    case 'sticker':
      return t('attachment.sticker');
    case 'file':
      return t('attachment.file');
  }
}

/** What a row says: typing > draft > who wrote last and their words. */
export function Preview({ conversation }: { conversation: ConversationView }) {
  const typing = useTyping(conversation.id);
  const draft = useDraftText(conversation.id);
  const meId = useDesk((state) => state.me?.id);
  const author = useDesk((state) => (conversation.preview?.authorId ? state.users[conversation.preview.authorId]?.name : undefined));

  if (typing) {
    return (
      <span className="row-prev typing">
        <span className="typing-dots" aria-hidden="true"><i /><i /><i /></span>
        <span className="cut">{typing.customer ? t('list.typing') : t('presence.typing', { n: typing.names.length, name: typing.names.join(', ') })}</span>
      </span>
    );
  }
  if (draft) return <span className="row-prev"><span className="draft">{t('list.draft')}</span><span className="cut">{draft}</span></span>;
  const { preview } = conversation;
  if (!preview) return <span className="row-prev" />;
  if (preview.kind === 'call') return <CallPreview preview={preview} />;
  const Kind = preview.attachment ? attachmentIcons[preview.attachment] : null;
  const who = preview.direction === 'inbound' ? null : preview.authorId === meId ? t('list.you') : author ? t('list.author', { name: author.split(' ')[0] ?? author }) : null;
  return (
    <span className="row-prev">
      {preview.kind === 'note' && <Lock size={13} role="img" aria-label={t('composer.note')} />}
      {preview.delivery && <PreviewTick delivery={preview.delivery} />}
      {who && <span className="who">{who}</span>}
      {Kind && <Kind size={14} aria-hidden="true" />}
      <span className="cut">{preview.text || (preview.attachment ? attachmentWord(preview.attachment) : t('message.noText'))}</span>
    </span>
  );
}

function PreviewTick({ delivery }: { delivery: NonNullable<PreviewView['delivery']> }) {
  switch (delivery) {
    case 'queued':
    case 'submitting':
      return <Clock size={13} role="img" aria-label={t('delivery.queued')} />;
    case 'sent':
      return <Check size={14} role="img" aria-label={t('delivery.sent')} />;
    case 'delivered':
    case 'read':
      return <CheckCheck size={14} role="img" aria-label={t('delivery.delivered')} />;
    case 'failed':
    case 'uncertain':
      return <CircleAlert size={14} role="img" aria-label={t('delivery.failed')} style={{ color: 'var(--red-text)' }} />;
  }
}

function CallPreview({ preview }: { preview: PreviewView }) {
  const missed = preview.callState === 'missed' || preview.callState === 'voicemail';
  return (
    <span className={`row-prev ${missed ? 'lost' : ''}`}>
      {missed ? <PhoneMissed size={14} aria-hidden="true" /> : <Phone size={14} aria-hidden="true" />}
      <span className="cut">{callWord(preview.callState, preview.direction === 'inbound')}</span>
    </span>
  );
}

export function callWord(state: PreviewView['callState'], inbound: boolean): string {
  switch (state) {
    case 'ringing':
      return t('call.ringing');
    case 'answered':
      return t('call.answered');
    case 'missed':
      return inbound ? t('call.missed') : t('call.noAnswer');
    case 'voicemail':
      return t('call.voicemail');
    case 'failed':
      return t('call.failed');
    case 'completed':
    case null:
      return inbound ? t('call.incomingDone') : t('call.outgoingDone');
  }
}
