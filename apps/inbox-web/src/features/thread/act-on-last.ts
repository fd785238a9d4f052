import type { Id, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { desk } from '../../store/desk.ts';
import { setWindow, toast, type MessageAct } from '../../store/window-state.ts';
import { canForward, whyNot } from './may-change.ts';

/** By a key: hands on the last letter; changes, or takes away, the last thing this person said. What cannot be is said. */
export function actOnLast(id: Id, act: MessageAct['act']): void {
  const state = desk.getState();
  const ofMine = (message: MessageView): boolean => message.direction === 'outbound' && message.kind === 'text' && message.authorId === state.me?.id && !message.deletedAt && message.hold === undefined;
  const message = (state.timelines[id]?.ids ?? []).flatMap((each) => state.messages[each] ?? []).findLast(act === 'forward' ? canForward : ofMine);
  if (!message) return;
  const reason = act === 'edit' || act === 'delete' ? whyNot(state, message, act, Date.now()) : null;
  if (reason) toast(reason);
  else setWindow({ messageAct: { act, messageId: message.id } });
}
