/** Where a transaction can be made to fail. `body`: after the first bytes of the content; `dot`: after its end. */
export const STAGES = ['connect', 'auth', 'mail', 'rcpt', 'data', 'body', 'dot'] as const;
export type Stage = (typeof STAGES)[number];

export interface Fault {
  readonly at: Stage;
  /** `answer`: this reply line instead of ours; `reset`: RST; `hang`: nothing any more. */
  readonly then: { readonly type: 'answer'; readonly line: string } | { readonly type: 'reset' } | { readonly type: 'hang' };
  /** At `dot` only: the mail is taken all the same, and only the answer is lost. */
  readonly accept: boolean;
  times: number;
}

/** The usual ones by name, as mail servers really word them. */
export const NAMED: Readonly<Record<string, Omit<Fault, 'times'>>> = {
  '421-at-mail': answer('mail', '421 4.3.2 Service shutting down'),
  '450-at-rcpt': answer('rcpt', '450 4.2.0 Mailbox busy, try again later'),
  '451-at-data': answer('data', '451 4.3.0 Local error in processing'),
  '451-at-dot': answer('dot', '451 4.3.0 Local error in processing'),
  '452-at-rcpt': answer('rcpt', '452 4.5.3 Too many recipients, rate limit'),
  'rate-limit': answer('mail', '450 4.7.28 Rate limit exceeded, slow down'),
  '550-at-rcpt': answer('rcpt', '550 5.1.1 The email account that you tried to reach does not exist'),
  '550-relay': answer('rcpt', '550 5.7.1 Relaying denied'),
  '550-at-mail': answer('mail', '550 5.7.1 Sender address rejected: not owned by user'),
  '554-spam': answer('dot', '554 5.7.1 Message rejected as spam'),
  '552-at-mail': answer('mail', '552 5.3.4 Message size exceeds fixed limit'),
  '552-at-dot': answer('dot', '552 5.3.4 Message too big'),
  '535-auth': answer('auth', '535 5.7.8 Username and Password not accepted'),
  'reset-before-dot': { at: 'body', then: { type: 'reset' }, accept: false },
  'reset-after-dot': { at: 'dot', then: { type: 'reset' }, accept: false },
  'accept-then-reset': { at: 'dot', then: { type: 'reset' }, accept: true },
  'accept-then-hang': { at: 'dot', then: { type: 'hang' }, accept: true },
  'hang-after-dot': { at: 'dot', then: { type: 'hang' }, accept: false },
  'hang-at-connect': { at: 'connect', then: { type: 'hang' }, accept: false },
};

function answer(at: Stage, line: string): Omit<Fault, 'times'> {
  return { at, then: { type: 'answer', line }, accept: false };
}

/** The faults that wait for the next transactions, and greylisting. */
export class Faults {
  #waiting: Fault[] = [];
  #greylistMs = 0;
  readonly #seen = new Map<string, number>();

  add(fault: Fault): void {
    this.#waiting.push(fault);
  }
  clear(): void {
    this.#waiting = [];
    this.#greylistMs = 0;
    this.#seen.clear();
  }
  /** Every new pair of sender and recipient is put off for so long. */
  greylist(ms: number): void {
    this.#greylistMs = ms;
  }
  take(at: Stage): Fault | undefined {
    const fault = this.#waiting.find((one) => one.at === at);
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.#waiting = this.#waiting.filter((one) => one !== fault);
    return fault;
  }
  isGreylisted(from: string, to: string, now: number): boolean {
    if (this.#greylistMs === 0) return false;
    const first = this.#seen.get(`${from} ${to}`);
    if (first === undefined) this.#seen.set(`${from} ${to}`, now);
    return first === undefined || now - first < this.#greylistMs;
  }
}
