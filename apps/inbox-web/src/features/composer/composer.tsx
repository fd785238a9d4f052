import { lazy, Suspense, useState, type DragEvent, type KeyboardEvent } from 'react';
import type { ConversationView, InboxListName } from '../../../../../libs/crm-core/src/views.ts';
import { late, t } from '../../i18n/index.ts';
import { Keys } from '../../ui/controls.tsx';
import { useDoing } from '../shell/commands.ts';
import { useKeys } from '../shell/keys.ts';
import { Collision } from './collision.tsx';
import { ModeSwitch } from './mode-switch.tsx';
import { Notices } from './notices.tsx';
import type { Letter as LetterPart } from '../letter/letter.tsx';
import { useWordsFromElsewhere } from './put-into-reply.ts';
import { OtherVersions } from './other-versions.tsx';
import { TextArea } from './text-area.tsx';
import { ToolsRow } from './tools-row.tsx';
import { useSuggest } from './suggest/use-suggest.ts';
import { SuggestList } from './suggest/suggest-list.tsx';
import { useComposing } from './use-composing.ts';
import { WayChip } from './way-chip.tsx';
import { part } from '../../ui/part.ts';
import './composer.css';

const DraftFiles = part(async () => (await import('./draft-files.tsx')).DraftFiles);
/** Without its part of the program a letter is plain words: better than none. */
const Letter = lazy(async () => late(() => import('../letter/letter.tsx')).then(({ Letter: whole }) => ({ default: whole }), (): { default: typeof LetterPart } => ({ default: ({ plain }) => plain })));

/** Reply or note: where it goes, what it says, and what happens after it. The frame; each part stands in a file of its own. */
export function Composer({ conversation, view }: { conversation: ConversationView; view: InboxListName }) {
  const composing = useComposing(conversation, view);
  useWordsFromElsewhere(composing);
  const [emoji, setEmoji] = useState(false);
  const suggesting = useSuggest(composing, emoji);
  const { mode, way, asked, uploads, collision, field, turnTo, nextWay, submit, setCollision } = composing;
  const [dropping, setDropping] = useState(false);
  useDoing('reply', () => turnTo('reply'));
  useDoing('note', () => turnTo('note'));
  useKeys({
    KeyR: () => turnTo('reply'),
    Enter: () => turnTo('reply'),
    KeyN: () => turnTo('note'),
    'Mod+Quote': nextWay,
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (suggesting.onKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const modified = event.ctrlKey || event.metaKey;
    if (event.code === 'Enter' || event.code === 'NumpadEnter') {
      if (modified) {
        event.preventDefault();
        void submit(event.shiftKey ? 'close-next' : 'stay');
      } else if (composing.enterSends && !event.shiftKey && !matchMedia('(pointer: coarse)').matches) {
        event.preventDefault();
        void submit('stay');
      } else if (composing.enterSends === null && !event.shiftKey && !matchMedia('(pointer: coarse)').matches) composing.submitByEnter();
    } else if (event.code === 'Escape') field.current?.blur();
    else if (event.code === 'Slash' && event.key === '.' && !modified && field.current?.beforeCaret() === '') {
      // A Cyrillic layout has its full stop where the slash is; no line begins with one.
      event.preventDefault();
      field.current.replaceBefore(0, '/');
    }
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setDropping(false);
    uploads.add([...event.dataTransfer.files]);
  };

  const plain = <TextArea composing={composing} suggesting={suggesting} onKeyDown={onKeyDown} />;
  return (
    <section className="composer-wrap" aria-label={t('composer.label')} data-region="composer">
      {collision && <Collision news={collision} onForce={() => void submit('stay', { force: true })} onDismiss={() => setCollision(null)} />}
      <div
        className={`composer ${mode === 'note' ? 'note-mode' : ''} ${dropping ? 'dropping' : ''}`}
        onDragOver={(event) => { event.preventDefault(); setDropping(true); }}
        onDragLeave={() => setDropping(false)}
        onDrop={onDrop}
      >
        <SuggestList suggesting={suggesting} />
        <div className="composer-top">
          <ModeSwitch composing={composing} />
          {mode === 'reply' && <WayChip composing={composing} />}
          <span className="grow" />
          <span className="t3 small cut where">{mode === 'note' ? t('composer.noteHint') : way && way === asked ? t('composer.whereAsked') : ''}</span>
        </div>
        <OtherVersions conversationId={conversation.id} mode={mode} />
        {way?.capabilities.subject ? <Suspense fallback={plain}><Letter composing={composing} way={way} plain={plain} onKeyDown={onKeyDown} onCaret={suggesting.onCaret} /></Suspense> : plain}
        {composing.draft.files.length + uploads.pending.length > 0 && <Suspense fallback={null}><DraftFiles composing={composing} /></Suspense>}
        <Notices composing={composing} />
        <ToolsRow composing={composing} emoji={emoji} onEmoji={setEmoji} />
      </div>
      <div className="composer-hint" aria-hidden="true">
        <span><Keys keys="Mod Shift Enter" /></span><span>{t('composer.sendCloseNext')}</span>
        <span className="grow" />
        <Keys keys="N" /><span>{t('composer.hintNote')}</span><Keys keys="O" /><span>{t('composer.hintOrder')}</span><Keys keys="T" /><span>{t('composer.hintTask')}</span>
      </div>
    </section>
  );
}
