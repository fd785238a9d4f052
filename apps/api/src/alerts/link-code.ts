import { isLinkingChannel, type Address, type ChannelAdapter, type ChannelEvent } from '#channels';
import { newToken, tokenHash } from '../auth/tokens.ts';

const PREFIX = 'okno-';
/** 256 bits in base64url. */
const CODE = /^okno-[A-Za-z0-9_-]{43}$/;

/** A code for a start parameter (48 of its 64 characters); only the hash is stored. */
export function newLinkCode(): { code: string; hash: Buffer } {
  const { token } = newToken();
  const code = PREFIX + token;
  return { code, hash: tokenHash(code) };
}

/** The code that somebody brought by themselves, as a person and not as a group. Whether it is good the core says. */
export function linkIn(adapter: ChannelAdapter, events: readonly ChannelEvent[]): { tokenHash: Buffer; address: Address } | undefined {
  const [event] = events;
  if (!isLinkingChannel(adapter) || events.length !== 1 || event?.type !== 'message-received' || event.direction !== 'inbound' || event.sender.group || !event.sender.verified) return undefined;
  const code = event.source?.startParameter;
  return code && CODE.test(code) ? { tokenHash: tokenHash(code), address: event.sender.address } : undefined;
}
