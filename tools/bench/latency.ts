import pg from 'pg';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { pause } from './okno.ts';
import type { Okno } from './okno.ts';
import { ms, quantile } from './report.ts';
import type { Report } from './report.ts';
import { customerNumber } from './twilio-line.ts';
import type { TwilioLine } from './twilio-line.ts';

const GOAL_P50 = 8;
const GOAL_P99 = 40;

/** An operator's socket, fully connected. `hear` gets the text of each message of a customer. */
export async function operatorSocket(okno: Okno, hear: (text: string) => void): Promise<Socket> {
  const socket = io(okno.url, { path: '/socket', transports: ['websocket'], extraHeaders: { cookie: okno.cookie, origin: okno.url }, reconnection: false });
  socket.on('sync', (missed: { events: { type: string; message?: { text: string } }[] }) => {
    for (const event of missed.events) if (event.type === 'message' && event.message) hear(event.message.text);
  });
  await new Promise<void>((connected, failed) => {
    socket.once('connect', () => connected());
    socket.once('connect_error', failed);
  });
  await pause(300);
  return socket;
}

/**
 * From the first byte of the webhook to the message on the operator's socket, ten a second. In the pauses one row is committed, bare, on a
 * connection of its own: where the disk stalls, it shows there as well.
 */
export async function benchLatency(report: Report, okno: Okno, line: TwilioLine, databaseUrl: string, seconds: number): Promise<void> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query('CREATE TABLE bench_commit (at timestamptz NOT NULL)');
  const bare: number[] = [];
  const commit = async (): Promise<void> => {
    const began = performance.now();
    await database.query({ name: 'commit', text: 'INSERT INTO bench_commit VALUES (now())' });
    bare.push(performance.now() - began);
  };
  const sentAt = new Map<string, number>();
  const took: number[] = [];
  const socket = await operatorSocket(okno, (text) => {
    const at = sentAt.get(text);
    if (at === undefined) return;
    took.push(performance.now() - at);
    sentAt.delete(text);
  });
  const send = async (index: number): Promise<void> => {
    const text = `Чи є в наявності? (${index})`;
    const { headers, body } = line.request(customerNumber(index % 50), text);
    sentAt.set(text, performance.now());
    const response = await fetch(okno.url + line.path, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    await response.arrayBuffer();
  };
  // The first contacts of the fifty customers, and a warm process.
  for (let index = 0; index < 100; index++) await send(index);
  await pause(1_000);
  took.length = 0;
  sentAt.clear();
  const started = performance.now();
  const sending: Promise<void>[] = [];
  for (let index = 0; index < seconds * 10; index++) {
    await pause(Math.max(0, started + index * 100 - performance.now()));
    sending.push(send(1_000 + index));
    await pause(50);
    sending.push(commit());
  }
  await Promise.all(sending);
  await pause(1_000);
  socket.disconnect();
  await database.end();
  const [p50, p99] = [quantile(took, 0.5), quantile(took, 0.99)];
  const lost = sentAt.size;
  report.add({ what: "webhook → operator's socket, 10/s, p50", value: ms(p50), ceiling: `a bare commit ${ms(quantile(bare, 0.5))}; ${took.length} events${lost ? `, ${lost} NOT SEEN` : ''}`, goal: `≤ ${GOAL_P50} ms`, met: p50 <= GOAL_P50 && lost === 0 });
  report.add({ what: "webhook → operator's socket, 10/s, p99", value: ms(p99), ceiling: `a bare commit ${ms(quantile(bare, 0.99))}`, goal: `≤ ${GOAL_P99} ms`, met: p99 <= GOAL_P99 });
}
