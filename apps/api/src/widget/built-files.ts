import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../http/problem.ts';

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', html: 'text/html; charset=utf-8' };

/** The few files of the built widget, read and compressed once: the size budget is a promise about what travels. */
export function builtFiles(root: string): (path: string, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  const paths = existsSync(join(root, 'loader.js')) ? ['loader.js', 'frame.html', ...readdirSync(join(root, 'assets')).map((name) => `assets/${name}`)] : [];
  const files = new Map(paths.map((path) => {
    const plain = readFileSync(join(root, path));
    return [path, { plain, gzip: gzipSync(plain, { level: 9 }), type: TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream' }] as const;
  }));
  return (path, request, reply) => {
    const file = files.get(path);
    if (!file) throw new Refused(404, 'not-found', files.size ? 'There is nothing here.' : 'The web chat is not built: npm run build.');
    reply.header('content-type', file.type).header('vary', 'accept-encoding');
    const gzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    return gzip ? reply.header('content-encoding', 'gzip').send(file.gzip) : reply.send(file.plain);
  };
}
