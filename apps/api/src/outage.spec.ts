import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOkno, type Okno } from './app.ts';
import { loadConfig } from './config.ts';
import { createLog } from './log.ts';
import { ADMIN, Browser, connectWindow, until } from './testing/okno.ts';
import { connectMessenger, type Messenger } from './testing/messenger.ts';

/** The embedded PostgreSQL is killed under a stream of messages: 503 meanwhile, and what was acknowledged is there. */
describe('PostgreSQL dies under load', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'okno-outage-'));
  // As root PostgreSQL runs as another user, who must be able to enter.
  chmodSync(dataDir, 0o755);
  let okno: Okno;
  let admin: Browser;
  let messenger: Messenger;
  beforeAll(async () => {
    okno = await startOkno(loadConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', OKNO_ALLOWED_HOSTS: '127.0.0.1', ...ADMIN }), createLog('silent'));
    admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
    messenger = await connectMessenger(admin);
  });
  afterAll(async () => {
    await messenger.close();
    await okno.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('answers 503, recovers by itself within 15 s, and has lost nothing that it acknowledged', async () => {
    const screen = await connectWindow(admin, (await admin.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor);
    const acknowledged: string[] = [];
    const statuses = new Set<number>();
    let on = true;
    const load = (async () => {
      for (let n = 0; on; n++) {
        const text = `load ${n}`;
        // A vendor repeats what was refused, under the same key.
        const request = messenger.signed([messenger.message(text, `customer ${n % 7}`)]);
        for (;;) {
          const { status } = await messenger.post(okno.url, request);
          statuses.add(status);
          if (status === 200) break;
          await new Promise((wake) => setTimeout(wake, 100));
        }
        acknowledged.push(text);
      }
    })();
    await until(() => acknowledged.length > 20, 20_000, 'some messages');

    const pid = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const killed = Date.now();
    process.kill(pid, 'SIGKILL');
    expect((await fetch(`${okno.url}/healthz`)).status).toBe(200);
    await until(async () => (await fetch(`${okno.url}/readyz`)).status === 503 || statuses.has(503), 10_000, 'not ready');
    await until(async () => (await fetch(`${okno.url}/readyz`)).status === 200, 20_000, 'ready again');
    const recovered = Date.now() - killed;
    const then = acknowledged.length;
    await until(() => acknowledged.length > then + 20, 20_000, 'messages after the outage');
    on = false;
    await load;

    expect(recovered).toBeLessThan(45_000);
    expect([...statuses].sort()).toEqual([200, 503]);
    await until(() => screen.events.some((event) => event.type === 'message' && event.message.text === acknowledged.at(-1)), 10_000, 'the last message on the screen');
    const seen = screen.events.flatMap((event) => (event.type === 'message' ? [event.message.text] : []));
    expect(seen.filter((text) => text.startsWith('load'))).toEqual(acknowledged);
    screen.close();
  });
});
