import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { ConversationView, InboxListName, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { useDraft, writeDraft, type ComposerMode, type Draft } from '../../store/drafts.ts';
import { useLetter } from '../../store/letters.ts';
import { recipientsAreWrong } from '../letter/letter-input.ts';
import { isPutOff } from '../thread/put-off.ts';
import type { AfterSend, Composing, PostOptions } from './composing.ts';
import type { WritingField } from './field.ts';
import { blocks, issuesOf } from './limits.ts';
import { useSeenVersion } from './seen-version.ts';
import { post } from './submit.ts';
import { useUploads } from './uploads.ts';
import { defaultWay, lastAsked, replySubject, sameWay, waysToAnswer, type Way } from './ways.ts';

/** Everything a composer's parts share, from the draft to where it goes. */
export function useComposing(conversation: ConversationView, view: InboxListName): Composing {
  const { id } = conversation;
  const [, go] = useLocation();
  const [mode, setMode] = useState<ComposerMode>('reply');
  const [collision, setCollision] = useState<readonly MessageView[] | null>(null);
  const draft = useDraft(id, mode);
  const field = useRef<WritingField>(null);
  const handedOn = useRef(false);
  const contact = useDesk((state) => state.contacts[conversation.contactId]);
  const inboxes = useDeskShallow((state) => Object.values(state.inboxes));
  const messages = useDeskShallow((state) => (state.timelines[id]?.tail ?? state.timelines[id]?.ids ?? []).flatMap((each) => { const message = state.messages[each]; return message && !isPutOff(message) ? [message] : []; }));
  const fetched = useDesk((state) => state.filled && state.timelines[id]?.fetched === true);
  const sendKey = useDesk((state) => state.me?.preferences.sendKey ?? 'auto');
  const uploads = useUploads(id, mode);
  const seenVersion = useSeenVersion(conversation, messages, draft.text !== '');

  const ways = waysToAnswer(conversation, contact, inboxes);
  // Before the inboxes, the person and what they wrote last are here, nobody knows where an answer goes.
  const known = contact !== undefined && fetched;
  const asked = known ? defaultWay(ways, messages) : null;
  const chosen = draft.way;
  const way = mode === 'note' ? null : ((chosen && ways.find((each) => sameWay(chosen, each))) ?? asked);
  const carries = way?.capabilities ?? inboxes.flatMap((inbox) => (conversation.inboxIds.includes(inbox.id) ? inbox.capabilities : [])).find(({ channel }) => channel === conversation.channels[0]);
  const letters = way?.capabilities.subject === true;
  const letter = useLetter(id, letters ? (lastLetter(messages)?.id ?? 'none') : null);
  const issues = issuesOf({ way, lastAsked: mode === 'note' ? null : lastAsked(ways, messages), text: draft.text, files: draft.files });
  const written = draft.text.trim() !== '' || draft.files.length > 0;
  const early = mode === 'reply' && way === null && !known;
  const fit = uploads.failed === 0 && !issues.some(blocks) && (mode === 'note' || early || (way !== null && !(letters && recipientsAreWrong(draft, way, letter))));

  const change = useCallback((part: Partial<Draft>) => writeDraft(id, mode, part), [id, mode]);
  const choose = (next: Way): void => writeDraft(id, 'reply', { way: next === asked ? null : { inboxId: next.inboxId, channel: next.channel, to: next.to.value } });
  const [armed, arm] = useArmed(draft.text, mode);
  const enterSends = sendKey === 'enter' || (sendKey === 'auto' && mode === 'reply' && (carries || known ? carries?.subject === false : null));
  const composing: Composing = {
    conversation, view, go, mode, draft, messages, ways, way, known, asked, uploads, field, handedOn, seenVersion, collision, issues, change, choose, setCollision,
    letter: letters ? letter : null,
    subject: draft.subject ?? replySubject(messages, conversation.subject),
    canSend: fit && (written || uploads.busy > 0),
    armed: armed !== null,
    enterSends,
    turnTo: (next) => {
      setMode(next);
      // At once, so that nothing typed after the key is lost; and again where the other mode is written in another field.
      field.current?.focus();
      requestAnimationFrame(() => field.current?.focus());
    },
    nextWay: () => {
      const open = ways.filter((each) => !each.optedOut);
      if (mode === 'note' || open.length < 2) return;
      choose(open[(open.findIndex((each) => each === way) + 1) % open.length] as Way);
    },
    submit: async (after, options) => {
      if (!composing.canSend) return;
      if (uploads.busy > 0 || early) arm({ after, options, byEnter: false });
      else await post(composing, after, options);
    },
    submitByEnter: () => {
      if (composing.canSend) arm({ after: 'stay', options: undefined, byEnter: true });
    },
  };

  useEffect(() => {
    if (!armed || uploads.busy > 0 || early) return;
    arm(null);
    if (!armed.byEnter || enterSends) void composing.submit(armed.after, armed.options);
    // Only the end of the last upload, or knowing where it goes, sets it off.
  }, [armed, uploads.busy, early]);
  return composing;
}

interface Armed {
  readonly after: AfterSend;
  readonly options: PostOptions | undefined;
  /** Only if that is what sends here. */
  readonly byEnter: boolean;
}
/** Send was pressed before it could be sent. Whoever goes on writing has thought again. */
function useArmed(text: string, mode: ComposerMode): [Armed | null, (armed: Armed | null) => void] {
  const [armed, arm] = useState<Armed | null>(null);
  // The line that Enter began is no more writing.
  useEffect(() => arm(null), [text.trimEnd(), mode]);
  return [armed, arm];
}

/** What the next letter answers. */
const lastLetter = (messages: readonly MessageView[]): MessageView | undefined =>
  messages.findLast((message) => message.direction === 'inbound' && message.subject !== null) ?? messages.findLast((message) => message.subject !== null);
