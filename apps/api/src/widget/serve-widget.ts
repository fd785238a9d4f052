import { randomBytes } from 'node:crypto';
import { isVisitorChannel, WebhookRejected, type VisitorChannel } from '#channels';
import type { Crm } from '#crm-core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Accept } from '../channels/accept.ts';
import { InboxBroken, NoSuchInbox, type LiveAdapters } from '../channels/live-adapters.ts';
import { ownOrigins } from '../http/access.ts';
import { Refused, sendProblem } from '../http/problem.ts';
import type { Log } from '../log.ts';
import { FileTooLarge, type FileStore } from '../media/file-store.ts';
import { sendFile } from '../media/send-file.ts';
import { kindOf, safeName, trueType } from '../media/sniff.ts';
import { builtFiles } from './built-files.ts';
import { createLimits } from './limits.ts';
import { threadOf } from './thread-answers.ts';

export interface WidgetParts {
  readonly crm: Crm;
  readonly adapters: LiveAdapters;
  readonly accept: Accept;
  readonly files: FileStore;
  readonly log: Log;
  readonly publicUrl: string | null;
  /** dist/apps/widget */
  readonly root: string;
  readonly now: () => Date;
}

const MAX_JSON = 70_000;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SessionBody = z.strictObject({ token: z.string().max(4000).nullish(), identity: z.unknown().optional(), site: z.string().max(300).nullish() });
const After = z.string().min(10).max(100);

/**
 * `/widget/*`: the loader for any page, the frame in which the chat runs, and what the frame asks for. All of it is public; a
 * visitor proves who they are by their token, and only our own frame may ask (no CORS).
 */
