import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Refused } from './problem.ts';

/** The window's own pages; everything else that is not a file is 404, so that a missing asset never looks like a page. */
const PAGES = /^\/(login|setup|forgot|tasks|orders|products|leads|contacts|settings|alarms|deals|reports|search|notifications|profile|(c|invite|reset|contacts|orders|settings|inbox|deals|reports|view)\/[\w.~%/-]*)?$/;

/**
 * Nothing but our own files; styles may stand in the markup (positions of lists and menus). Mail is shown in a frame that
 * inherits this, is sandboxed, and has a narrower policy of its own; images from elsewhere come through us (media/remote-image.ts).
 */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Which build of the window lies in `root`, as its page says (apps/inbox-web/stamp-build.ts); null when none does. */
export function windowBuild(root: string): string | null {
  const page = join(root, 'index.html');
  return existsSync(page) ? (/<meta name="okno-build" content="([\w-]+)"/.exec(readFileSync(page, 'utf8'))?.[1] ?? null) : null;
}

/** Serves the built window from `root` (dist/apps/inbox-web). Hashed assets for a year, the page itself always anew. */
export async function serveWindow(server: FastifyInstance, root: string): Promise<void> {
  const built = existsSync(join(root, 'index.html'));
  if (built) await server.register(fastifyStatic, { root, serve: false });
  const page = (reply: FastifyReply): FastifyReply =>
    reply.header('cache-control', 'no-cache').header('content-security-policy', PAGE_POLICY).header('referrer-policy', 'same-origin').header('x-frame-options', 'DENY')
      .header('cross-origin-opener-policy', 'same-origin').sendFile('index.html', { cacheControl: false });

  server.get('/*', { config: { can: 'public' } }, async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    reply.header('x-content-type-options', 'nosniff');
    if (/^\/(api|hooks|socket|widget)(\/|$)/.test(path)) throw new Refused(404, 'not-found', 'There is nothing here.');
    if (!built) throw new Refused(404, 'not-found', 'The window is not built: npm run build.');
    if (PAGES.test(path)) return page(reply);
    const hashed = path.startsWith('/assets/');
    return reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=300').sendFile(decodeURIComponent(path.slice(1)), { cacheControl: false });
  });
}
