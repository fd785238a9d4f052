import type { ChannelHealth } from '../contract.ts';
import { SendError } from '../errors.ts';
import { HOOKS, hookUrl } from './hooks.ts';
import { readErrorOf } from './send-error.ts';
import type { TwilioSettings } from './settings.ts';
import type { TwilioClient } from './transport.ts';

type IncomingNumber = Awaited<ReturnType<TwilioClient['incomingPhoneNumbers']['list']>>[number];

/** A number of the account, for the settings page to choose from. */
export interface TwilioNumber {
  readonly phoneNumber: string;
  readonly name: string;
  readonly sms: boolean;
  readonly mms: boolean;
  readonly voice: boolean;
}

/** The account's numbers. Rejects with SendError. */
export async function listNumbers(client: TwilioClient): Promise<TwilioNumber[]> {
  try {
    const numbers = await client.incomingPhoneNumbers.list({ limit: 1000 });
    return numbers.map(({ phoneNumber, friendlyName, capabilities }) => ({
      phoneNumber, name: friendlyName, sms: capabilities.sms, mms: capabilities.mms, voice: capabilities.voice,
    }));
  } catch (error) {
    throw readErrorOf(error);
  }
}

/** Points the number at us. An address that fails is tried once more as the fallback, which gives it another 15 s. */
export async function pointNumber(client: TwilioClient, settings: TwilioSettings, root: string): Promise<void> {
  try {
    const number = await findNumber(client, settings);
    if (!number) throw new SendError('config', `The Twilio account has no number ${settings.phoneNumber}.`);
    const sms = hookUrl(root, HOOKS.sms);
    const voice = hookUrl(root, HOOKS.voice);
    await client.incomingPhoneNumbers(number.sid).update({
      smsUrl: sms, smsMethod: 'POST', smsFallbackUrl: sms, smsFallbackMethod: 'POST',
      voiceUrl: voice, voiceMethod: 'POST', voiceFallbackUrl: voice, voiceFallbackMethod: 'POST',
      statusCallback: hookUrl(root, HOOKS.voiceStatus), statusCallbackMethod: 'POST',
    });
  } catch (error) {
    throw readErrorOf(error);
  }
}

/** What the settings page shows for "test". Never rejects. */
export async function checkNumber(client: TwilioClient, settings: TwilioSettings, root: string | null): Promise<ChannelHealth> {
  const steps: { name: string; ok: boolean; detail?: string; milliseconds: number }[] = [];
  const step = async <T>(name: string, work: () => Promise<{ ok: boolean; detail?: string; value: T }>): Promise<T | null> => {
    const started = performance.now();
    const took = (): number => Math.round(performance.now() - started);
    try {
      const { ok, detail, value } = await work();
      steps.push({ name, ok, ...(detail ? { detail } : {}), milliseconds: took() });
      return ok ? value : null;
    } catch (error) {
      steps.push({ name, ok: false, detail: readErrorOf(error).message, milliseconds: took() });
      return null;
    }
  };
  const account = await step('account', async () => {
    const { status, friendlyName } = await client.api.v2010.accounts(settings.accountSid).fetch();
    return { ok: status === 'active', detail: status === 'active' ? friendlyName : `The account is ${status}.`, value: true };
  });
  const number = account && (await step('number', async () => {
    const found = await findNumber(client, settings);
    return { ok: Boolean(found), detail: found ? abilities(found) : `The account has no number ${settings.phoneNumber}.`, value: found };
  }));
  if (number && root) {
    await step('webhooks', () => {
      const points = number.smsUrl === hookUrl(root, HOOKS.sms) && number.voiceUrl === hookUrl(root, HOOKS.voice);
      // Not yet pointed at us is what connecting mends; it is no fault of the settings.
      return Promise.resolve({ ok: true, detail: points ? 'Messages and calls come to us.' : 'The number does not point at us yet; connect it.', value: true });
    });
  }
  return { ok: steps.every((entry) => entry.ok), account: settings.phoneNumber, steps };
}

async function findNumber(client: TwilioClient, settings: TwilioSettings): Promise<IncomingNumber | null> {
  const found = await client.incomingPhoneNumbers.list({ phoneNumber: settings.phoneNumber, limit: 20 });
  return found.find((number) => number.phoneNumber === settings.phoneNumber) ?? null;
}

function abilities({ capabilities }: IncomingNumber): string {
  const can = [capabilities.sms ? 'SMS' : '', capabilities.mms ? 'MMS' : '', capabilities.voice ? 'calls' : ''].filter(Boolean);
  return can.length ? can.join(', ') : 'It can neither take messages nor calls.';
}
