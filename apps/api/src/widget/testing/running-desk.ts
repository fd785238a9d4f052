import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN, Browser, createTestDatabase, PASSWORD, startTestOkno, type TestDatabase } from '../../testing/okno.ts';

/** The whole process on a database of its own, with an admin signed in over REST. */
export interface RunningDesk extends AsyncDisposable {
  readonly url: string;
  readonly db: TestDatabase;
  /** As the signed-in admin. Throws when the answer is not 2xx. */
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
  /** On the same port, database and files. */
  start(): Promise<void>;
}

export async function startDesk(): Promise<RunningDesk> {
  const db = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'okno-desk-'));
  let running = await startTestOkno(db, { ...ADMIN, DATA_DIR: dataDir });
  const { url } = running;
  const browser = await new Browser(url).login(ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
  return {
    url,
    db,
    async api<T>(method: string, path: string, body?: unknown): Promise<T> {
      const answer = await browser.ask<T>(method, `/api/v1${path}`, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    stop: () => running.stop(),
    async start() {
      running = await startTestOkno(db, { ...ADMIN, DATA_DIR: dataDir, PORT: new URL(url).port });
    },
    async [Symbol.asyncDispose]() {
      await running.stop();
      await db.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A visitor's page as our frame speaks, without a browser. */
export async function visit(desk: Pick<RunningDesk, 'url'>, inboxId: string, session: Record<string, unknown> = {}) {
  const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${desk.url}/widget/${inboxId}/${path}`, init);
  const json = (body: unknown): RequestInit => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const { token, visitorId } = (await (await call('session', json(session))).json()) as { token: string; visitorId: string };
  const authorized = (init: RequestInit = {}): RequestInit => ({ ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` } });
  const message = (text: string, rest: Record<string, unknown> = {}): Record<string, unknown> => ({ type: 'message', id: randomUUID(), text, ...rest });
  return {
    token,
    visitorId,
    message,
    say: (text: string, rest: Record<string, unknown> = {}): Promise<Response> => call('messages', authorized(json(message(text, rest)))),
    post: (path: string, body: unknown): Promise<Response> => call(path, authorized(json(body))),
    get: (path: string): Promise<Response> => call(path, authorized()),
    upload: (name: string, mime: string, bytes: Buffer): Promise<Response> => {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(bytes)], { type: mime }), name);
      return call('files', authorized({ method: 'POST', body: form }));
    },
  };
}
