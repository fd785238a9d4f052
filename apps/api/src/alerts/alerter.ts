import { randomUUID } from 'node:crypto';
import { SendError, type Address, type ChannelCapabilities, type OutboundMessage } from '#channels';
import type { Crm, IngestResult } from '#crm-core';
import { InboxBroken, NoSuchInbox, type LiveAdapters } from '../channels/live-adapters.ts';
import type { Log } from '../log.ts';
import { createPool } from '../outbound/outbox.ts';
import type { WakeUps } from '../outbound/wake-ups.ts';
import { alertText, WELCOME } from './words.ts';

const AT_ONCE = 4;
const ATTEMPTS = 3;
const SEND_MS = 20_000;
const LONGEST_PAUSE_MS = 10_000;

/** Speaks to people of the company in the messenger they linked. Best effort: at most once, and nothing waits for it. */
export interface Alerter {
  /** A notification; resolves whatever comes of it, rejects only when the database is away. */
  tell(notificationId: string): Promise<void>;
  /** Says that the link works. */
  welcome(linked: NonNullable<IngestResult['linked']>, inboxId: string, address: Address): void;
}

export function createAlerter(parts: { crm: Crm; adapters: LiveAdapters; log: Log; publicUrl: string | null; stopping: AbortSignal; now: () => Date }): Alerter {
  const { crm, adapters, log, publicUrl, stopping, now } = parts;

  /** Again only what was surely not sent. */
  async function send(inboxId: string, address: Address, text: string, stands: () => Promise<boolean>): Promise<void> {
    const id = randomUUID();
    for (let attempt = 1; ; attempt++) {
      try {
        return await adapters.use(inboxId, async ({ adapter }) => {
          const can = adapter.capabilities.find(({ addressKind, calls }) => addressKind === address.kind && !calls);
          if (!can) throw new SendError('config', 'The channel cannot write to such an address.');
          await adapter.send(messageTo(id, can, address, text, now()), AbortSignal.any([stopping, AbortSignal.timeout(SEND_MS)]));
        });
      } catch (error) {
        const again = error instanceof SendError && (error.failure === 'rate-limited' || error.failure === 'unavailable') && (error.retryAfterMs ?? 0) <= LONGEST_PAUSE_MS;
        if (!again || attempt >= ATTEMPTS || stopping.aborted) throw error;
        await new Promise((wake) => setTimeout(wake, error.retryAfterMs ?? 1_000 * attempt));
        // Somebody saw to it meanwhile.
        if (!(await stands())) return;
      }
    }
  }

  async function reach(userId: string, inboxId: string, address: Address, text: string, stands = async (): Promise<boolean> => true): Promise<void> {
    try {
      await send(inboxId, address, text, stands);
    } catch (error) {
      if (error instanceof SendError && error.failure === 'opted-out' && address.kind === 'telegram') {
        await crm.users.unlinkTelegram(userId, address);
        return log.info({ userId, inboxId }, 'the person does not want to be told there any more; unlinked');
      }
      const reason = error instanceof SendError ? error.failure : error instanceof NoSuchInbox || error instanceof InboxBroken ? error.name : null;
      if (!reason) throw error;
      log.warn({ userId, inboxId, reason }, 'a person was not told outside the window');
    }
  }

  return {
    async tell(notificationId) {
      if (stopping.aborted) return;
      const { timeZone } = await crm.company.get();
      // An alarm is told in more than one way: each is taken by itself, and what was taken is not told twice.
      for (let alert = await crm.company.alerts.take(notificationId); alert; alert = alert.alarm ? await crm.company.alerts.take(notificationId) : null) {
        await reach(alert.userId, alert.inboxId, alert.address, alertText(alert, publicUrl, timeZone), () => crm.company.alerts.stands(notificationId));
      }
    },
    welcome({ userId, locale }, inboxId, address) {
      void reach(userId, inboxId, address, WELCOME[locale]).catch((error: unknown) => log.warn({ err: error, userId }, 'the link was not confirmed to the person'));
    },
  };
}

/** Tells what the queue says, a few at a time. There is no sweep: what nobody was woken for stays on the screen. */
export function runAlerts(parts: { wakeUps: WakeUps; alerter: Alerter; log: Log }): { stop(): Promise<void> } {
  const pool = createPool(parts.alerter.tell, AT_ONCE, parts.log);
  parts.wakeUps.serve('alert', AT_ONCE, (id) => pool.run(id));
  return { stop: () => pool.idle() };
}

function messageTo(id: string, { channel, subject }: Pick<ChannelCapabilities, 'channel' | 'subject'>, recipient: Address, text: string, queuedAt: Date): OutboundMessage {
  return {
    deliveryId: id, messageId: id, channel, recipient, externalThreadId: null, to: [recipient], cc: [], subject: subject ? (text.split('\n')[0] ?? null) : null, text, html: null, attachments: [], replyTo: null, references: [], senderName: 'Okno', queuedAt,
  };
}
