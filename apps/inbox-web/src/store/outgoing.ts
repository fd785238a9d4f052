/**
 * Sending. A message has its id before the server knows it, so asking twice makes one message: what could not be handed over
 * waits in the browser's store and goes out by itself, once and in its order, when the connection is back.
 */
import type { AttachmentView, Id, MessageView, Problem } from '../../../../libs/crm-core/src/views.ts';
import { ApiError, describeError } from '../api/problem.ts';
import { api, type ReplyInput } from '../api/routes.ts';
import { t } from '../i18n/index.ts';
import { inTurn, type Unsent } from './browser-store.ts';
import { change, desk } from './desk.ts';
import { readDraft, writeDraft } from './drafts.ts';
import { foldOwn } from './fold.ts';
import { loadTimeline } from './session.ts';
import { allUnsent, forgetUnsent, keepUnsent, readUnsentAnew, unsentOf } from './unsent.ts';
import { toast } from './window-state.ts';

export type SendOutcome =
  | { readonly type: 'sent'; readonly message: MessageView }
  /** Not handed over yet; goes when connected. */
  | { readonly type: 'waiting' }
  | { readonly type: 'outdated'; readonly news: readonly MessageView[]; readonly version: number | null }
  | { readonly type: 'refused'; readonly reason: string; readonly problem: Problem | null };

/** Who waits for what becomes of a message; the others are told by a notice. */
const askers = new Map<Id, (outcome: SendOutcome) => void>();

/** Shows the message at once, then hands it over. On a refusal the bubble goes and the caller still has the text. */
export async function send(conversationId: Id, input: ReplyInput, files: readonly AttachmentView[]): Promise<SendOutcome> {
  show(conversationId, input, files);
  // Whoever answers while an old stretch is on the screen wants to see it: the end is fetched.
  if (desk.getState().timelines[conversationId]?.newer) void loadTimeline(conversationId).catch(() => undefined);
  const outcome = new Promise<SendOutcome>((settle) => askers.set(input.id, settle));
  await keepUnsent(conversationId, input, files);
  void handOver(conversationId);
  return outcome;
}

/** Hands over what waited. */
export async function flushUnsent(): Promise<void> {
  // A tab that sends just now knows its own; those of closed tabs are found in the store.
  if (askers.size === 0) await readUnsentAnew();
  await Promise.all([...new Set(allUnsent().map((entry) => entry.conversationId))].map(handOver));
}

/** What one conversation has waiting, one after the other: the next only when the one before is there. */
function handOver(conversationId: Id): Promise<void> {
  return inTurn(`okno.send ${conversationId}`, async () => {
    for (let entry = unsentOf(conversationId); entry; entry = unsentOf(conversationId)) {
      const outcome = await attempt(entry);
      if (outcome.type === 'waiting') {
        for (const { input } of allUnsent().filter((each) => each.conversationId === conversationId)) tellAsker(input.id, outcome);
        askAgainLater();
        return;
      }
      await forgetUnsent(entry);
      if (outcome.type !== 'sent') hide(conversationId, entry.input.id);
      if (!tellAsker(entry.input.id, outcome) && outcome.type !== 'sent') giveBack(entry, outcome);
    }
  });
}

const againAfter = 5_000;
let again: ReturnType<typeof setTimeout> | null = null;
/** The connection may be well and the server not; when it is the connection, its return asks too. */
function askAgainLater(): void {
  again ??= setTimeout(() => {
    again = null;
    if (allUnsent().length > 0) void flushUnsent();
  }, againAfter);
}

async function attempt({ conversationId, input }: Unsent): Promise<SendOutcome> {
  try {
    const message = await api.reply(conversationId, input);
    change((state) => foldOwn.message(state, message));
    return { type: 'sent', message };
  } catch (error) {
    // Not reached, or a server that is just coming up: nothing is known, so it is asked again.
    if (!(error instanceof ApiError) || error.problem.status >= 500 || [401, 408, 429].includes(error.problem.status)) return { type: 'waiting' };
    if (error.problem.code === 'outdated-thread') return { type: 'outdated', news: error.problem.news ?? [], version: error.problem.version ?? null };
    return { type: 'refused', reason: describeError(error), problem: error.problem };
  }
}

function tellAsker(id: Id, outcome: SendOutcome): boolean {
  const settle = askers.get(id);
  askers.delete(id);
  settle?.(outcome);
  return settle !== undefined;
}

/** Refused after its author went on: the words are in the draft again, before whatever was written since. */
function giveBack({ conversationId, input, files }: Unsent, outcome: Extract<SendOutcome, { type: 'outdated' | 'refused' }>): void {
  const mode = input.kind === 'note' ? 'note' : 'reply';
  const present = readDraft(conversationId, mode);
  writeDraft(conversationId, mode, { text: present.text.trim() ? `${input.text}\n\n${present.text}` : input.text, files: [...files, ...present.files] });
  const name = desk.getState().conversations[conversationId]?.contactName ?? '';
  toast(t('link.givenBack', { name, reason: outcome.type === 'outdated' ? t('problem.outdatedThread') : outcome.reason }), { tone: 'red' });
}

/** What waits stands in its conversation, also after a reload. */
export function showUnsent(): () => void {
  const look = (): void => {
    const { timelines } = desk.getState();
    for (const { conversationId, input, files, order } of allUnsent()) {
      const timeline = timelines[conversationId];
      if (timeline && !timeline.ids.includes(input.id) && !timeline.tail?.includes(input.id)) show(conversationId, input, files, order);
    }
  };
  look();
  return desk.subscribe((state, before) => { if (state.timelines !== before.timelines) look(); });
}

function show(conversationId: Id, input: ReplyInput, files: readonly AttachmentView[], at = Date.now()): void {
  const state = desk.getState();
  const conversation = state.conversations[conversationId];
  const now = new Date(at).toISOString();
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
