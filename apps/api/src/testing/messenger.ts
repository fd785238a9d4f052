import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Browser } from './okno.ts';

/** A messenger as docs/http-channel.md describes it: signs what it posts to us, keeps what we post to it. */
export interface Messenger {
  readonly inboxId: string;
  readonly received: { deliveryId: string; text: string; at: number }[];
  /** The same and everything else we post, as it came. */
  readonly bodies: Record<string, unknown>[];
  readonly settings: Record<string, unknown>;
  /** What it answers to our posts; null: nothing, the line is held. */
  answer: { status: number; body?: object; headers?: Record<string, string> } | null;
  /** A signed request as fetch takes it; every part can be spoilt. */
  signed(events: readonly object[], options?: { id?: string; body?: string; secret?: string; at?: Date }): { method: 'POST'; headers: Record<string, string>; body: string };
  message(text: string, from?: string, id?: string): object;
  post(origin: string, request: ReturnType<Messenger['signed']>): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

/** Connects a messenger as an inbox of this installation, through the settings API. */
export async function connectMessenger(admin: Pick<Browser, 'ask'>, userIds: readonly string[] = []): Promise<Messenger> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const received: Messenger['received'] = [];
  let pong = (): number => 200;
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown> & { type: string; deliveryId: string; text: string };
      if (body.type === 'ping') return void response.writeHead(pong()).end('{}');
      messenger.bodies.push(body);
      received.push({ deliveryId: body.deliveryId, text: body.text, at: Date.now() });
      const { answer } = messenger;
      if (!answer) return;
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(JSON.stringify(answer.body ?? { id: `m-${received.length}-${body.deliveryId}` }));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const outboundUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`;
  const settings = { outboundUrl, namespace: 'own' };
  const created = await admin.ask<{ id: string }>('POST', 'inboxes', { adapter: 'http', name: 'Own messenger', settings, credentials: { secret }, userIds });
  if (created.status !== 200) throw new Error(JSON.stringify(created.body));
  const messenger: Messenger = {
    inboxId: created.body.id, received, bodies: [], settings, answer: { status: 200 },
    signed(events, { id = randomUUID(), body = JSON.stringify({ events }), secret: other = secret, at = new Date() } = {}) {
      return { method: 'POST', body, headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(other).sign(id, at, body) } };
    },
    message: (text, from = 'ann', id = randomUUID()) => ({ type: 'message', id, from: { address: { kind: 'id', value: from }, name: from }, at: new Date().toISOString(), text }),
    async post(origin, request) {
      const answer = await fetch(`${origin}/hooks/${created.body.id}`, request);
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  pong = () => messenger.answer?.status ?? 200;
  return messenger;
}
