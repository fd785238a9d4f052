import { baseKeymap, chainCommands, toggleMark, wrapIn, lift, exitCode } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import { InputRule, inputRules, wrappingInputRule } from 'prosemirror-inputrules';
import type { Attrs, NodeType } from 'prosemirror-model';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list';
import type { Command, EditorState } from 'prosemirror-state';
import { schema } from './schema.ts';

const { bullet_list: bullets, ordered_list: numbers, list_item: item, blockquote: quote, hard_break: lineBreak } = schema.nodes as Record<string, NodeType>;
const { strong, em, link } = schema.marks;

const insideOf = (state: EditorState, type: NodeType): boolean => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type === type) return true;
  return false;
};

/** Pressed again it is taken away. */
const toggleList = (type: NodeType): Command => (state, dispatch) => (insideOf(state, type) ? liftListItem(item!)(state, dispatch) : wrapInList(type)(state, dispatch));
const toggleQuote: Command = (state, dispatch) => (insideOf(state, quote!) ? lift(state, dispatch) : wrapIn(quote!)(state, dispatch));
const breakLine: Command = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(lineBreak!.create()).scrollIntoView());
  return true;
});

export type Format = 'strong' | 'em' | 'bullets' | 'numbers' | 'quote';

export const FORMATS: Readonly<Record<Format, Command>> = {
  strong: toggleMark(strong), em: toggleMark(em), bullets: toggleList(bullets!), numbers: toggleList(numbers!), quote: toggleQuote,
};

export function isActive(state: EditorState, format: Format): boolean {
  const { from, to, empty, $from } = state.selection;
  const type = format === 'strong' ? strong : format === 'em' ? em : null;
  if (type) return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
  return insideOf(state, format === 'bullets' ? bullets! : format === 'numbers' ? numbers! : quote!);
}

/** Puts the link under the selected words; without any the address itself is written. Empty: takes the link away. */
export const setLink = (href: string): Command => (state, dispatch) => {
  const { from, to, empty } = state.selection;
  if (!href) {
    dispatch?.(state.tr.removeMark(from, to, link));
    return true;
  }
  const attrs: Attrs = { href: /^[a-z][a-z\d+.-]*:/i.test(href) ? href : href.includes('@') ? `mailto:${href}` : `https://${href}` };
  const { tr } = state;
  if (empty) tr.insertText(href, from).addMark(from, from + href.length, link.create(attrs)).removeStoredMark(link);
  else tr.addMark(from, to, link.create(attrs));
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** Keys by their place, as everywhere in the window: Mod and these. */
const BY_CODE: Readonly<Record<string, Command>> = {
  KeyB: FORMATS.strong, KeyI: FORMATS.em, 'Shift KeyX': FORMATS.quote, 'Shift Digit8': FORMATS.bullets, 'Shift Digit7': FORMATS.numbers, KeyZ: undo, 'Shift KeyZ': redo, KeyY: redo,
};

export function commandFor(event: KeyboardEvent): Command | undefined {
  const modified = event.ctrlKey || event.metaKey;
  if (modified && !event.altKey) {
    const known = BY_CODE[`${event.shiftKey ? 'Shift ' : ''}${event.code}`];
    if (known) return known;
  }
  if (event.altKey) return undefined;
  switch (event.key) {
    case 'Enter':
      return event.shiftKey ? breakLine : modified ? undefined : chainCommands(splitListItem(item!), baseKeymap['Enter']!);
    case 'Tab':
      return event.shiftKey ? liftListItem(item!) : sinkListItem(item!);
    case 'Backspace':
      return baseKeymap[modified ? 'Mod-Backspace' : 'Backspace'];
    case 'Delete':
      return baseKeymap[modified ? 'Mod-Delete' : 'Delete'];
    default:
      return modified && event.code === 'KeyA' ? baseKeymap['Mod-a'] : undefined;
  }
}

/** What people type without thinking of an editor: a dash, a number, a sign of quoting, an address. */
export const typed = inputRules({
  rules: [
    wrappingInputRule(/^\s*[-*]\s$/, bullets!),
    wrappingInputRule(/^1[.)]\s$/, numbers!),
    wrappingInputRule(/^\s*>\s$/, quote!),
    new InputRule(/(?:^|\s)((?:https?:\/\/|www\.)[^\s]+[^\s.,;:!?)»"'])\s$/i, (state, match, start, end) => {
      const address = match[1]!;
      const from = start + match[0].indexOf(address);
      const { tr } = state;
      tr.addMark(from, Math.min(from + address.length, end), link.create({ href: address.startsWith('www.') ? `https://${address}` : address }));
      return tr.insertText(' ', end).removeStoredMark(link);
    }),
  ],
});
