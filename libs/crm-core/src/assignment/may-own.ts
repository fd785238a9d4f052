import { HAS_INBOX } from '../visibility.ts';

/** Who may have a conversation: somebody at work here with a right to one of its inboxes. Over `app_user u` and the expression of its inboxes. */
export const MAY_OWN = (inboxIds: string): string =>
  `(u.active AND (u.role = 'admin' OR EXISTS (SELECT 1 FROM unnest(${inboxIds}::uuid[]) i WHERE ${HAS_INBOX('u.id', 'i')})))`;
