import { pause } from './okno.ts';
import type { Okno } from './okno.ts';
import { operatorSocket } from './latency.ts';
import { median, ms, quantile } from './report.ts';
import type { Report } from './report.ts';
import { startChild } from './start-child.ts';
import type { Child } from './start-child.ts';
import { customerNumber } from './twilio-line.ts';
import type { TwilioLine } from './twilio-line.ts';

const SOCKETS = 200;
const EVENTS = 40;
const GOAL = 2;

interface Arrival { readonly text: string; readonly first: string; readonly middle: string; readonly last: string }

/** One committed message to 200 sockets, beside the same event from a bare socket.io server; in turns. From the request to the last socket. */
export async function benchFanOut(report: Report, okno: Okno, line: TwilioLine): Promise<void> {
  const event = await sampleEvent(okno, line);
  const bare = await startChild('tools/bench/bare-sockets.ts', []);
  const ours = await startChild('tools/bench/sockets.ts', [okno.url, '/socket', okno.cookie, String(SOCKETS)]);
  const theirs = await startChild('tools/bench/sockets.ts', [bare.url, '/socket', '', String(SOCKETS)]);
  try {
    const measured: { ours: Spread; theirs: Spread }[] = [];
    for (let index = 0; index < EVENTS; index++) {
      const text = `Подія ${index}`;
      const { headers, body } = line.request(customerNumber(index % 20), text);
      measured.push({
        ours: await timed(ours, text, () => fetch(okno.url + line.path, { method: 'POST', headers, body })),
        theirs: await timed(theirs, text, () => fetch(bare.url, { method: 'POST', body: JSON.stringify({ ...event, events: [{ ...event.events[0], message: { ...event.events[0]?.message, text } }] }) })),
      });
      await pause(100);
    }
    const warm = measured.slice(5);
    const last = median(warm.map((one) => one.ours.last));
    const bareLast = median(warm.map((one) => one.theirs.last));
    const tail = quantile(warm.map((one) => one.ours.last), 0.99);
    report.add({
      what: `one event → ${SOCKETS} sockets, all have it`, value: ms(last), ceiling: `${(last / bareLast).toFixed(2)} × bare socket.io (no commit), ${ms(bareLast)}; p99 ${ms(tail)}`, goal: `≤ ${GOAL} ×`, met: last <= GOAL * bareLast,
    });
    const spread = median(warm.map((one) => one.ours.last - one.ours.first));
    const bareSpread = median(warm.map((one) => one.theirs.last - one.theirs.first));
    report.add({ what: '  from the first socket to the last', value: ms(spread), ceiling: `bare socket.io ${ms(bareSpread)}`, goal: '', met: null });
  } finally {
    await Promise.all([ours.stop(), theirs.stop(), bare.stop()]);
  }
}

interface Spread { readonly first: number; readonly last: number }

async function timed(sockets: Child, text: string, trigger: () => Promise<Response>): Promise<Spread> {
  const arrived = new Promise<Arrival>((resolve) => sockets.onLine((line) => { if ((line as Arrival).text === text) resolve(line as Arrival); }));
  const started = process.hrtime.bigint();
  const response = await trigger();
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const arrival = await Promise.race([arrived, pause(10_000).then(() => { throw new Error(`"${text}" did not reach every socket.`); })]);
  const since = (at: string): number => Number(BigInt(at) - started) / 1e6;
  return { first: since(arrival.first), last: since(arrival.last) };
}

interface SyncEvent { readonly events: readonly { readonly message?: { readonly text: string } }[] }

/** An event of the real size for the bare server. */
async function sampleEvent(okno: Okno, line: TwilioLine): Promise<SyncEvent> {
  const seen = Promise.withResolvers<SyncEvent>();
  const socket = await operatorSocket(okno, () => undefined);
  socket.on('sync', (sync: SyncEvent & { events: { type: string }[] }) => {
    const message = sync.events.find((event) => (event as { type: string }).type === 'message');
    if (message) seen.resolve({ ...sync, events: [message] });
  });
  const { headers, body } = line.request(customerNumber(0), 'Проба');
  await fetch(okno.url + line.path, { method: 'POST', headers, body });
  const event = await seen.promise;
  socket.disconnect();
  return event;
}
