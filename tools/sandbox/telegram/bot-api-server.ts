import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Ledger } from '../ledger.ts';
import type { Bot } from './bot.ts';
import type { Faults } from './faults.ts';
import { getUpdates } from './get-updates.ts';
import { METHODS, Refused } from './methods.ts';
import { readCall } from './request-body.ts';

/** The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`, both also under `/test` as Telegram's test environment has them. */
export function createBotApiServer(bots: ReadonlyMap<string, Bot>, faults: Faults, ledger: Ledger): Server {
  return createServer((request, response) => {
    handle(request, response, bots, faults, ledger).catch((error: unknown) => {
      if (!response.headersSent) answer(response, 400, { ok: false, error_code: 400, description: `Bad Request: ${String(error)}` });
    });
  });
}

async function handle(request: IncomingMessage, response: ServerResponse, bots: ReadonlyMap<string, Bot>, faults: Faults, ledger: Ledger): Promise<void> {
  const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
  const download = /^\/file\/bot([^/]+)\/(.+)$/.exec(path);
  if (download) return serveFile(response, bots.get(download[1] ?? ''), download[2] ?? '', faults);

  const [, token = '', name = ''] = /^\/bot([^/]+)\/(?:test\/)?([A-Za-z]+)$/.exec(path) ?? [];
  const method = name.toLowerCase();
  const bot = bots.get(token);
  const call = await readCall(request, () => undefined);
  if (!bot) return refuse(response, new Refused(401, 'Unauthorized'));

  const fault = faults.take(method, String(call.fields.chat_id ?? ''));
  if (fault?.type === 'answer') return answer(response, fault.status, fault.body, fault.headers);
  const doIt = (): unknown => {
    const known = METHODS[method];
    if (!known) throw new Refused(404, 'Not Found: method not found');
    return known(bot, call, ledger);
  };
  try {
    if (fault) {
      if (fault.accept) doIt();
      if (fault.type === 'close') request.socket.destroy();
      return;
    }
    if (method !== 'getupdates') return answer(response, 200, { ok: true, result: doIt() });
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return answer(response, 200, { ok: true, result: await getUpdates(bot, call, gone.signal) });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refuse(response, error);
  }
}

function serveFile(response: ServerResponse, bot: Bot | undefined, path: string, faults: Faults): void {
  const fault = faults.take('file', '');
  if (fault?.type === 'answer') return answer(response, fault.status, fault.body, fault.headers);
  const file = [...(bot?.files.values() ?? [])].find((stored) => stored.path === path);
  if (!file) return refuse(response, new Refused(404, 'Not Found'));
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length }).end(file.bytes);
}

function refuse(response: ServerResponse, refused: Refused): void {
  answer(response, refused.code, { ok: false, error_code: refused.code, description: refused.message, ...(refused.parameters ? { parameters: refused.parameters } : {}) });
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const json = typeof body !== 'string';
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/html', ...headers }).end(json ? JSON.stringify(body) : body);
}
