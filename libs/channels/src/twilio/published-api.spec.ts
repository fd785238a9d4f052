import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer, request as httpRequest } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { outboundMessage } from '../testing/outbound-message.ts';
import { vendorSamples } from '../testing/shared-vendor.ts';
import { ACCOUNT, CUSTOMER, OPERATOR, ROOT, dependencies, setup } from './testing/twilio-rig.ts';
import { createTwilioAdapter, discoverTwilio } from './twilio-adapter.ts';

const published = vendorSamples('twilio');

const PRISM = fileURLToPath(new URL('../../../../node_modules/@stoplight/prism-cli/dist/index.js', import.meta.url));

/**
 * Prism judges each request by Twilio's published OpenAPI: 422 for what the description does not allow, and a header that lists smaller
 * violations (Twilio's own examples have some; ours may not).
 */
published.describe("every request we make, by Twilio's published OpenAPI", () => {
  const seen: { request: string; status: number; violations: string }[] = [];
  let prism: ChildProcess;
  let witness: Server;
  let apiRoot: string;

  beforeAll(async () => {
    const port = await freePort();
    prism = spawn(process.execPath, [PRISM, 'mock', '--port', String(port), '--host', '127.0.0.1', published.path('twilio_api_v2010.json')], { stdio: ['ignore', 'pipe', 'pipe'] });
    await new Promise<void>((ready, failed) => {
      prism.stdout?.on('data', (chunk: Buffer) => { if (chunk.toString().includes('is listening')) ready(); });
      prism.once('exit', (code) => failed(new Error(`Prism ended with ${code}`)));
    });
    // In between, so that we see what each request was answered.
    witness = createServer((incoming, response) => {
      const onward = httpRequest({ port, host: '127.0.0.1', method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
        seen.push({ request: `${incoming.method} ${(incoming.url ?? '').split('?', 1)[0]?.replace(/\/2010-04-01\/Accounts\/AC[0-9a-f]+/, '')}`, status: answer.statusCode ?? 0, violations: inRequest(answer.headers['sl-violations']) });
        void text(answer).then((body) => {
          // The next page of each example is an address that the description itself does not allow, and the same for ever.
          const ended = body.replace(/"next_page_uri":"[^"]*"/, '"next_page_uri":null');
          response.writeHead(answer.statusCode ?? 500, { 'content-type': answer.headers['content-type'] ?? 'application/json' }).end(ended);
        });
      });
      incoming.pipe(onward);
    });
    await new Promise<void>((listening) => witness.listen(0, '127.0.0.1', listening));
    apiRoot = `http://127.0.0.1:${(witness.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    prism.removeAllListeners('exit');
    prism.kill('SIGTERM');
    witness.closeAllConnections();
    await new Promise((closed) => witness.close(closed));
  });

  it('is accepted', async () => {
    const account = { accountSid: ACCOUNT, authToken: '12345', apiRoot };
    const [number] = await discoverTwilio(account, dependencies(), AbortSignal.timeout(20_000));
    if (!number) throw new Error('Prism shows no number');
    const adapter = createTwilioAdapter(setup({ apiRoot, phoneNumber: number.phoneNumber, recordCalls: true }), dependencies());
    const phone = (value: string) => ({ kind: 'phone' as const, value });
    const signal = AbortSignal.timeout(60_000);
    const message = outboundMessage({ channel: 'sms', recipient: phone(CUSTOMER) });
    expect((await adapter.send(message, signal)).externalId).toMatch(/^SM/);
    await createTwilioAdapter(setup({ apiRoot, messagingServiceSid: `MG${'5'.repeat(32)}` }), dependencies()).send(message, signal);
    expect(await adapter.call({ line: phone(number.phoneNumber), operator: phone(OPERATOR), customer: phone(CUSTOMER), record: true }, signal)).toMatch(/^CA/);
    await adapter.connect(ROOT);
    await adapter.settle(message, new Date(), new Set(), signal);
    for await (const raw of adapter.recover(new Date('2020-01-01'), signal)) expect(raw.providerKey.length).toBeGreaterThan(0);
    expect((await adapter.check()).steps.map((step) => step.name)).toEqual(['account', 'number', 'webhooks']);
    await adapter.close();

    expect(seen.filter(({ status, violations }) => status >= 300 || violations !== '[]')).toEqual([]);
    const made = new Set(seen.map(({ request }) => request.replace(/\/(PN|SM|CA|RE|MM)[0-9a-zA-Z]+/, '/:sid')));
    expect([...made].sort()).toEqual([
      'GET .json', 'GET /Calls.json', 'GET /IncomingPhoneNumbers.json', 'GET /Messages.json', 'GET /Recordings.json', 'POST /Calls.json', 'POST /IncomingPhoneNumbers/:sid.json', 'POST /Messages.json',
    ]);
  });

  it('would be refused if it were wrong', async () => {
    const nobody = await fetch(`${apiRoot}/2010-04-01/Accounts/${ACCOUNT}/Messages.json`, { method: 'POST', headers: { authorization: 'Basic QUM6eA==', 'content-type': 'application/x-www-form-urlencoded' }, body: 'Body=x' });
    expect(nobody.status).toBe(422);
  });
});

function inRequest(header: string | string[] | undefined): string {
  const all = JSON.parse(String(header ?? '[]')) as { location: string[] }[];
  return JSON.stringify(all.filter(({ location }) => location[0] === 'request'));
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}
