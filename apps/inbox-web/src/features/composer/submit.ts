import type { ReplyInput } from '../../api/routes.ts';
import { late } from '../../i18n/index.ts';
import { desk } from '../../store/desk.ts';
import { clearDraft, readDraft, writeDraft, type Draft } from '../../store/drafts.ts';
import { nextWaiting } from '../../store/lists.ts';
import { newId } from '../../store/new-id.ts';
import { send } from '../../store/outgoing.ts';
import { setWindow, toast } from '../../store/window-state.ts';
import { letterInput } from '../letter/letter-input.ts';
import { askFor } from '../shell/commands.ts';
import { setStatus } from '../thread/actions.ts';
import type { AfterSend, Composing, PostOptions } from './composing.ts';
import { atLeastSeen } from './seen-version.ts';
import { stillNamed } from './suggest/still-named.ts';

/** Hands the draft over. What is refused comes back into the draft, before whatever was typed since. */
export async function post(composing: Composing, after: AfterSend, options: PostOptions = {}): Promise<void> {
  const { conversation: { id }, mode, view, go } = composing;
  const kept = readDraft(id, mode);
  const input = replyInput(composing, kept, options);
  composing.setCollision(null);
  clearDraft(id, mode);
  // Letters are not written one after the other: the keys of the window are free, Z among them.
  if (input.undoable) composing.field.current?.blur();
  else composing.field.current?.focus();
  if (after === 'close-next') {
    const next = nextWaiting(desk.getState(), id);
    go(next ? `/inbox/${view}/${next}` : `/inbox/${view}`);
    // Whoever answers one after the other goes on writing; on a phone the keyboard would cover what is to be read.
    if (next && !matchMedia('(pointer: coarse)').matches) requestAnimationFrame(() => askFor('reply'));
  }
  if (after === 'task') toTask();
  const outcome = await send(id, input, kept.files);
  if (outcome.type === 'outdated' || outcome.type === 'refused') writeDraft(id, mode, { ...kept, text: joined(kept.text, readDraft(id, mode).text) });
  else if (mode === 'reply' && !options.later) void late(() => import('../tasks/promise.ts')).then(({ offerPromise }) => offerPromise(id, input.id, input.text)).catch(() => undefined);
  if (outcome.type === 'outdated') {
    composing.setCollision(outcome.news);
    if (after === 'close-next') go(`/inbox/${view}/${id}`);
  } else if (outcome.type === 'refused') toast(outcome.reason, { tone: 'red' });
  else if (outcome.type === 'sent') {
    if (outcome.message.hold?.kind === 'undo') void late(() => import('../letter/take-back.ts')).then(({ offerUndo }) => offerUndo(outcome.message, kept));
    await finish(id, after);
  }
}

/** What was not sent changes nothing about the conversation. */
async function finish(id: string, after: AfterSend): Promise<void> {
  if (after === 'close' || after === 'close-next') await setStatus(id, 'closed');
  else if (typeof after === 'object') await setStatus(id, 'snoozed', after.snoozeUntil.toISOString());
}

/** The field for a new task, wherever the panel was. */
function toTask(): void {
  setWindow({ panelOpen: true, panelMode: 'person' });
  askFor('task');
}

function replyInput({ conversation, mode, way, subject, letter, seenVersion }: Composing, draft: Draft, { force = false, later }: PostOptions): ReplyInput {
  const named = mode === 'note' ? stillNamed(draft.mentions, draft.text) : [];
  const idsOf = (kind: 'user' | 'team'): string[] => named.filter((each) => each.kind === kind).map((each) => each.id);
  return {
    id: newId(),
    kind: mode === 'note' ? 'note' : 'text',
    text: draft.text.trim(),
    seenVersion: force ? conversation.version : Math.max(seenVersion.current, atLeastSeen(conversation.id)),
    ...(draft.files.length > 0 && { attachmentIds: draft.files.map((file) => file.id) }),
    ...(named.length > 0 && { mentions: { userIds: idsOf('user'), teamIds: idsOf('team') } }),
    ...(force && { force: true }),
    ...(draft.id && { draftId: draft.id }),
    ...(way && { inboxId: way.inboxId, channel: way.channel, ...(draft.way && { recipients: [{ ...way.to }] }) }),
    ...(way?.capabilities.subject && { subject }),
    ...(way?.capabilities.subject && letterInput(draft, way, letter)),
    ...later,
  };
}

const joined = (before: string, since: string): string => (since.trim() ? `${before}\n${since}` : before);
