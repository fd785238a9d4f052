import { conduct } from './conduct.ts';
import { LiveCall, ring } from './live-call.ts';
import { Refused } from './messages.ts';
import { pause } from './world.ts';
import type { Call, World } from './world.ts';

const E164 = /^\+[1-9]\d{6,14}$/;

export interface CallFromCustomer {
  /** A number, or `anonymous`. */
  readonly from: string;
  readonly to: string;
  /** Hangs up by itself after so long. */
  readonly patienceMs?: number;
  /** Speaks so long when it comes to a voicemail. */
  readonly voicemailSeconds?: number;
}

/** A customer calls one of our numbers. */
export function customerCalls(world: World, input: CallFromCustomer): { sid: string } {
  const number = world.numbers.find((entry) => entry.phoneNumber === input.to);
  if (!number) throw new Refused(404, 20404, `${input.to} is no number of this account.`);
  const call = new LiveCall(world, { direction: 'inbound', from: input.from, to: input.to, parentCallSid: null });
  world.ledger.append({ type: 'call-received', sid: call.sid, from: input.from, to: input.to });
  if (input.patienceMs !== undefined) void pause(world, input.patienceMs).then(() => call.hands.hangUp());
  if (input.voicemailSeconds !== undefined) call.hands.speak(input.voicemailSeconds);
  void conduct(world, call, number.settings.get('VoiceUrl') ?? '', number.settings.get('VoiceFallbackUrl')).then(() =>
    call.tell(world, number.settings.get('StatusCallback'), 'completed', 'completed'),
  );
  return { sid: call.sid };
}

/** POST /Calls.json. Throws Refused. */
export function placeCall(world: World, form: URLSearchParams): Call {
  const to = form.get('To') ?? '';
  const from = form.get('From') ?? '';
  const url = form.get('Url');
  if (!E164.test(to)) throw new Refused(400, 21211, `The phone number you are attempting to call, ${to}, is not valid.`);
  if (!world.numbers.some((number) => number.phoneNumber === from)) throw new Refused(400, 21210, `The source phone number provided, ${from}, is not yet verified for your account.`);
  if (!url) throw new Refused(400, 21205, 'Url parameter is required.');
  const call = new LiveCall(world, { direction: 'outbound-api', from, to, parentCallSid: null });
  world.ledger.append({ type: 'call-placed', sid: call.sid, from, to });
  const callback = form.get('StatusCallback') ?? undefined;
  const wanted = form.getAll('StatusCallbackEvent').join(' ') || 'completed';
  void (async () => {
    void call.tell(world, callback, wanted, 'ringing');
    if ((await ring(world, call, Number(form.get('Timeout') ?? 60))) === 'answered') {
      void call.tell(world, callback, wanted, 'answered');
      await conduct(world, call, url, form.get('FallbackUrl') ?? undefined);
    }
    await call.tell(world, callback, wanted, 'completed');
  })();
  return call;
}

/** The phone of this number that rings or talks. Throws Refused. */
export function phoneAt(world: World, number: string): Call {
  const live = world.calls.filter((call) => !call.endedAt && (call.direction === 'inbound' ? call.from : call.to) === number);
  const [call] = live.reverse();
  if (!call) throw new Refused(404, 20404, `No phone ${number} rings or talks.`);
  return call;
}
