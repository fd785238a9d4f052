import type { Server } from 'socket.io';
import type { Log } from '../log.ts';

/** More than this waiting for one screen, and it is cut: it comes back and catches up by its cursor, and our memory stays ours. */
const MAX_BUFFERED = 1_048_576;
const LOOK_MS = 250;

interface Buffering { readonly writeBuffer?: readonly { data?: unknown }[]; readonly transport?: { readonly socket?: { readonly bufferedAmount?: number } } }

/** Cuts sockets that read slower than we write. Returns how to stop looking. */
export function cutSlowConsumers(server: Server, log: Log): () => void {
  const timer = setInterval(() => {
    for (const namespace of server._nsps.values()) {
      for (const socket of namespace.sockets.values()) {
        const buffered = bytesWaiting(socket.conn as unknown as Buffering);
        if (buffered <= MAX_BUFFERED) continue;
        log.warn({ buffered, namespace: namespace.name }, 'a slow screen was cut');
        socket.conn.close(true);
      }
    }
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** In the WebSocket's own buffer, and before it in engine.io's. */
function bytesWaiting({ writeBuffer = [], transport }: Buffering): number {
  const queued = writeBuffer.reduce((sum, packet) => sum + (typeof packet.data === 'string' || Buffer.isBuffer(packet.data) ? packet.data.length : 0), 0);
  return queued + (transport?.socket?.bufferedAmount ?? 0);
}
