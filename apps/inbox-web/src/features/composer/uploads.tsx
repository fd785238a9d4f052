import { FileText, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AttachmentView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { bytes } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { readDraft, writeDraft, type ComposerMode } from '../../store/drafts.ts';
import { newId } from '../../store/new-id.ts';
import { toast } from '../../store/window-state.ts';
import { IconButton } from '../../ui/controls.tsx';

interface Pending {
  readonly id: string;
  readonly name: string;
}

export interface Uploads {
  readonly pending: readonly Pending[];
  readonly busy: number;
  readonly add: (files: readonly File[]) => void;
}

/** Files go up at once; sending waits for them. A finished one belongs to the draft and survives a reload. */
export function useUploads(conversationId: Id, mode: ComposerMode): Uploads {
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => {
    abort.current = new AbortController();
    return () => abort.current?.abort();
  }, []);
  const add = useCallback(
    (files: readonly File[]) => {
      for (const file of files) {
        const id = newId();
        setPending((current) => [...current, { id, name: file.name }]);
        api
          .upload(file, abort.current?.signal)
          .then((attachment) => writeDraft(conversationId, mode, { files: [...readDraft(conversationId, mode).files, attachment] }))
          .catch((error: unknown) => {
            if (!abort.current?.signal.aborted) toast(t('composer.uploadFailed', { name: file.name, reason: describeError(error) }), { tone: 'red' });
          })
          .finally(() => setPending((current) => current.filter((entry) => entry.id !== id)));
      }
    },
    [conversationId, mode],
  );
  return { pending, busy: pending.length, add };
}

export function FilesInDraft({ conversationId, mode, files, pending }: { conversationId: Id; mode: ComposerMode; files: readonly AttachmentView[]; pending: readonly Pending[] }) {
  if (files.length === 0 && pending.length === 0) return null;
  return (
    <div className="composer-files">
      {files.map((file) => (
        <span key={file.id} className="att">
          <FileText size={14} aria-hidden="true" />
          <span className="cut">{file.name}</span>
          {file.size !== null && <span className="size">{bytes(file.size)}</span>}
          <IconButton icon={X} size={12} label={t('composer.removeFile', { name: file.name })} onClick={() => writeDraft(conversationId, mode, { files: files.filter((each) => each.id !== file.id) })} />
        </span>
      ))}
      {pending.map((entry) => <span key={entry.id} className="att"><span className="spin" /><span className="cut">{entry.name}</span></span>)}
    </div>
  );
}
