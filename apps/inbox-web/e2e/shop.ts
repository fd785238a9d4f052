import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A shop whose pages carry the chat of an inbox, and a page of somebody else with an advertisement that leads there. */
export interface Shop {
  /** Its origin. */
  readonly url: string;
  /** The page of somebody else: another origin. */
  readonly advertiser: string;
  /** What the shop's pages carry from now on, and where the advertisement leads: a path with its query. */
  open(snippet: string, advertised: string): void;
  stop(): void;
}

export async function buildShop(): Promise<Shop> {
  let carried = '';
  let leadsTo = '/';
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const foreign = request.headers.host?.startsWith('localhost');
    response.end(`<!doctype html><html lang="uk"><meta name="viewport" content="width=device-width"><title>${foreign ? 'Blog' : 'Shop'}</title>${foreign ? `<h1>Best coolers</h1><a href="${url}${leadsTo}">Hoshi 12</a>` : `<h1>Hoshi 12</h1>${carried}`}</html>`);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    advertiser: `http://localhost:${port}`,
    open(snippet, advertised) {
      carried = snippet;
      leadsTo = advertised.replaceAll('&', '&amp;');
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
