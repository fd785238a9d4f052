import { isVisitorChannel, isWebhookChannel, WebhookRejected } from '#channels';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Accept } from '../channels/accept.ts';
import { InboxBroken, NoSuchInbox, type LiveAdapters } from '../channels/live-adapters.ts';
import { databaseAway, problemOf, Refused } from '../http/problem.ts';
import type { Log } from '../log.ts';

/** No vendor's request is larger: files come by reference. It is held in memory before anybody knows who sends it. */
const MAX_BODY = 2 * 1024 * 1024;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * `GET|POST /hooks/:inboxId/*`: the vendors' door. The body stays as it came, byte for byte, since signatures cover it;
 * the answer goes out after the commit. Plain Fastify, because a framework's detour would cost a third of the throughput.
 */
export function serveWebhooks(server: FastifyInstance, parts: { adapters: LiveAdapters; accept: Accept; publicUrl: string | null; log: Log }): void {
  const { adapters, accept, log } = parts;
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY }, (_request, body, parsed) => parsed(null, body));
    scope.setErrorHandler((error, request, reply) => answerError(error, request, reply, log));
    for (const url of ['/hooks/:inboxId', '/hooks/:inboxId/*']) {
      scope.route({ method: ['GET', 'POST'], url, bodyLimit: MAX_BODY, config: { can: 'public' }, handler });
    }
    done();
  });

  async function handler(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    globalThis.oknoFailpoint?.('K1');
    const { inboxId = '', '*': rest = '' } = request.params as { inboxId?: string; '*'?: string };
    if (!ID.test(inboxId)) throw new NoSuchInbox('No such inbox.');
    const answer = await adapters.use(inboxId, async ({ adapter }) => {
      // The web chat has a door of its own, with limits for the public.
      if (!isWebhookChannel(adapter) || isVisitorChannel(adapter)) throw new NoSuchInbox('This inbox takes no webhooks.');
      const url = (parts.publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`) + request.url;
      const { raw, reply: replyTo } = adapter.receive({
        method: request.method,
        url,
        path: rest.replace(/^\/+|\/+$/g, ''),
        query: new URL(url).searchParams,
        headers: plainHeaders(request),
        rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        receivedAt: new Date(),
      });
      const outcomes = [];
      for (const one of raw) outcomes.push(await accept(inboxId, adapter, one));
      globalThis.oknoFailpoint?.('K3');
      return replyTo(outcomes);
    });
    return reply.status(answer.status).headers(answer.headers).send(answer.body);
  }
}

/** Repeated headers are joined as HTTP allows (RFC 9110 §5.3). */
function plainHeaders(request: FastifyRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]])));
}

/** Anything that is neither the vendor's fault nor final says 503, so that the vendor tries again. */
async function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): Promise<void> {
  const inboxId = (request.params as { inboxId?: string }).inboxId;
  const refused = error instanceof NoSuchInbox ? new Refused(404, 'not-found', 'No such inbox.') : error instanceof InboxBroken ? new Refused(503, 'inbox-broken', 'This inbox is out of order.') : error;
  const problem = problemOf(refused);
  if (problem.status === 500) Object.assign(problem, { ...problemOf(new Refused(503, 'unavailable', 'Not accepted. Try again.')) });
  if (error instanceof WebhookRejected) log.warn({ inboxId, status: error.status, reason: error.message }, 'webhook rejected');
  else if (databaseAway(error)) log.warn({ inboxId, err: error }, 'webhook refused while the database is away');
  else if (problem.status >= 500) log.error({ inboxId, err: error }, 'webhook failed');
  if (problem.status === 503) reply.header('retry-after', '2');
  await reply.status(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}
