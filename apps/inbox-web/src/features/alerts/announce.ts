/** Tells the person of a new inquiry: one ring in one tab, and a number in the title. */
import type { SyncEvent } from '../../../../../libs/crm-core/src/views.ts';
import type { DeskState } from '../../store/state.ts';
import { setWindow, windowState } from '../../store/window-state.ts';

let audio: AudioContext | null = null;

/** Browsers allow sound only after a gesture; the first click or key anywhere unlocks it. */
export function unlockSound(): void {
  audio ??= new AudioContext();
  void audio.resume().then(() => setWindow({ soundUnlocked: audio?.state === 'running' }));
}

export function armSound(): () => void {
  const unlock = (): void => unlockSound();
  addEventListener('pointerdown', unlock, { once: true });
  addEventListener('keydown', unlock, { once: true });
  return () => {
    removeEventListener('pointerdown', unlock);
    removeEventListener('keydown', unlock);
  };
}

/** Two soft notes; made here, so that no file has to load. */
export function ring(): void {
  if (!audio || audio.state !== 'running') return;
  const start = audio.currentTime;
  for (const [index, pitch] of [659.3, 880].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    const at = start + index * 0.14;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.16, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.5);
  }
}

/** However many tabs are open, one of them rings: whoever takes the lock for these seconds. */
function ringOnce(): void {
  if (!navigator.locks) {
    ring();
    return;
  }
  void navigator.locks.request('okno.ring', { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    ring();
    await new Promise((done) => setTimeout(done, 1500));
  });
}

export function announce(before: DeskState, events: readonly SyncEvent[]): void {
  const meId = before.me?.id;
  const rings = events.some((event) => {
    if (event.type === 'notification') return event.notification.readAt === null && !before.notifications[event.notification.id];
    if (event.type !== 'conversation') return false;
    const { conversation } = event;
    const startsWaiting = conversation.waitingSince !== null && !event.before?.waiting;
    return startsWaiting && !conversation.spam && (conversation.ownerId === meId || conversation.ownerId === null);
  });
  const { soundOn } = windowState.getState();
  if (rings && soundOn && before.me?.onDuty) ringOnce();
}