export async function serveWidget(server: FastifyInstance, parts: WidgetParts): Promise<void> {
  const { crm, adapters, accept, files, log, root, now } = parts;
  const limit = createLimits();
  const sendBuilt = builtFiles(root);

  await server.register((scope, _options, done) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: MAX_JSON }, (_request, body, parsed) => parsed(null, body));
    scope.setErrorHandler((error, request, reply) => sendProblem(refusalOf(error), request, reply, log));
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('x-content-type-options', 'nosniff');
      if (request.url.startsWith('/widget/frame/') || request.method === 'GET') return;
      refuseForeignPage(request, parts.publicUrl);
    });
    pages(scope);
    conversation(scope);
    done();
  });

  /** What a browser loads: the script for any page, and our frame for the sites of this inbox. */
  function pages(scope: FastifyInstance): void {
    scope.get('/widget/loader.js', { config: { can: 'public' } }, (request, reply) =>
      sendBuilt('loader.js', request, reply.header('cache-control', 'public, max-age=300').header('cross-origin-resource-policy', 'cross-origin')),
    );
    scope.get('/widget/assets/:name', { config: { can: 'public' } }, (request, reply) =>
      sendBuilt(`assets/${(request.params as { name: string }).name}`, request, reply.header('cache-control', 'public, max-age=31536000, immutable')),
    );
    scope.get('/widget/frame/:inboxId', { config: { can: 'public' } }, async (request, reply) => {
      const { page } = await channelOf(request);
      const sites = page.allowedOrigins.length ? page.allowedOrigins.join(' ') : '*';
      reply
        .header('cache-control', 'no-cache')
        .header('referrer-policy', 'no-referrer')
        .header('content-security-policy', `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors ${sites}`);
      return sendBuilt('frame.html', request, reply);
    });
  }

  /** What the frame asks for, by the visitor's token. */
  function conversation(scope: FastifyInstance): void {
    scope.post('/widget/:inboxId/session', { config: { can: 'public' } }, async (request, reply) => {
      await limit('session', request.ip);
      const channel = await channelOf(request);
      const body = SessionBody.safeParse(jsonOf(request.body));
      if (!body.success) throw new Refused(400, 'bad-request', body.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; '));
      const { token = null, identity = null, site = null } = body.data;
      const visitor = channel.admit({ token, identity, site, fresh: randomBytes(16) });
      const { allowedOrigins: _, ...page } = channel.page;
      return reply.header('cache-control', 'no-store').send({ ...visitor, signedIn: identity !== null, ...page, ...(await crm.visitor.office()) });
    });

    for (const path of ['messages', 'receipts'] as const) {
      scope.post(`/widget/:inboxId/${path}`, { config: { can: 'public' } }, async (request, reply) => {
        globalThis.oknoFailpoint?.('K1');
        const { inboxId } = request.params as { inboxId: string };
        const { visitorId, channel } = await visitorOf(request);
        await limit(path === 'messages' ? 'message' : 'receipt', request.ip, visitorId);
        const url = `${parts.publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`}${request.url}`;
        const { raw, reply: replyTo } = channel.receive({
          method: 'POST', url, path, query: new URLSearchParams(), headers: { authorization: request.headers.authorization ?? '' },
          rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0), receivedAt: now(),
        });
        const outcomes = [];
        for (const one of raw) outcomes.push(await accept(inboxId, channel, one));
        globalThis.oknoFailpoint?.('K3');
        const answer = replyTo(outcomes);
        return reply.status(answer.status).headers(answer.headers).header('cache-control', 'no-store').send(answer.body);
      });
    }

    scope.get('/widget/:inboxId/messages', { config: { can: 'public' } }, async (request, reply) => {
      const { inboxId } = request.params as { inboxId: string };
      const { visitorId, channel } = await visitorOf(request);
      await limit('read', request.ip, visitorId);
      const after = After.nullish().safeParse((request.query as { after?: unknown }).after);
      if (!after.success) throw new Refused(400, 'bad-request', 'after: not a cursor of ours');
      const { conversationId: _, ...history } = await threadOf(crm, channel, inboxId, visitorId, after.data ?? null);
      return reply.header('cache-control', 'no-store').send(history);
    });

    scope.post('/widget/:inboxId/files', { config: { can: 'public' } }, async (request, reply) => {
      const { visitorId, channel } = await visitorOf(request);
      await limit('upload', request.ip, visitorId);
      const allowed = channel.page.files;
      if (!allowed) throw new Refused(403, 'forbidden', 'This chat takes no files.');
      const part = request.isMultipart() ? await request.file({ limits: { fileSize: allowed.maxBytes + 1, files: 1, fields: 2 } }) : undefined;
      if (!part || part.fieldname !== 'file') throw new Refused(400, 'bad-request', 'Send multipart/form-data with one part named file.');
      const { sha256, size, head } = await files.put(part.file, allowed.maxBytes);
      const mime = await trueType(head, part.mimetype);
      // What the bytes are, not what the browser called them.
      if (!allowed.types.includes(mime)) throw new Refused(415, 'unsupported-media-type', `Files of this type (${mime}) are not accepted.`);
      const file = { sha256, name: safeName(part.filename), mime, size, kind: kindOf(mime) };
      const { sha256: _, ...shown } = file;
      return reply.send({ ...shown, ticket: channel.ticket(visitorId, file) });
    });

    scope.get('/widget/:inboxId/files/:id', { config: { can: 'public' } }, async (request, reply) => {
      const { inboxId, id } = request.params as { inboxId: string; id: string };
      const { visitorId } = await visitorOf(request);
      await limit('read', request.ip, visitorId);
      if (!ID.test(id)) throw new Refused(404, 'not-found', 'No such file.');
      await sendFile(files, await crm.files.openForVisitor(inboxId, visitorId, id), true, request, reply);
      return reply;
    });
  }

  async function channelOf(request: FastifyRequest): Promise<VisitorChannel> {
    const { inboxId } = request.params as { inboxId: string };
    if (!ID.test(inboxId)) throw new NoSuchInbox('No such chat.');
    const { adapter } = await adapters.get(inboxId);
    if (!isVisitorChannel(adapter)) throw new NoSuchInbox('This inbox is no web chat.');
    return adapter;
  }

  async function visitorOf(request: FastifyRequest): Promise<{ visitorId: string; channel: VisitorChannel }> {
    const channel = await channelOf(request);
    const [, token] = /^Bearer (\S{1,4000})$/.exec(request.headers.authorization ?? '') ?? [];
    const visitorId = token ? channel.visitor(token) : null;
    if (!visitorId) throw new Refused(401, 'not-signed-in', 'This is no visitor of this chat: open a session first.');
    return { visitorId, channel };
  }
}

/** Only our own frame asks; no other site may make a visitor's browser do so, and none is told by CORS that it might. */
function refuseForeignPage(request: FastifyRequest, publicUrl: string | null): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign = origin ? !ownOrigins(request.headers.host, request.protocol, publicUrl).includes(origin) : site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreign) throw new Refused(403, 'foreign-origin', 'This request came from another site.');
}

function refusalOf(error: unknown): unknown {
  if (error instanceof NoSuchInbox) return new Refused(404, 'not-found', 'No such chat.');
  if (error instanceof InboxBroken) return new Refused(503, 'inbox-broken', 'This chat is out of order.', 30);
  if (error instanceof FileTooLarge) return new Refused(413, 'too-large', error.message);
  if (error instanceof WebhookRejected) return new Refused(error.status, 'bad-request', error.message);
  return error;
}

function jsonOf(body: unknown): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer));
  } catch {
    throw new Refused(400, 'bad-request', 'The body is not JSON in UTF-8.');
  }
}
