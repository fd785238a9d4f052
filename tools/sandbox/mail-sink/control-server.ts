import { createServer, type IncomingMessage, type Server } from 'node:http';
import { sendAsCustomer, type CustomerMail } from './customer.ts';
import { NAMED, STAGES, type Faults, type Stage } from './faults.ts';

/** One mail the sink took, as the page and tests read it. */
export interface SinkMail {
  readonly at: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly inReplyTo: string;
  readonly attachments: readonly { readonly name: string; readonly mime: string; readonly size: number }[];
}

/**
 * The levers, JSON over HTTP:
 * - `POST /fail` `{fault, times?}` with a name of faults.ts, or `{at, line}` for any reply line; `{greylistMs}` puts newcomers off; `DELETE /fail` ends all
 * - `POST /customer` a {@link CustomerMail}: writes to the desk by SMTP (needs --deliver-to)
 * - `GET /state?to=`: the mails taken, newest last
 */
export function createControlServer(faults: Faults, mails: readonly SinkMail[], receiver: { host: string; port: number } | null): Server {
  const routes: Record<string, (url: URL, body: Record<string, unknown>) => unknown> = {
    'POST /fail': (_url, body) => {
      if (typeof body.greylistMs === 'number') {
        faults.greylist(body.greylistMs);
        return {};
      }
      const times = Number(body.times ?? 1);
      const named = NAMED[String(body.fault)];
      if (named) faults.add({ ...named, times });
      else if (STAGES.includes(body.at as Stage) && typeof body.line === 'string') faults.add({ at: body.at as Stage, then: { type: 'answer', line: body.line }, accept: false, times });
      else throw new Error(`Faults: ${Object.keys(NAMED).join(', ')}; or {at, line} or {greylistMs}`);
      return {};
    },
    'DELETE /fail': () => {
      faults.clear();
      return {};
    },
    'POST /customer': (_url, body) => {
      if (!receiver) throw new Error('Started without --deliver-to host:port.');
      return sendAsCustomer(body as unknown as CustomerMail, receiver);
    },
    'GET /state': (url) => {
      const to = url.searchParams.get('to')?.toLowerCase();
      return { mails: to ? mails.filter((mail) => mail.to.some((address) => address.toLowerCase() === to)) : mails };
    },
  };
  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    // The page on which a person plays the customer is served from elsewhere.
    const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type', 'access-control-allow-methods': 'GET, POST, DELETE' };
    if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
    const route = routes[`${request.method} ${url.pathname}`];
    if (!route) return void response.writeHead(404, headers).end(JSON.stringify({ error: 'no such lever' }));
    readJson(request)
      .then(async (body) => response.writeHead(200, headers).end(JSON.stringify(await route(url, body))))
      .catch((error: unknown) => response.writeHead(400, headers).end(JSON.stringify({ error: String(error) })));
  });
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>);
}
