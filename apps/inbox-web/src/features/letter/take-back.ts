/** Before a message leaves its author may have it again: what was written comes back into the composer. */
import type { Id, MessageView, TakenBackView } from '../../../../../libs/crm-core/src/views.ts';
import { navigate } from 'wouter/use-browser-location';
import { ApiError, describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change } from '../../store/desk.ts';
import { emptyDraft, readDraft, writeDraft, type Draft } from '../../store/drafts.ts';
import { setWindow, toast } from '../../store/window-state.ts';
import { knewVersion } from '../composer/seen-version.ts';
import { askFor } from '../shell/commands.ts';
import { emptyLetter } from './letter-input.ts';

/** Null: it has left already, which is said. */
async function takeBack(messageId: Id, conversationId: Id): Promise<TakenBackView | null> {
  try {
    const back = await api.takeBack(messageId);
    change((state) => {
      const timeline = state.timelines[conversationId];
      return timeline ? { ...state, timelines: { ...state.timelines, [conversationId]: { ...timeline, ids: timeline.ids.filter((id) => id !== messageId) } } } : state;
    });
    return back;
  } catch (error) {
    const late = error instanceof ApiError && (error.problem.code === 'too-late' || error.problem.status === 404);
    toast(late ? t('undo.tooLate') : describeError(error), { tone: 'red' });
    return null;
  }
}

/** Puts what came back before whatever is being written there by now, and shows it. */
function putBack({ conversationId, seenVersion }: TakenBackView, draft: Draft): void {
  knewVersion(conversationId, seenVersion);
  const present = readDraft(conversationId, 'reply');
  const text = present.text.trim() ? `${draft.text}\n\n${present.text}` : draft.text;
  writeDraft(conversationId, 'reply', { ...draft, text, files: [...draft.files, ...present.files.filter((file) => !draft.files.some(({ id }) => id === file.id))] });
  if (!location.pathname.endsWith(conversationId)) navigate(`/inbox/all/${conversationId}`);
  askFor('reply');
}

/** A letter is on its way in some seconds: until then Z or the notice takes it back as it was. */
export function offerUndo(message: MessageView, kept: Draft): void {
  if (message.hold?.kind !== 'undo') return;
  const ms = Date.parse(message.hold.until) - Date.now();
  if (ms <= 0) return;
  const run = (): void => void takeBack(message.id, message.conversationId).then((back) => back && putBack(back, { ...kept, files: kept.files.length === 0 ? kept.files : back.attachments.filter((file) => kept.files.some(({ id }) => id === file.id)) }));
  toast(t('undo.held', { n: Math.round(ms / 1000) }), { action: { label: t('action.undo'), keys: 'Z', run }, ms });
}

/** The same by what the server kept: from another device, or days later. */
export async function takeIntoComposer({ id, conversationId }: Pick<MessageView, 'id' | 'conversationId'>): Promise<boolean> {
  const back = await takeBack(id, conversationId);
  if (!back) return false;
  restore(back);
  return true;
}

/** Where it was written: the composer, by `way` if that is another one now, or the dialog of a letter that is handed on. */
export function restore(back: TakenBackView, way?: Draft['way']): void {
  if (back.forwardOf) setWindow({ messageAct: { act: 'forward', messageId: back.forwardOf, taken: back } });
  else putBack(back, { ...draftOf(back), ...(way && { way }) });
}

/** Gone for good, unless it is asked for again at once. */
export async function discard({ id, conversationId }: Pick<MessageView, 'id' | 'conversationId'>, said: string): Promise<void> {
  const back = await takeBack(id, conversationId);
  if (!back) return;
  toast(said, { action: { label: t('undo.toComposer'), keys: 'Z', run: () => restore(back) } });
}

function draftOf(back: TakenBackView): Draft {
  const pictures = back.attachments.filter((file) => file.inlineCid === file.id);
  const way = back.to[0] ? { inboxId: back.inboxId, channel: back.channel, to: back.to[0] } : null;
  const files = back.attachments.filter((file) => !pictures.includes(file));
  if (back.subject === null) return { ...emptyDraft, text: back.text, files, way };
  const mailboxes = (addresses: readonly string[]): { address: string; name: null }[] => addresses.map((address) => ({ address, name: null }));
  const words = unsigned(back);
  const written = back.html === null ? null : { words, draft: back.html, text: back.text, html: back.html };
  return { ...emptyDraft, text: words, subject: back.subject, files, way, letter: { ...emptyLetter, written, pictures, to: mailboxes(back.to), cc: mailboxes(back.cc), bcc: mailboxes(back.bcc), unquoted: back.quote === null } };
}

/** The words without the signature that the editor puts below them (`toText`); a letter of nothing but a signature keeps it. */
const unsigned = ({ text, html }: Pick<TakenBackView, 'text' | 'html'>): string =>
  (html?.includes('<div data-signature') && text.slice(0, Math.max(0, text.lastIndexOf('\n-- \n'))).trimEnd()) || text;
