import { useEffect, useRef, useState } from 'react';
import { stopwatch } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { PlayGlyph } from '../../ui/glyphs.tsx';
import { nextSpeed, plays, useSpeed } from './players.ts';

/** A voice message or a recording: play, place, speed. Nothing of it is fetched before it is played, when its length is known. */
export function VoicePlayer({ url, seconds, name }: { url: string; seconds: number | null; name: string }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [broken, setBroken] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(seconds ?? 0);
  const speed = useSpeed();
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed]);
  const toggle = (): void => {
    const element = audio.current;
    if (!element) return;
    if (playing) return element.pause();
    setBroken(false);
    element.playbackRate = speed;
    element.play().catch((error: unknown) => {
      setPlaying(false);
      // Paused before it began is nobody's trouble.
      setBroken(!(error instanceof DOMException && error.name === 'AbortError'));
    });
  };
  const end = Math.max(1, length);
  return (
    <div className={`voice ${playing ? 'playing' : ''}`}>
      <audio
        ref={audio} src={url} preload={seconds ? 'none' : 'metadata'}
        onPlay={(event) => { plays(event.currentTarget); setPlaying(true); }}
        onPause={() => setPlaying(false)}
        onEnded={() => { setPlaying(false); setAt(0); }}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => { if (Number.isFinite(event.currentTarget.duration)) setLength(event.currentTarget.duration); }}
      />
      <button type="button" className="play" aria-label={playing ? t('voice.pause') : t('voice.play', { name })} onClick={toggle}><PlayGlyph playing={playing} /></button>
      <input
        type="range" aria-label={t('voice.place')} aria-valuetext={stopwatch(at)} min={0} max={end} step={0.1} value={Math.min(at, end)} style={{ '--played': `${(Math.min(at, end) / end) * 100}%` } as React.CSSProperties}
        onChange={(event) => { setAt(Number(event.target.value)); if (audio.current) audio.current.currentTime = Number(event.target.value); }}
      />
      <span className="num t2 small">{stopwatch(playing || at > 0 ? at : length)}</span>
      <button type="button" className="speed" aria-label={`${t('voice.speed')}: ${speed}×`} onClick={nextSpeed}>{speed}×</button>
      {broken && <span className="voice-broken small" role="status">{t('voice.broken')}</span>}
    </div>
  );
}
