import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import ipaddr from 'ipaddr.js';
import { addressAllowed, createNet } from './safe-fetch.ts';

const LOOPBACK = [ipaddr.parseCIDR('127.0.0.1/32')];

describe('addresses', () => {
  it.each(['127.0.0.1', '10.1.2.3', '192.168.0.1', '172.16.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '::1', '::', 'fe80::1', 'fc00::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '224.0.0.1', '255.255.255.255', 'nonsense'])('%s is refused', (address) => {
    expect(addressAllowed(address, [])).toBe(false);
  });
  it.each(['93.184.216.34', '2606:2800:220:1::1'])('%s is allowed', (address) => expect(addressAllowed(address, [])).toBe(true));
  it('an admin may allow one host', () => {
    expect(addressAllowed('127.0.0.1', LOOPBACK)).toBe(true);
    expect(addressAllowed('127.0.0.2', LOOPBACK)).toBe(false);
  });
});

describe('fetch', () => {
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/away') return void response.writeHead(302, { location: `http://127.0.0.2:${(server.address() as AddressInfo).port}/` }).end();
      if (request.url === '/huge') {
        response.writeHead(200);
        const chunk = Buffer.alloc(1 << 20);
        const write = (left: number): void => { if (left && !response.destroyed) response.write(chunk, () => write(left - 1)); else response.end(); };
        return write(30);
      }
      let size = 0;
      let body = '';
      request.on('data', (chunk: Buffer) => { size += chunk.length; body += chunk.toString(); });
      request.on('end', () => response.end(JSON.stringify({ size, type: request.headers['content-type'] ?? null, hasFile: body.includes('filename="a.txt"') })));
    });
    await new Promise<void>((ready) => server.listen(0, '0.0.0.0', ready));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => { server.closeAllConnections(); await new Promise((done) => server.close(done)); });

  it('refuses a private address by number and by name', async () => {
    const net = createNet([]);
    await expect(net.fetch(origin)).rejects.toMatchObject({ cause: { code: 'ADDRESS_REFUSED' } });
    await expect(net.fetch(origin.replace('127.0.0.1', 'localhost'))).rejects.toMatchObject({ cause: { code: 'ADDRESS_REFUSED' } });
    await expect(net.checkHost('localhost', 25)).rejects.toThrow('OKNO_ALLOWED_HOSTS');
    await net.close();
  });

  it('refuses a redirect from an allowed to a refused address', async () => {
    const net = createNet(LOOPBACK);
    expect((await net.fetch(origin)).status).toBe(200);
    await expect(net.fetch(`${origin}/away`)).rejects.toMatchObject({ cause: { code: 'ADDRESS_REFUSED' } });
    await net.close();
  });

  it('ends an answer at 25 MB', async () => {
    const net = createNet(LOOPBACK);
    const answer = await net.fetch(`${origin}/huge`);
    await expect(answer.arrayBuffer()).rejects.toThrow('25 MB');
    await net.close();
  });

  it('sends the platform’s own FormData as a form', async () => {
    const net = createNet(LOOPBACK);
    const form = new FormData();
    form.append('document', new Blob(['hello']), 'a.txt');
    const answer = (await (await net.fetch(origin, { method: 'POST', body: form })).json()) as { type: string; hasFile: boolean };
    expect(answer.type).toMatch(/^multipart\/form-data/);
    expect(answer.hasFile).toBe(true);
    await net.close();
  });
});
