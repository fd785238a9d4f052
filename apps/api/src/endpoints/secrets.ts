import { randomBytes } from 'node:crypto';
import type { Vault } from '../secrets.ts';

/** For so long the secret before the last signs, too: time enough for the receiver to learn the new one. */
const BOTH_SIGN_MS = 24 * 3_600_000;

/** As it is sealed. */
interface Secrets {
  readonly current: string;
  readonly previous?: { readonly secret: string; readonly until: string };
}

/** `whsec_` and 32 random bytes in base64: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
export function newSecret(vault: Vault, endpointId: string): { secret: string; sealed: Buffer } {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  return { secret, sealed: vault.seal({ current: secret } satisfies Secrets, endpointId) };
}

/** A new one in place of the present one, which signs beside it for a day. Throws SealBroken. */
export function changedSecret(vault: Vault, endpointId: string, sealed: Buffer, now: Date): { secret: string; sealed: Buffer } {
  const { current } = vault.open(sealed, endpointId) as Secrets;
  const { secret } = newSecret(vault, endpointId);
  const until = new Date(now.getTime() + BOTH_SIGN_MS).toISOString();
  return { secret, sealed: vault.seal({ current: secret, previous: { secret: current, until } } satisfies Secrets, endpointId) };
}

/** Those that sign now, the newest first. Throws SealBroken. */
export function signingSecrets(vault: Vault, endpointId: string, sealed: Buffer, now: Date): string[] {
  const { current, previous } = vault.open(sealed, endpointId) as Secrets;
  return previous && Date.parse(previous.until) > now.getTime() ? [current, previous.secret] : [current];
}
