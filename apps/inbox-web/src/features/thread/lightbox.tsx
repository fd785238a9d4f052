import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from 'lucide-react';
import * as Dialog from 'radix-ui/dialog';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { AttachmentView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { downloadOf } from './download.ts';
import './lightbox.css';

const steps = [1, 1.5, 2, 3, 4] as const;

/** Pictures one by one, as large as the window: arrows turn, + and − zoom, 0 fits, dragging moves, Esc closes. */
export function Lightbox({ images, start, onClose }: { images: readonly AttachmentView[]; start: number; onClose: () => void }) {
  // By itself, not by its place: pictures that were still on their way may come in beside it.
  const [shown, setShown] = useState(images[start]?.id);
  const [step, setStep] = useState(0);
  const index = Math.max(0, images.findIndex((each) => each.id === shown));
  const image = images[index];
  const turn = (by: number): void => {
    setShown(images[(index + by + images.length) % images.length]?.id);
    setStep(0);
  };
  const zoom = (by: 1 | -1): void => setStep((now) => Math.min(steps.length - 1, Math.max(0, now + by)));
  // The neighbours are there before they are asked for.
  useEffect(() => {
    for (const by of [1, -1]) {
      const next = images[(index + by + images.length) % images.length];
      if (next && next !== images[index]) new Image().src = next.url;
    }
  }, [images, index]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const act: Record<string, () => void> = {
      ArrowLeft: () => turn(-1), ArrowRight: () => turn(1), Home: () => turn(-index), End: () => turn(images.length - 1 - index),
      Equal: () => zoom(1), NumpadAdd: () => zoom(1), Minus: () => zoom(-1), NumpadSubtract: () => zoom(-1), Digit0: () => setStep(0), Numpad0: () => setStep(0),
    };
    const found = act[event.code];
    if (!found || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    found();
  };
  if (!image) return null;
  const scale = steps[step] as number;
  return (
    <Dialog.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <Dialog.Portal>
        <Dialog.Content className="lightbox" aria-describedby={undefined} onKeyDown={onKeyDown}>
          <header>
            <Dialog.Title className="grow cut">{image.name}{images.length > 1 && <span className="num"> · {index + 1} / {images.length}</span>}</Dialog.Title>
            <button type="button" className="icon-btn" aria-label={t('lightbox.zoomOut')} title={`${t('lightbox.zoomOut')}  −`} disabled={step === 0} onClick={() => zoom(-1)}><ZoomOut size={18} aria-hidden="true" /></button>
            <button type="button" className="icon-btn" aria-label={t('lightbox.zoomIn')} title={`${t('lightbox.zoomIn')}  +`} disabled={step === steps.length - 1} onClick={() => zoom(1)}><ZoomIn size={18} aria-hidden="true" /></button>
            <a className="icon-btn" href={downloadOf(image)} download={image.name} aria-label={t('attachment.download')} title={t('attachment.download')}><Download size={18} aria-hidden="true" /></a>
            <Dialog.Close className="icon-btn" aria-label={t('action.close')} title={`${t('action.close')}  Esc`}><X size={18} aria-hidden="true" /></Dialog.Close>
          </header>
          <Stage key={image.id} image={image} scale={scale} onZoom={() => setStep(step === 0 ? 2 : 0)} onWheel={zoom} onBeside={onClose} />
          {images.length > 1 && <button type="button" className="turn prev" aria-label={t('attachment.previous')} title={`${t('attachment.previous')}  ←`} onClick={() => turn(-1)}><ChevronLeft size={22} aria-hidden="true" /></button>}
          {images.length > 1 && <button type="button" className="turn next" aria-label={t('attachment.next')} title={`${t('attachment.next')}  →`} onClick={() => turn(1)}><ChevronRight size={22} aria-hidden="true" /></button>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Stage({ image, scale, onZoom, onWheel, onBeside }: { image: AttachmentView; scale: number; onZoom: () => void; onWheel: (by: 1 | -1) => void; onBeside: () => void }) {
  const stage = useRef<HTMLDivElement>(null);
  const held = useRef<{ readonly x: number; readonly y: number; moved: boolean } | null>(null);
  const large = scale > 1;
  // Grows around its middle.
  useEffect(() => {
    const element = stage.current;
    if (element) element.scrollTo((element.scrollWidth - element.clientWidth) / 2, (element.scrollHeight - element.clientHeight) / 2);
  }, [scale]);
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const from = held.current;
    if (!from || event.buttons !== 1) return;
    if (Math.abs(event.clientX - from.x) + Math.abs(event.clientY - from.y) > 4) from.moved = true;
    stage.current?.scrollBy(-event.movementX, -event.movementY);
  };
  return (
    <div
      ref={stage} className={`stage ${large ? 'large' : ''}`}
      onPointerDown={(event) => { held.current = { x: event.clientX, y: event.clientY, moved: false }; }}
      onPointerMove={drag}
      onWheel={(event) => { if (event.ctrlKey) onWheel(event.deltaY < 0 ? 1 : -1); }}
      onClick={(event) => {
        if (held.current?.moved) return;
        if (event.target instanceof HTMLImageElement) onZoom();
        else onBeside();
      }}
    >
      <img src={image.url} alt={image.name} draggable={false} style={large ? { width: `${scale * 100}%`, height: `${scale * 100}%` } : undefined} />
    </div>
  );
}
