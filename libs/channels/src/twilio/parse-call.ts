import type { CallState, CallUpdated, ChannelEvent, InboundAttachment, Unsupported } from '../contract.ts';
import { callerOf, phone, threadOf } from './parties.ts';
import { recordingSid } from './receive.ts';
import type { Hook } from './hooks.ts';
import { E164 } from './settings.ts';

export interface CallForm {
  readonly form: URLSearchParams;
  readonly query: URLSearchParams;
  readonly receivedAt: Date;
  /** Our number. */
  readonly line: string;
  /** The customer's number from a callback URL of ours. */
  readonly unseal: (sealed: string) => string | null;
}

type Change = Pick<CallUpdated, 'state' | 'answeredBy' | 'durationSeconds' | 'recording'>;

/** One request about a call → what changed. Throws when no CallSid names it. */
export function parseCall(hook: Exclude<Hook, 'sms' | 'sms-status'>, input: CallForm): readonly ChannelEvent[] {
  const { form } = input;
  const change = changeOf(hook, form, input.query.get('way') === 'out');
  if ('type' in change) return [change];
  const sid = form.get('ParentCallSid') || form.get('CallSid');
  if (!sid) throw new Error('The form of a call names no CallSid.');
  const outbound = input.query.get('way') === 'out';
  const sealed = input.query.get('c');
  const from = form.get('From');
  // A leg to an operator shows our own number as the caller when the caller is anonymous.
  const stated = sealed ? input.unseal(sealed) : outbound || from === input.line ? null : from;
  const customer = callerOf(stated, sid, { name: outbound ? null : form.get('CallerName'), stirVerstat: form.get('StirVerstat') });
  return [
    {
      type: 'call-updated',
      externalId: sid,
      externalThreadId: threadOf(customer),
      direction: outbound ? 'outbound' : 'inbound',
      customer,
      line: phone(input.line),
      ...change,
      occurredAt: timestampOf(form) ?? input.receivedAt,
      ...(hook === 'voice' ? { source: { calledNumber: form.get('To') ?? input.line } } : {}),
    },
  ];
}

const nothing = (reason: string): Unsupported => ({ type: 'unsupported', reason });

function changeOf(hook: Exclude<Hook, 'sms' | 'sms-status'>, form: URLSearchParams, outbound: boolean): Change | Unsupported {
  switch (hook) {
    case 'voice':
      return { state: 'ringing' };
    case 'voice-unattended':
      return { state: 'missed' };
    case 'voice-dial':
      return afterDial(form);
    case 'voice-bridge':
      return { state: 'ringing' };
    case 'voice-status':
      return form.get('ParentCallSid') ? ofLeg(form, outbound) : ofCall(form, outbound);
    case 'voicemail':
    case 'recording':
      return ofRecording(hook, form);
    case 'voice-announce':
      return nothing('What the customer hears first changes nothing.');
  }
}

/**
 * The Dial action. `completed` alone says only that somebody picked up; DialBridged that they spoke.
 * https://www.twilio.com/docs/voice/twiml/dial#action
 */
function afterDial(form: URLSearchParams): Change {
  const spoke = wasBridged(form);
  if (!spoke) return { state: form.get('DialCallStatus') === 'failed' && form.get('Direction') !== 'inbound' ? 'failed' : 'missed' };
  const seconds = secondsOf(form.get('DialCallDuration'));
  return { state: 'completed', ...(seconds === null ? {} : { durationSeconds: seconds }) };
}

export function wasBridged(form: URLSearchParams): boolean {
  const status = form.get('DialCallStatus');
  return (status === 'completed' || status === 'answered') && form.get('DialBridged') !== 'false';
}

/** One of the phones we rang. Only who picked up matters here; how it ended is told by the Dial action. */
function ofLeg(form: URLSearchParams, outbound: boolean): Change | Unsupported {
  if (form.get('CallStatus') !== 'in-progress') return nothing(`Leg status ${form.get('CallStatus')} is told by the end of the dialling.`);
  const answerer = form.get('To') ?? '';
  return { state: 'answered', ...(!outbound && E164.test(answerer) ? { answeredBy: phone(answerer) } : {}) };
}

/** The call itself. When it was connected its outcome is told by the Dial action, the voicemail or the listing. */
function ofCall(form: URLSearchParams, outbound: boolean): Change | Unsupported {
  const status = form.get('CallStatus') ?? '';
  if (['busy', 'failed', 'no-answer', 'canceled'].includes(status)) return { state: outbound ? 'failed' : 'missed' };
  // The listing (recover.ts) says more than a callback: whether anybody spoke, and how long.
  const outcome = form.get('OknoOutcome') as Extract<CallState, 'completed' | 'missed'> | null;
  if (outcome) return { state: outcome, ...answeredBy(form), ...(outcome === 'completed' ? { durationSeconds: secondsOf(form.get('DialCallDuration')) ?? 0 } : {}) };
  return nothing(`Call status ${status} is told by another callback.`);
}

function answeredBy(form: URLSearchParams): Pick<CallUpdated, 'answeredBy'> {
  const number = form.get('OknoAnsweredBy');
  return number && E164.test(number) ? { answeredBy: phone(number) } : {};
}

function ofRecording(hook: Hook, form: URLSearchParams): Change | Unsupported {
  const sid = recordingSid(form);
  const status = form.get('RecordingStatus') ?? 'completed';
  if (!sid || status !== 'completed') return nothing('There is nothing recorded.');
  const voicemail = hook === 'voicemail' || form.get('RecordingSource') === 'RecordVerb';
  const seconds = secondsOf(form.get('RecordingDuration'));
  const recording: InboundAttachment = {
    kind: voicemail ? 'voice' : 'audio',
    name: `${voicemail ? 'voicemail' : 'call'}.mp3`,
    mime: 'audio/mpeg',
    ...(seconds === null ? {} : { durationSeconds: seconds }),
    content: { type: 'ref', ref: { recording: sid } },
  };
  return { ...(voicemail ? { state: 'voicemail' as const } : {}), recording };
}

function secondsOf(value: string | null): number | null {
  const seconds = Number.parseInt(value ?? '', 10);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

/** RFC 2822, on callbacks of call progress only. */
function timestampOf(form: URLSearchParams): Date | null {
  const at = new Date(form.get('Timestamp') ?? '');
  return Number.isNaN(at.getTime()) ? null : at;
}
