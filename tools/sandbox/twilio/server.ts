import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLedger } from '../ledger.ts';
import { answerControl } from './control.ts';
import { answerRest } from './rest.ts';
import { answerStore } from './store.ts';
import { newSid } from './world.ts';
import type { World } from './world.ts';

// A stand-in for Twilio: its REST API, its webhooks and its phones. See README.md.
const { values } = parseArgs({
  options: {
    account: { type: 'string', default: 'AC0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d' },
    token: { type: 'string', default: 'sandbox-auth-token' },
    number: { type: 'string', multiple: true, default: ['+380555000100'] },
    ledger: { type: 'string', default: join(tmpdir(), `twilio-${process.pid}.jsonl`) },
    'time-scale': { type: 'string', default: '1' },
    port: { type: 'string', default: '0' },
    control: { type: 'string', default: '0' },
  },
});

const world: World = {
  accountSid: values.account, authToken: values.token, ledger: openLedger(values.ledger), timeScale: Number(values['time-scale']), apiUrl: '', storeUrl: '',
  numbers: values.number.map((phoneNumber) => ({ sid: newSid('PN'), phoneNumber, friendlyName: phoneNumber, settings: new Map() })),
  messages: [], calls: [], recordings: [], media: [], optOuts: new Set(), faults: [], phones: new Map(),
  receipts: { sentAfterMs: 100, deliveredAfterMs: 300, outcome: 'delivered', errorCode: 30003, order: 'forward', times: 1, lose: false },
};

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
function listen(port: number, handler: Handler): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    void Promise.resolve(handler(request, response)).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

const api = await listen(Number(values.port), (request, response) => answerRest(world, request, response));
const store = await listen(0, (request, response) => answerStore(world, request, response));
const control = await listen(Number(values.control), (request, response) => answerControl(world, request, response));
world.apiUrl = `http://127.0.0.1:${api.port}`;
world.storeUrl = `http://127.0.0.1:${store.port}`;
console.log(JSON.stringify({ ready: true, port: api.port, control: control.port, store: store.port, accountSid: world.accountSid, ledger: values.ledger }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    world.ledger.close();
    process.exit(0);
  });
}
