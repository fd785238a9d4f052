import { FileText } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { AttachmentView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { rowTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { attachmentWord } from '../list/preview.tsx';
import { downloadOf } from '../thread/download.ts';
import { part } from '../../ui/part.ts';
import './files.css';

const Lightbox = part(async () => (await import('../thread/lightbox.tsx')).Lightbox);
const atFirst = { pictures: 6, others: 5 };

/** Everything this person sent or was sent: pictures side by side, the rest by name. */
export function FilesSection({ contactId }: { contactId: Id }) {
  const files = useDesk((state) => state.extras[contactId]?.files);
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<number | null>(null);
  const shown = (files ?? []).filter((each) => each.state === 'ready' && each.inlineCid === null);
  if (shown.length === 0) return null;
  const pictures = shown.filter((each) => each.kind === 'image');
  const others = shown.filter((each) => each.kind !== 'image' && each.kind !== 'sticker');
  const more = pictures.length > atFirst.pictures || others.length > atFirst.others;
  const part = <T extends AttachmentView>(list: readonly T[], count: number): readonly T[] => (all ? list : list.slice(0, count));
  return (
    <section className="sec" aria-label={t('person.files')}>
      <div className="sec-head"><span className="grow">{t('person.files')}</span><span className="t3 num" style={{ fontWeight: 400 }}>{pictures.length + others.length}</span></div>
      {pictures.length > 0 && (
        <div className="picture-grid">
          {part(pictures, atFirst.pictures).map((picture, index) => (
            <button key={picture.id} type="button" aria-label={t('attachment.open', { name: picture.name })} title={`${picture.name}, ${rowTime(picture.createdAt, Date.now())}`} onClick={() => setOpen(index)}><img src={picture.url} alt="" loading="lazy" decoding="async" /></button>
          ))}
        </div>
      )}
      {part(others, atFirst.others).map((file) => (
        <a key={file.id} className="file-row" href={downloadOf(file)} download={file.name} title={file.name}>
          <FileText size={16} aria-hidden="true" />
          <span className="cut">{file.name || attachmentWord(file.kind)}</span>
          <span className="end">{rowTime(file.createdAt, Date.now())}</span>
        </a>
      ))}
      {more && <button type="button" className="link small" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t('person.fewerFiles') : t('person.allFiles')}</button>}
      {open !== null && <Suspense fallback={null}><Lightbox images={pictures} start={open} onClose={() => setOpen(null)} /></Suspense>}
    </section>
  );
}
