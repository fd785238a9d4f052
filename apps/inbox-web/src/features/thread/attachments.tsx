import { CircleAlert, FileText, LoaderCircle } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { AttachmentView } from '../../../../../libs/crm-core/src/views.ts';
import { bytes } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { attachmentWord } from '../list/preview.tsx';
import { boxOf } from './boxes.ts';
import { downloadOf } from './download.ts';
import { plays } from './players.ts';
import { VoicePlayer } from './voice-player.tsx';
import { part } from '../../ui/part.ts';
import './media.css';

const Lightbox = part(async () => (await import('./lightbox.tsx')).Lightbox);

const isPicture = (each: AttachmentView): boolean => each.kind === 'image' && each.state !== 'failed' && each.inlineCid === null;
/** An album shows so many; the last of them says how many more there are. */
const shownAtMost = 6;

/** Photos side by side; a press opens them large. Each has its room before it is there, so that nothing moves when it comes. */
export function Album({ attachments }: { attachments: readonly AttachmentView[] }) {
  const [open, setOpen] = useState<number | null>(null);
  const pictures = attachments.filter(isPicture);
  const [only] = pictures;
  if (!only) return null;
  const ready = pictures.filter((each) => each.state === 'ready');
  const shown = pictures.slice(0, shownAtMost);
  const shape = pictures.length === 1 ? 'n1' : pictures.length === 2 || pictures.length === 4 ? 'n2' : 'many';
  const more = pictures.length - shown.length;
  return (
    <>
      <div className={`album ${shape}`} style={shape === 'n1' ? boxOf(only) : undefined}>
        {shown.map((picture, index) =>
          picture.state === 'pending' ? (
            <span key={picture.id} className="album-cell waiting" role="img" aria-label={t('attachment.pending')}><LoaderCircle size={20} aria-hidden="true" /></span>
          ) : (
            <button key={picture.id} type="button" className="album-cell" aria-label={t('attachment.open', { name: picture.name })} onClick={() => setOpen(ready.indexOf(picture))}>
              <img src={picture.url} alt="" loading="lazy" decoding="async" {...(picture.width && picture.height && { width: picture.width, height: picture.height })} />
              {more > 0 && index === shown.length - 1 && <span className="album-more" aria-hidden="true">+{more}</span>}
            </button>
          ),
        )}
      </div>
      {open !== null && <Suspense fallback={null}><Lightbox images={ready} start={open} onClose={() => setOpen(null)} /></Suspense>}
    </>
  );
}

/** What plays or shows by itself: voice, sound, film, sticker. */
export function Media({ attachments }: { attachments: readonly AttachmentView[] }) {
  return attachments.filter((each) => each.state === 'ready').map((each) => {
    switch (each.kind) {
      case 'voice':
      case 'audio':
        return <VoicePlayer key={each.id} url={each.url} seconds={each.durationSeconds} name={each.name} />;
      case 'video':
        return <video key={each.id} className="video" controls preload="metadata" src={each.url} aria-label={each.name} style={boxOf(each)} onPlay={(event) => plays(event.currentTarget)} />;
      case 'sticker':
        return each.mime.startsWith('video/') ? <video key={each.id} className="sticker" autoPlay loop muted playsInline src={each.url} /> : <img key={each.id} className="sticker" src={each.url} alt={t('attachment.sticker')} loading="lazy" />;
      case 'image':
      case 'file':
        return null;
    }
  });
}

/** Files as chips, and everything else that is still on its way or could not be fetched. */
export function FileList({ attachments }: { attachments: readonly AttachmentView[] }) {
  const files = attachments.filter((each) => (each.kind === 'file' || (each.state !== 'ready' && !isPicture(each))) && !(each.inlineCid !== null && each.kind === 'image'));
  if (files.length === 0) return null;
  return <div className="files">{files.map((file) => <FileChip key={file.id} file={file} />)}</div>;
}

function FileChip({ file }: { file: AttachmentView }) {
  const name = file.name || attachmentWord(file.kind);
  if (file.state === 'pending') return <span className="att"><LoaderCircle size={14} aria-hidden="true" /><span className="cut">{name}</span><span className="size">{t('attachment.pending')}</span></span>;
  if (file.state === 'failed') return <span className="att"><CircleAlert size={14} aria-hidden="true" /><span className="cut">{name}</span><span className="size">{t('attachment.lost')}</span></span>;
  return (
    <a className="att" href={downloadOf(file)} download={file.name} title={name}>
      <FileText size={14} aria-hidden="true" />
      <span className="cut">{name}</span>
      {file.size !== null && <span className="size">{bytes(file.size)}</span>}
    </a>
  );
}
