import type { Address, ChannelCapabilities } from '#channels';
import { normaliseAddress } from '../contacts/address.ts';
import { Invalid } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';

type Stated = readonly { kind: string; value: string }[];

/** Addresses that a person typed, in their one written form. Throws Invalid for what this channel cannot reach. */
export function checkedAddresses(stated: Stated, capability: ChannelCapabilities, country: string, path: string): Address[] {
  const seen = new Map<string, Address>();
  for (const { kind, value } of stated) {
    if (kind !== capability.addressKind) throw new Invalid('bad-recipient', `This channel reaches addresses of the kind ${capability.addressKind} only.`, path);
    const address = normaliseAddress({ kind: capability.addressKind, value }, country);
    if (!wellFormed(address)) throw new Invalid('bad-recipient', 'This is not a complete address.', path);
    seen.set(address.value, address);
  }
  return [...seen.values()];
}

function wellFormed({ kind, value }: Address): boolean {
  switch (kind) {
    case 'email':
      return /^[^\s@<>"(),;:\\\p{Cc}]+@[^\s@<>"(),;:\\\p{Cc}]+$/u.test(value) && value.length <= 254;
    case 'phone':
      return /^\+\d{5,15}$/.test(value);
    case 'telegram':
    case 'visitor':
    case 'http':
      return value.length > 0 && value.length <= 500 && !/\p{Cc}/u.test(value);
  }
}

/** STOP and "blocked the bot" are kept until the customer takes them back: nobody writes there meanwhile. */
export async function refuseOptedOut(tx: Tx, inboxId: Id, addresses: readonly { kind: string; value: string }[]): Promise<void> {
  const out = await tx.one<{ value: string }>(
    'SELECT o.value FROM opt_out o JOIN unnest($2::text[], $3::text[]) AS a (kind, value) ON o.kind = a.kind AND o.value = a.value WHERE o.inbox_id = $1 LIMIT 1',
    [inboxId, addresses.map((address) => address.kind), addresses.map((address) => address.value)]);
  if (out) throw new Invalid('opted-out', 'The customer asked not to be written to here. Choose another channel.', 'recipients');
}
