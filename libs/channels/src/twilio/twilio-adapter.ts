import type {
  CallingChannel, ChannelCapabilities, ChannelEvent, ConnectingChannel, IngestOutcome, RawInbound, RecoveringChannel, SettlingChannel, WebhookChannel, WebhookReply,
} from '../contract.ts';
import { SendError } from '../errors.ts';
import type { AdapterDependencies, AdapterSetup } from '../setup.ts';
import { HOOKS, isHook } from './hooks.ts';
import { openTwilioMedia } from './media.ts';
import { checkNumber, listNumbers, pointNumber } from './numbers.ts';
import type { TwilioNumber } from './numbers.ts';
import { parseCall, wasBridged } from './parse-call.ts';
import { parseMessage, parseReceipt } from './parse-message.ts';
import { placeCall } from './place-call.ts';
import { PATH_HEADER, QUERY_HEADER, receiveRequest } from './receive.ts';
import type { Received } from './receive.ts';
import { recoverFrom } from './recover.ts';
import { createSeal } from './seal.ts';
import { MAX_TEXT, sendMessage } from './send.ts';
import { parseSettings } from './settings.ts';
import { settleMessage } from './settle.ts';
import { twilioClient } from './transport.ts';
import type { TwilioClient } from './transport.ts';
import { CallScript, nothingToSay } from './twiml.ts';

export type TwilioAdapter = WebhookChannel & SettlingChannel & RecoveringChannel & ConnectingChannel & CallingChannel;

const SMS: ChannelCapabilities = {
  channel: 'sms', maxTextLength: MAX_TEXT, format: 'plain', subject: false, attachments: null, attachmentsWithText: false, startsConversation: true,
  addressKind: 'phone', highestReceipt: 'delivered', cc: false, calls: false, segments: 'gsm',
};
/** One cannot write by it; its answer is a call or an SMS. */
const VOICE: ChannelCapabilities = { ...SMS, channel: 'voice', maxTextLength: 0, startsConversation: false, highestReceipt: 'sent', calls: true };

/** One Twilio number: its messages and its calls. Throws SettingsError; no I/O. */
export function createTwilioAdapter(setup: AdapterSetup, dependencies: AdapterDependencies): TwilioAdapter {
  const settings = parseSettings(setup);
  const root = dependencies.webhookUrl;
  const seal = createSeal(dependencies.signingKey);
  const script = root === null ? null : new CallScript(settings, root);
  const closing = new AbortController();
  const client = (signal?: AbortSignal): TwilioClient =>
    twilioClient({ ...settings, checkHost: dependencies.checkHost }, signal ? AbortSignal.any([signal, closing.signal]) : closing.signal);

  /** What Twilio is told to do next, now that the request is committed. */
  const reply = ({ hook, form, query }: Received, outcomes: readonly IngestOutcome[]): WebhookReply => {
    const carried = query.get('c') ?? undefined;
    const outbound = query.get('way') === 'out';
    if (!script) return nothingToSay();
    switch (hook) {
      case 'voice': {
        const caller = form.get('From');
        return script.incoming(outcomes[0]?.callRouting, caller, caller ? seal.close(caller) : undefined);
      }
      case 'voice-unattended':
        return script.voicemail(carried);
      case 'voice-dial':
        // The caller may have hung up meanwhile; then nobody listens.
        if (wasBridged(form) || form.get('CallStatus') === 'completed') return script.hangUp();
        return outbound ? script.noAnswer() : script.voicemail(carried);
      case 'voice-bridge': {
        const customer = carried === undefined ? null : seal.open(carried);
        return customer && carried ? script.bridge(customer, carried, query.get('r') === '1') : script.hangUp();
      }
      case 'voice-announce':
        return script.announce();
      case 'voicemail':
        return script.hangUp();
      case 'sms':
      case 'sms-status':
      case 'voice-status':
      case 'recording':
      case null:
        return nothingToSay();
    }
  };

  return {
    kind: 'twilio',
    capabilities: [SMS, VOICE],

    receive(request) {
      const received = receiveRequest(request, root, settings.authToken);
      return { raw: received.raw, reply: (outcomes) => reply(received, outcomes) };
    },

    parse: (raw) => Promise.resolve().then(() => parseRaw(raw, settings.phoneNumber, seal.open)),

    send: (message, signal) => sendMessage(client(signal), settings, root, message),

    settle: (message, attemptedAt, claimed, signal) => settleMessage(client(signal), settings, message, attemptedAt, claimed, dependencies.now()),

    recover: (since, signal) => recoverFrom(client(signal), settings, since, dependencies.now()),

    call: (legs, signal) => placeCall(client(signal), settings, root, seal, legs),

    async connect(webhookUrl) {
      // Without a public address messages still come by listing; calls cannot.
      if (webhookUrl !== null) await pointNumber(client(), settings, webhookUrl);
    },

    openMedia: (ref) => openTwilioMedia(settings, dependencies.fetch, ref),
    check: () => checkNumber(client(), settings, root),
    close: () => Promise.resolve(closing.abort()),
  };
}

function parseRaw(raw: RawInbound, line: string, unseal: (sealed: string) => string | null): readonly ChannelEvent[] {
  const path = raw.headers[PATH_HEADER] ?? '';
  const form = new URLSearchParams(raw.body.toString('utf8'));
  const query = new URLSearchParams(raw.headers[QUERY_HEADER] ?? '');
  if (!isHook(path)) throw new Error('This was kept without the address it came to.');
  if (path === HOOKS.sms) return parseMessage(form, raw.receivedAt);
  if (path === HOOKS.smsStatus) return parseReceipt(form, query, raw.receivedAt);
  return parseCall(path, { form, query, receivedAt: raw.receivedAt, line, unseal });
}

/**
 * The numbers of an account, for the settings page, before any inbox exists. Rejects with SettingsError or SendError.
 */
export async function discoverTwilio(
  account: { readonly accountSid: string; readonly authToken: string; readonly apiRoot?: string },
  dependencies: Pick<AdapterDependencies, 'checkHost'>,
  signal: AbortSignal,
): Promise<TwilioNumber[]> {
  const { authToken, ...rest } = account;
  const settings = parseSettings({ settings: { ...rest, phoneNumber: '+10000000' }, credentials: { authToken } });
  if (signal.aborted) throw new SendError('unavailable', 'Twilio was not asked.');
  return listNumbers(twilioClient({ ...settings, checkHost: dependencies.checkHost }, signal));
}
