import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

// Many sockets in a process of their own. Arguments: address, path, cookie, count. Tells for each message when the first, the middle and the
// last of the sockets had it, on the clock that all processes share.
const [url = '', path = '', cookie = '', count = '200'] = process.argv.slice(2);
const total = Number(count);
const arrivals = new Map<string, bigint[]>();

const sockets = Array.from({ length: total }, () => {
  const socket = io(url, { path, transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: { ...(cookie ? { cookie } : {}), origin: url } });
  socket.on('sync', (missed: { events: { type: string; message?: { text: string } }[] }) => {
    const now = process.hrtime.bigint();
    for (const event of missed.events) if (event.type === 'message' && event.message) arrive(event.message.text, now);
  });
  return socket;
});

function arrive(text: string, at: bigint): void {
  const seen = arrivals.get(text) ?? [];
  seen.push(at);
  arrivals.set(text, seen);
  if (seen.length < total) return;
  arrivals.delete(text);
  console.log(JSON.stringify({ text, first: String(seen[0]), middle: String(seen[total >> 1]), last: String(seen[total - 1]) }));
}

await Promise.all(sockets.map((socket) => new Promise<void>((connected, failed) => {
  socket.once('connect', () => connected());
  socket.once('connect_error', failed);
})));
setTimeout(() => console.log(JSON.stringify({ ready: true, connected: total })), 1_500);
createInterface(process.stdin).on('close', () => process.exit(0));
