import { navigate } from 'wouter/use-browser-location';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { setWindow, windowState } from '../../store/window-state.ts';

/** Opens a conversation where this message stands; asked for again, it goes there again. */
export function openMessage(view: string, conversationId: Id, messageId: Id): void {
  setWindow({ shownTurn: windowState.getState().shownTurn + 1 });
  navigate(`/inbox/${view}/${conversationId}?message=${messageId}`);
}
