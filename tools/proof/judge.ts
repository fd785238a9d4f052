/** What the vendor's side says of one message: how often it was handed over or accepted there. */
export type Ledger = ReadonlyMap<string, number>;

/** Inbound: what our database holds of each token. `waiting`: the raw event is kept, quarantined and shown. */
export interface InboundRows {
  readonly messages: ReadonlyMap<string, number>;
  readonly quarantined: ReadonlyMap<string, number>;
}

export type DeliveryState = 'queued' | 'submitting' | 'sent' | 'delivered' | 'read' | 'failed' | 'uncertain';
/** Outbound: the state of each token's deliveries, and how long after the last disturbance it took to become final or uncertain. */
export interface OutboundRow {
  readonly token: string;
  readonly states: readonly DeliveryState[];
  readonly settledAfterMs: number | null;
}

export interface Verdict {
  readonly total: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly silent: readonly string[];
  /** Shown to a person as "may have been sent"; allowed, and counted. */
  readonly uncertain: number;
}
export const isClean = (verdict: Verdict): boolean => verdict.lost.length + verdict.doubled.length + verdict.silent.length === 0;

const SILENT_AFTER_MS = 60_000;

/** Every token that the vendor's side believes delivered must stand in the database once; what it does not believe delivered is still with it, and silent. */
export function judgeInbound(tokens: readonly string[], acknowledged: Ledger, rows: InboundRows): Verdict {
  const kept = (token: string): number => (rows.messages.get(token) ?? 0) + (rows.quarantined.get(token) ?? 0);
  return {
    total: tokens.length,
    lost: tokens.filter((token) => (acknowledged.get(token) ?? 0) > 0 && kept(token) === 0),
    doubled: tokens.filter((token) => kept(token) > 1),
    silent: tokens.filter((token) => (acknowledged.get(token) ?? 0) === 0),
    uncertain: 0,
  };
}

const SAID_SENT: ReadonlySet<DeliveryState> = new Set(['sent', 'delivered', 'read']);
const FINAL: ReadonlySet<DeliveryState> = new Set([...SAID_SENT, 'failed', 'uncertain']);

/**
 * Lost: accepted from the operator and then gone, said to be sent though the vendor never took it, or said to have failed though the
 * vendor has it (a person would send it again). Doubled: the vendor took it twice. Silent: a minute later neither final nor shown as uncertain.
 */
export function judgeOutbound(tokens: readonly string[], accepted: Ledger, rows: readonly OutboundRow[]): Verdict {
  const byToken = new Map(rows.map((row) => [row.token, row]));
  const taken = (token: string): number => accepted.get(token) ?? 0;
  const states = (token: string): readonly DeliveryState[] => byToken.get(token)?.states ?? [];
  return {
    total: tokens.length,
    lost: tokens.filter((token) => {
      if (states(token).length === 0) return true;
      if (states(token).some((state) => SAID_SENT.has(state))) return taken(token) === 0;
      return states(token).some((state) => state === 'failed') && taken(token) > 0;
    }),
    doubled: tokens.filter((token) => taken(token) > 1 || states(token).length > 1),
    silent: tokens.filter((token) => states(token).some((state) => !FINAL.has(state)) || (byToken.get(token)?.settledAfterMs ?? 0) > SILENT_AFTER_MS),
    uncertain: tokens.filter((token) => states(token).includes('uncertain')).length,
  };
}
