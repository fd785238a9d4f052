import { createServer, type IncomingHttpHeaders } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';

const PICTURE = readFileSync(new URL('../../../docs/inbox.png', import.meta.url));

/** What a page did that no letter may make it do. */
export interface Watch {
  /** A stranger's server; it answers with a picture. */
  readonly stranger: string;
  /** Who connected to the stranger: one entry a connection, one more a request. */
  readonly knocks: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Scripts that ran, windows that opened, requests that left for anywhere but us. */
  readonly seen: string[];
  forget(): void;
  stop(): void;
}

/** Watches over all pages of this context from now on; pages that are open must be loaded anew. `home`: our own address. */
export async function watchOver(context: BrowserContext, home: string): Promise<Watch> {
  const knocks: { path: string; headers: IncomingHttpHeaders }[] = [];
  const seen: string[] = [];
  const server = createServer((request, response) => {
    knocks.push({ path: request.url ?? '', headers: request.headers });
    response.setHeader('content-type', 'image/png').setHeader('access-control-allow-origin', '*').end(PICTURE);
  });
  server.on('connection', () => void knocks.push({ path: 'connection', headers: {} }));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const stranger = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  // Named like what hostile scripts call; in a frame without leave to open dialogs, Chromium says on the console that one was called.
  for (const name of ['alert', 'confirm', 'prompt', 'print']) await context.exposeBinding(name, ({ frame }, ...given: unknown[]) => void seen.push(`${name}(${given.join()}) in ${frame.url()}`));
  const listen = (page: Page): void => {
    page.on('dialog', (dialog) => {
      seen.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (message.text().startsWith('Ignored call to')) seen.push(message.text());
    });
    page.on('popup', (popup) => void seen.push(`window ${popup.url()}`));
    page.on('websocket', (socket) => {
      if (new URL(socket.url()).host !== new URL(home).host) seen.push(`socket ${socket.url()}`);
    });
  };
  context.pages().forEach(listen);
  context.on('page', listen);
  await context.route('**/*', async (route) => {
    const { origin } = new URL(route.request().url());
    if (origin === home) return route.continue();
    seen.push(`request ${route.request().url()}`);
    // The stranger may be reached, so that its own record counts; nobody else is.
    return origin === stranger ? route.continue() : route.abort();
  });
  return {
    stranger, knocks, seen,
    forget() {
      knocks.length = 0;
      seen.length = 0;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
