import { useCallback, useEffect, useRef, useState } from 'react';
import type { AttachmentView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { readDraft, writeDraft, type ComposerMode } from '../../store/drafts.ts';
import { newId } from '../../store/new-id.ts';

/** A file on its way into the draft, or one that did not get there. */
export interface Pending {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** From 0 to 1; null: how far is not known. */
  readonly progress: number | null;
  /** Why it is not there, in words; null while it is under way. */
  readonly failure: string | null;
}

export interface Uploads {
  readonly pending: readonly Pending[];
  /** Those still under way. */
  readonly busy: number;
  readonly failed: number;
  readonly add: (files: readonly File[], voiceSeconds?: number) => void;
  /** Files that come from elsewhere: a canned reply's. */
  readonly adopt: (named: readonly { name: string; size: number }[], files: Promise<readonly AttachmentView[]>) => void;
  readonly retry: (id: string) => void;
  /** Stops it, or forgets the one that failed. */
  readonly drop: (id: string) => void;
}

interface Job {
  readonly run: (report: (progress: number) => void, signal: AbortSignal) => Promise<readonly AttachmentView[]>;
  abort: AbortController;
}

/** Files go up at once; sending waits for them. A finished one belongs to the draft and survives a reload. */
export function useUploads(conversationId: Id, mode: ComposerMode): Uploads {
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const jobs = useRef(new Map<string, Job>());
  useEffect(() => {
    const mine = jobs.current;
    return () => mine.forEach((job) => job.abort.abort());
  }, []);

  const patch = useCallback((id: string, part: Partial<Pending> | null) => {
    setPending((current) => (part === null ? current.filter((entry) => entry.id !== id) : current.map((entry) => (entry.id === id ? { ...entry, ...part } : entry))));
  }, []);
  const start = useCallback(
    (id: string) => {
      const job = jobs.current.get(id);
      if (!job) return;
      job.abort = new AbortController();
      const { signal } = job.abort;
      job.run((progress) => patch(id, { progress }), signal).then(
        (files) => {
          jobs.current.delete(id);
          patch(id, null);
          writeDraft(conversationId, mode, { files: [...readDraft(conversationId, mode).files, ...files] });
        },
        (error: unknown) => {
          if (!signal.aborted) patch(id, { failure: describeError(error), progress: null });
        },
      );
    },
    [conversationId, mode, patch],
  );
  const begin = useCallback(
    (named: { name: string; size: number }, progress: number | null, run: Job['run']) => {
      const id = newId();
      jobs.current.set(id, { run, abort: new AbortController() });
      setPending((current) => [...current, { id, ...named, progress, failure: null }]);
      start(id);
    },
    [start],
  );
  const add = useCallback<Uploads['add']>(
    (files, voiceSeconds) => {
      for (const file of files) {
        begin({ name: file.name, size: file.size }, 0, async (onProgress, signal) => [await (await import('../../api/upload.ts')).upload(file, { onProgress, signal, ...(voiceSeconds !== undefined && { voiceSeconds }) })]);
      }
    },
    [begin],
  );
  const adopt = useCallback<Uploads['adopt']>(
    (named, files) => begin({ name: named.map(({ name }) => name).join(', '), size: named.reduce((sum, { size }) => sum + size, 0) }, null, () => files),
    [begin],
  );
  const retry = useCallback((id: string) => { patch(id, { failure: null, progress: 0 }); start(id); }, [patch, start]);
  const drop = useCallback((id: string) => { jobs.current.get(id)?.abort.abort(); jobs.current.delete(id); patch(id, null); }, [patch]);
  const failed = pending.filter((entry) => entry.failure !== null).length;
  return { pending, busy: pending.length - failed, failed, add, adopt, retry, drop };
}
