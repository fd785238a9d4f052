import { Bold, Italic, Link2, List, ListOrdered, Quote, type LucideIcon } from 'lucide-react';
import type { EditorView } from 'prosemirror-view';
import { useState, type FormEvent } from 'react';
import { t, type MessageId } from '../../i18n/index.ts';
import { Button, IconButton } from '../../ui/controls.tsx';
import { FORMATS, setLink, type Format } from './commands.ts';
import { linkOf } from './schema.ts';

const BUTTONS: readonly { format: Format; icon: LucideIcon; label: MessageId; keys: string }[] = [
  { format: 'strong', icon: Bold, label: 'letter.bold', keys: 'Mod B' },
  { format: 'em', icon: Italic, label: 'letter.italic', keys: 'Mod I' },
  { format: 'bullets', icon: List, label: 'letter.bullets', keys: 'Mod Shift 8' },
  { format: 'numbers', icon: ListOrdered, label: 'letter.numbers', keys: 'Mod Shift 7' },
  { format: 'quote', icon: Quote, label: 'letter.quoteFormat', keys: 'Mod Shift X' },
];

/** What makes words bold, a list, a link. A press leaves the caret where it was. */
export function FormatBar({ active, view }: { active: readonly Format[]; view: { readonly current: EditorView | null } }) {
  const [linking, setLinking] = useState<string | null>(null);
  const apply = (format: Format): void => {
    const editor = view.current;
    if (!editor) return;
    FORMATS[format](editor.state, editor.dispatch, editor);
    editor.focus();
  };
  const link = (event: FormEvent): void => {
    event.preventDefault();
    const editor = view.current;
    if (editor && linking !== null) {
      setLink(linking.trim())(editor.state, editor.dispatch, editor);
      editor.focus();
    }
    setLinking(null);
  };
  return (
    <div className="format-bar" role="toolbar" aria-label={t('letter.format')} onMouseDown={(event) => { if (!(event.target instanceof HTMLInputElement)) event.preventDefault(); }}>
      {BUTTONS.map(({ format, icon, label, keys }) => (
        <IconButton key={format} small icon={icon} size={16} label={t(label)} keys={keys} side="top" aria-pressed={active.includes(format)} onClick={() => apply(format)} />
      ))}
      {linking === null ? (
        <IconButton small icon={Link2} size={16} label={t('letter.link')} side="top" onClick={() => setLinking(linkOf(view.current?.state.selection.$from.marks() ?? []) ?? '')} />
      ) : (
        <form className="link-form" onSubmit={link}>
          <input className="input" autoFocus value={linking} inputMode="url" placeholder="https://" aria-label={t('letter.linkTo')} onChange={(event) => setLinking(event.target.value)} onKeyDown={(event) => { if (event.code === 'Escape') { event.stopPropagation(); setLinking(null); view.current?.focus(); } }} />
          <Button size="s" type="submit">{t('letter.linkSet')}</Button>
        </form>
      )}
    </div>
  );
}
