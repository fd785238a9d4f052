/** What is heard, made of a few notes here, so that no file has to load. Each is told from the others without looking. */
import { hear } from '../../inspect.ts';
import { audioOf } from './sound.ts';

export type Melody = 'message' | 'alarm' | 'call';

interface Note {
  readonly pitch: number;
  /** In seconds from the beginning. */
  readonly at: number;
  readonly lasts: number;
}
const melodies: Readonly<Record<Melody, { readonly wave: OscillatorType; readonly notes: readonly Note[] }>> = {
  /** Up, soft: somebody wrote. */
  message: { wave: 'sine', notes: [{ pitch: 659.3, at: 0, lasts: 0.5 }, { pitch: 880, at: 0.14, lasts: 0.5 }] },
  /** Down, twice, edged: something went wrong. */
  alarm: { wave: 'triangle', notes: [0, 0.36].flatMap((at) => [{ pitch: 784, at, lasts: 0.22 }, { pitch: 523.3, at: at + 0.15, lasts: 0.3 }]) },
  /** A trill: the phone rings. */
  call: { wave: 'triangle', notes: [0, 1, 2, 3, 4, 5, 6, 7].map((step) => ({ pitch: step % 2 ? 1046.5 : 880, at: step * 0.09, lasts: 0.16 })) },
};
/** At full volume; louder distorts where notes overlap. */
const loudest = 0.32;

/** Plays one, at `volume` percent. False when the browser does not let this tab sound. */
export function play(melody: Melody, volume: number): boolean {
  const audio = audioOf();
  if (!audio) return false;
  hear(melody);
  const { wave, notes } = melodies[melody];
  const peak = loudest * (volume / 100) ** 2;
  if (peak <= 0) return true;
  for (const { pitch, at, lasts } of notes) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    const start = audio.currentTime + at;
    tone.type = wave;
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(peak, start + 0.015);
    gain.gain.exponentialRampToValueAtTime(peak / 200, start + lasts);
    tone.connect(gain).connect(audio.destination);
    tone.start(start);
    tone.stop(start + lasts);
  }
  return true;
}
