import { Agent as HttpAgent } from 'node:http';
import type { ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Telegram } from 'telegraf';
import { TelegramError } from 'telegraf';

/** Telegram answered with an error. `description` is Telegram's own text, without our token. */
export class BotApiRefusal extends Error {
  readonly code: number;
  readonly description: string;
  readonly retryAfterSeconds: number | undefined;
  readonly migrateToChatId: number | undefined;
  constructor(code: number, description: string, parameters: { retry_after?: number | undefined; migrate_to_chat_id?: number | undefined }) {
    super(`Telegram answered ${code}: ${description}`);
    this.name = 'BotApiRefusal';
    this.code = code;
    this.description = description;
    this.retryAfterSeconds = parameters.retry_after;
    this.migrateToChatId = parameters.migrate_to_chat_id;
  }
}

/** No answer that can be read. `begun`: a connection stood, so Telegram may have got the request. */
export class BotApiSilence extends Error {
  readonly begun: boolean;
  readonly reason: string;
  constructor(begun: boolean, reason: string) {
    super(`Telegram did not answer: ${reason}.`);
    this.name = 'BotApiSilence';
    this.begun = begun;
    this.reason = reason;
  }
}

export interface BotApiCall {
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
  /** A send: the crash proofs watch it at every byte. */
  readonly watched?: boolean;
}

/**
 * telegraf as API client only. Each call has a connection of its own, so that "was anything sent?" has a sure answer: a kept-alive
 * connection that Telegram closed in the meantime would look like a lost answer. Rejects with BotApiRefusal or BotApiSilence only.
 */
export class BotApi {
  readonly #token: string;
  readonly #apiRoot: string;

  constructor(token: string, apiRoot: string) {
    this.#token = token;
    this.#apiRoot = apiRoot;
  }

  async call(method: string, payload: Record<string, unknown>, { signal, timeoutMs, watched = false }: BotApiCall): Promise<unknown> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    if (either.aborted) throw new BotApiSilence(false, 'the call was cancelled before it began');
    const { agent, begun } = watchedAgent(this.#apiRoot.startsWith('https:'), watched);
    const client = new Telegram(this.#token, { apiRoot: this.#apiRoot, webhookReply: false });
    // telegraf drops an agent given to the constructor when the root is plain http.
    client.options.agent = agent;
    try {
      return await (client as unknown as LooseClient).callApi(method, payload, { signal: either });
    } catch (error) {
      throw this.#translate(error, begun(), timeout.aborted ? 'it took too long' : either.aborted ? 'the call was cancelled' : null);
    } finally {
      agent.destroy();
    }
  }

  /** Where a file may be fetched from. Holds the token: for the request only. Null when `filePath` does not stay below the file root. */
  fileUrl(filePath: string): URL | null {
    const root = new URL(`file/bot${this.#token}/`, this.#apiRoot);
    if (filePath === '' || filePath.includes('\\') || filePath.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(filePath)) return null;
    const url = new URL(filePath.split('/').map(encodeURIComponent).join('/'), root);
    return url.href.startsWith(root.href) && !filePath.split('/').includes('..') ? url : null;
  }

  #translate(error: unknown, begun: boolean, aborted: string | null): BotApiRefusal | BotApiSilence {
    if (aborted) return new BotApiSilence(begun, aborted);
    if (error instanceof TelegramError) {
      const { code, description } = error;
      return new BotApiRefusal(code, this.#scrub(description), error.parameters ?? {});
    }
    // node-fetch puts the URL with the token into some of its messages; only the code is safe to repeat.
    const { code, type } = error as { code?: unknown; type?: unknown };
    if (type === 'invalid-json') return new BotApiSilence(begun, 'the answer was not JSON');
    return new BotApiSilence(begun, typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : 'the connection failed');
  }

  #scrub(text: string): string {
    return text.replaceAll(this.#token, '[token]').replace(/bot\d+:[\w-]+/g, 'bot[token]').slice(0, 300);
  }
}

/** telegraf's types know Bot API 7.1; newer methods and fields pass at this one place. */
interface LooseClient {
  callApi(method: string, payload: object, options: { signal: AbortSignal }): Promise<unknown>;
}
/** What every agent on npm overrides; not in Node's types. */
interface RequestingAgent {
  addRequest(request: ClientRequest, options: object): void;
}

/** An agent for one request that knows whether a connection was made. */
function watchedAgent(secure: boolean, failpoints: boolean): { agent: HttpAgent; begun: () => boolean } {
  const agent = secure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  const requesting = agent as unknown as RequestingAgent;
  const addRequest = requesting.addRequest.bind(agent);
  let begun = false;
  requesting.addRequest = (request, options) => {
    request.once('socket', (socket) =>
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        begun = true;
        if (failpoints) globalThis.oknoFailpoint?.('K8');
      }),
    );
    if (failpoints) request.once('finish', () => globalThis.oknoFailpoint?.('K9'));
    addRequest(request, options);
  };
  return { agent, begun: () => begun };
}
