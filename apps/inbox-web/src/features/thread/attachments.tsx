import { CircleAlert, FileText, LoaderCircle } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { AttachmentView } from '../../../../../libs/crm-core/src/views.ts';
import { bytes } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { attachmentWord } from '../list/preview.tsx';
import { downloadOf } from './download.ts';
import { VoicePlayer } from './voice-player.tsx';

const Lightbox = lazy(async () => ({ default: (await import('./lightbox.tsx')).Lightbox }));

/** Photos side by side; a press opens them large. */
export function Album({ attachments }: { attachments: readonly AttachmentView[] }) {
  const [open, setOpen] = useState<number | null>(null);
  const images = attachments.filter((each) => each.kind === 'image' && each.state === 'ready' && each.inlineCid === null);
  if (images.length === 0) return null;
  const [only] = images;
  const shape = images.length === 1 ? 'n1' : images.length === 2 || images.length === 4 ? `n${images.length}` : 'many';
  return (
    <>
      <div className={`album ${shape}`}>
        {images.map((image, index) => (
          <button key={image.id} type="button" aria-label={t('attachment.open', { name: image.name })} onClick={() => setOpen(index)} style={images.length === 1 && only?.width && only.height ? { aspectRatio: `${only.width} / ${Math.min(only.height, only.width * 1.25)}` } : undefined}>
            <img src={image.url} alt={image.name} loading="lazy" decoding="async" />
          </button>
        ))}
      </div>
      {open !== null && <Suspense fallback={null}><Lightbox images={images} start={open} onClose={() => setOpen(null)} /></Suspense>}
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
        return <video key={each.id} className="video" controls preload="metadata" src={each.url} aria-label={each.name} />;
      case 'sticker':
        return each.mime.startsWith('video/') ? <video key={each.id} className="sticker" autoPlay loop muted playsInline src={each.url} /> : <img key={each.id} className="sticker" src={each.url} alt={t('attachment.sticker')} loading="lazy" />;
      case 'image':
      case 'file':
        return null;
    }
  });
}

/** Files as chips, and everything that is still on its way or could not be fetched. */
export function FileList({ attachments }: { attachments: readonly AttachmentView[] }) {
  const files = attachments.filter((each) => (each.kind === 'file' || each.state !== 'ready') && !(each.inlineCid !== null && each.kind === 'image'));
  if (files.length === 0) return null;
  return <div className="files">{files.map((file) => <FileChip key={file.id} file={file} />)}</div>;
}

function FileChip({ file }: { file: AttachmentView }) {
  const name = file.name || attachmentWord(file.kind);
  if (file.state === 'pending') return <span className="att"><LoaderCircle size={14} aria-hidden="true" /><span className="cut">{name}</span><span className="size">{t('attachment.pending')}</span></span>;
  if (file.state === 'failed') return <span className="att"><CircleAlert size={14} aria-hidden="true" /><span className="cut">{name}</span><span className="size">{t('attachment.lost')}</span></span>;
  return (
    <a className="att" href={downloadOf(file)} download={file.name}>
      <FileText size={14} aria-hidden="true" />
      <span className="cut">{name}</span>
      {file.size !== null && <span className="size">{bytes(file.size)}</span>}
    </a>
  );
}
