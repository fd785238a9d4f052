import { readWhen as read, type When } from '../../../../../libs/words/src/index.ts';

/** Words about time on this person's own clock: the browser's zone. */
export const readWhen = (text: string, now: Date): When => read(text, { now, zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
