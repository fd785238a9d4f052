import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import type { AttachmentView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { downloadOf } from './download.ts';

export function Lightbox({ images, start, onClose }: { images: readonly AttachmentView[]; start: number; onClose: () => void }) {
  const [index, setIndex] = useState(start);
  const image = images[index];
  if (!image) return null;
  const turn = (by: number): void => setIndex((index + by + images.length) % images.length);
  return (
    <Dialog.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <Dialog.Portal>
        <Dialog.Content className="lightbox" aria-describedby={undefined} onKeyDown={(event) => { if (event.code === 'ArrowLeft') turn(-1); if (event.code === 'ArrowRight') turn(1); }}>
          <header>
            <Dialog.Title className="grow cut" style={{ font: 'inherit' }}>{image.name}{images.length > 1 && ` · ${index + 1} / ${images.length}`}</Dialog.Title>
            <a className="icon-btn" href={downloadOf(image)} download={image.name} aria-label={t('attachment.download')}><Download size={18} aria-hidden="true" /></a>
            <Dialog.Close className="icon-btn" aria-label={t('action.close')}><X size={18} aria-hidden="true" /></Dialog.Close>
          </header>
          <div className="stage" onClick={(event) => { if (event.target === event.currentTarget) onClose(); }}>
            <img src={image.url} alt={image.name} />
            {images.length > 1 && <button type="button" className="turn prev" aria-label={t('attachment.previous')} onClick={() => turn(-1)}><ChevronLeft size={22} aria-hidden="true" /></button>}
            {images.length > 1 && <button type="button" className="turn next" aria-label={t('attachment.next')} onClick={() => turn(1)}><ChevronRight size={22} aria-hidden="true" /></button>}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
