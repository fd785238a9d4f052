import type { Problem } from '../../../../libs/crm-core/src/views.ts';
import { ApiError, Unreachable } from './problem.ts';

const root = '/api/v1';
const patience = 20_000;
let onSignedOut: () => void = () => {};

/** Called when the server says that nobody is signed in any more. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly signal?: AbortSignal;
  /** Channel checks talk to vendors and may take longer. */
  readonly timeoutMs?: number;
  /** The page goes; the request is to outlive it. Browsers carry no more than 64 KB so. */
  readonly keepalive?: boolean;
}

/** One call of the REST API. Throws {@link ApiError} for what the server refused and {@link Unreachable} for silence. */
export async function call<T>(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
  const url = new URL(root + path, location.origin);
  for (const [key, value] of Object.entries(options.query ?? {})) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(key, String(value));
  }
  const timeout = AbortSignal.timeout(options.timeoutMs ?? patience);
  const form = body instanceof FormData;
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      credentials: 'same-origin',
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      ...(options.keepalive && { keepalive: true }),
      ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
      headers: { accept: 'application/json', ...(body !== undefined && !form && { 'content-type': 'application/json' }) },
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Unreachable(error);
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text().catch((error: unknown) => {
    throw new Unreachable(error);
  });
  if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
  if (response.status === 401 && !path.startsWith('/auth/')) onSignedOut();
  throw new ApiError(readProblem(text, response), readSeconds(response.headers.get('retry-after')));
}

/** Retry-After of our own server is a number of seconds. */
const readSeconds = (header: string | null): number | null => (header && /^\d+$/.test(header) ? Number(header) : null);

function readProblem(text: string, response: Response): Problem {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'code' in parsed) return parsed as Problem;
  } catch {
    /* a proxy's page, not ours */
  }
  return { type: 'about:blank', title: response.statusText || String(response.status), status: response.status, code: `http-${response.status}` };
}
