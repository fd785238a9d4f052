import type { Address, ExternalId } from '../contract.ts';
import { SendError } from '../errors.ts';
import { HOOKS, hookUrl } from './hooks.ts';
import { sendErrorOf } from './send-error.ts';
import type { Seal } from './seal.ts';
import { E164 } from './settings.ts';
import type { TwilioSettings } from './settings.ts';
import type { TwilioClient } from './transport.ts';

/** Click-to-call: rings the operator's phone; when they pick up Twilio asks `voice-bridge`, which rings the customer. */
export async function placeCall(
  client: TwilioClient,
  settings: TwilioSettings,
  root: string | null,
  seal: Seal,
  legs: { readonly operator: Address; readonly customer: Address; readonly record: boolean },
): Promise<ExternalId> {
  if (!root) throw new SendError('config', 'Calls need a public address of this installation (PUBLIC_URL).');
  if (!E164.test(legs.operator.value)) throw new SendError('config', 'The operator has no phone number with its country code.');
  if (legs.customer.kind !== 'phone' || !E164.test(legs.customer.value)) throw new SendError('recipient', 'A call needs a phone number with its country code.');
  const query = { way: 'out', c: seal.close(legs.customer.value) };
  try {
    const call = await client.calls.create({
      to: legs.operator.value,
      from: settings.phoneNumber,
      url: hookUrl(root, HOOKS.bridge, { ...query, ...(legs.record && settings.recordCalls ? { r: '1' } : {}) }),
      method: 'POST',
      statusCallback: hookUrl(root, HOOKS.voiceStatus, query),
      statusCallbackMethod: 'POST',
      // Shorter than a mobile's own voicemail picks up.
      timeout: 25,
    });
    return call.sid;
  } catch (error) {
    throw sendErrorOf(error);
  }
}
