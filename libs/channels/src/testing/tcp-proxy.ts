import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A bad network between a client and a server: half-open, cut, or gone. */
export interface TcpProxy {
  readonly port: number;
  /** Connections made so far. */
  readonly connections: number;
  /** From now on nothing passes, and nobody is told: a half-open network. New connections pass again. */
  freeze(): void;
  /** Nothing passes, on new connections neither, and nobody is told. What was held so stays dead when it ends. */
  blackHole(on: boolean): void;
  /** Every connection is closed, and new ones are closed at once. */
  refuse(on: boolean): void;
  /** Each of the next connections is cut when the server has sent so many bytes; then they pass. */
  cutAfter(bytes: readonly number[]): void;
  stop(): Promise<void>;
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<{ client: Socket; server: Socket; frozen: boolean }>();
  const cuts: number[] = [];
  let connections = 0;
  let dark = false;
  let closed = false;
  const freeze = () => {
    for (const pair of pairs) pair.frozen = true;
  };
  const listener = createServer((client) => {
    connections += 1;
    if (closed) return void client.destroy();
    const limit = cuts.shift() ?? Infinity;
    const server = connect(target.port, target.host);
    const pair = { client, server, frozen: dark };
    pairs.add(pair);
    let passed = 0;
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    client.on('data', (chunk) => {
      if (!pair.frozen) server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (pair.frozen) return;
      const left = limit - passed;
      passed += chunk.length;
      client.write(chunk.subarray(0, left), () => {
        if (passed >= limit) end();
      });
    });
    for (const socket of [client, server]) {
      socket.on('error', end);
      socket.on('close', () => {
        if (!pair.frozen) end();
      });
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    freeze,
    blackHole(on) {
      dark = on;
      if (on) freeze();
    },
    refuse(on) {
      closed = on;
      for (const { client, server } of on ? pairs : []) {
        client.destroy();
        server.destroy();
      }
    },
    cutAfter: (bytes) => void cuts.push(...bytes),
    stop: () =>
      new Promise((resolve) => {
        for (const { client, server } of pairs) {
          client.destroy();
          server.destroy();
        }
        listener.close(() => resolve());
      }),
  };
}
