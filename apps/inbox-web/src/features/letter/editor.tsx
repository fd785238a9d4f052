import { history } from 'prosemirror-history';
import type { Node } from 'prosemirror-model';
import { EditorState, Plugin, Selection, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view';
import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import type { WritingField } from '../composer/field.ts';
import { commandFor, isActive, typed, type Format } from './commands.ts';
import { FormatBar } from './format-bar.tsx';
import { fromText } from './serialise.ts';
import { isBlank, schema } from './schema.ts';
import './letter.css';

export interface EditorHandle extends WritingField {
  /** A picture where the caret is. */
  insertPicture(id: string, alt: string): void;
  /** Puts another letter in place of this one. */
  replace(doc: Node): void;
}

interface Props {
  readonly initial: () => Node;
  readonly label: string;
  readonly placeholder: string;
  readonly handle: Ref<EditorHandle>;
  readonly onChange: (doc: Node) => void;
  /** Before the editor's own keys; what it prevents is not typed. */
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly onCaret?: () => void;
  readonly onFiles?: (files: readonly File[]) => void;
}

const FORMATS: readonly Format[] = ['strong', 'em', 'bullets', 'numbers', 'quote'];

/** An editor for letters: ProseMirror with the few things that every mail program shows alike. */
export function Editor(props: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const [active, setActive] = useState<readonly Format[]>([]);
  // The editor lives longer than a render: it calls what the last one gave.
  const current = useRef(props);
  current.current = props;

  useEffect(() => {
    const editor = new EditorView(place.current, {
      state: stateOf(props.initial(), props.placeholder),
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': props.label, class: 'letter-words', spellcheck: 'true' },
      dispatchTransaction(transaction) {
        const state = editor.state.apply(transaction);
        editor.updateState(state);
        if (transaction.docChanged) current.current.onChange(state.doc);
        const now = FORMATS.filter((format) => isActive(state, format));
        setActive((before) => (before.join() === now.join() ? before : now));
        current.current.onCaret?.();
      },
      handleKeyDown: (each, event) => commandFor(event)?.(each.state, each.dispatch, each) ?? false,
      handlePaste(_view, event) {
        const files = [...(event.clipboardData?.files ?? [])];
        // Word and Excel put a picture of the words beside the words.
        if (files.length === 0 || !current.current.onFiles || event.clipboardData?.getData('text/plain')) return false;
        current.current.onFiles(files);
        return true;
      },
      // What was copied without its looks keeps its lines.
      clipboardTextParser: (text) => schema.node('doc', null, fromText(text.replace(/\r\n?/g, '\n'))).slice(0),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);

  useImperativeHandle(props.handle, () => handleOf(view), []);
  return (
    <div className="letter-editor">
      <div ref={place} onKeyDownCapture={(event) => props.onKeyDown?.(event)} />
      <FormatBar active={active} view={view} />
    </div>
  );
}

function stateOf(doc: Node, placeholder: string): EditorState {
  const hint = new Plugin({
    props: {
      decorations(state) {
        const first = state.doc.firstChild;
        if (!first || first.type !== schema.nodes['paragraph'] || first.childCount > 0 || !isBlank(state.doc)) return null;
        return DecorationSet.create(state.doc, [Decoration.node(0, first.nodeSize, { 'data-placeholder': placeholder })]);
      },
    },
  });
  return EditorState.create({ doc, plugins: [typed, history(), hint], selection: endOfWords(doc) });
}

/** Whoever comes back to a letter goes on behind its words, above the signature. */
function endOfWords(doc: Node): Selection {
  let end = 0;
  doc.forEach((node, offset) => {
    if (node.type !== schema.nodes['signature'] && node.content.size > 0) end = offset + node.nodeSize;
  });
  return end > 0 ? Selection.near(doc.resolve(end), -1) : TextSelection.atStart(doc);
}

function handleOf(view: { readonly current: EditorView | null }): EditorHandle {
  const before = (editor: EditorView): string => {
    const { $from, empty } = editor.state.selection;
    if (!empty) return '';
    const words = $from.parent.textBetween(0, $from.parentOffset, '\n', '\n');
    return words.slice(words.lastIndexOf('\n') + 1);
  };
  return {
    // An editor that has the caret would put it back to where it last knew it, from where a key has just moved it.
    focus: () => view.current?.hasFocus() || view.current?.focus(),
    blur: () => view.current?.dom.blur(),
    hasFocus: () => view.current?.hasFocus() === true,
    beforeCaret: () => (view.current ? before(view.current) : ''),
    replaceBefore(length, text) {
      const editor = view.current;
      if (!editor) return;
      const { from, to } = editor.state.selection;
      const transaction = editor.state.tr.delete(Math.max(0, from - length), to);
      const paragraphs = fromText(text);
      if (paragraphs.length === 1) transaction.insertText(text);
      else transaction.replaceSelection(schema.node('doc', null, paragraphs).slice(1, schema.node('doc', null, paragraphs).content.size - 1));
      editor.dispatch(transaction.scrollIntoView());
      editor.focus();
    },
    select(words) {
      const editor = view.current;
      if (!editor) return;
      const places: number[] = [];
      editor.state.doc.descendants((node, position) => {
        const found = node.isText ? (node.text ?? '').indexOf(words) : -1;
        if (found >= 0) places.push(position + found);
      });
      const [at] = places;
      if (at === undefined) return;
      editor.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, at, at + words.length)).scrollIntoView());
      editor.focus();
    },
    insertPicture(id, alt) {
      const editor = view.current;
      if (!editor) return;
      editor.dispatch(editor.state.tr.replaceSelectionWith(schema.node('image', { id, alt }), false).scrollIntoView());
      editor.focus();
    },
    replace(doc) {
      const editor = view.current;
      if (!editor) return;
      const transaction = editor.state.tr.replaceWith(0, editor.state.doc.content.size, doc.content).setMeta('addToHistory', false);
      editor.dispatch(transaction.setSelection(endOfWords(transaction.doc)));
    },
  };
}
