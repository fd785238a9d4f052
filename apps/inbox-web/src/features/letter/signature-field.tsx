import { useId, useRef } from 'react';
import { t } from '../../i18n/index.ts';
import { Editor, type EditorHandle } from './editor.tsx';
import { fromHtml, toLetterHtml } from './serialise.ts';
import { isBlank } from './schema.ts';

/** How letters are signed, as it will stand below them. */
export function SignatureField({ label, hint, value, onChange }: { label: string; hint?: string; value: string; onChange: (html: string) => void }) {
  const handle = useRef<EditorHandle>(null);
  const id = useId();
  return (
    <div className="field">
      <span className="label" id={id}>{label}</span>
      <div className="composer forward signature-field" role="group" aria-labelledby={id}>
        <Editor initial={() => fromHtml(value)} handle={handle} label={label} placeholder="" onChange={(doc) => onChange(isBlank(doc) ? '' : toLetterHtml(doc))} />
      </div>
      <span className="hint">{[hint, t('signature.hint')].filter(Boolean).join(' ')}</span>
    </div>
  );
}
