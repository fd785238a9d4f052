import type { Failpoint } from './app.ts';
import type { Ledger } from './judge.ts';

/** One way in: a customer's message is handed to the vendor's side, which then tries to hand it to us as that vendor does. */
export interface WayIn {
  readonly name: string;
  readonly points: readonly Failpoint[];
  /** Customer number `index` writes `text`. Resolves when the vendor's side has it; repeats by itself what the sender would repeat. */
  write(index: number, text: string): Promise<void>;
  /** What the vendor's side believes it has handed over, by token. */
  acknowledged(tokens: readonly string[]): Promise<Ledger> | Ledger;
  /** Points that are passed once for many messages: there every kill is at the first passage. */
  readonly rare?: readonly Failpoint[];
  /** How many customers may write at once. */
  readonly atOnce: number;
  /** How long the vendor may take to bring back what did not reach us at first. */
  readonly patienceMs: number;
}

/** One way out: what the vendor's ledger says it accepted. */
export interface WayOut {
  readonly name: string;
  /** The way in by which its customers wrote first. */
  readonly from: WayIn;
  accepted(tokens: readonly string[]): Ledger;
  /** The vendor's port on the loopback, where its client cannot stop in the middle of a request by itself. */
  readonly halfOf?: number;
}

/** How often each token stands in these texts. */
export function countTokens(tokens: readonly string[], texts: readonly string[]): Map<string, number> {
  const counted = new Map<string, number>();
  for (const token of tokens) {
    const times = texts.filter((text) => text.includes(token)).length;
    if (times > 0) counted.set(token, times);
  }
  return counted;
}

export async function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body), signal: AbortSignal.timeout(60_000) });
  const text = await response.text();
  if (!response.ok) throw Object.assign(new Error(`${url}: ${response.status} ${text.slice(0, 300)}`), { status: response.status });
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** As a sender that keeps what it has not been told is taken: again until it is. */
export async function untilTaken<T>(attempt: () => Promise<T>, withinMs = 60_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
