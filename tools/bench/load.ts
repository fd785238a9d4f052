import { connect, type Socket } from 'node:net';
import type { SignedRequest } from './twilio-line.ts';

/**
 * Requests per second that `clients` keep up for `seconds`, each sending its next as soon as the last is answered. Every answer must be 200.
 * Both stand on the machine that is measured, so the clients do little: requests are signed and written down before the clock starts, and go
 * over bare sockets.
 */
export async function load(origin: string, path: string, clients: number, seconds: number, next: () => SignedRequest): Promise<number> {
  const prepared = Array.from({ length: Math.ceil(seconds * MOST_PER_SECOND) }, () => onTheWire(origin, path, next()));
  const lines = await Promise.all(Array.from({ length: clients }, () => dial(origin)));
  let done = 0;
  const started = performance.now();
  const end = started + seconds * 1000;
  await Promise.all(
    lines.map(async (line) => {
      while (performance.now() < end) {
        await line.ask(prepared.pop() ?? onTheWire(origin, path, next()));
        done += 1;
      }
    }),
  );
  const rate = (done / (performance.now() - started)) * 1000;
  for (const line of lines) line.end();
  return rate;
}

/** More than any server here answers on two cores; beyond it requests are signed while the clock runs. */
const MOST_PER_SECOND = 2_000;

/** Each of these once, `clients` at a time. Returns how many per second. */
export async function loadAll(origin: string, path: string, clients: number, requests: readonly SignedRequest[]): Promise<number> {
  const waiting = requests.map((request) => onTheWire(origin, path, request));
  const lines = await Promise.all(Array.from({ length: clients }, () => dial(origin)));
  const started = performance.now();
  await Promise.all(
    lines.map(async (line) => {
      for (let request = waiting.pop(); request; request = waiting.pop()) await line.ask(request);
    }),
  );
  const rate = (requests.length / (performance.now() - started)) * 1000;
  for (const line of lines) line.end();
  return rate;
}

function onTheWire(origin: string, path: string, { headers, body }: SignedRequest): Buffer {
  const lines = Object.entries({ host: new URL(origin).host, ...headers, 'content-length': String(Buffer.byteLength(body)) }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

interface Line {
  /** Resolves when the whole answer is here and is 200. */
  ask(request: Buffer): Promise<void>;
  end(): void;
}

/** One kept-alive connection. It understands what our own servers answer: a status line, headers with a content-length, a body. */
async function dial(origin: string): Promise<Line> {
  const { hostname, port } = new URL(origin);
  const socket: Socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  let answer = '';
  let waiting: { done: () => void; failed: (error: Error) => void } | null = null;
  const fail = (error: Error): void => waiting?.failed(error);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('The server closed the connection.')));
  socket.on('data', (bytes) => {
    answer += bytes.toString('latin1');
    const head = answer.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
    if (length === undefined) return fail(new Error(`An answer without a content-length: ${answer.slice(0, 300)}`));
    if (answer.length < head + 4 + Number(length)) return;
    const text = answer;
    answer = '';
    if (text.startsWith('HTTP/1.1 200 ')) waiting?.done();
    else fail(new Error(text.slice(0, 300)));
  });
  await new Promise<void>((connected, failed) => {
    waiting = { done: connected, failed };
    socket.once('connect', connected);
  });
  return {
    ask: (request) =>
      new Promise((done, failed) => {
        waiting = { done, failed };
        socket.write(request);
      }),
    end() {
      waiting = null;
      socket.end();
    },
  };
}
