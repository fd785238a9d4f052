import { Check, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { stopwatch } from '../../../i18n/format.ts';
import { t } from '../../../i18n/index.ts';
import { useSecond } from '../../../store/clock.ts';
import { toast } from '../../../store/window-state.ts';
import { Button, IconButton } from '../../../ui/controls.tsx';
import type { Composing } from '../composing.ts';
import { record, type Recording } from './record.ts';

/** In place of the tools while somebody speaks: Enter keeps it, to be heard and sent like any file; Esc forgets it. */
export function VoiceBar({ composing: { uploads, field }, onEnd }: { composing: Composing; onEnd: () => void }) {
  const recording = useRef<Recording | null>(null);
  const [since, setSince] = useState<number | null>(null);
  const now = useSecond();
  useEffect(() => {
    let gone = false;
    record().then(
      (begun) => {
        if (gone) return begun.cancel();
        recording.current = begun;
        setSince(Date.now());
      },
      () => {
        if (gone) return;
        toast(t('voice.noMicrophone'), { tone: 'red' });
        onEnd();
      },
    );
    return () => {
      gone = true;
      recording.current?.cancel();
    };
    // One recording for as long as this bar stands.
  }, []);
  const leave = (): void => {
    onEnd();
    requestAnimationFrame(() => field.current?.focus());
  };
  const keep = async (): Promise<void> => {
    const begun = recording.current;
    if (!begun) return;
    recording.current = null;
    try {
      const { file, seconds } = await begun.finish();
      uploads.add([file], seconds);
    } catch {
      toast(t('voice.lost'), { tone: 'red' });
    }
    leave();
  };
  return (
    <div className="composer-bar voice-bar" role="group" aria-label={t('voice.recording')} onKeyDown={(event) => { if (event.code === 'Escape') { event.stopPropagation(); leave(); } }}>
      <i className="dot red" aria-hidden="true" />
      <span className="num" role="timer">{since === null ? t('voice.asking') : stopwatch((Math.max(now, since) - since) / 1000)}</span>
      <span className="grow" />
      <IconButton icon={X} label={t('voice.cancel')} keys="Esc" side="top" onClick={leave} />
      <Button tone="primary" icon={Check} keys="Enter" autoFocus aria-disabled={since === null} onClick={() => void keep()}>{t('voice.keep')}</Button>
    </div>
  );
}
