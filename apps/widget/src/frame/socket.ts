/**
 * The few lines of Engine.IO 4 and Socket.IO 5 that one namespace over one WebSocket needs; the stock client would be half of our
 * size budget. https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/
 */
export interface Socket {
  emit(event: string, payload: unknown): void;
  close(): void;
}
export interface SocketListener {
  event(name: string, payload: unknown): void;
  /** Once, whatever the reason. `refused`: the server does not know our token. */
  down(refused: boolean): void;
}

const NAMESPACE = '/visitor';

export function openSocket(origin: string, auth: unknown, listener: SocketListener): Socket {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/socket/?EIO=4&transport=websocket`);
  let silence: ReturnType<typeof setTimeout> | undefined;
  let patience = 20_000;
  let over = false;

  const end = (refused = false): void => {
    if (over) return;
    over = true;
    clearTimeout(silence);
    socket.close();
    listener.down(refused);
  };
  /** The server pings; when it stops, the connection is dead even if nobody said so. */
  const alive = (): void => {
    clearTimeout(silence);
    silence = setTimeout(end, patience);
  };
  alive();
  socket.onclose = () => end();
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    alive();
    const json = (): unknown => JSON.parse(data.slice(data.indexOf(',') + 1) || 'null');
    if (data[0] === '0') {
      const open = JSON.parse(data.slice(1)) as { pingInterval: number; pingTimeout: number };
      patience = open.pingInterval + open.pingTimeout;
      socket.send(`40${NAMESPACE},${JSON.stringify(auth)}`);
    } else if (data === '2') socket.send('3');
    else if (data.startsWith(`42${NAMESPACE},`)) {
      const [name, payload] = json() as [string, unknown];
      listener.event(name, payload);
    } else if (data.startsWith('44')) end((json() as { message?: string }).message === 'unauthorized');
    else if (data.startsWith('41') || data[0] === '1') end();
  };
  return {
    emit: (event, payload) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(`42${NAMESPACE},${JSON.stringify([event, payload])}`);
    },
    close: () => {
      over = true;
      clearTimeout(silence);
      socket.close();
    },
  };
}
