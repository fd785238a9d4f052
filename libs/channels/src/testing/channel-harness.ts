import type { Address, Automatic, ChannelAdapter, ChannelKind, ExternalId, MediaRef, RawInbound, SendFailure, WebhookChannel, WebhookRequest } from '../contract.ts';

/** A row of the contract that says nothing about this channel; the reason becomes the name of a test. */
export interface NotMeaningful {
  readonly notMeaningful: string;
}
export const notMeaningful = (reason: string): NotMeaningful => ({ notMeaningful: reason });
export const isNotMeaningful = (row: unknown): row is NotMeaningful => typeof row === 'object' && row !== null && 'notMeaningful' in row;

type Row<T> = T | NotMeaningful;

/** What the vendor hands over: a request to our webhook, or what a listener fetched. */
export type Inbound = { readonly request: WebhookRequest } | { readonly raw: RawInbound };

/**
 * What one adapter brings to {@link describeChannelContract}: a live adapter wired to a real stand-in of its vendor (a server or
 * process of its own that speaks the vendor's protocol and can be told to fail), samples of its traffic, and the ways to fail.
 * `Rig` is whatever the harness wants to hold between start and stop. Every function may be asynchronous.
 */
export interface ChannelHarness<Rig> {
  /** Once, before the first row. */
  start(): Promise<Rig>;
  /** Once, after the last row. Closes the adapter too. */
  stop(rig: Rig): Promise<void>;
  readonly adapter: (rig: Rig) => ChannelAdapter;
  /** A second, independent adapter, to be closed by the suite. */
  readonly fresh: (rig: Rig) => ChannelAdapter | Promise<ChannelAdapter>;
  /** Tokens, passwords and keys given to the adapter: they may stand in no error and no log line. */
  readonly canaries: (rig: Rig) => readonly string[];
  /** Every line the adapter logged so far. */
  readonly logLines: (rig: Rig) => readonly string[];

  // ── inbound ─────────────────────────────────────────────────────────────────────────────────────────────────────
  /** Good traffic, one of each kind this channel knows. At least three. `again`: the same thing handed over once more, by another way if there is one. */
  readonly samples: (rig: Rig) => readonly { readonly name: string; readonly inbound: Inbound; readonly again?: Inbound }[];
  /** Not from the vendor: WebhookRejected with 401 or 403. */
  readonly forged: Row<(rig: Rig) => readonly WebhookRequest[]>;
  /** Cannot be read. Requests: WebhookRejected with 400 or 413. Raw: parse rejects, or makes at least one event; never silence. */
  readonly malformed: Row<(rig: Rig) => readonly Inbound[]>;
  /** The vendor's documented signature example: the genuine request is taken, the tampered one is refused. */
  readonly signatureExample: Row<(rig: Rig) => readonly { readonly adapter: WebhookChannel; readonly genuine: WebhookRequest; readonly tampered: WebhookRequest }[]>;
  /** Understood by nobody yet: an `unsupported` event with a reason. */
  readonly unknown: Row<(rig: Rig) => readonly Inbound[]>;
  /** What we sent ourselves, coming back: never an inbound message. */
  readonly ownEcho: Row<(rig: Rig) => readonly Inbound[]>;
  readonly automatic: Row<(rig: Rig) => readonly { readonly inbound: Inbound; readonly expected: Automatic }[]>;
  /** The same person written in different ways is one address. */
  readonly addresses: Row<(rig: Rig) => readonly { readonly inbound: Inbound; readonly expected: Address }[]>;

  // ── outbound ────────────────────────────────────────────────────────────────────────────────────────────────────
  readonly recipient: (rig: Rig) => { readonly channel: ChannelKind; readonly address: Address; readonly externalThreadId: ExternalId | null };
  /** How many sends the stand-in has accepted so far. */
  readonly accepted: (rig: Rig) => number | Promise<number>;
  /** Each arranges the next send to fail so, for that send only. Ask for a short wait (1 s): the suite sends again after it. */
  readonly rateLimited: Row<(rig: Rig) => { readonly retryAfterMs: number } | Promise<{ readonly retryAfterMs: number }>>;
  /** The vendor refuses for good: which kinds are right. */
  readonly refused: Row<(rig: Rig) => { readonly kinds: readonly SendFailure[] } | Promise<{ readonly kinds: readonly SendFailure[] }>>;
  readonly optedOut: Row<(rig: Rig) => void | Promise<void>>;
  /** The vendor takes every byte and then says nothing, until the caller's signal aborts. */
  readonly silentAfterAccept: Row<(rig: Rig) => void | Promise<void>>;
  /** An adapter whose vendor is not there at all: nothing can have been sent. */
  readonly unreachable: Row<(rig: Rig) => ChannelAdapter | Promise<ChannelAdapter>>;
  readonly tooLong: Row<true>;
  readonly undeclaredAttachment: Row<true>;
  /** What the customer now sees of a message under the vendor's id: its words, or null when it is gone. For channels that change what was sent. */
  readonly shown: Row<(rig: Rig, externalId: ExternalId) => string | null | Promise<string | null>>;
  /** References that lead to `url`, a server that is not the vendor's. */
  readonly foreignMedia: Row<(rig: Rig, url: string) => readonly MediaRef[] | Promise<readonly MediaRef[]>>;
}
