import { isDeletingChannel, isEditingChannel, SendError } from '#channels';
import type { ClaimedChange, Crm } from '#crm-core';
import type { LiveAdapters } from '../channels/live-adapters.ts';
import type { Log } from '../log.ts';
import { failureOf, factsOf } from './deliver.ts';
import { createPool } from './outbox.ts';
import type { WakeUps } from './wake-ups.ts';

const SWEEP_MS = 5_000;
const AT_ONCE = 4;
const LONGEST_MS = 20_000;

/** Changes and deletes at the vendor what a person changed or deleted here: woken by the queue, and by a sweep that needs none. */
export function runChanges(parts: { crm: Crm; wakeUps: WakeUps; adapters: LiveAdapters; log: Log }): { stop(): Promise<void> } {
  const { crm, wakeUps, adapters, log } = parts;

  async function carryOut(id: string): Promise<void> {
    const change = await crm.changes.claim(id);
    if (!change) return;
    try {
      await adapters.use(change.inboxId, async ({ adapter }) => {
        const signal = AbortSignal.timeout(LONGEST_MS);
        for (const message of change.messages) await atVendor(adapter, change, message, signal);
      });
    } catch (error) {
      const failure = failureOf(error, true);
      log.warn({ err: error instanceof SendError ? undefined : error, changeId: id, inboxId: change.inboxId, failure: failure.failure, code: failure.code }, 'not changed');
      return crm.changes.recordFailure(id, factsOf(failure), failure.retryAfterMs);
    }
    await crm.changes.recordDone(id);
  }

  const pool = createPool(carryOut, AT_ONCE, log);
  wakeUps.serve('change', AT_ONCE, (id) => pool.run(id));
  let sweeping: Promise<void> | null = null;
  const sweep = async (): Promise<void> => pool.offer(await crm.changes.due(100));
  const timer = setInterval(() => {
    sweeping ??= sweep().catch((error: unknown) => log.warn({ err: error }, 'the sweep of changes failed')).finally(() => { sweeping = null; });
  }, SWEEP_MS);
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
      await pool.idle();
    },
  };
}

async function atVendor(adapter: Parameters<typeof isEditingChannel>[0], change: ClaimedChange, message: ClaimedChange['messages'][number], signal: AbortSignal): Promise<void> {
  switch (change.kind) {
    case 'edit':
      if (!isEditingChannel(adapter)) throw new SendError('unsupported', 'On this channel what was sent stays as it is.');
      return adapter.edit(message, change.text, change.changeId, signal);
    case 'delete':
      if (!isDeletingChannel(adapter)) throw new SendError('unsupported', 'This channel cannot take back what was sent.');
      return adapter.remove(message, change.changeId, signal);
  }
}
