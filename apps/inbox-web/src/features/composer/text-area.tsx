import { useImperativeHandle, useLayoutEffect, useRef, type ClipboardEvent, type KeyboardEvent } from 'react';
import { t } from '../../i18n/index.ts';
import { tellTyping } from '../../store/live.ts';
import type { Composing } from './composing.ts';

/** Plain words, growing with what is written. `onKeyDown`: the composer's own keys, the same in every kind of field. */
export function TextArea({ composing, onKeyDown }: { composing: Composing; onKeyDown: (event: KeyboardEvent) => void }) {
  const { conversation: { id }, mode, draft, way, field, uploads, change } = composing;
  const element = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (!element.current) return;
    element.current.style.height = 'auto';
    element.current.style.height = `${Math.min(element.current.scrollHeight, innerHeight * 0.4)}px`;
  }, [draft.text, mode]);
  useImperativeHandle(field, () => ({
    focus: () => element.current?.focus(),
    blur: () => element.current?.blur(),
    beforeCaret: () => {
      const before = element.current?.value.slice(0, element.current.selectionStart) ?? '';
      return before.slice(before.lastIndexOf('\n') + 1);
    },
    replaceBefore: (length, text) => {
      const area = element.current;
      if (!area) return;
      area.focus();
      area.setRangeText(text, Math.max(0, area.selectionStart - length), area.selectionEnd, 'end');
      change({ text: area.value });
    },
  }), [change]);
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    uploads.add(files);
  };
  return (
    <textarea
      ref={element}
      rows={1}
      value={draft.text}
      aria-label={mode === 'note' ? t('composer.note') : t('composer.reply')}
      placeholder={mode === 'note' ? t('composer.notePlaceholder') : way ? t('composer.placeholder') : t('composer.noWay')}
      onChange={(event) => {
        change({ text: event.target.value });
        if (mode === 'reply') tellTyping(id);
      }}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
    />
  );
}
