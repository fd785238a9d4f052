import type { AttachmentView, Problem } from '../../../../libs/crm-core/src/views.ts';
import { ApiError, Unreachable } from './problem.ts';

export interface UploadOptions {
  /** From 0 to 1, as far as the bytes have left. */
  readonly onProgress?: (part: number) => void;
  readonly signal?: AbortSignal;
  /** Spoken just now, so long: goes out as a voice message where the channel has such. */
  readonly voiceSeconds?: number;
}

/** Uploads a file for a message. The only call that is no `fetch`: that tells nothing of how far it has come. Throws as `call` does. */
export function upload(file: File, { onProgress, signal, voiceSeconds }: UploadOptions = {}): Promise<AttachmentView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    request.open('POST', `/api/v1/files${voiceSeconds === undefined ? '' : `?voiceSeconds=${Math.round(voiceSeconds)}`}`);
    request.setRequestHeader('accept', 'application/json');
    request.timeout = 300_000;
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300 && answer) resolve(answer as AttachmentView);
      else reject(new ApiError(problemOf(answer, request)));
    };
    request.onerror = request.ontimeout = () => reject(new Unreachable(new Error('upload')));
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    if (signal?.aborted) {
      reject(new DOMException('The upload was cancelled.', 'AbortError'));
      return;
    }
    signal?.addEventListener('abort', abort);
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

const problemOf = (answer: object | null, { status, statusText }: XMLHttpRequest): Problem =>
  answer && 'code' in answer ? (answer as Problem) : { type: 'about:blank', title: statusText || String(status), status, code: `http-${status}` };
