import type { Node } from 'prosemirror-model';
import { FileText, X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { AttachmentView, LetterView, MailboxView, MessageView, TakenBackView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api, type ReplyInput } from '../../api/routes.ts';
import { clockTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { desk, useDesk } from '../../store/desk.ts';
import { newId } from '../../store/new-id.ts';
import { send } from '../../store/outgoing.ts';
import { setWindow, toast } from '../../store/window-state.ts';
import { Button, IconButton, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { Editor, type EditorHandle } from './editor.tsx';
import { blank } from './letter.tsx';
import { isAddress } from './address.ts';
import { QuoteFold } from './quote-fold.tsx';
import { RecipientsField } from './recipients-field.tsx';
import { fromHtml, toLetterHtml, toText } from './serialise.ts';
import { signatureFor } from './signature.ts';

type About = NonNullable<LetterView['about']>;

/** Hands a letter on to somebody else, with its files and a few words. The customer does not learn of it and goes on waiting. */
export function ForwardDialog({ message, taken, onClose }: { message: MessageView; taken: TakenBackView | null; onClose: () => void }) {
  const { conversationId } = message;
  const [letter, setLetter] = useState<LetterView | null>(null);
  const [to, setTo] = useState<readonly MailboxView[]>((taken?.to ?? []).map((address) => ({ address, name: null })));
  const [subject, setSubject] = useState(taken?.subject ?? '');
  const [files, setFiles] = useState<readonly AttachmentView[]>([]);
  const { busy, wrong, setWrong, ask } = useAsking();
  const editor = useRef<EditorHandle>(null);
  const doc = useRef<Node | null>(null);
  const me = useDesk((state) => state.me);
  const inbox = useDesk((state) => state.inboxes[message.inboxId ?? '']);

  useEffect(() => {
    api.letter(conversationId, { messageId: message.id, forward: true }).then(
      (answer) => {
        setLetter(answer);
        setSubject((present) => present || answer.subject);
        setFiles(taken ? taken.attachments.filter((file) => file.inlineCid === null) : message.attachments.filter((file) => file.state === 'ready' && file.inlineCid === null));
      },
      (error: unknown) => setWrong(describeError(error)),
    );
  }, [conversationId, message, taken]);

  const initial = (): Node => {
    doc.current = taken?.html ? fromHtml(taken.html) : blank(taken?.text ?? '', signatureFor(me, inbox));
    return doc.current;
  };
  const about = letter?.about ?? null;
  const ready = about !== null && to.length > 0 && to.every(({ address }) => isAddress(address));
  const submit = (): void => {
    if (!ready || busy || !doc.current || !message.inboxId) return;
    const input: ReplyInput = {
      id: newId(), kind: 'text', text: toText(doc.current), html: toLetterHtml(doc.current), subject, inboxId: message.inboxId, channel: message.channel ?? 'email', recipients: to.map(({ address }) => ({ kind: 'email', value: address })),
      // Files that came back with a letter taken back are this person's own by now.
      ...(taken && { attachmentIds: [...files, ...taken.attachments.filter((file) => file.inlineCid !== null)].map((file) => file.id) }),
      forward: { messageId: message.id, heading: forwardHeading(about), attachmentIds: taken ? [] : files.map((file) => file.id) },
      seenVersion: desk.getState().conversations[conversationId]?.version ?? 0, undoable: true,
    };
    void ask(async () => {
      const outcome = await send(conversationId, input, files);
      if (outcome.type === 'refused' || outcome.type === 'outdated') return setWrong(outcome.type === 'refused' ? outcome.reason : t('collision.kept'));
      onClose();
      if (outcome.type === 'sent' && outcome.message.hold?.kind === 'undo') undo(outcome.message);
    });
  };
  const undo = (sent: MessageView): void => {
    const ms = Date.parse(sent.hold?.until ?? '') - Date.now();
    const run = (): void => void api.takeBack(sent.id).then((back) => setWindow({ messageAct: { act: 'forward', messageId: message.id, taken: back } }), () => toast(t('undo.tooLate'), { tone: 'red' }));
    toast(t('undo.held', { n: Math.round(ms / 1000) }), { action: { label: t('action.undo'), keys: 'Z', run }, ms });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && (event.code === 'Enter' || event.code === 'NumpadEnter')) {
      event.preventDefault();
      submit();
    }
  };
  return (
    <Dialog wide title={t('forward.title')} description={t('forward.lead')} onClose={onClose} foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" keys="Mod Enter" busy={busy} disabled={!ready} onClick={submit}>{t('message.forward')}</Button></>}>
      <Wrong text={wrong} />
      <div className="composer forward" onKeyDown={onKeyDown}>
        <RecipientsField label={t('letter.to')} value={to} autoFocus onChange={setTo} />
        <div className="line"><label htmlFor={`forward-${message.id}`}>{t('composer.subject')}</label><input id={`forward-${message.id}`} value={subject} onChange={(event) => setSubject(event.target.value)} /></div>
        <Editor initial={initial} handle={editor} label={t('start.text')} placeholder={t('forward.placeholder')} onChange={(next) => { doc.current = next; }} />
        {files.length > 0 && (
          <div className="composer-files">
            {files.map((file) => (
              <span key={file.id} className="att"><FileText size={14} aria-hidden="true" /><span className="cut">{file.name}</span><IconButton icon={X} size={12} label={t('composer.removeFile', { name: file.name })} onClick={() => setFiles(files.filter(({ id }) => id !== file.id))} /></span>
            ))}
          </div>
        )}
        {about && <QuoteFold about={about} heading={forwardHeading(about)} label={[about.from.name ?? about.from.address, about.subject].filter(Boolean).join(', ')} />}
      </div>
    </Dialog>
  );
}

/** The lines by which every program knows a letter that was handed on. */
function forwardHeading({ from, to, cc, subject, at }: About): string {
  const who = from.name && from.name !== from.address ? `${from.name} <${from.address}>` : from.address;
  return [
    t('forward.heading'), t('forward.from', { who }), t('forward.date', { date: new Date(at).toLocaleDateString(), time: clockTime(at) }), t('forward.subject', { subject }), t('forward.to', { to: to.join(', ') }),
    ...(cc.length > 0 ? [t('forward.cc', { cc: cc.join(', ') })] : []),
  ].join('\n');
}

