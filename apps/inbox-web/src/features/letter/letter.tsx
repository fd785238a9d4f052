import type { Node } from 'prosemirror-model';
import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { describeError } from '../../api/problem.ts';
import { upload } from '../../api/upload.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { readDraft, writeDraft } from '../../store/drafts.ts';
import { tellTyping } from '../../store/live.ts';
import { toast } from '../../store/window-state.ts';
import type { Composing } from '../composer/composing.ts';
import type { Way } from '../composer/ways.ts';
import { Editor, type EditorHandle } from './editor.tsx';
import { LetterHead } from './letter-head.tsx';
import { emptyLetter, quoteHeading, writtenIn } from './letter-input.ts';
import { QuoteFold } from './quote-fold.tsx';
import { fromHtml, fromText, toDraftHtml, toLetterHtml, toText } from './serialise.ts';
import { schema } from './schema.ts';
import { signatureFor } from './signature.ts';

/** A letter being written: to whom, about what, its words with their looks, and the letter below that it answers. */
export function Letter({ composing, way, onKeyDown, onCaret }: { composing: Composing; way: Way; /** What is shown in its place where this part of the program could not be had. */ plain: ReactElement; onKeyDown: (event: KeyboardEvent) => void; onCaret: () => void }) {
  const { conversation: { id }, draft, field, handedOn, letter, change } = composing;
  const editor = useRef<EditorHandle>(null);
  const me = useDesk((state) => state.me);
  const inbox = useDesk((state) => state.inboxes[way.inboxId]);
  const signature = useMemo(() => signatureFor(me, inbox), [me, inbox]);
  const about = letter?.about ?? null;
  useImperativeHandle(field, () => editor.current as EditorHandle, []);

  useEffect(() => {
    if (handedOn.current) editor.current?.focus();
    handedOn.current = false;
  }, [handedOn]);
  useLayoutEffect(() => () => { handedOn.current = editor.current?.hasFocus() === true; }, [handedOn]);

  /** What the draft says, or an empty letter with the signature below. */
  const initial = useCallback((): Node => {
    const now = readDraft(id, 'reply');
    const written = writtenIn(now);
    return written ? fromHtml(written.draft) : blank(now.text, signature);
  }, [id, signature]);
  /** The words as this editor last knew them; others in the draft came from elsewhere: sent, refused, taken back, another tab. */
  const words = useRef(readDraft(id, 'reply').text);
  const store = useCallback((doc: Node): void => {
    const now = readDraft(id, 'reply');
    // Somebody may write their letter into the signature; untouched it is no letter.
    const text = toText(doc, { signature: false }) || (toText(doc) === toText(blank('', signature)) ? '' : toText(doc));
    words.current = text;
    writeDraft(id, 'reply', { text, letter: { ...(now.letter ?? emptyLetter), written: { words: text, draft: toDraftHtml(doc), text: toText(doc), html: toLetterHtml(doc) } } });
    if (text) tellTyping(id);
  }, [id, signature]);
  useEffect(() => {
    if (draft.text === words.current) return;
    words.current = draft.text;
    editor.current?.replace(initial());
  }, [draft.text, initial]);
  // Another mailbox, or a signature that came late: a letter nobody began is signed anew.
  useEffect(() => {
    if (readDraft(id, 'reply').text === '') editor.current?.replace(blank('', signature));
  }, [id, signature]);

  // Words that came here as plain ones, from a chat channel, are signed as the letter they have become.
  useEffect(() => {
    const now = readDraft(id, 'reply');
    if (now.text && !writtenIn(now)) store(blank(now.text, signature));
  }, [id, signature, store]);

  const onFiles = (files: readonly File[]): void => {
    const pictures = files.filter((file) => file.type.startsWith('image/'));
    if (pictures.length < files.length) composing.uploads.add(files.filter((file) => !pictures.includes(file)));
    for (const picture of pictures) void insert(picture);
  };
  const insert = async (file: File): Promise<void> => {
    try {
      const picture = await upload(file);
      const now = readDraft(id, 'reply');
      writeDraft(id, 'reply', { letter: { ...(now.letter ?? emptyLetter), pictures: [...(now.letter?.pictures ?? []), picture] } });
      editor.current?.insertPicture(picture.id, picture.name);
    } catch (error) {
      toast(t('composer.uploadFailed', { name: file.name, reason: describeError(error) }), { tone: 'red' });
    }
  };
  return (
    <>
      <LetterHead composing={composing} way={way} letter={letter} onKeyDown={onKeyDown} />
      <Editor
        initial={initial} handle={editor} label={t('composer.reply')} placeholder={t('letter.placeholder')} onChange={store} onFiles={onFiles} onKeyDown={onKeyDown} onCaret={onCaret}
      />
      {about && !draft.letter?.unquoted && <QuoteFold about={about} heading={quoteHeading(about)} onRemove={() => change({ letter: { ...(draft.letter ?? emptyLetter), unquoted: true } })} />}
    </>
  );
}

/** The words so far, and below them how the person signs. */
export function blank(text: string, signature: string): Node {
  const paragraphs = fromText(text);
  if (!signature) return schema.node('doc', null, paragraphs);
  const signed = fromHtml(signature).content;
  return schema.node('doc', null, [...paragraphs, schema.node('paragraph'), schema.node('signature', null, signed)]);
}
