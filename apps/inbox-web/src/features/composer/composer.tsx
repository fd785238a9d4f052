import { ChevronDown, Lock, Paperclip } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import type { ConversationView, InboxListName, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import type { ReplyInput } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { desk, useDesk, useDeskShallow } from '../../store/desk.ts';
import { clearDraft, readDraft, useDraft, writeDraft, type ComposerMode } from '../../store/drafts.ts';
import { nextWaiting } from '../../store/lists.ts';
import { tellTyping } from '../../store/live.ts';
import { newId } from '../../store/new-id.ts';
import { send } from '../../store/outgoing.ts';
import { readFlag, setWindow, toast } from '../../store/window-state.ts';
import { Button, IconButton, Keys } from '../../ui/controls.tsx';
import { ChannelGlyph, channelName } from '../../ui/glyphs.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { useKeys } from '../shell/keys.ts';
import { setStatus } from '../thread/actions.ts';
import { Collision } from './collision.tsx';
import { FilesInDraft, useUploads } from './uploads.tsx';
import { defaultWay, replySubject, sameWay, waysToAnswer, type Way } from './ways.ts';
import './composer.css';

/** Reply or note: where it goes, what it says, and what happens after it. */
export function Composer({ conversation, view }: { conversation: ConversationView; view: InboxListName }) {
  const { id } = conversation;
  const [, go] = useLocation();
  const [mode, setMode] = useState<ComposerMode>('reply');
  const draft = useDraft(id, mode);
  const text = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [dropping, setDropping] = useState(false);
  const [collision, setCollision] = useState<readonly MessageView[] | null>(null);
  const contact = useDesk((state) => state.contacts[conversation.contactId]);
  const inboxes = useDeskShallow((state) => Object.values(state.inboxes));
  const messages = useDeskShallow((state) => (state.timelines[id]?.ids ?? []).flatMap((each) => state.messages[each] ?? []));
  const uploads = useUploads(id, mode);
  const seen = useSeenVersion(conversation, messages, draft.text !== '');

  const ways = waysToAnswer(conversation, contact, inboxes);
  const asked = defaultWay(ways, messages);
  const chosen = draft.way;
  const way = mode === 'note' ? null : ((chosen && ways.find((each) => sameWay(chosen, each))) ?? asked);
  const limit = way?.capabilities.maxTextLength ?? 0;
  const length = [...draft.text].length;
  const tooLong = way !== null && limit > 0 && length > limit;
  const subject = draft.subject ?? replySubject(messages, conversation.subject);
  const enterSends = way !== null && !way.capabilities.subject && !readFlag('okno.enter.newline', false);
  const canSend = (draft.text.trim() !== '' || draft.files.length > 0) && !tooLong && uploads.busy === 0 && (mode === 'note' || way !== null);

  useLayoutEffect(() => {
    const element = text.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, innerHeight * 0.4)}px`;
  }, [draft.text, mode]);

  const focus = (next: ComposerMode): void => {
    setMode(next);
    requestAnimationFrame(() => text.current?.focus());
  };
  const cycleWay = (): void => {
    const open = ways.filter((each) => !each.optedOut);
    if (mode === 'note' || open.length < 2) return;
    const next = open[(open.findIndex((each) => each === way) + 1) % open.length] as Way;
    choose(next);
  };
  const choose = (next: Way): void => writeDraft(id, 'reply', { way: next === asked ? null : { inboxId: next.inboxId, channel: next.channel, to: next.to.value } });
  useKeys({
    KeyR: () => focus('reply'),
    Enter: (event) => { if (!(event.target instanceof HTMLButtonElement)) focus('reply'); },
    KeyN: () => focus('note'),
    'Mod+Quote': cycleWay,
  });

  const submit = async (after: 'stay' | 'close-next', force = false): Promise<void> => {
    if (!canSend) return;
    const kept = readDraft(id, mode);
    const conversationSeen = force ? conversation.version : seen.current;
    const input: ReplyInput = {
      id: newId(),
      kind: mode === 'note' ? 'note' : 'text',
      text: kept.text.trim(),
      seenVersion: conversationSeen,
      ...(kept.files.length > 0 && { attachmentIds: kept.files.map((file) => file.id) }),
      ...(force && { force: true }),
      ...(way && { inboxId: way.inboxId, channel: way.channel, ...(kept.way && { recipients: [{ ...way.to }] }) }),
      ...(way?.capabilities.subject && { subject }),
      ...(way?.capabilities.cc && kept.cc.trim() && { cc: kept.cc.split(/[,;\s]+/).filter(Boolean).map((value) => ({ kind: 'email', value })) }),
    };
    setCollision(null);
    clearDraft(id, mode);
    text.current?.focus();
    if (after === 'close-next') {
      const next = nextWaiting(desk.getState(), id);
      go(next ? `/inbox/${view}/${next}` : `/inbox/${view}`);
    }
    const outcome = await send(id, input, kept.files);
    if (outcome.type === 'outdated' || outcome.type === 'refused') writeDraft(id, mode, { ...kept, text: joined(kept.text, readDraft(id, mode).text) });
    if (outcome.type === 'outdated') {
      setCollision(outcome.news);
      if (after === 'close-next') go(`/inbox/${view}/${id}`);
    } else if (outcome.type === 'refused') toast(outcome.reason, { tone: 'red' });
    else if (after === 'close-next' && outcome.type === 'sent') void setStatus(id, 'closed');
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const modified = event.ctrlKey || event.metaKey;
    if (event.code === 'Enter' || event.code === 'NumpadEnter') {
      if (modified) {
        event.preventDefault();
        void submit(event.shiftKey ? 'close-next' : 'stay');
      } else if (enterSends && !event.shiftKey && !matchMedia('(pointer: coarse)').matches) {
        event.preventDefault();
        void submit('stay');
      }
    } else if (event.code === 'Escape') event.currentTarget.blur();
    else if (modified && event.code === 'Quote') {
      event.preventDefault();
      cycleWay();
    }
  };
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    uploads.add(files);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setDropping(false);
    uploads.add([...event.dataTransfer.files]);
  };
  const attachable = mode === 'note' || way === null || way.capabilities.attachments !== null;

  return (
    <div className="composer-wrap">
      {collision && <Collision news={collision} onForce={() => void submit('stay', true)} onDismiss={() => setCollision(null)} />}
      <div
        className={`composer ${mode === 'note' ? 'note-mode' : ''} ${dropping ? 'dropping' : ''}`}
        onDragOver={(event) => { event.preventDefault(); setDropping(true); }}
        onDragLeave={() => setDropping(false)}
        onDrop={onDrop}
      >
        <div className="composer-top">
          <span className="seg" role="tablist" aria-label={t('composer.mode')}>
            <button type="button" role="tab" aria-selected={mode === 'reply'} title={`${t('composer.reply')}  R`} onClick={() => focus('reply')}>{t('composer.reply')}</button>
            <button type="button" role="tab" aria-selected={mode === 'note'} title={`${t('composer.note')}  N`} onClick={() => focus('note')}><Lock size={12} aria-hidden="true" />{t('composer.note')}</button>
          </span>
          {mode === 'reply' && <WayChip ways={ways} way={way} onChoose={choose} />}
          <span className="grow" />
          <span className="t3 small cut where">{mode === 'note' ? t('composer.noteHint') : way && way === asked ? t('composer.whereAsked') : ''}</span>
        </div>
        {mode === 'reply' && way?.capabilities.subject && (
          <div className="line">
            <label htmlFor={`subject-${id}`}>{t('composer.subject')}</label>
            <input id={`subject-${id}`} value={subject} onChange={(event) => writeDraft(id, mode, { subject: event.target.value })} />
            {way.capabilities.cc && (
              <>
                <label htmlFor={`cc-${id}`}>{t('composer.cc')}</label>
                <input id={`cc-${id}`} value={draft.cc} inputMode="email" placeholder={t('composer.ccHint')} onChange={(event) => writeDraft(id, mode, { cc: event.target.value })} />
              </>
            )}
          </div>
        )}
        <textarea
          ref={text}
          rows={1}
          value={draft.text}
          aria-label={mode === 'note' ? t('composer.note') : t('composer.reply')}
          placeholder={mode === 'note' ? t('composer.notePlaceholder') : way ? t('composer.placeholder') : t('composer.noWay')}
          onChange={(event) => {
            writeDraft(id, mode, { text: event.target.value });
            if (mode === 'reply') tellTyping(id);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <FilesInDraft conversationId={id} mode={mode} files={draft.files} pending={uploads.pending} />
        <div className="composer-bar">
          <input ref={picker} type="file" multiple hidden onChange={(event) => { uploads.add([...(event.target.files ?? [])]); event.target.value = ''; }} />
          <IconButton icon={Paperclip} label={attachable ? t('composer.attach') : t('composer.noFiles')} disabled={!attachable} side="top" onClick={() => picker.current?.click()} />
          <span className="grow" />
          <span className={`state num ${tooLong ? 'over' : ''}`}>{limit > 0 && length > limit * 0.8 ? `${length} / ${limit}` : draft.text ? t('composer.saved') : ''}</span>
          <span className="split">
            <Button tone="primary" disabled={!canSend} keys={enterSends ? 'Enter' : 'Mod Enter'} onClick={() => void submit('stay')}>{mode === 'note' ? t('composer.saveNote') : t('composer.send')}</Button>
            <Menu trigger={<button type="button" className="btn primary" disabled={!canSend} aria-label={t('composer.otherWays')}><ChevronDown size={16} aria-hidden="true" /></button>}>
              <MenuItem keys="Mod Shift Enter" onSelect={() => void submit('close-next')}>{t('composer.sendCloseNext')}</MenuItem>
            </Menu>
          </span>
        </div>
      </div>
      <div className="composer-hint" aria-hidden="true">
        <span><Keys keys="Mod Shift Enter" /></span><span>{t('composer.sendCloseNext')}</span>
        <span className="grow" />
        <kbd>N</kbd><span>{t('composer.hintNote')}</span><kbd>O</kbd><span>{t('composer.hintOrder')}</span><kbd>T</kbd><span>{t('composer.hintTask')}</span>
      </div>
    </div>
  );
}

const joined = (before: string, since: string): string => (since.trim() ? `${before}\n${since}` : before);

/**
 * Which version of the conversation the author has in view. A customer's further words are read as they come; a colleague's
 * answer that came while something was being written is not taken as seen: the server then asks «send anyway?».
 */
function useSeenVersion(conversation: ConversationView, messages: readonly MessageView[], writing: boolean): { readonly current: number } {
  const seen = useRef(conversation.version);
  const last = messages.findLast((message) => message.direction === 'outbound');
  const newest = messages.findLast((message) => message.kind !== 'activity' && message.kind !== 'note');
  useEffect(() => {
    const foreign = newest !== undefined && newest === last && newest.authorId !== null && newest.authorId !== desk.getState().me?.id;
    if (!writing || !foreign) seen.current = conversation.version;
  }, [conversation.version, writing, newest, last]);
  return seen;
}

function WayChip({ ways, way, onChoose }: { ways: readonly Way[]; way: Way | null; onChoose: (way: Way) => void }) {
  if (!way) return <button type="button" className="way" onClick={() => setWindow({ panelOpen: true, panelMode: 'person' })}>{t('composer.noChannel')}</button>;
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="way" aria-label={t('composer.channel', { channel: channelName(way.channel) })} title={`${t('keys.channel')}  Ctrl '`}>
          <ChannelGlyph channel={way.channel} />
          {channelName(way.channel)}
          <span className="t3 cut" style={{ fontWeight: 400 }}>{way.from}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      }
    >
      {ways.map((each) => (
        <MenuItem key={`${each.inboxId} ${each.channel} ${each.to.value}`} checked={each === way} disabled={each.optedOut} lead={<ChannelGlyph channel={each.channel} size={14} />} end={each.optedOut ? t('composer.optedOut') : each.from} onSelect={() => onChoose(each)}>
          {each.toLabel}
        </MenuItem>
      ))}
    </Menu>
  );
}
