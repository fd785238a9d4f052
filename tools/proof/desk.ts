/** An operator who uses the public REST API and does not give up while the program is away. */
export interface Desk {
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Repeats until it is answered; safe because every such call carries an idempotency key of the client. */
  insist<T>(method: string, path: string, body?: unknown): Promise<T>;
}

export class DeskRefused extends Error {
  readonly status: number;
  constructor(status: number, path: string, answer: string) {
    super(`${path}: ${status} ${answer.slice(0, 500)}`);
    this.status = status;
  }
}

const INSIST_MS = 90_000;

export async function signIn(url: string, email: string, password: string): Promise<Desk> {
  const response = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url }, body: JSON.stringify({ email, password }) });
  if (!response.ok) throw new DeskRefused(response.status, '/auth/login', await response.text());
  const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');

  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method, headers: { cookie, origin: url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, signal: AbortSignal.timeout(10_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new DeskRefused(answer.status, path, text);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    call,
    async insist<T>(method: string, path: string, body?: unknown): Promise<T> {
      const end = Date.now() + INSIST_MS;
      for (;;) {
        try {
          return await call<T>(method, path, body);
        } catch (error) {
          const hopeless = error instanceof DeskRefused && error.status < 500 && error.status !== 429;
          if (hopeless || Date.now() > end) throw error;
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
      }
    },
  };
}
