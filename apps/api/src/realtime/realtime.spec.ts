import { createHmac, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { SyncEvent } from '#crm-core';
import { loadConfig } from '../config.ts';
import { createVault } from '../secrets.ts';
import { ADMIN, Browser, connectScreen, createTestDatabase, startTestOkno, until, type TestDatabase, type TestOkno } from '../testing/okno.ts';
import { connectMessenger, type Messenger } from '../testing/messenger.ts';

let db: TestDatabase;
let desk: TestOkno;
let admin: Browser;
let messenger: Messenger;
beforeAll(async () => {
  db = await createTestDatabase();
  desk = await startTestOkno(db, ADMIN);
  admin = await new Browser(desk.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  messenger = await connectMessenger(admin);
});
afterAll(async () => {
  await messenger.close();
  await desk.stop();
  await db.drop();
});
const texts = (events: readonly SyncEvent[]): string[] => events.flatMap((event) => (event.type === 'message' && event.message.direction === 'inbound' ? [event.message.text] : []));
const cursor = async (): Promise<string> => (await admin.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor;

describe('a screen', () => {
  it('is refused without a session, and from another site', async () => {
    await expect(connectScreen(new Browser(desk.url))).rejects.toThrow('not-signed-in');
    const { io } = await import('socket.io-client');
    const foreign = io(desk.url, { path: '/socket', transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: { cookie: admin.cookie, origin: 'https://evil.example' } });
    const error = await new Promise<Error>((refused) => foreign.once('connect_error', refused));
    expect(error.message).toBe('foreign-origin');
    foreign.disconnect();
  });

  it('that connects in the middle of a stream gets every message once and in order', async () => {
    const from = await cursor();
    const wanted = Array.from({ length: 40 }, (_, n) => `stream ${n}`);
    const sending = (async () => {
      for (const text of wanted) await messenger.post(desk.url, messenger.signed([messenger.message(text, 'ida')]));
    })();
    const screens = [];
    for (let n = 0; n < 6; n++) {
      screens.push(await connectScreen(admin, from));
      await new Promise((wake) => setTimeout(wake, 30));
    }
    await sending;
    for (const screen of screens) {
      await until(() => texts(screen.events).includes('stream 39'), 5_000, 'the last message');
      expect(texts(screen.events)).toEqual(wanted);
      screen.close();
    }
  });

  it('that is cut again and again misses nothing and sees nothing twice', async () => {
    const seen: string[] = [];
    let from = await cursor();
    let on = true;
    const wanted: string[] = [];
    const sending = (async () => {
      for (let n = 0; on; n++) {
        const text = `cut ${n}`;
        await messenger.post(desk.url, messenger.signed([messenger.message(text, 'jan')]));
        wanted.push(text);
      }
    })();
    for (let round = 0; round < 12; round++) {
      const screen = await connectScreen(admin, from);
      await new Promise((wake) => setTimeout(wake, 20 + ((round * 37) % 90)));
      // What was told until now is what a client has; it remembers the last position it was given.
      const syncs = screen.told.filter(({ name }) => name === 'sync').map(({ body }) => body as { events: SyncEvent[]; cursor: string });
      screen.close();
      seen.push(...texts(syncs.flatMap(({ events }) => events)));
      from = syncs.at(-1)?.cursor ?? from;
    }
    on = false;
    await sending;
    const last = await connectScreen(admin, from);
    await until(() => [...seen, ...texts(last.events)].includes(wanted.at(-1) as string), 5_000);
    expect([...seen, ...texts(last.events)]).toEqual(wanted);
    last.close();
  });

  it('that stops reading is cut before it fills our memory, and the others notice nothing', async () => {
    const good = await connectScreen(admin, await cursor());
    const slow = await stuckWebSocket(desk.url, admin.cookie);
    // More than the kernel keeps for a connection that nobody reads.
    const words = 'x'.repeat(95_000);
    const cut = (): boolean => desk.lines.some((line) => line.includes('a slow screen was cut'));
    for (let n = 0; n < 300 && !cut(); n++) await messenger.post(desk.url, messenger.signed([messenger.message(`${n} ${words}`, 'kim')]));
    await until(cut, 15_000, 'the slow screen to be cut');
    await messenger.post(desk.url, messenger.signed([messenger.message('after the flood', 'kim')]));
    await until(() => texts(good.events).includes('after the flood'), 5_000);
    slow.destroy();
    good.close();
  });
});

describe('keys', () => {
  it('are rotated by a start with the new one in front', async () => {
    const rotated = await startTestOkno(db, { OKNO_SECRET_KEY: `${'n'.repeat(40)},${'k'.repeat(40)}` });
    const [row] = await db.dataSource.query<{ id: string; credentials: Buffer }[]>('SELECT id, credentials FROM inbox WHERE id = $1', [messenger.inboxId]);
    expect(createVault(['n'.repeat(40)]).open(row?.credentials as Buffer, messenger.inboxId)).toHaveProperty('secret');
    expect((await messenger.post(rotated.url, messenger.signed([messenger.message('with the new key')]))).status).toBe(200);
    await rotated.stop();
    expect(loadConfig({ OKNO_SECRET_KEY: `${'n'.repeat(40)},${'k'.repeat(40)}` }).secretKeys).toHaveLength(2);
  });
});

/** A WebSocket that shakes hands, joins and then never reads again. */
async function stuckWebSocket(origin: string, cookie: string): Promise<{ destroy(): void }> {
  const { port } = new URL(origin);
  const socket = connect({ host: '127.0.0.1', port: Number(port) });
  socket.on('error', () => undefined);
  const key = createHmac('md5', randomUUID()).digest('base64');
  socket.write(`GET /socket/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`);
  await new Promise<void>((ready) => socket.once('data', () => ready()));
  // "40": connect to the namespace; a frame of a client is masked (RFC 6455 §5.3), here with zeros.
  socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]));
  await new Promise((wake) => setTimeout(wake, 300));
  socket.pause();
  return { destroy: () => void socket.destroy() };
}
