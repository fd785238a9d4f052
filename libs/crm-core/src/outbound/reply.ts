import { announce, announceMessages } from '../conversations/announce.ts';
import { lockConversation } from '../conversations/lock.ts';
import { placeOf, stateOf, type ConversationRow } from '../conversations/row.ts';
import { write, type Core } from '../core.ts';
import type { Actor, OutboundApi, ReplyInput } from '../crm.ts';
import { Invalid, NotFound, OutdatedThread } from '../errors.ts';
import { draftSent } from '../drafts/drafts.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow, NO_MEMORY } from '../messages/row.ts';
import { readMessages } from '../messages/view.ts';
import { mention, namedIn } from '../mentions/mention.ts';
import { can } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id, MessageView } from '../views.ts';
import { MESSAGE_VISIBLE, scope } from '../visibility.ts';
import { attach, checkAttachments, copyAttachments } from './attachments.ts';
import { holdFor } from './hold.ts';
import { fingerprintOf, post, postedBefore, type Content } from './post.ts';
import { handedOn, quoteOf } from './quote.ts';
import { IS_STEP, STEP_AT } from './step.ts';
import { resolveTarget, type Target } from './target.ts';

/**
 * An operator's answer or note. Posting the same again answers the same message. A thread that went on since its author looked is
 * refused with the news, before anything is written.
 */
export function createReply(core: Core): OutboundApi['reply'] {
  return (actor, input) =>
    write(core, async (tx) => {
      const locked = await lockConversation(tx, input.conversationId);
      if (!can(actor, 'conversation.reply', placeOf(locked.row))) throw new NotFound('conversation');
      const fingerprint = fingerprintOf(actor, [
        input.conversationId, input.kind, input.text, input.html, input.subject, input.inboxId, input.channel, input.recipients, input.cc, input.attachmentIds ?? [], input.replyToId,
        ...later(input), ...(input.mentions ? [input.mentions] : []),
      ]);
      const before = await postedBefore(tx, input.id, fingerprint);
      if (before) return before;
      const text = withoutNul(input.text);
      if (!text.trim() && !input.attachmentIds?.length && !input.forward) throw new Invalid('empty', 'There is nothing in this message.', 'text');
      await checkQuoted(tx, input);
      if (input.mentions && input.kind !== 'note') throw new Invalid('mention-outside', 'Colleagues are mentioned in notes: the customer does not see those.', 'mentions');
      if (input.draftId) await draftSent(tx, core, actor, input.conversationId, input.kind === 'note' ? 'note' : 'reply', input.draftId);
      if (input.kind === 'note') return postNote(tx, core, actor, locked.row, { ...input, text }, fingerprint);
      if (!input.force && !input.forward && input.seenVersion < locked.row.version) await checkNews(tx, actor, locked.row, input.seenVersion);
      const target = await resolveTarget(tx, actor, locked.row, input);
      const letter = await letterOf(tx, core, actor, input, target);
      const { message } = await post(tx, core, actor, locked, stateOf(locked.row), target, {
        id: input.id, text, html: input.html ? withoutNul(input.html) : null, subject: input.subject ? withoutNul(input.subject) : null,
        replyToId: input.forward ? null : (input.replyToId ?? null), fingerprint, ...letter, ...(await holdFor(tx, core, actor, locked.row, target.capability, input)),
      });
      return message;
    });
}

/** What came into this input after the first release: left out where it is not used, so that a message posted before an update is known again after it. */
const later = ({ bcc, quote, forward, sendAt, ifNews }: ReplyInput): unknown[] => (bcc ?? quote ?? forward ?? sendAt ? [{ bcc, quote, forward, sendAt, ifNews }] : []);

/** What travels with the words: files, and the letter that is quoted or handed on, which only a channel of letters has. */
async function letterOf(tx: Tx, core: Core, actor: Actor, input: ReplyInput, { capability }: Target): Promise<Pick<Content, 'attachmentIds' | 'quote' | 'forwardOf'>> {
  const attachmentIds = input.attachmentIds ?? [];
  const { quote, forward } = input;
  if (!quote && !forward) return { attachmentIds };
  if (!capability.subject) throw new Invalid('no-quote', 'This channel carries no letters: write what you want to say.', forward ? 'forward' : 'quote');
  if (!forward) return { attachmentIds, quote: await quoteOf(tx, actor, input.conversationId, quote!) };
  if (!input.recipients?.length) throw new Invalid('no-recipient', 'Say to whom it is handed on.', 'recipients');
  const handed = await handedOn(tx, actor, input.conversationId, forward);
  return { attachmentIds: [...attachmentIds, ...(await copyAttachments(tx, core, actor, forward, attachmentIds))], quote: handed, forwardOf: forward.messageId };
}

/** For colleagues only: no delivery, nobody waits less for it. */
async function postNote(tx: Tx, core: Core, actor: Actor, row: ConversationRow, input: ReplyInput, fingerprint: string): Promise<MessageView> {
  await checkAttachments(tx, actor, input.attachmentIds ?? [], null);
  const named = input.mentions ? await namedIn(tx, actor, row, input.mentions) : [];
  const note = insertMessage(messageRow({
    id: input.id, conversation_id: row.id, contact_id: row.contact_id, kind: 'note', direction: 'internal', author_id: actor.userId, reply_to_id: input.replyToId ?? null, text: input.text,
    payload: { reply: { ...NO_MEMORY, fingerprint }, ...(input.mentions && { mentions: input.mentions }) }, occurred_at: core.now(), created_at: core.now(),
  }));
  await tx.query(note.text, note.values);
  await attach(tx, input.id, input.attachmentIds ?? []);
  const newFollowers = await mention(tx, core, actor, row, input.id, named);
  return newFollowers ? (await announce(tx, row.id, stateOf(row), [input.id])).messages[0]! : (await announceMessages(tx, row.id, [input.id]))[0]!;
}

/**
 * What came since `seenVersion`: the version grows by one with each customer message and each public reply. Nobody is told their own
 * words as news: what waited on a machine without a connection goes out one after the other. Throws OutdatedThread.
 */
async function checkNews(tx: Tx, actor: Actor, row: ConversationRow, seenVersion: number): Promise<void> {
  const since = await tx.query<{ id: Id; own: boolean; visible: boolean }>(
    `SELECT m.id, m.author_id IS NOT DISTINCT FROM $5 AS own, ${MESSAGE_VISIBLE} AS visible FROM message m
     WHERE m.conversation_id = $3 AND ${IS_STEP} ORDER BY ${STEP_AT} DESC, m.id DESC LIMIT $4`, [...scope(actor).slice(0, 2), row.id, Math.min(row.version - seenVersion, 50), actor.userId]);
  if (since.length === row.version - seenVersion && since.every(({ own }) => own)) return;
  throw new OutdatedThread(await readMessages(tx, since.filter(({ visible }) => visible).map(({ id }) => id).reverse()), row.version);
}

async function checkQuoted(tx: Tx, input: ReplyInput): Promise<void> {
  if (!input.replyToId) return;
  const quoted = await tx.one('SELECT 1 FROM message WHERE id = $1 AND conversation_id = $2', [input.replyToId, input.conversationId]);
  if (!quoted) throw new Invalid('no-such-message', 'The message you answer is not in this conversation.', 'replyToId');
}

/** PostgreSQL keeps no NUL, and nobody can have meant one. */
const withoutNul = (text: string): string => text.replaceAll('\0', '');
