/**
 * Sending. A message has its id before the server knows it, so asking twice makes one message: what could not be handed over
 * waits in the browser's storage and goes out by itself when the connection is back.
 */
import type { AttachmentView, Id, MessageView, Problem } from '../../../../libs/crm-core/src/views.ts';
import { ApiError, describeError, Unreachable } from '../api/problem.ts';
import { api, type ReplyInput } from '../api/routes.ts';
import { change, desk } from './desk.ts';
import { foldOwn } from './fold.ts';
import { loadTimeline } from './session.ts';
import { toast } from './window-state.ts';

interface Unsent {
  readonly conversationId: Id;
  readonly input: ReplyInput;
  /** Named in it; kept so that a refusal gives them back. */
  readonly files?: readonly AttachmentView[];
}

export type SendOutcome =
  | { readonly type: 'sent'; readonly message: MessageView }
  /** Not handed over yet; goes when connected. */
  | { readonly type: 'waiting' }
  | { readonly type: 'outdated'; readonly news: readonly MessageView[]; readonly version: number | null }
  | { readonly type: 'refused'; readonly reason: string; readonly problem: Problem | null };

const storageKey = 'okno.unsent';

function readUnsent(): Unsent[] {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '[]') as Unsent[];
  } catch {
    return [];
  }
}
function writeUnsent(entries: readonly Unsent[]): void {
  try {
    if (entries.length === 0) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, JSON.stringify(entries));
  } catch {
    /* no storage: the message is kept by the open window alone */
  }
}
const remember = (entry: Unsent): void => writeUnsent([...readUnsent().filter((other) => other.input.id !== entry.input.id), entry]);
const forget = (id: Id): void => writeUnsent(readUnsent().filter((entry) => entry.input.id !== id));

/** Conversations in which something waits for the connection. */
export const unsentConversations = (): ReadonlySet<Id> => new Set(readUnsent().map((entry) => entry.conversationId));

export const unsentCount = (): number => readUnsent().length;

/** Shows the message at once, then hands it over. On a refusal the bubble goes and the caller still has the text. */
export async function send(conversationId: Id, input: ReplyInput, files: readonly AttachmentView[]): Promise<SendOutcome> {
  show(conversationId, input, files);
  // Whoever answers while an old stretch is on the screen wants to see it: the end is fetched.
  if (desk.getState().timelines[conversationId]?.newer) void loadTimeline(conversationId).catch(() => undefined);
  remember({ conversationId, input, files });
  try {
    const message = await api.reply(conversationId, input);
    forget(input.id);
    change((state) => foldOwn.message(state, message));
    return { type: 'sent', message };
  } catch (error) {
    if (error instanceof Unreachable) return { type: 'waiting' };
    forget(input.id);
    hide(conversationId, input.id);
    if (error instanceof ApiError && error.problem.code === 'outdated-thread') return { type: 'outdated', news: error.problem.news ?? [], version: error.problem.version ?? null };
    return { type: 'refused', reason: describeError(error), problem: error instanceof ApiError ? error.problem : null };
  }
}

let flushing = false;
/** Hands over what waited, in the order it was written. */
export async function flushUnsent(): Promise<void> {
  if (flushing) return;
  flushing = true;
  try {
    for (const { conversationId, input, files = [] } of readUnsent()) {
      try {
        const message = await api.reply(conversationId, input);
        forget(input.id);
        change((state) => foldOwn.message(state, message));
      } catch (error) {
        if (error instanceof Unreachable) return;
        forget(input.id);
        hide(conversationId, input.id);
        const { writeDraft, readDraft } = await import('./drafts.ts');
        const mode = input.kind === 'note' ? 'note' : 'reply';
        const present = readDraft(conversationId, mode);
        writeDraft(conversationId, mode, { text: present.text ? `${input.text}\n\n${present.text}` : input.text, files: [...files, ...present.files] });
        toast(describeError(error), { tone: 'red' });
      }
    }
  } finally {
    flushing = false;
  }
}

function show(conversationId: Id, input: ReplyInput, files: readonly AttachmentView[]): void {
  const state = desk.getState();
  const conversation = state.conversations[conversationId];
  const now = new Date().toISOString();
  const message: MessageView = {
    id: input.id,
    conversationId,
    contactId: conversation?.contactId ?? '',
    inboxId: input.inboxId ?? null,
    channel: (input.channel as MessageView['channel']) ?? null,
    kind: input.kind,
    direction: input.kind === 'note' ? 'internal' : 'outbound',
    authorId: state.me?.id ?? null,
    senderName: null,
    subject: input.subject ?? null,
    text: input.text,
    html: null,
    quotedText: null,
    quotedHtml: null,
    to: input.recipients?.map((recipient) => recipient.value) ?? [],
    cc: input.cc?.map((recipient) => recipient.value) ?? [],
    replyToId: input.replyToId ?? null,
    albumId: null,
    automatic: null,
    unsupportedContent: null,
    location: null,
    contactCard: null,
    attachments: [...files],
    call: null,
    activity: null,
    delivery: input.kind === 'note' ? null : 'queued',
    failure: null,
    deliveries: [],
    occurredAt: now,
    editedAt: null,
    deletedAt: null,
  };
  change((current) => foldOwn.message(current, message));
}

function hide(conversationId: Id, messageId: Id): void {
  change((state) => {
    const timeline = state.timelines[conversationId];
    if (!timeline) return state;
    return { ...state, timelines: { ...state.timelines, [conversationId]: { ...timeline, ids: timeline.ids.filter((id) => id !== messageId) } } };
  });
}
