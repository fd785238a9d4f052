/** What the feed brought is handed on to whoever tells of it by sound and desktop; that part comes after the first screen (tell.ts). */
import type { SyncEvent } from '../../../../../libs/crm-core/src/views.ts';
import { late } from '../../i18n/index.ts';
import type { DeskState } from '../../store/state.ts';

/** What may be told, or ends a telling. */
const concerns = ({ type }: SyncEvent): boolean => type === 'conversation' || type === 'notification' || type === 'read';

export function announce(before: DeskState, after: DeskState, events: readonly SyncEvent[]): void {
  const told = events.filter(concerns);
  if (before.me && told.length > 0) void late(() => import('./tell.ts')).then(({ tell }) => tell(before, after, told)).catch(() => undefined);
}
