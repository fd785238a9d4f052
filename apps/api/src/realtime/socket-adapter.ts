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
  const publisher = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const subscriber = publisher.duplicate();
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
