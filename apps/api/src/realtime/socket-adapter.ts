import type { Server as HttpServer } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter as createPostgresAdapter } from '@socket.io/postgres-adapter';
import { createAdapter as createRedisAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server, type ServerOptions } from 'socket.io';
import type { Log } from '../log.ts';

/** Typing, viewing and ringing reach the screens of other processes over Redis when there is one, else over PostgreSQL. */
export interface FanOut {
  adapter(): NonNullable<ServerOptions['adapter']>;
  close(): Promise<void>;
}

export function createFanOut(redisUrl: string | null, pool: Parameters<typeof createPostgresAdapter>[0], log: Log): FanOut {
  if (!redisUrl) {
    const adapter = createPostgresAdapter(pool, { errorHandler: (error) => log.debug({ err: error }, 'socket fan-out') });
    return { adapter: () => adapter as NonNullable<ServerOptions['adapter']>, close: () => Promise.resolve() };
  }
  // What is told while Redis is away is stale when it is back; the window's own state comes from the feed and waits for nothing.
  const publisher = new Unheard(redisUrl, { maxRetriesPerRequest: null, enableOfflineQueue: false });
  const subscriber = new Unheard(redisUrl, { maxRetriesPerRequest: null });
  for (const client of [publisher, subscriber]) client.on('error', (error) => log.debug({ err: error }, 'socket fan-out'));
  const adapter = createRedisAdapter(publisher, subscriber);
  return {
    adapter: () => adapter as NonNullable<ServerOptions['adapter']>,
    async close() {
      publisher.disconnect();
      subscriber.disconnect();
      return Promise.resolve();
    },
  };
}

/** The adapter asks and never listens for the answer: a refusal is nobody's to handle, and no unhandled rejection. */
class Unheard extends Redis {
  override sendCommand(...asked: Parameters<Redis['sendCommand']>): unknown {
    const answer = super.sendCommand(...asked);
    if (answer instanceof Promise) answer.catch(() => undefined);
    return answer;
  }
}

export class OknoSocketAdapter extends IoAdapter {
  private readonly fanOut: FanOut;
  constructor(app: INestApplicationContext, fanOut: FanOut) {
    super(app);
    this.fanOut = fanOut;
  }
  /** Made here and not by Nest, whose package brings a second copy of socket.io. */
  override createIOServer(_port: number, options?: object): ReturnType<IoAdapter['createIOServer']> {
    const made = new Server(this.httpServer as HttpServer, {
      ...options, serveClient: false, adapter: this.fanOut.adapter(), maxHttpBufferSize: 100_000, pingInterval: 20_000, pingTimeout: 20_000, connectTimeout: 10_000,
      // Every browser we support speaks WebSocket; polling is kept for networks that break it.
      transports: ['websocket', 'polling'],
      // The web chat lives on other sites; it brings a token of its own, and no cookie is ever accepted from a foreign origin.
      cors: { origin: '*' },
    });
    return made as unknown as ReturnType<IoAdapter['createIOServer']>;
  }
}
