import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { MessageView } from '#crm-core';
import { createNet, type Net } from '../net/safe-fetch.ts';
import { sendRemoteImage } from './remote-image.ts';

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
let elsewhere: Server;
let origin: string;
let net: Net;
let strict: Net;
let desk: FastifyInstance;
let asked: { path: string; headers: NodeJS.Dict<string | string[]> }[] = [];

beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers });
    response.setHeader('content-type', 'image/gif').end(request.url === '/page.gif' ? '<html><script>x()</script>' : GIF);
  });
  await new Promise<void>((ready) => elsewhere.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  net = createNet([ipaddr.parseCIDR('127.0.0.0/8')]);
  strict = createNet([]);
  desk = fastify();
  const message = { html: `<p><img data-src="${origin}/a.gif?x=1&amp;y=2"><img data-src="${origin}/page.gif"></p>`, quotedHtml: null } as MessageView;
  desk.get<{ Querystring: { url: string; strict?: string } }>('/image', async ({ query }, reply) => {
    await sendRemoteImage(message, query.url, query.strict ? strict : net, reply).catch((error: Error) => reply.status(404).send(error.name));
    return reply;
  });
});
afterAll(async () => {
  await desk.close();
  await net.close();
  await strict.close();
  elsewhere.closeAllConnections();
  await new Promise((done) => elsewhere.close(done));
});
beforeEach(() => void (asked = []));

const get = (url: string, extra = '') => desk.inject({ url: `/image?url=${encodeURIComponent(url)}${extra}`, headers: { cookie: 'okno_session=secret', referer: 'http://desk/inbox' } });

describe('a picture from elsewhere in a letter', () => {
  it('is fetched by us, without telling who reads', async () => {
    const answer = await get(`${origin}/a.gif?x=1&y=2`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('image/gif');
    expect(answer.rawPayload.equals(GIF)).toBe(true);
    expect(asked).toHaveLength(1);
    expect(asked[0]!.headers.cookie).toBeUndefined();
    expect(asked[0]!.headers.referer).toBeUndefined();
  });

  it('that the letter does not name is not asked for', async () => {
    expect((await get(`${origin}/other.gif`)).statusCode).toBe(404);
    expect(asked).toEqual([]);
  });

  it('that is no picture by its bytes is not passed on', async () => {
    expect((await get(`${origin}/page.gif`)).statusCode).toBe(404);
    expect(asked).toHaveLength(1);
  });

  it('in our own network is not asked for', async () => {
    expect((await get(`${origin}/a.gif?x=1&y=2`, '&strict=1')).statusCode).toBe(404);
    expect(asked).toEqual([]);
  });
});
