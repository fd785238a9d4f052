import { deliver } from './deliver.ts';
import { LiveCall, ring } from './live-call.ts';
import type { RingOutcome } from './live-call.ts';
import { TwimlError, verbsOf } from './twiml.ts';
import type { Verb } from './twiml.ts';
import { newSid, pause } from './world.ts';
import type { Recording, World } from './world.ts';

/** Where the call goes next; null when it is over. */
type Next = { readonly url: string; readonly fields: Readonly<Record<string, string>> } | null;

/** Runs a call by the documents our addresses answer, until one of the parties or a document ends it. */
export async function conduct(world: World, call: LiveCall, url: string, fallbackUrl: string | undefined): Promise<void> {
  let next: Next = { url, fields: {} };
  let fallback = fallbackUrl;
  try {
    while (next && !call.isGone) {
      const at: { url: string; fields: Readonly<Record<string, string>> } = next;
      let answer = await deliver(world, at.url, { ...call.fields(world), ...at.fields });
      if (!answer && fallback) answer = await deliver(world, fallback, { ...call.fields(world), ...at.fields, ErrorCode: '11200', ErrorUrl: at.url });
      fallback = undefined;
      if (!answer) throw new TwimlError(11200, `${at.url} did not answer`);
      next = await perform(world, call, verbsOf(answer), at.url.split('#', 1)[0] ?? at.url);
    }
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error;
    world.ledger.append({ type: 'twiml-error', code: error.code, sid: call.sid, detail: error.message });
    call.pickUp();
    call.hands.hangUp();
  }
  call.end(world, call.answeredAt ? 'completed' : call.status === 'busy' ? 'busy' : 'no-answer');
}

async function perform(world: World, call: LiveCall, verbs: readonly Verb[], base: string): Promise<Next> {
  for (const [index, verb] of verbs.entries()) {
    if (call.isGone) return null;
    const resolve = (url: string): string => new URL(url.trim(), base).href;
    switch (verb.name) {
      case 'Say':
      case 'Play':
      case 'Pause':
        call.pickUp();
        world.ledger.append({ type: 'said', sid: call.sid, verb: verb.name, text: verb.text.trim(), language: verb.attributes.language });
        await Promise.race([pause(world, 1000 * Number(verb.attributes.length ?? 1)), call.gone.promise]);
        break;
      case 'Redirect':
        return { url: resolve(verb.text), fields: {} };
      case 'Reject':
        call.status = 'busy';
        return null;
      case 'Record': {
        const next = await record(world, call, verb, resolve);
        if (next !== 'go on') return next;
        break;
      }
      case 'Dial': {
        const next = await dial(world, call, verb, index === 0, resolve);
        if (next !== 'go on') return next;
        break;
      }
      default:
        return null;
    }
  }
  return null;
}

/** The voicemail: waits for somebody to speak. A caller who only hangs up leaves nothing, and no action is requested. */
async function record(world: World, call: LiveCall, verb: Verb, resolve: (url: string) => string): Promise<Next | 'go on'> {
  call.pickUp();
  world.ledger.append({ type: 'beep', sid: call.sid });
  const longest = Number(verb.attributes.maxLength ?? 3600);
  const heard = await Promise.race([call.spoken, call.gone.promise, pause(world, longest * 1000).then(() => 0)]);
  if (typeof heard !== 'number') return null;
  if (heard === 0) return 'go on';
  const recording = keepRecording(world, call.sid, 'RecordVerb', Math.min(heard, longest), 1);
  void tellRecording(world, recording, verb.attributes.recordingStatusCallback && resolve(verb.attributes.recordingStatusCallback));
  const fields = { RecordingUrl: recordingUrl(world, recording), RecordingDuration: String(recording.duration), Digits: call.isGone ? 'hangup' : '#' };
  const action = resolve(verb.attributes.action ?? '');
  if (!call.isGone) return { url: action, fields };
  await deliver(world, action, { ...call.fields(world), ...fields });
  return null;
}

