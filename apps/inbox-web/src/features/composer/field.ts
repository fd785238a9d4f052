/**
 * What the composer needs of whatever the words are written in: a plain text area in a chat, an editor in a letter. Pickers
 * (ready answers, people, emoji) speak to this and know neither. Whatever stands in for it calls `composing.onCaret` when the
 * words or the caret moved.
 */
export interface WritingField {
  focus(): void;
  blur(): void;
  hasFocus(): boolean;
  /** The words of the line before the caret; what a picker is opened by. */
  beforeCaret(): string;
  /** Puts `text` in place of the last `length` characters before the caret; the caret stands behind it. */
  replaceBefore(length: number, text: string): void;
  /** Selects these words where they stand first, so that typing replaces them. */
  select(words: string): void;
}
