import { useImperativeHandle, useLayoutEffect, useRef, type ClipboardEvent, type KeyboardEvent } from 'react';
import { t } from '../../i18n/index.ts';
import { tellTyping } from '../../store/live.ts';
import { unfilled } from './canned/variables.ts';
import type { Composing } from './composing.ts';
import { optionId, SUGGEST_ID } from './suggest/suggest-list.tsx';
import type { Suggesting } from './suggest/use-suggest.ts';

/** Plain words, growing with what is written. `onKeyDown`: the composer's own keys, the same in every kind of field. */
export function TextArea({ composing, suggesting, onKeyDown }: { composing: Composing; suggesting: Suggesting; onKeyDown: (event: KeyboardEvent) => void }) {
  const { conversation: { id }, mode, draft, way, field, handedOn, uploads, change } = composing;
  const element = useRef<HTMLTextAreaElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!element.current) return;
    element.current.style.height = 'auto';
    element.current.style.height = `${Math.min(element.current.scrollHeight, innerHeight * 0.4)}px`;
  }, [draft.text, mode]);
  // Whoever comes back to a draft goes on at its end.
  useLayoutEffect(() => element.current?.setSelectionRange(element.current.value.length, element.current.value.length), [id, mode]);
  useLayoutEffect(() => {
    if (handedOn.current) element.current?.focus();
    handedOn.current = false;
    const area = element.current;
    return () => { handedOn.current = document.activeElement === area; };
  }, [handedOn]);
  useImperativeHandle(field, () => ({
    focus: () => element.current?.focus(),
    blur: () => element.current?.blur(),
    hasFocus: () => document.activeElement === element.current,
    beforeCaret: () => {
      const area = element.current;
      const before = area && area.selectionStart === area.selectionEnd ? area.value.slice(0, area.selectionStart) : '';
      return before.slice(before.lastIndexOf('\n') + 1);
    },
    replaceBefore: (length, text) => {
      const area = element.current;
      if (!area) return;
      area.focus();
      area.setSelectionRange(Math.max(0, area.selectionStart - length), area.selectionEnd);
      // The only way that the browser's own undo knows of; it tells React by an input event.
      if (document.execCommand('insertText', false, text)) return;
      area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
      change({ text: area.value });
    },
    select: (words) => {
      const at = element.current?.value.indexOf(words) ?? -1;
      if (at < 0) return;
      element.current?.focus();
      element.current?.setSelectionRange(at, at + words.length);
    },
  }), [change]);
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    // A table copies itself as a picture too; its words are what was meant.
    if (files.length === 0 || event.clipboardData.getData('text/plain').trim()) return;
    event.preventDefault();
    uploads.add(files);
  };
  const open = unfilled(draft.text);
  return (
    <div className="composer-text">
      {open.length > 0 && <div ref={marks} className="marks" aria-hidden="true">{marked(draft.text, open)}</div>}
      <textarea
        ref={element}
        rows={1}
        value={draft.text}
        aria-label={mode === 'note' ? t('composer.note') : t('composer.reply')}
        aria-autocomplete="list"
        {...((suggesting.items.length > 0 || suggesting.loading) && { 'aria-controls': SUGGEST_ID })}
        {...(suggesting.active >= 0 && { 'aria-activedescendant': optionId(suggesting.active) })}
        placeholder={mode === 'note' ? t('composer.notePlaceholder') : way ? t('composer.placeholder') : t('composer.noWay')}
        onChange={(event) => {
          change({ text: event.target.value });
          if (mode === 'reply') tellTyping(id);
        }}
        onSelect={suggesting.onCaret}
        onInput={suggesting.onCaret}
        onScroll={(event) => { if (marks.current) marks.current.scrollTop = event.currentTarget.scrollTop; }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
    </div>
  );
}

/** The same words with what was not filled on a coloured ground; the field lies over it. */
function marked(text: string, open: readonly string[]): (string | React.JSX.Element)[] {
  const parts: (string | React.JSX.Element)[] = [];
  let at = 0;
  while (at < text.length) {
    const found = open.map((words) => ({ words, at: text.indexOf(words, at) })).filter((each) => each.at >= 0).sort((a, b) => a.at - b.at)[0];
    parts.push(text.slice(at, found?.at ?? text.length));
    if (!found) break;
    parts.push(<mark key={found.at}>{found.words}</mark>);
    at = found.at + found.words.length;
  }
  return parts;
}
