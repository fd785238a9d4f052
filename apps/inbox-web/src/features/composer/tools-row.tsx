import { Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { t } from '../../i18n/index.ts';
import { IconButton } from '../../ui/controls.tsx';
import type { Composing } from './composing.ts';
import { SendMenu } from './send-menu.tsx';

/** Under the words: what can be added, how much room is left, and sending. */
export function ToolsRow({ composing }: { composing: Composing }) {
  const { mode, way, draft, uploads } = composing;
  const picker = useRef<HTMLInputElement>(null);
  const attachable = mode === 'note' || way === null || way.capabilities.attachments !== null;
  const limit = way?.capabilities.maxTextLength ?? 0;
  const length = [...draft.text].length;
  return (
    <div className="composer-bar">
      <input ref={picker} type="file" multiple hidden onChange={(event) => { uploads.add([...(event.target.files ?? [])]); event.target.value = ''; }} />
      <IconButton icon={Paperclip} label={attachable ? t('composer.attach') : t('composer.noFiles')} disabled={!attachable} side="top" onClick={() => picker.current?.click()} />
      <span className="grow" />
      <span className={`state num ${limit > 0 && length > limit ? 'over' : ''}`}>{limit > 0 && length > limit * 0.8 ? `${length} / ${limit}` : draft.text ? t('composer.saved') : ''}</span>
      <SendMenu composing={composing} />
    </div>
  );
}
