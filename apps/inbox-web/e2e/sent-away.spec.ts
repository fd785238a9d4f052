/** The server is there and its database is not: it refuses every window, and each comes back by itself when it may. */
import { startTcpProxy, type TcpProxy } from '../../../libs/channels/src/testing/tcp-proxy.ts';
import { ADMIN, PASSWORD, until } from '../../api/src/testing/okno.ts';
import { layLine, type Line } from './line.ts';
import { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «sent away» does not run.');

(hasChromium ? describe : describe.skip)('sent away by the server', () => {
  let desk: SmallDesk;
  let proxy: TcpProxy;
  let line: Line;
  let daria: Operator;
  let first: string;
  let refused = 0;
  beforeAll(async () => {
    desk = await openSmallDesk({}, async (databaseUrl) => {
      const url = new URL(databaseUrl);
      proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
      url.port = String(proxy.port);
      return url.href;
    });
    first = await desk.write('Marina', 'Good morning');
    line = await layLine(desk.okno.url);
    daria = await Operator.sit(desk.browser, 'en-GB', /net::ERR_|WebSocket|status of (401|503)/);
    await daria.signIn(`${line.url}/inbox/all`, ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
    await daria.row(first).waitFor();
    await daria.mark();
    daria.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => { if (String(payload).startsWith('44')) refused += 1; }));
  });
  afterAll(async () => {
    await line?.stop();
    await desk?.stop();
    await proxy?.stop();
  });

  it('a window that was refused while the database was away is live again, and what was pressed meanwhile goes out', async () => {
    line.cut();
    await daria.page.locator('.link-banner').waitFor();
    proxy.refuse(true);
    await until(async () => (await fetch(`${desk.okno.url}/readyz`)).status === 503, 30_000, 'the database to be missed');
    line.mend();
    await until(() => refused > 0, 30_000, 'a window to be refused');
    // Nobody here shows the conversation's way yet: the answer waits for it, and for the line.
    await daria.row(first).click();
    await daria.page.locator('.composer textarea').fill('Here we are');
    await daria.page.keyboard.press('Enter');
    expect(await desk.committed.count("message WHERE direction = 'outbound'")).toBe(0);

    proxy.refuse(false);
    await daria.page.locator('.link-banner').waitFor({ state: 'detached', timeout: 45_000 });
    await until(async () => (await desk.committed.count("message WHERE text = 'Here we are'")) === 1, 30_000, 'the answer to be taken');
    // Rows move under nobody's pointer.
    await daria.page.locator('.composer textarea').hover();
    const second = await desk.write('Oleg', 'Anybody there?');
    await daria.row(second).waitFor();
    expect(await daria.wasReloaded()).toBe(false);
  });
});
