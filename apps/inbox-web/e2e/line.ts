import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to a server that can be cut: every byte of HTTP and sockets goes through it. */
export interface Line {
  readonly url: string;
  /** Ends what is open, lets nothing through. */
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

export async function layLine(url: string): Promise<Line> {
  const target = Number(new URL(url).port);
  const open = new Set<Socket>();
  let down = false;
  const server = createServer((near) => {
    if (down) return void near.resetAndDestroy();
    const far = connect(target, '127.0.0.1');
    for (const end of [near, far]) {
      open.add(end);
      end.on('close', () => open.delete(end));
      end.on('error', () => undefined);
    }
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const cut = (): void => {
    down = true;
    for (const end of open) end.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => { down = false; },
    async stop() {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}
