import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallRouting, ChannelEvent, RawInbound } from '../../contract.ts';
import { WebhookRejected } from '../../errors.ts';
import { createTwilioAdapter } from '../twilio-adapter.ts';
import type { TwilioAdapter } from '../twilio-adapter.ts';
import type { StandIn } from './start-twilio.ts';
import { dependencies, setup } from './twilio-rig.ts';

export interface Desk {
  readonly adapter: TwilioAdapter;
  readonly root: string;
  readonly events: ChannelEvent[];
  readonly raws: Map<string, RawInbound>;
  /** What stands where the core decides whom to ring. */
  routing: CallRouting | undefined;
  /** HTTP status to give instead of taking the next requests. */
  failing: number[];
  of<Type extends ChannelEvent['type']>(type: Type): Extract<ChannelEvent, { type: Type }>[];
  close(): Promise<void>;
}

/** The least that takes webhooks as the product does: keep once by key, interpret, then ask the adapter for the answer. */
export async function openDesk(standIn: StandIn, settings: Record<string, unknown> = {}): Promise<Desk> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/5b8c1d0e`;
  const adapter = createTwilioAdapter(setup({ apiRoot: standIn.apiRoot, ...settings }, standIn.authToken), dependencies({ webhookUrl: root }));
  const desk: Desk = {
    adapter, root, events: [], raws: new Map(), routing: undefined, failing: [],
    of: (type) => desk.events.filter((event): event is Extract<ChannelEvent, { type: typeof type }> => event.type === type),
    async close() {
      await adapter.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  server.on('request', (request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const status = desk.failing.shift();
      if (status) return void response.writeHead(status).end();
      const url = new URL(request.url ?? '/', root);
      try {
        const received = adapter.receive({
          method: request.method ?? 'GET', url: url.href, path: url.pathname.replace('/hooks/5b8c1d0e/', ''), query: url.searchParams,
          headers: request.headers as Record<string, string>, rawBody: Buffer.concat(chunks), receivedAt: new Date(),
        });
        const fresh = received.raw.filter((raw) => !desk.raws.has(raw.providerKey));
        for (const raw of fresh) {
          desk.raws.set(raw.providerKey, raw);
          desk.events.push(...(await adapter.parse(raw)));
        }
        const reply = received.reply(received.raw.map(() => ({ status: fresh.length ? 'committed' : 'duplicate', ...(desk.routing ? { callRouting: desk.routing } : {}) })));
        response.writeHead(reply.status, reply.headers).end(reply.body);
      } catch (error) {
        response.writeHead(error instanceof WebhookRejected ? error.status : 500).end();
      }
    })();
  });
  await adapter.connect(root);
  return desk;
}
