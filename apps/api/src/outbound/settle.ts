import { isSettlingChannel } from '#channels';
import { NotFound, type Actor, type Crm, type MessageView } from '#crm-core';
import type { LiveAdapters } from '../channels/live-adapters.ts';
import type { Log } from '../log.ts';
import type { FileStore } from '../media/file-store.ts';
import { outboundMessage } from './deliver.ts';

/** Vendors list what they took only after some seconds; later looks get rarer, and after a day nobody looks by himself. */
const LOOKS_MS = [5_000, 15_000, 60_000, 300_000, 1_800_000, 7_200_000, 43_200_000];
const ASK_MS = 20_000;

/** Learns from the vendor what became of uncertain deliveries, where the vendor can be asked. */
export interface Settler {
  /** One round over what is due. Returns how many were settled. */
  round(): Promise<number>;
  /** A person asks for one message, now. */
  checkNow(actor: Actor, messageId: string): Promise<MessageView>;
}

type Uncertain = Awaited<ReturnType<Crm['outbound']['uncertain']>>[number];

export function createSettler(parts: { crm: Crm; adapters: LiveAdapters; files: FileStore; log: Log; now: () => Date }): Settler {
  const { crm, adapters, files, log, now } = parts;
  const looks = new Map<string, { count: number; nextAt: number }>();

  async function ask(uncertain: Uncertain): Promise<boolean> {
    return adapters.use(uncertain.inboxId, async ({ adapter }) => {
      if (!isSettlingChannel(adapter)) return false;
      const answer = await adapter.settle(outboundMessage(uncertain, files), uncertain.attemptedAt, uncertain.claimed, AbortSignal.timeout(ASK_MS));
      if (answer.outcome === 'unknown') return false;
      await crm.outbound.settle(uncertain.deliveryId, answer.outcome === 'sent' ? { sent: answer.receipt } : 'not-sent');
      log.info({ deliveryId: uncertain.deliveryId, outcome: answer.outcome }, 'an uncertain delivery was settled');
      return true;
    });
  }

  return {
    async round() {
      const open = await crm.outbound.uncertain(200);
      for (const id of looks.keys()) if (!open.some(({ deliveryId }) => deliveryId === id)) looks.delete(id);
      let settled = 0;
      for (const uncertain of open) {
        const look = looks.get(uncertain.deliveryId) ?? { count: 0, nextAt: uncertain.attemptedAt.getTime() + (LOOKS_MS[0] ?? 0) };
        const pause = LOOKS_MS[look.count];
        if (pause === undefined || now().getTime() < look.nextAt) continue;
        looks.set(uncertain.deliveryId, { count: look.count + 1, nextAt: now().getTime() + (LOOKS_MS[look.count + 1] ?? 0) });
        if (await ask(uncertain).catch((error: unknown) => (log.warn({ err: error, deliveryId: uncertain.deliveryId }, 'the vendor could not be asked'), false))) settled++;
      }
      return settled;
    },
    async checkNow(actor, messageId) {
      const before = await crm.outbound.message(actor, messageId);
      if (!before) throw new NotFound('message');
      for (const uncertain of await crm.outbound.uncertainOf(actor, messageId)) {
        await ask(uncertain).catch((error: unknown) => log.warn({ err: error, deliveryId: uncertain.deliveryId }, 'the vendor could not be asked'));
      }
      return crm.outbound.message(actor, messageId);
    },
  };
}
