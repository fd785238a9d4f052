import type { CallRouting, ChannelEvent } from '#channels';
import type { Core } from '../core.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { HAS_INBOX } from '../visibility.ts';
import { isWorkingTime } from '../working-time.ts';
import type { Look, Surroundings } from './look.ts';

const RING_SECONDS = 25;
/** More phones than this at once are refused by vendors. */
const MOST_PHONES = 10;
const VOICEMAIL: CallRouting = { action: 'voicemail', record: true };

/** The contact's owner if on duty, else the people on duty of the inbox; out of hours, or nobody with a phone: voicemail at once. */
export async function routeCall(tx: Tx, { inbox, company }: Surroundings, now: Date, ownerId: Id | null): Promise<CallRouting> {
  if (!isWorkingTime(now, company.calendar)) return VOICEMAIL;
  const owner = ownerId && (await tx.one<{ phone: string }>('SELECT u.phone FROM app_user u WHERE u.id = $1 AND u.active AND u.on_duty AND u.phone IS NOT NULL', [ownerId]));
  const people = owner
    ? [owner]
    : await tx.query<{ phone: string }>(
        `SELECT u.phone FROM app_user u WHERE u.active AND u.on_duty AND u.phone IS NOT NULL AND ${HAS_INBOX('u.id', '$1')} ORDER BY u.last_assigned_at NULLS FIRST, u.id LIMIT ${MOST_PHONES}`,
        [inbox.id],
      );
  if (!people.length) return VOICEMAIL;
  return { action: 'dial', operators: people.map(({ phone }) => ({ kind: 'phone', value: phone })), timeoutSeconds: RING_SECONDS, record: inbox.recordCalls };
}

/** A vendor that asks again about a ringing call gets an answer again; nothing is written. */
export async function routeAgain(
  tx: Tx, core: Core, events: readonly ChannelEvent[], found: { surroundings: Surroundings; look: Look },
): Promise<{ callRouting?: CallRouting }> {
  const call = events[0];
  if (call?.type !== 'call-updated' || call.direction !== 'inbound' || call.state !== 'ringing') return {};
  if (found.look.blocked) return { callRouting: VOICEMAIL };
  const row = await tx.one<{ owner_id: Id | null }>('SELECT c.owner_id FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = $1', [found.look.existingId]);
  return { callRouting: await routeCall(tx, found.surroundings, core.now(), row?.owner_id ?? found.look.sender?.ownerId ?? null) };
}
