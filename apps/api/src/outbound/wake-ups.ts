import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { postgresBackend, queuePool } from '../database/connect.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';

export type Line = 'outbound' | 'media' | 'alert' | 'change';

/** A wake-up says "look at this row now". Losing all of them delays by one sweep and loses nothing. */
export interface WakeUps {
  /** Never throws and never waits for the queue. */
  wake(line: Line, id: string): void;
  /** Calls `work` for each wake-up, `concurrency` at a time. */
  serve(line: Line, concurrency: number, work: (id: string) => Promise<void>): void;
  close(): Promise<void>;
}

/** BullMQ on the database we have anyway, or on Redis. A job holds an id and no truth; it is gone as soon as it was looked at. */
export function openWakeUps(config: Pick<Config, 'redisUrl'>, databaseUrl: string, log: Log): WakeUps {
  const queues = new Map<Line, Queue>();
  const workers: Worker[] = [];
  const options = { removeOnComplete: true, removeOnFail: true, attempts: 1 };
  let complained = 0;
  const complain = (error: Error): void => {
    if (Date.now() - complained < 10_000) return;
    complained = Date.now();
    log.warn({ err: error }, 'the queue does not answer; the sweep works on alone');
  };
  const redis = config.redisUrl ? connectRedis(config.redisUrl, complain) : null;
  const pool = redis ? null : queuePool(databaseUrl).on('error', complain);

  function queueOf(line: Line): Queue {
    let queue = queues.get(line);
    if (!queue) {
      queue = redis
        ? new Queue(line, { connection: redis.asking, defaultJobOptions: options })
        : (new Queue(line, { connection: pool!, defaultJobOptions: options }, postgresBackend) as unknown as Queue);
      queue.on('error', complain);
      queues.set(line, queue);
    }
    return queue;
  }

  return {
    wake(line, id) {
      globalThis.oknoFailpoint?.('K5');
      queueOf(line).add('look', { id }, { jobId: `${line}-${id}` }).catch(complain);
    },
    serve(line, concurrency, work) {
      const look = async (job: { data: { id: string } }): Promise<void> => {
        await work(job.data.id);
        globalThis.oknoFailpoint?.('K11');
      };
      const worker = redis
        ? new Worker(line, look, { connection: redis.serving, concurrency })
        : (new Worker(line, look, { connection: pool!, concurrency }, postgresBackend) as unknown as Worker);
      worker.on('error', complain);
      worker.on('failed', (_job, error) => log.warn({ err: error, line }, 'a wake-up failed; the sweep finds its row'));
      workers.push(worker);
    },
    async close() {
      // A Redis that is gone answers no goodbye: nothing is waited for that it would have to say.
      const away = redis !== null && redis.serving.status !== 'ready';
      await Promise.allSettled([...workers.map((worker) => worker.close(away)), ...[...queues.values()].map((queue) => queue.close())]);
      redis?.close();
      await pool?.end();
    },
  };
}

/** One connection to ask on, which refuses at once while Redis is away, and one for the workers, which waits for it. */
function connectRedis(url: string, complain: (error: Error) => void): { asking: Redis; serving: Redis; close(): void } {
  const asking = new Redis(url, { maxRetriesPerRequest: null, enableOfflineQueue: false });
  const serving = new Redis(url, { maxRetriesPerRequest: null });
  for (const one of [asking, serving]) one.on('error', complain);
  return { asking, serving, close: () => { for (const one of [asking, serving]) one.disconnect(); } };
}