/** Rings all numbers at once; the first to pick up is connected, the others stop ringing. */
async function dial(world: World, call: LiveCall, verb: Verb, isFirst: boolean, resolve: (url: string) => string): Promise<Next | 'go on'> {
  if (!(isFirst && verb.attributes.answerOnBridge === 'true')) call.pickUp();
  const targets = verb.children.filter((child) => child.name === 'Number' || child.name === 'Client').slice(0, 10);
  const legs = targets.map((target) => ({
    target,
    leg: new LiveCall(world, { direction: 'outbound-dial', from: verb.attributes.callerId ?? call.from, to: target.text.trim(), parentCallSid: call.sid }),
  }));
  const timeout = Number(verb.attributes.timeout ?? 30);
  const outcomes = legs.map(({ leg }) => ring(world, leg, timeout));
  const winner = await Promise.race([
    ...legs.map(async (entry, index) => ((await outcomes[index]) === 'answered' ? entry : new Promise<never>(() => undefined))),
    Promise.all(outcomes).then((all) => (all.includes('answered') ? new Promise<never>(() => undefined) : null)),
    call.gone.promise.then(() => null),
  ]);
  for (const { leg } of legs) if (leg !== winner?.leg) leg.picked.resolve('canceled');
  const told = (entry: { target: Verb; leg: LiveCall }, event: string): Promise<void> =>
    entry.leg.tell(world, entry.target.attributes.statusCallback && resolve(entry.target.attributes.statusCallback), entry.target.attributes.statusCallbackEvent ?? 'completed', event);

  let seconds = 0;
  let bridged = false;
  let recording: Recording | null = null;
  if (winner) {
    void told(winner, 'answered');
    await whisper(world, winner.leg, winner.target, resolve);
    if (!winner.leg.isGone && !call.isGone) {
      bridged = true;
      call.pickUp();
      const started = Date.now();
      world.ledger.append({ type: 'bridged', sid: call.sid, leg: winner.leg.sid, from: call.from, to: winner.leg.to });
      await Promise.race([call.gone.promise, winner.leg.gone.promise]);
      seconds = Math.max(1, Math.round(((Date.now() - started) * world.timeScale) / 1000));
      if (verb.attributes.record?.startsWith('record')) recording = keepRecording(world, call.sid, 'DialVerb', seconds, verb.attributes.record.endsWith('dual') ? 2 : 1);
    }
    winner.leg.hands.hangUp();
    winner.leg.end(world, 'completed');
  }
  for (const entry of legs) void told(entry, 'completed');
  if (recording) void tellRecording(world, recording, verb.attributes.recordingStatusCallback && resolve(verb.attributes.recordingStatusCallback));
  if (!verb.attributes.action) return 'go on';
  const fields: Record<string, string> = {
    DialCallStatus: winner ? 'completed' : call.isGone ? 'canceled' : worst(await Promise.all(outcomes)), DialCallSid: (winner?.leg ?? legs[0]?.leg)?.sid ?? '', DialBridged: String(bridged),
    ...(bridged ? { DialCallDuration: String(seconds) } : {}), ...(recording ? { RecordingUrl: recordingUrl(world, recording) } : {}),
  };
  const action = resolve(verb.attributes.action);
  if (!call.isGone) return { url: action, fields };
  // The caller has hung up; the outcome is told all the same.
  await deliver(world, action, { ...call.fields(world), ...fields });
  return null;
}

function worst(outcomes: readonly RingOutcome[]): string {
  if (outcomes.includes('no-answer')) return 'no-answer';
  return outcomes.find((outcome) => outcome !== 'canceled') ?? 'no-answer';
}

/** What only the callee hears before being connected. */
async function whisper(world: World, leg: LiveCall, target: Verb, resolve: (url: string) => string): Promise<void> {
  if (!target.attributes.url) return;
  const answer = await deliver(world, resolve(target.attributes.url), leg.fields(world));
  if (answer) await perform(world, leg, verbsOf(answer), resolve(target.attributes.url));
}

function keepRecording(world: World, callSid: string, source: Recording['source'], duration: number, channels: number): Recording {
  const recording: Recording = { sid: newSid('RE'), callSid, source, duration, channels, dateCreated: new Date() };
  world.recordings.push(recording);
  world.ledger.append({ type: 'recorded', sid: recording.sid, call: callSid, source, duration });
  return recording;
}

const recordingUrl = (world: World, recording: Recording): string => `${world.apiUrl}/2010-04-01/Accounts/${world.accountSid}/Recordings/${recording.sid}`;

async function tellRecording(world: World, recording: Recording, address: string | undefined): Promise<void> {
  if (!address) return;
  await pause(world, 1000);
  await deliver(world, address, {
    AccountSid: world.accountSid, CallSid: recording.callSid, RecordingSid: recording.sid, RecordingUrl: recordingUrl(world, recording), RecordingStatus: 'completed',
    RecordingDuration: String(recording.duration), RecordingChannels: String(recording.channels), RecordingStartTime: recording.dateCreated.toUTCString().replace('GMT', '+0000'),
    RecordingSource: recording.source,
  });
}
