/** How the next calls shall fail; made by the control API. */
export interface Fault {
  /** Only this method (lower case); absent: every `send…`. */
  readonly method?: string;
  readonly chatId?: string;
  /** How often; then all is well again. */
  times: number;
  /** `answer`: refuse with this. `hang`: never answer. `close`: cut the connection. The latter two may have done the work before. */
  readonly then:
    | { readonly type: 'answer'; readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }
    | { readonly type: 'hang' | 'close'; readonly accept: boolean };
}

const refusal = (code: number, description: string, parameters?: object): Fault['then'] => ({
  type: 'answer', status: code, body: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
});

/** Failures by name, worded as the server words them. */
export const FAULTS: Readonly<Record<string, (options: { seconds?: number }) => Fault['then']>> = {
  'rate-limited': ({ seconds = 1 }) => ({ ...(refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds }) as Extract<Fault['then'], { type: 'answer' }>), headers: { 'retry-after': String(seconds) } }),
  blocked: () => refusal(403, 'Forbidden: bot was blocked by the user'),
  deactivated: () => refusal(403, 'Forbidden: user is deactivated'),
  'chat-not-found': () => refusal(400, 'Bad Request: chat not found'),
  'too-long': () => refusal(400, 'Bad Request: message is too long'),
  unauthorized: () => refusal(401, 'Unauthorized'),
  conflict: () => refusal(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'),
  'server-error': () => ({ type: 'answer', status: 502, body: '<html>502 Bad Gateway</html>' }),
  'not-json': () => ({ type: 'answer', status: 200, body: '<html>a captive portal</html>' }),
  hang: () => ({ type: 'hang', accept: false }),
  'accept-then-hang': () => ({ type: 'hang', accept: true }),
  close: () => ({ type: 'close', accept: false }),
  'accept-then-close': () => ({ type: 'close', accept: true }),
};

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault that this call meets, used up by one. */
  take(method: string, chatId: string): Fault['then'] | null;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add: (fault) => faults.push(fault),
    clear: () => (faults = []),
    take(method, chatId) {
      const met = faults.find((fault) => (fault.method ? fault.method === method : method.startsWith('send') && method !== 'sendchataction') && (fault.chatId === undefined || fault.chatId === chatId));
      if (!met) return null;
      met.times -= 1;
      faults = faults.filter((fault) => fault.times > 0);
      return met.then;
    },
  };
}
