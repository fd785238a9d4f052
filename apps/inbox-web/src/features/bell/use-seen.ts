import { useEffect } from 'react';
import { api } from '../../api/routes.ts';
import { useDesk } from '../../store/desk.ts';
import { useWindow } from '../../store/window-state.ts';
import { openIn } from '../alerts/open-in.ts';
import { followedJobs } from '../acts/followed-jobs.ts';

/** So long it has to be looked at, as with messages. */
const lookMs = 600;

/** What this person looks at need not be told to them any more: the conversation that is open in a focused window, an act on many whose end they watch. */
export function useSeen(path: string): void {
  const open = openIn(path);
  const live = useWindow((state) => state.link === 'live');
  const seen = useDesk((state) => Object.values(state.notifications)
    .filter((told) => told.readAt === null && ((told.conversationId !== null && told.conversationId === open) || (told.jobId !== null && followedJobs.has(told.jobId))))
    .map(({ id }) => id).sort().join(' '));
  useEffect(() => {
    if (!seen || !live) return;
    const tick = (): void => {
      if (document.visibilityState === 'visible' && document.hasFocus()) void api.markNotificationsRead(seen.split(' ')).catch(() => undefined);
    };
    const timer = setTimeout(tick, lookMs);
    addEventListener('focus', tick);
    return () => {
      clearTimeout(timer);
      removeEventListener('focus', tick);
    };
  }, [seen, live]);
}
