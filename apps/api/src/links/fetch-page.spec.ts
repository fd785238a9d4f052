import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import ipaddr from 'ipaddr.js';
import { createNet, type Net } from '../net/safe-fetch.ts';
import { fetchPage } from './fetch-page.ts';
import { readPage } from './read-page.ts';

const PAGE = '<!doctype html><html><head><title>Boiler 80 L</title><meta property="og:title" content="Boiler &amp; tank"><meta property="og:description" content="Warm\n water"><meta property="og:site_name" content="Nord"><meta property="og:image" content="/img/boiler.jpg"></head><body></body></html>';
let server: Server;
let origin: string;
let port: number;
/** May reach 127.0.0.1 and nothing else: stands for the public network, everything beside it for ours. */
let net: Net;
let asked: { path: string; headers: IncomingHttpHeaders }[];
let written = 0;
const routes: Record<string, (response: ServerResponse) => void> = {
  '/page': (response) => void response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE),
  '/once': (response) => void response.writeHead(301, { location: '/page' }).end(),
  '/loop': (response) => void response.writeHead(302, { location: '/loop' }).end(),
  '/to-file': (response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/nowhere': (response) => void response.writeHead(302, { location: 'http://[' }).end(),
  '/pdf': (response) => void response.setHeader('content-type', 'application/pdf').end('%PDF'),
  '/picture': (response) => void response.setHeader('content-type', 'image/png').end('PNG'),
  '/untyped': (response) => void response.end(PAGE),
  '/gone': (response) => void response.writeHead(410, { 'content-type': 'text/html' }).end(PAGE),
  '/silent': () => undefined,
  '/trickle': (response) => {
    response.setHeader('content-type', 'text/html').write('<head><title>Slow');
    const timer = setInterval(() => response.write(' and slow'), 50);
    response.on('close', () => clearInterval(timer));
  },
  '/huge': (response) => {
    response.setHeader('content-type', 'text/html').write('<head><title>Huge</title>');
    const more = (): void => {
      while (!response.destroyed && written < 200 * 1024 * 1024) {
        written += 64 * 1024;
        if (!response.write(Buffer.alloc(64 * 1024, 0x20))) return void response.once('drain', more);
      }
    };
    more();
  },
  '/bomb': (response) => void response.setHeader('content-type', 'text/html').setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.concat([Buffer.from('<title>Bomb</title>'), Buffer.alloc(100 * 1024 * 1024, 0x20)]))),
  '/old': (response) => void response.setHeader('content-type', 'text/html').end(iconv.encode('<head><meta charset="windows-1251"><title>Котёл «Север»</title></head>', 'windows-1251')),
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, headers: request.headers });
    if (path.startsWith('/to?')) return void response.writeHead(302, { location: decodeURIComponent(path.slice(4)) }).end();
    (routes[path] ?? ((missing) => void missing.writeHead(404).end()))(response);
  });
  // On every address of this machine, so that what reaches one of them is seen.
  await new Promise<void>((ready) => server.listen(0, '::', ready));
  ({ port } = server.address() as AddressInfo);
  origin = `http://127.0.0.1:${port}`;
  net = createNet([ipaddr.parseCIDR('127.0.0.1/32')]);
});
afterAll(async () => {
  await net.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
beforeEach(() => void (asked = []));

describe('a page', () => {
  it('says what it is, also after a redirect; who asks is not told', async () => {
    expect(await fetchPage(`${origin}/once`, net)).toEqual({ title: 'Boiler & tank', description: 'Warm water', site: 'Nord', image: `${origin}/img/boiler.jpg` });
    expect(asked.map(({ path }) => path)).toEqual(['/once', '/page']);
    expect(asked.flatMap(({ headers }) => [headers.cookie, headers.referer, headers.authorization])).toEqual(Array.from({ length: 6 }, () => undefined));
  });

  it('in an old Cyrillic charset is read', async () => expect(await fetchPage(`${origin}/old`, net)).toMatchObject({ title: 'Котёл «Север»' }));

  it.each(['/loop', '/to-file', '/nowhere', '/pdf', '/picture', '/untyped', '/gone', '/missing'])('is not shown when there is %s instead', async (path) => expect(await fetchPage(origin + path, net)).toBeNull());

  it('that never answers, or never ends, is given up', async () => {
    expect(await fetchPage(`${origin}/silent`, net, 300)).toBeNull();
    expect(await fetchPage(`${origin}/trickle`, net, 300)).toBeNull();
  });

  it('that is huge, also when unpacked, is read no further than its head may be', async () => {
    expect(await fetchPage(`${origin}/huge`, net)).toMatchObject({ title: 'Huge' });
    expect(written).toBeLessThan(20 * 1024 * 1024);
    expect(await fetchPage(`${origin}/bomb`, net)).toMatchObject({ title: 'Bomb' });
  });
});

describe('an address of our own network', () => {
  const inside = (): string[] => ['127.0.0.2', '[::1]', '[::ffff:127.0.0.2]', '0.0.0.0', '169.254.169.254', '10.0.0.1', '192.168.1.1', '[fe80::1]', 'localhost', '2130706433', '0x7f.1'].map((host) => `http://${host}:${port}/page`);

  it('is not asked, however it is written', async () => {
    const strict = createNet([]);
    for (const url of [...inside(), `${origin}/page`]) expect([url, await fetchPage(url, strict)]).toEqual([url, null]);
    expect(asked).toEqual([]);
    await strict.close();
  });

  it('is not asked when a public page leads there', async () => {
    for (const url of inside().filter((each) => !/2130706433|0x7f|localhost/.test(each))) expect([url, await fetchPage(`${origin}/to?${encodeURIComponent(url)}`, net, 2_000)]).toEqual([url, null]);
    expect(asked.filter(({ path }) => path === '/page')).toEqual([]);
  });

  it('is not asked when a name changes what it means between two questions, or means both at once', async () => {
    let question = 0;
    const answers = [[{ address: '127.0.0.1', family: 4 }], [{ address: '127.0.0.2', family: 4 }], [{ address: '127.0.0.1', family: 4 }, { address: '10.0.0.1', family: 4 }]];
    const resolve = ((_host: string, _options: object, done: (error: null, found: object[]) => void) => void done(null, answers[question++] ?? [])) as unknown as Parameters<typeof createNet>[1];
    const fickle = createNet([ipaddr.parseCIDR('127.0.0.1/32')], resolve);
    // Each on a connection of its own: a new name has none.
    expect(await fetchPage(`http://a.rebind.example:${port}/page`, fickle)).toMatchObject({ title: 'Boiler & tank' });
    // One question for one connection: what was looked at is what is connected to.
    expect(question).toBe(1);
    expect(await fetchPage(`http://b.rebind.example:${port}/page`, fickle)).toBeNull();
    expect(await fetchPage(`http://c.rebind.example:${port}/page`, fickle)).toBeNull();
    expect(asked).toHaveLength(1);
    await fickle.close();
  });
});

describe('what a page says', () => {
  it('is one line of plain words, without what turns the text around, and not too long', () => {
    const found = readPage(`<title>\u202eevil\u0000 <b>name</b>\n\n${'x'.repeat(500)}</title><meta name="description" content="  ">`, 'https://a.example/');
    expect(found?.title.startsWith('evil <b>name</b> xxx')).toBe(true);
    expect([...(found?.title ?? '')]).toHaveLength(200);
    expect(found?.description).toBeNull();
  });

  it('counts only in its head, and its picture only by http', () => {
    expect(readPage('<body><title>late</title><meta property="og:title" content="late"></body>', 'https://a.example/')).toBeNull();
    expect(readPage('<title>a</title><meta property="og:image" content="javascript:alert(1)">', 'https://a.example/')?.image).toBeNull();
    expect(readPage('<title>a</title><meta property="og:image" content="//cdn.example/1.png">', 'https://a.example/')?.image).toBe('https://cdn.example/1.png');
  });
});
