import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from './world.ts';

/** Where the API sends for the bytes of a file. Whoever shows their token here has leaked it: 400, as the real store answers. */
export function answerStore(world: World, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.authorization) {
    world.ledger.append({ type: 'token-leaked', path: request.url });
    return void response.writeHead(400).end('Only one auth mechanism allowed');
  }
  const media = world.media.find((entry) => request.url?.startsWith(`/${entry.sid}?`));
  if (!media) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': media.contentType, 'content-length': media.bytes.length });
  response.end(media.bytes);
}
