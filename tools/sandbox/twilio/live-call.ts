import { deliver } from './deliver.ts';
import { deferred, newSid, pause } from './world.ts';
import type { Call, CallHands, CallStatus, PhoneBehaviour, World } from './world.ts';

export type RingOutcome = 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled';

const PATIENT: PhoneBehaviour = { reaction: 'manual', afterMs: 0, talkMs: null };

/** One leg: a phone that rings or talks, and the hands that hold it. */
export class LiveCall implements Call {
  readonly sid = newSid('CA');
  readonly parentCallSid: string | null;
  readonly direction: Call['direction'];
  readonly from: string;
  readonly to: string;
  readonly dateCreated = new Date();
  readonly hands: CallHands;
  status: CallStatus;
  answeredAt: Date | null = null;
  endedAt: Date | null = null;
  /** This party put the receiver down. */
  isGone = false;
  readonly gone = deferred<'gone'>();
  readonly picked = deferred<RingOutcome>();
  readonly #spoken = deferred<number>();
  #sequence = 0;

  constructor(world: World, leg: Pick<Call, 'direction' | 'from' | 'to' | 'parentCallSid'>) {
    this.direction = leg.direction;
    this.from = leg.from;
    this.to = leg.to;
    this.parentCallSid = leg.parentCallSid;
    this.status = leg.direction === 'inbound' ? 'ringing' : 'queued';
    this.hands = {
      answer: () => this.picked.resolve('answered'),
      decline: () => this.picked.resolve('busy'),
      hangUp: () => {
        this.picked.resolve('canceled');
        this.isGone = true;
        this.gone.resolve('gone');
      },
      speak: (seconds) => this.#spoken.resolve(seconds),
    };
    world.calls.push(this);
  }

  get spoken(): Promise<number> {
    return this.#spoken.promise;
  }

  pickUp(): void {
    if (this.answeredAt) return;
    this.answeredAt = new Date();
    this.status = 'in-progress';
  }

  end(world: World, status: CallStatus): void {
    if (this.endedAt) return;
    this.endedAt = new Date();
    this.status = status;
    world.ledger.append({ type: 'call-ended', sid: this.sid, parent: this.parentCallSid, from: this.from, to: this.to, status });
  }

  /** What every request about this call says of it. */
  fields(world: World): Record<string, string> {
    return {
      AccountSid: world.accountSid, ApiVersion: '2010-04-01', CallSid: this.sid, CallStatus: this.isGone && !this.endedAt ? 'completed' : this.status, Direction: this.direction,
      From: this.from, To: this.to, Caller: this.from, Called: this.to, FromCountry: 'UA', FromState: '', FromCity: '', FromZip: '', ToCountry: 'UA', ToState: '', ToCity: '',
      ToZip: '', CallerCountry: 'UA', CallerState: '', CallerCity: '', CallerZip: '', CalledCountry: 'UA', CalledState: '', CalledCity: '', CalledZip: '',
      ...(this.parentCallSid ? { ParentCallSid: this.parentCallSid } : {}),
    };
  }

  /** A progress callback, if it was asked for. */
  async tell(world: World, address: string | undefined, wanted: string, event: string): Promise<void> {
    if (!address || !wanted.split(/[ ,]+/).includes(event)) return;
    const seconds = this.answeredAt && this.endedAt ? Math.max(1, Math.round(((this.endedAt.getTime() - this.answeredAt.getTime()) * world.timeScale) / 1000)) : 0;
    await deliver(world, address, {
      ...this.fields(world), Timestamp: new Date().toUTCString().replace('GMT', '+0000'), CallbackSource: 'call-progress-events', SequenceNumber: String(this.#sequence++),
      ...(event === 'completed' ? { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)) } : {}),
    });
  }
}

/** Rings a phone until it answers, refuses, or nobody comes. */
export async function ring(world: World, leg: LiveCall, timeoutSeconds: number): Promise<RingOutcome> {
  leg.status = 'ringing';
  world.ledger.append({ type: 'ringing', sid: leg.sid, parent: leg.parentCallSid, from: leg.from, to: leg.to });
  const behaviour = world.phones.get(leg.to) ?? PATIENT;
  void pause(world, timeoutSeconds * 1000).then(() => leg.picked.resolve('no-answer'));
  const reaction = { manual: null, answer: 'answered', decline: 'busy', busy: 'busy', unreachable: 'failed' }[behaviour.reaction] as RingOutcome | null;
  if (reaction) void pause(world, behaviour.afterMs).then(() => leg.picked.resolve(reaction));
  const outcome = await leg.picked.promise;
  if (outcome !== 'answered') {
    leg.end(world, outcome);
    return outcome;
  }
  leg.pickUp();
  world.ledger.append({ type: 'answered', sid: leg.sid, parent: leg.parentCallSid, to: leg.to });
  if (behaviour.talkMs !== null) void pause(world, behaviour.talkMs).then(() => leg.hands.hangUp());
  return outcome;
}
