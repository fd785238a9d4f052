import { Pool } from 'undici';
import type { SignedRequest } from './twilio-line.ts';

/** Requests per second that `clients` keep up for `seconds`, each sending its next as soon as the last is answered. Every answer must be 200. */
export async function load(origin: string, path: string, clients: number, seconds: number, next: () => SignedRequest): Promise<number> {
  const pool = new Pool(origin, { connections: clients, pipelining: 1 });
  try {
    const end = performance.now() + seconds * 1000;
    let done = 0;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: clients }, async () => {
        while (performance.now() < end) {
          await send(pool, path, next());
          done += 1;
        }
      }),
    );
    return (done / (performance.now() - started)) * 1000;
  } finally {
    await pool.close();
  }
}

/** Each of these once, `clients` at a time. Returns how many per second. */
export async function loadAll(origin: string, path: string, clients: number, requests: readonly SignedRequest[]): Promise<number> {
  const waiting = [...requests];
  const pool = new Pool(origin, { connections: clients, pipelining: 1 });
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let request = waiting.pop(); request; request = waiting.pop()) await send(pool, path, request);
    }),
  );
  await pool.close();
  return (requests.length / (performance.now() - started)) * 1000;
}

async function send(pool: Pool, path: string, request: SignedRequest): Promise<void> {
  const { statusCode, body } = await pool.request({ method: 'POST', path, headers: request.headers, body: request.body });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`HTTP ${statusCode}: ${text.slice(0, 300)}`);
}
