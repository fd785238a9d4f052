import type { ReplyInput } from '../../api/routes.ts';
import { desk } from '../../store/desk.ts';
import { clearDraft, readDraft, writeDraft, type Draft } from '../../store/drafts.ts';
import { nextWaiting } from '../../store/lists.ts';
import { newId } from '../../store/new-id.ts';
import { send } from '../../store/outgoing.ts';
import { toast } from '../../store/window-state.ts';
import { setStatus } from '../thread/actions.ts';
import type { AfterSend, Composing, PostOptions } from './composing.ts';

/** Hands the draft over. What is refused comes back into the draft, before whatever was typed since. */
export async function post(composing: Composing, after: AfterSend, options: PostOptions = {}): Promise<void> {
  if (!composing.canSend) return;
  const { conversation: { id }, mode, view, go } = composing;
  const kept = readDraft(id, mode);
  const input = replyInput(composing, kept, options);
  composing.setCollision(null);
  clearDraft(id, mode);
  composing.field.current?.focus();
  if (after === 'close-next') {
    const next = nextWaiting(desk.getState(), id);
    go(next ? `/inbox/${view}/${next}` : `/inbox/${view}`);
  }
  const outcome = await send(id, input, kept.files);
  if (outcome.type === 'outdated' || outcome.type === 'refused') writeDraft(id, mode, { ...kept, text: joined(kept.text, readDraft(id, mode).text) });
  if (outcome.type === 'outdated') {
    composing.setCollision(outcome.news);
    if (after === 'close-next') go(`/inbox/${view}/${id}`);
  } else if (outcome.type === 'refused') toast(outcome.reason, { tone: 'red' });
  else if (after === 'close-next' && outcome.type === 'sent') void setStatus(id, 'closed');
}

function replyInput({ conversation, mode, way, subject, seenVersion }: Composing, draft: Draft, { force = false }: PostOptions): ReplyInput {
  return {
    id: newId(),
    kind: mode === 'note' ? 'note' : 'text',
    text: draft.text.trim(),
    seenVersion: force ? conversation.version : seenVersion.current,
    ...(draft.files.length > 0 && { attachmentIds: draft.files.map((file) => file.id) }),
    ...(force && { force: true }),
    ...(way && { inboxId: way.inboxId, channel: way.channel, ...(draft.way && { recipients: [{ ...way.to }] }) }),
    ...(way?.capabilities.subject && { subject }),
    ...(way?.capabilities.cc && draft.cc.trim() && { cc: draft.cc.split(/[,;\s]+/).filter(Boolean).map((value) => ({ kind: 'email', value })) }),
  };
}

const joined = (before: string, since: string): string => (since.trim() ? `${before}\n${since}` : before);
