/** Tells the person of what concerns them: by sound, and by the desktop while no tab is in sight. However many tabs are open, one of them does. */
import type { SyncEvent } from '../../../../../libs/crm-core/src/views.ts';
import type { DeskState } from '../../store/state.ts';
import { closeSeen, showOnDesktop } from './desktop.ts';
import { play } from './melodies.ts';
import { takeOn } from './tabs.ts';
import { tellingsOf, type Telling } from './tellings.ts';

/** A crowd that writes at once is heard once. */
const apartMs = 1000;

export async function tell(before: DeskState, after: DeskState, events: readonly SyncEvent[]): Promise<void> {
  closeSeen(events, after.me?.id ?? null);
  const tellings = tellingsOf(before, after, events);
  const habits = after.me?.preferences;
  if (!habits || tellings.length === 0 || !(habits.sound || habits.desktop)) return;
  await takeOn(tellings, habits.sound, (mine, inSight) => {
    const tone = mine.some((each) => each.tone === 'alarm') ? 'alarm' : 'message';
    if (habits.sound && mayRing(tone) && play(tone, habits.soundVolume)) rang(tone);
    if (habits.desktop && !inSight) showOnDesktop(mine.filter((each) => wanted(each, habits.taskDesktop)), habits.desktopWords);
  });
}

/** Of tasks who wants to, of alarms where the rule says so. */
function wanted({ about }: Telling, tasks: boolean): boolean {
  if (!('notification' in about)) return true;
  return about.notification.type === 'task-due' ? tasks : (about.notification.alarm?.desktop ?? true);
}

/** Asked and written while the other tabs wait (takeOn): storage is what they share. An alarm is heard behind a message. */
function mayRing(tone: 'message' | 'alarm'): boolean {
  const [at, what] = read().split(' ');
  const since = Date.now() - Number(at);
  return since < 0 || since > apartMs || (tone === 'alarm' && what !== 'alarm');
}
function rang(tone: 'message' | 'alarm'): void {
  try {
    localStorage.setItem('okno.rang', `${Date.now()} ${tone}`);
  } catch {
    /* storage is forbidden: there is nobody to share it with */
  }
}
function read(): string {
  try {
    return localStorage.getItem('okno.rang') ?? '0';
  } catch {
    return '0';
  }
}
