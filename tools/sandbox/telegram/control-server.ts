import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Bot, Update } from './bot.ts';
import { act } from './customer.ts';
import type { CustomerAction } from './customer.ts';
import { FAULTS } from './faults.ts';
import type { Faults } from './faults.ts';

/**
 * The levers of the stand-in, JSON over HTTP:
 * - `POST /customer` a {@link CustomerAction} → `{updateIds, messageIds}`
 * - `POST /update` `{token?, update}`: any update, word for word (twice the same, ids anew, unknown kinds)
 * - `POST /fail` `{fault, times?, method?, chatId?, seconds?, answer?}`: the next calls fail; `DELETE /fail` ends it
 * - `POST /bots` `{token, username?}`: one more bot · `DELETE /bots/:token`: its token is revoked
 * - `GET /state?token=`: webhook, waiting updates, chats with all their messages · `GET /files/:id`: the bytes of a file
 */
export function createControlServer(bots: Map<string, Bot>, faults: Faults, addBot: (token: string, username?: string) => Bot): Server {
  const botOf = (token: string | null | undefined): Bot => {
    const bot = token ? bots.get(token) : [...bots.values()][0];
    if (!bot) throw new Error('There is no such bot.');
    return bot;
  };
  const routes: Record<string, (url: URL, body: Record<string, unknown>) => unknown> = {
    'POST /customer': (_url, body) => act(botOf(body.token as string | undefined), body as unknown as CustomerAction),
    'POST /update': (_url, body) => {
      botOf(body.token as string | undefined).enqueue(body.update as Update);
      return {};
    },
    'POST /fail': (_url, body) => {
      const named = FAULTS[String(body.fault)];
      if (!named && !body.answer) throw new Error(`Faults: ${Object.keys(FAULTS).join(', ')}`);
      const then = named ? named({ ...(typeof body.seconds === 'number' ? { seconds: body.seconds } : {}) }) : { type: 'answer' as const, ...(body.answer as { status: number; body: unknown; headers?: Record<string, string> }) };
      faults.add({ times: Number(body.times ?? 1), then, ...(body.method ? { method: String(body.method).toLowerCase() } : {}), ...(body.chatId ? { chatId: String(body.chatId) } : {}) });
      return {};
    },
    'DELETE /fail': () => {
      faults.clear();
      return {};
    },
    'POST /bots': (_url, body) => addBot(String(body.token), body.username === undefined ? undefined : String(body.username)).user,
    'GET /state': (url) => {
      const bot = botOf(url.searchParams.get('token'));
      const chats = [...bot.chats.values()].map(({ chat, messages, blocked, typingAt }) => ({ chat, messages, blocked, typing: Date.now() - typingAt < 5_000 }));
      return { bot: bot.user, token: bot.token, webhook: bot.webhook?.url ?? null, waiting: bot.queue.length, allowedUpdates: bot.allowedUpdates, lastError: bot.lastError, chats };
    },
  };

  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    // The page on which a person plays the customer is served from elsewhere.
    const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type', 'access-control-allow-methods': 'GET, POST, DELETE' };
    if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
    const file = url.pathname.startsWith('/files/') ? [...bots.values()].flatMap((bot) => [...bot.files.values()]).find(({ id }) => id === url.pathname.slice('/files/'.length)) : undefined;
    if (file) return void response.writeHead(200, { ...headers, 'content-type': 'application/octet-stream' }).end(file.bytes);
    if (request.method === 'DELETE' && url.pathname.startsWith('/bots/')) {
      const token = decodeURIComponent(url.pathname.slice('/bots/'.length));
      // Whoever waits for updates with it is cut off.
      bots.get(token)?.emit('webhook');
      bots.delete(token);
      return void response.writeHead(200, headers).end('{}');
    }
    const route = routes[`${request.method} ${url.pathname}`];
    if (!route) return void response.writeHead(404, headers).end(JSON.stringify({ error: 'no such lever' }));
    readJson(request)
      .then((body) => response.writeHead(200, headers).end(JSON.stringify(route(url, body))))
      .catch((error: unknown) => response.writeHead(400, headers).end(JSON.stringify({ error: String(error) })));
  });
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>);
}
