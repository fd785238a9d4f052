import type { Id } from '../../../../../../libs/crm-core/src/views.ts';
import { desk } from '../../../store/desk.ts';
import { setWindow } from '../../../store/window-state.ts';

export const mayMerge = (): boolean => desk.getState().me?.permissions.includes('contact.merge') ?? false;

/** Compares them with whom they most likely are too; nobody is proposed: asks who. */
export function askToMerge(contactId: Id): void {
  if (mayMerge()) setWindow({ merging: { contactId, otherId: desk.getState().extras[contactId]?.duplicates[0]?.contactId ?? null } });
}
