import { useEffect, useRef, useState } from 'react';
import { stopwatch } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { PlayGlyph } from '../../ui/glyphs.tsx';

const speeds = [1, 1.5, 2];

/** A voice message or a recording: play, place, speed. */
export function VoicePlayer({ url, seconds, name }: { url: string; seconds: number | null; name: string }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(seconds ?? 0);
  const [speed, setSpeed] = useState(1);
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed]);
  const toggle = (): void => {
    if (!audio.current) return;
    if (playing) audio.current.pause();
    else void audio.current.play().catch(() => setPlaying(false));
  };
  return (
    <div className="voice">
      <audio ref={audio} src={url} preload="metadata" onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onEnded={() => { setPlaying(false); setAt(0); }} onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)} onLoadedMetadata={(event) => { if (Number.isFinite(event.currentTarget.duration)) setLength(event.currentTarget.duration); }} />
      <button type="button" className="play" aria-label={playing ? t('voice.pause') : t('voice.play', { name })} onClick={toggle}><PlayGlyph playing={playing} /></button>
      <input type="range" aria-label={t('voice.place')} min={0} max={Math.max(1, length)} step={0.1} value={at} onChange={(event) => { if (audio.current) audio.current.currentTime = Number(event.target.value); }} />
      <span className="num t2 small">{stopwatch(playing || at > 0 ? at : length)}</span>
      <button type="button" className="speed" aria-label={t('voice.speed')} onClick={() => setSpeed(speeds[(speeds.indexOf(speed) + 1) % speeds.length] as number)}>{speed}×</button>
    </div>
  );
}
