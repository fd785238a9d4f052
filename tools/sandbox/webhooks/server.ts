/**
 * A program that is told by webhooks, such as an accounting or a warehouse, in a process of its own.
 *   node tools/sandbox/webhooks/server.ts [--port 0] [--control 0] [--ledger webhooks.jsonl]
 * Verifies what it is told as docs/webhooks.md says, with node:crypto alone, and writes every attempt to its ledger. Its control port takes
 * `POST {secrets?, answer?, retryAfter?, body?}`: what it knows, and what it answers from now on (`hold`: nothing).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { openLedger } from '../ledger.ts';

interface Conduct {
  secrets: readonly string[];
  answer: number | 'hold';
  retryAfter: string | null;
  body: string;
}

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, control: { type: 'string', default: '0' }, ledger: { type: 'string', default: 'webhooks-ledger.jsonl' } } });
const ledger = openLedger(values.ledger);
const conduct: Conduct = { secrets: [], answer: 200, retryAfter: null, body: 'thank you' };

/** Signed with one of the secrets it knows, over `id.timestamp.body`. */
function fits(id: string, timestamp: string, signatures: string, body: string): boolean {
  return conduct.secrets.some((secret) => {
    const expected = Buffer.from(`v1,${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
    return signatures.split(' ').some((signature) => signature.length === expected.length && timingSafeEqual(Buffer.from(signature), expected));
  });
}

const receiver = createServer((request, response) => {
  void text(request).then((body) => {
    const header = (name: string): string => String(request.headers[name] ?? '');
    const [id, timestamp, signatures] = [header('webhook-id'), header('webhook-timestamp'), header('webhook-signature')];
    const verified = fits(id, timestamp, signatures, body);
    const { type, data } = JSON.parse(body) as { type: string; data: object };
    ledger.append({ id, timestamp, signatures: signatures.split(' ').length, verified, path: request.url, contentType: header('content-type'), type, data, answered: conduct.answer });
    if (conduct.answer === 'hold') return;
    response.writeHead(verified ? conduct.answer : 401, conduct.retryAfter ? { 'retry-after': conduct.retryAfter } : {}).end(conduct.body);
  });
});
const control = createServer((request, response) => {
  void text(request).then((body) => {
    Object.assign(conduct, JSON.parse(body));
    response.end('{}');
  });
});
const listen = (server: Server, port: number): Promise<number> => new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
console.log(JSON.stringify({ ready: true, port: await listen(receiver, Number(values.port)), control: await listen(control, Number(values.control)) }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    for (const server of [receiver, control]) {
      server.close();
      server.closeAllConnections();
    }
    ledger.close();
    process.exit(0);
  });
}
