import type { ChannelAdapter, Cursor, RawInbound } from '#channels';
import type { IngestInput } from '#crm-core';
import { afterCommit, prepare, type AcceptParts } from './accept.ts';

/** Committed together at most; the core stops earlier when it takes long. */
const TOGETHER = 16;

interface Waiting {
  /** Null: only the cursor moves. */
  readonly input: Promise<IngestInput> | null;
  /** The input, once it is there. */
  ready: IngestInput | null;
  readonly next: Cursor;
  readonly kept: () => void;
  readonly lost: (error: unknown) => void;
}

/** Gives a listener its `deliver`. */
export type OpenBacklog = (inboxId: string, adapter: ChannelAdapter, signal: AbortSignal) => (raw: RawInbound | null, next: Cursor) => Promise<void>;

/**
 * A listener's way in. It may deliver the next before the last is committed: each is interpreted at once, what is ready is
 * committed in order, several at a time when they queue up. When one cannot be kept, all behind it are refused as well, so
 * that the cursor never passes what was not kept; the listener begins again from the last one that was.
 */
export function createBacklog(parts: AcceptParts): OpenBacklog {
  const { crm } = parts;
  return (inboxId, adapter, signal) => {
    const queue: Waiting[] = [];
    let running = false;
    let refused: { readonly why: unknown } | null = null;

    async function commit(): Promise<void> {
      signal.throwIfAborted();
      const first = queue[0]!;
      if (!first.input) {
        await crm.ingest.moveCursor(inboxId, first.next);
        return queue.shift()!.kept();
      }
      const inputs = [await first.input];
      while (inputs.length < TOGETHER && queue[inputs.length]?.ready) inputs.push(queue[inputs.length]!.ready!);
      const results = await crm.ingest.ingestBacklog(inputs);
      results.forEach((result, index) => {
        afterCommit(parts, inputs[index]!, result);
        queue.shift()!.kept();
      });
    }

    async function run(): Promise<void> {
      running = true;
      try {
        while (queue.length) await commit();
      } catch (error) {
        refused = { why: error };
        queue.splice(0).forEach((one) => one.lost(error));
        // Until the listener has learned of it: what it delivers meanwhile must not overtake what was refused.
        setImmediate(() => { refused = null; });
      } finally {
        running = false;
      }
    }

    return (raw, next) =>
      new Promise<void>((kept, lost) => {
        if (refused) return lost(refused.why);
        const one: Waiting = { input: raw && prepare(parts, inboxId, adapter, raw, next), ready: null, next, kept, lost };
        // A rejection is met when its turn has come.
        one.input?.then((input) => { one.ready = input; }, () => undefined);
        queue.push(one);
        if (!running) void run();
      });
  };
}
