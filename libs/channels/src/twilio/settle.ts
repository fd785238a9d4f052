import type { ExternalId, OutboundMessage, SendReceipt } from '../contract.ts';
import { readErrorOf } from './send-error.ts';
import type { TwilioSettings } from './settings.ts';
import type { TwilioClient } from './transport.ts';

type Settlement = { readonly outcome: 'sent'; readonly receipt: SendReceipt } | { readonly outcome: 'not-sent' } | { readonly outcome: 'unknown' };

/** Twilio's clock against ours. */
const CLOCK_SKEW_MS = 2 * 60_000;
/** An accepted message is in the list well before this; until then its absence proves nothing. */
const SURE_AFTER_MS = 5 * 60_000;
const MOST_LISTED = 1000;

/**
 * Did Twilio take it? It knows no key of ours, so: the messages to this number since the attempt, with this text, that belong to no
 * other delivery. Filtered by `To` alone: a message still queued has no DateSent and a service's message no From yet.
 * Exactly one is ours; none, late enough, is proof of the contrary; everything else stays open. Rejects with SendError.
 */
export async function settleMessage(
  client: TwilioClient,
  settings: TwilioSettings,
  message: OutboundMessage,
  attemptedAt: Date,
  claimed: ReadonlySet<ExternalId>,
  now: Date,
): Promise<Settlement> {
  const listed = await client.messages.list({ to: message.recipient.value, limit: MOST_LISTED }).catch((error: unknown) => {
    throw readErrorOf(error);
  });
  const since = attemptedAt.getTime() - CLOCK_SKEW_MS;
  const ours = listed.filter(
    (entry) =>
      entry.direction === 'outbound-api' &&
      (entry.from === settings.phoneNumber || (settings.messagingServiceSid !== null && entry.messagingServiceSid === settings.messagingServiceSid)) &&
      entry.dateCreated.getTime() >= since &&
      !claimed.has(entry.sid),
  );
  const matches = ours.filter((entry) => isText(entry.body, message.text));
  const [match] = matches;
  if (match && matches.length === 1) return { outcome: 'sent', receipt: { externalId: match.sid, aliases: [], status: match.status === 'delivered' || match.status === 'read' ? 'delivered' : 'sent' } };
  // A redacted message has no text: it may be this one.
  const isHidden = ours.some((entry) => !entry.body);
  const isSure = listed.length < MOST_LISTED && !isHidden && now.getTime() - attemptedAt.getTime() >= SURE_AFTER_MS;
  return { outcome: matches.length === 0 && isSure ? 'not-sent' : 'unknown' };
}

/** Twilio trims, and a trial account writes its own words in front. */
function isText(listed: string, sent: string): boolean {
  const text = sent.trim();
  return listed.trim() === text || (listed.startsWith('Sent from your Twilio trial account - ') && listed.trim().endsWith(`- ${text}`));
}
