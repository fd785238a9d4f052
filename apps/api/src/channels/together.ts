import type { Crm, IngestInput, IngestResult } from '#crm-core';
import { Unavailable } from '#crm-core';

/** Transactions at once per inbox; what comes meanwhile waits for the next, which takes it all. */
const AT_ONCE = 4;
const TOGETHER = 16;

interface Waiting {
  readonly input: IngestInput;
  readonly kept: (result: IngestResult) => void;
  readonly lost: (error: unknown) => void;
}
interface Line {
  waiting: Waiting[];
  running: number;
}

/**
 * Raw events that come one by one, each from somebody who waits for its commit. Alone, each is committed at once; in a rush
 * those that came while others were being committed share the next transaction. Rejects as `ingest` does, each for itself.
 */
export function createTogether(ingest: Pick<Crm['ingest'], 'ingestBacklog'>): (input: IngestInput) => Promise<IngestResult> {
  const lines = new Map<string, Line>();

  async function run(inboxId: string, line: Line): Promise<void> {
    line.running += 1;
    // The rest of what this moment brought comes along.
    await new Promise((next) => setImmediate(next));
    while (line.waiting.length) await commit(line, line.waiting.splice(0, TOGETHER));
    line.running -= 1;
    if (!line.running) lines.delete(inboxId);
  }

  async function commit(line: Line, group: readonly Waiting[]): Promise<void> {
    let done = 0;
    try {
      const results = await ingest.ingestBacklog(group.map(({ input }) => input));
      results.forEach((result, index) => group[index]!.kept(result));
      done = results.length;
    } catch (error) {
      // While the database is away nobody is kept; any other error is the first one's alone.
      const lost = error instanceof Unavailable ? group : group.slice(0, 1);
      lost.forEach((one) => one.lost(error));
      done = lost.length;
    }
    line.waiting.unshift(...group.slice(done));
  }

  return (input) =>
    new Promise((kept, lost) => {
      const line = lines.get(input.inboxId) ?? { waiting: [], running: 0 };
      lines.set(input.inboxId, line);
      line.waiting.push({ input, kept, lost });
      if (line.running < AT_ONCE) void run(input.inboxId, line);
    });
}
