import type { RawInbound } from '../contract.ts';
import { HOOKS } from './hooks.ts';
import { PATH_HEADER, QUERY_HEADER } from './receive.ts';
import { readErrorOf } from './send-error.ts';
import type { TwilioSettings } from './settings.ts';
import type { TwilioClient } from './transport.ts';

type Message = Awaited<ReturnType<TwilioClient['messages']['list']>>[number];
type Call = Awaited<ReturnType<TwilioClient['calls']['list']>>[number];
type Recording = Awaited<ReturnType<TwilioClient['recordings']['list']>>[number];

/** Until then the callbacks of a call that just ended are still on their way, and they say more. */
const CALL_RESTS_MS = 60_000;
/** So long Twilio tries to deliver a message of ours. */
const VALIDITY_MS = 10 * 3_600_000;
const PAGE = 1000;
const RECEIPTS = new Set(['sent', 'delivered', 'undelivered', 'failed', 'read', 'canceled']);

/**
 * What Twilio holds since then, in the form and under the key of the webhook that may never have arrived, oldest first: messages to
 * us, receipts of ours, calls that ended, recordings. Twilio keeps no record of what it delivered to us, so all of it comes
 * and the keys tell what is new. Rejects with SendError.
 */
export async function* recoverFrom(client: TwilioClient, settings: TwilioSettings, since: Date, now: Date): AsyncIterable<RawInbound> {
  try {
    yield* messagesToUs(client, settings, since);
    yield* receipts(client, settings, since);
    const calls = await callsSince(client, settings, since);
    for (const call of calls) if (call.endTime && now.getTime() - call.endTime.getTime() >= CALL_RESTS_MS) yield await endedCall(client, call);
    yield* recordingsOf(client, calls, since);
  } catch (error) {
    throw readErrorOf(error);
  }
}

async function* messagesToUs(client: TwilioClient, settings: TwilioSettings, since: Date): AsyncIterable<RawInbound> {
  const listed = await client.messages.list({ to: settings.phoneNumber, dateSentAfter: since, pageSize: PAGE });
  for (const message of oldestFirst(listed, (entry) => entry.dateCreated)) {
    if (message.direction !== 'inbound' || message.dateCreated < since) continue;
    const media = Number(message.numMedia) ? await client.messages(message.sid).media.list({ limit: 10 }) : [];
    const form = new URLSearchParams({ MessageSid: message.sid, AccountSid: message.accountSid, From: message.from, To: message.to, Body: message.body, NumMedia: String(media.length) });
    media.forEach((file, index) => {
      form.set(`MediaContentType${index}`, file.contentType);
      // The resource without .json is the file, as in the webhook.
      form.set(`MediaUrl${index}`, `${settings.apiRoot}${file.uri.replace(/\.json$/, '')}`);
    });
    yield rawOf(HOOKS.sms, message.sid, form, message.dateCreated);
  }
}

async function* receipts(client: TwilioClient, settings: TwilioSettings, since: Date): AsyncIterable<RawInbound> {
  const listed = await client.messages.list({ from: settings.phoneNumber, dateSentAfter: new Date(since.getTime() - VALIDITY_MS), pageSize: PAGE });
  for (const message of oldestFirst(listed, (entry) => entry.dateUpdated)) {
    if (message.direction !== 'outbound-api' || !RECEIPTS.has(message.status) || message.dateUpdated < since) continue;
    yield rawOf(HOOKS.smsStatus, `${message.sid}:${message.status}`, receiptForm(message), message.dateUpdated);
  }
}

function receiptForm(message: Message): URLSearchParams {
  const form = new URLSearchParams({ MessageSid: message.sid, MessageStatus: message.status, AccountSid: message.accountSid, To: message.to });
  if (message.errorCode) form.set('ErrorCode', String(message.errorCode));
  return form;
}

/** Calls from customers to our number; what we dialled ourselves hangs below them. */
async function callsSince(client: TwilioClient, settings: TwilioSettings, since: Date): Promise<Call[]> {
  const listed = await client.calls.list({ to: settings.phoneNumber, startTimeAfter: since });
  return oldestFirst(listed, (entry) => entry.startTime ?? entry.dateCreated).filter((call) => call.direction === 'inbound' && !call.parentCallSid);
}

async function endedCall(client: TwilioClient, call: Call): Promise<RawInbound> {
  const legs = await client.calls.list({ parentCallSid: call.sid, limit: 20 });
  const answered = legs.find((leg) => leg.status === 'completed' && Number(leg.duration) > 0);
  const form = new URLSearchParams({
    CallSid: call.sid, AccountSid: call.accountSid, From: call.from, To: call.to, CallStatus: 'completed', Direction: 'inbound',
    OknoOutcome: answered ? 'completed' : 'missed',
  });
  if (answered) {
    form.set('OknoAnsweredBy', answered.to);
    form.set('DialCallDuration', answered.duration);
  }
  // A key of its own: it tells the outcome even if the callback that did so was the one that got lost.
  return rawOf(HOOKS.voiceStatus, `${call.sid}:listed`, form, call.endTime ?? call.dateUpdated);
}

async function* recordingsOf(client: TwilioClient, calls: readonly Call[], since: Date): AsyncIterable<RawInbound> {
  const bySid = new Map(calls.map((call) => [call.sid, call]));
  const listed = await client.recordings.list({ dateCreatedAfter: since });
  for (const recording of oldestFirst(listed, (entry) => entry.dateCreated)) {
    const call = bySid.get(recording.callSid);
    if (call && recording.status === 'completed') yield rawOf(HOOKS.recording, recording.sid, recordingForm(recording, call), recording.dateCreated);
  }
}

function recordingForm(recording: Recording, call: Call): URLSearchParams {
  return new URLSearchParams({
    AccountSid: recording.accountSid, CallSid: recording.callSid, RecordingSid: recording.sid, RecordingStatus: recording.status,
    RecordingDuration: recording.duration, RecordingSource: recording.source, From: call.from, To: call.to,
  });
}

function rawOf(path: string, providerKey: string, form: URLSearchParams, at: Date): RawInbound {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', [PATH_HEADER]: path, [QUERY_HEADER]: '' };
  return { providerKey, body: Buffer.from(form.toString()), headers, receivedAt: at };
}

function oldestFirst<T>(entries: readonly T[], at: (entry: T) => Date): T[] {
  return [...entries].sort((a, b) => at(a).getTime() - at(b).getTime());
}
