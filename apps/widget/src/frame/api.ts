/** One call to our own origin. `Refused`: the server understood and said no. Anything else that is thrown: try again later. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
/** The server asks for patience. */
export class Later extends Error {
  readonly afterMs: number;
  constructor(afterMs: number) {
    super('later');
    this.afterMs = afterMs;
  }
}

const TIMEOUT_MS = 20_000;

export async function call(path: string, token: string | null, body?: unknown, timeoutMs = TIMEOUT_MS): Promise<Response> {
  const headers: Record<string, string> = {};
  if (token) headers.authorization = `Bearer ${token}`;
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers['content-type'] = 'application/json';
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    credentials: 'omit',
    signal: AbortSignal.timeout(timeoutMs),
    ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
  });
  if (response.ok) return response;
  if (response.status === 429 || response.status >= 500) throw new Later(Math.min(Number(response.headers.get('retry-after')) || 5, 120) * 1000);
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new Refused(response.status, problem.detail ?? '');
}
