import { randomBytes } from 'node:crypto';
import type { Ledger } from '../ledger.ts';

/** What this stand-in knows of one Twilio account. In memory; what must survive stands in the ledger. */
export interface World {
  readonly accountSid: string;
  readonly authToken: string;
  readonly ledger: Ledger;
  readonly timeScale: number;
  /** Set once the servers listen. */
  apiUrl: string;
  storeUrl: string;
  readonly numbers: PhoneNumber[];
  readonly messages: Message[];
  readonly calls: Call[];
  readonly recordings: Recording[];
  readonly media: Media[];
  /** `our number|their number` of everybody who wrote STOP. */
  readonly optOuts: Set<string>;
  readonly faults: Fault[];
  readonly phones: Map<string, PhoneBehaviour>;
  receipts: ReceiptBehaviour;
}

export interface PhoneNumber {
  readonly sid: string;
  readonly phoneNumber: string;
  friendlyName: string;
  /** SmsUrl, VoiceUrl and so on, as set by the REST API. */
  readonly settings: Map<string, string>;
}

export interface Message {
  readonly sid: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly from: string;
  readonly to: string;
  readonly messagingServiceSid: string | null;
  body: string;
  status: string;
  errorCode: number | null;
  readonly media: readonly Media[];
  readonly dateCreated: Date;
  dateUpdated: Date;
  dateSent: Date | null;
  readonly statusCallback: string | null;
}
export interface Media {
  readonly sid: string;
  readonly messageSid: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export type CallStatus = 'queued' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';
export interface Call {
  readonly sid: string;
  readonly parentCallSid: string | null;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-dial';
  readonly from: string;
  readonly to: string;
  status: CallStatus;
  readonly dateCreated: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  /** What a person (or the REST API) does to it: answer, decline, hang up, speak. */
  readonly hands: CallHands;
}
export interface CallHands {
  answer(): void;
  decline(): void;
  hangUp(): void;
  /** On a voicemail: says something of so many seconds. */
  speak(seconds: number): void;
}

export interface Recording {
  readonly sid: string;
  readonly callSid: string;
  readonly source: 'DialVerb' | 'RecordVerb';
  readonly duration: number;
  readonly channels: number;
  readonly dateCreated: Date;
}

/** What a phone does when it rings; `manual` waits for somebody at the control API. */
export interface PhoneBehaviour {
  readonly reaction: 'manual' | 'answer' | 'decline' | 'busy' | 'unreachable';
  readonly afterMs: number;
  /** Hangs up by itself after talking so long. */
  readonly talkMs: number | null;
}

/** What happens to messages we send. */
export interface ReceiptBehaviour {
  readonly sentAfterMs: number;
  readonly deliveredAfterMs: number;
  readonly outcome: 'delivered' | 'undelivered' | 'failed' | 'sent';
  readonly errorCode: number;
  /** In which order the callbacks arrive, and how often each. */
  readonly order: 'forward' | 'backward';
  readonly times: number;
  readonly lose: boolean;
}

/** One failure on demand; goes away after `times`. */
export interface Fault {
  readonly kind: 'rate-limit' | 'server-error' | 'refuse' | 'drop-before-accept' | 'accept-then-drop' | 'accept-then-hang' | 'lose-webhook' | 'repeat-webhook' | 'late-media';
  times: number;
  /** For `refuse`: Twilio's error code. */
  readonly code: number;
  /** For webhooks: only those whose address contains this. */
  readonly match: string;
}

export const newSid = (prefix: string): string => prefix + randomBytes(16).toString('hex');

/** Takes one fault of these kinds, if any is asked for. */
export function takeFault(world: World, kinds: readonly Fault['kind'][], address = ''): Fault | null {
  const fault = world.faults.find((entry) => kinds.includes(entry.kind) && address.includes(entry.match));
  if (!fault) return null;
  fault.times -= 1;
  if (fault.times <= 0) world.faults.splice(world.faults.indexOf(fault), 1);
  return fault;
}

/** Waits on the stand-in's own, possibly faster, clock. */
export const pause = (world: World, ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms / world.timeScale));

/** A promise somebody else keeps. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
}
export function deferred<T>(): Deferred<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { promise, resolve };
}
