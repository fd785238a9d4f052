/** What people send beside words: pictures, voice, places, cards, links; and what happened, and what failed. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../../api/src/testing/okno.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { watchOver, type Watch } from './watch.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «what people send» does not run.');
const PICTURE = readFileSync(new URL('../../../docs/inbox.png', import.meta.url));
const [WIDTH, HEIGHT] = [PICTURE.readUInt32BE(16), PICTURE.readUInt32BE(20)];

/** Three seconds of silence: 8 kHz, one channel, eight bits. */
function silence(): Buffer {
  const data = Buffer.alloc(24_000, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

(hasChromium ? describe : describe.skip)('what people send', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let watch: Watch;
  let vendor: Server;
  let files: string;
  let conversation: string;
  beforeAll(async () => {
    desk = await openSmallDesk();
    vendor = createServer((request, response) => {
      if (request.url?.endsWith('.wav')) response.setHeader('content-type', 'audio/wav').end(silence());
      else response.setHeader('content-type', 'image/png').end(PICTURE);
    });
    await new Promise<void>((ready) => vendor.listen(0, '127.0.0.1', ready));
    files = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
    const own = (await desk.admin.ask<{ id: string; settings: object }[]>('GET', 'inboxes/settings')).body.find(({ id }) => id === desk.messenger.inboxId);
    await desk.admin.ask('PATCH', `inboxes/${desk.messenger.inboxId}`, { settings: { ...own?.settings, mediaHosts: [files] } });
    daria = await desk.sit();
    watch = await watchOver(daria.page.context(), desk.okno.url);
    conversation = await desk.write('Olena', 'Good morning');
    await daria.page.reload();
    await daria.view('all');
    await daria.open(conversation);
  });
  afterAll(async () => {
    watch?.stop();
    vendor?.close();
    await desk?.stop();
  });

  /** Olena sends this; gives the row once it is there, with everything that belongs to it fetched. */
  async function sends(event: object): Promise<string> {
    const id = crypto.randomUUID();
    const answer = await desk.messenger.post(desk.okno.url, desk.messenger.signed([{ ...desk.messenger.message('', 'Olena', id), ...event }]));
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    const found = await until(async () => (await desk.committed.rows<{ id: string }>('SELECT id FROM message WHERE external_id LIKE $1', [`%${id}`]))[0]?.id, 10_000, 'the message');
    await until(async () => (await desk.committed.count("attachment WHERE message_id = $1 AND state = 'pending'", [found])) === 0, 20_000, 'its files');
    return found;
  }
  const picture = (name: string): object => ({ url: `${files}/${name}.png`, name: `${name}.png`, mime: 'image/png', kind: 'image' });
  const bubble = (id: string) => daria.page.locator(`[data-message="${id}"]`);

  it('a picture has its room before it is there: nothing moves when it comes', async () => {
    const { page } = daria;
    let release: () => void = () => undefined;
    const held = new Promise<void>((go) => { release = go; });
    await page.route('**/api/v1/files/**', async (route) => {
      await held;
      await route.continue();
    });
    const id = await sends({ attachments: [picture('front')] });
    expect(await desk.committed.rows('SELECT width, height FROM attachment WHERE message_id = $1', [id])).toEqual([{ width: WIDTH, height: HEIGHT }]);
    await desk.write('Olena', 'That is the place');
    await daria.said('That is the place').waitFor();
    await bubble(id).locator('img').waitFor({ state: 'attached' });
    const before = [await bubble(id).boundingBox(), await daria.said('That is the place').boundingBox()];
    release();
    await until(() => page.evaluate(`document.querySelector('[data-message="${id}"] img').naturalWidth > 0`), 10_000, 'the picture');
    expect([await bubble(id).boundingBox(), await daria.said('That is the place').boundingBox()]).toEqual(before);
    const box = await bubble(id).locator('img').boundingBox();
    expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(WIDTH / HEIGHT, 1);
    await page.unroute('**/api/v1/files/**');
  });

  it('several pictures are one bubble, and open large: arrows turn, + zooms, the keyboard stays inside, Esc closes', async () => {
    const { page } = daria;
    const id = await sends({ attachments: ['one', 'two', 'three'].map(picture) });
    await bubble(id).locator('button.album-cell').nth(2).waitFor();
    expect(await bubble(id).count()).toBe(1);
    await bubble(id).locator('button.album-cell').nth(1).click();
    const title = page.locator('.lightbox h2');
    await title.filter({ hasText: 'two.png' }).filter({ hasText: '2 / 3' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await title.filter({ hasText: '3 / 3' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await title.filter({ hasText: 'one.png' }).waitFor();
    const width = async (): Promise<number> => (await page.locator('.lightbox .stage img').boundingBox())?.width ?? 0;
    const fit = await width();
    await page.keyboard.press('Equal');
    await page.keyboard.press('Equal');
    await until(async () => (await width()) > fit * 1.5, 3_000, 'a larger picture');
    await page.keyboard.press('Digit0');
    await until(async () => Math.abs((await width()) - fit) < 2, 3_000, 'the whole picture again');
    for (let n = 0; n < 8; n += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate("document.querySelector('.lightbox').contains(document.activeElement)")).toBe(true);
    }
    expect(await page.locator('.lightbox a[download]').getAttribute('href')).toMatch(/download=1$/);
    await page.keyboard.press('Escape');
    await page.locator('.lightbox').waitFor({ state: 'detached' });
  });

  it('one voice at a time, as fast as was chosen, also tomorrow', async () => {
    const { page } = daria;
    const [first, second] = [await sends({ attachments: [{ url: `${files}/a.wav`, name: 'a.wav', mime: 'audio/wav', kind: 'voice', durationSeconds: 3 }] }), await sends({ attachments: [{ url: `${files}/b.wav`, name: 'b.wav', mime: 'audio/wav', kind: 'voice', durationSeconds: 3 }] })];
    const state = (): Promise<[boolean, boolean, number]> => page.evaluate(`(() => { const [a, b] = ['${first}', '${second}'].map((id) => document.querySelector('[data-message="' + id + '"] audio')); return [a.paused, b.paused, b.playbackRate]; })()`);
    await bubble(second).locator('.play').waitFor();
    await bubble(first).locator('.play').click();
    await until(async () => !(await state())[0], 5_000, 'the first to play');
    await bubble(second).locator('.play').click();
    await until(async () => (await state())[0] && !(await state())[1], 5_000, 'the second to play alone');
    await bubble(first).locator('.speed').click();
    await bubble(second).locator('.speed', { hasText: '1.5' }).waitFor();
    expect((await state())[2]).toBe(1.5);
    await page.reload();
    await bubble(second).locator('.speed', { hasText: '1.5' }).waitFor();
  });

  it('a place and a card are shown by ourselves; a card can be added to the person', async () => {
    const place = await sends({ location: { latitude: 34.7071, longitude: 33.0226, title: 'Warehouse' } });
    await bubble(place).locator('.place-card', { hasText: 'Warehouse' }).waitFor();
    expect(await bubble(place).locator('.place-card').getAttribute('href')).toMatch(/^https:\/\/www\.openstreetmap\.org\/\?mlat=34\.7071/);
    const card = await sends({ contactCard: { name: 'Her husband', phone: '+380555000333' } });
    await bubble(card).getByRole('button', { name: words('card.add') }).click();
    await until(async () => (await desk.committed.count("contact_identity WHERE kind = 'phone' AND value = '+380555000333'")) === 1, 10_000, 'the number of the person');
    await bubble(card).getByRole('button', { name: words('card.add') }).waitFor({ state: 'detached' });
    await daria.page.locator('.side .local-time').waitFor();
    expect(watch.seen).toEqual([]);
  });

  it('a link has a card, asked for by our server and never from here', async () => {
    await desk.committed.rows("INSERT INTO link_preview (url, title, description, site, fetched_at) VALUES ('https://shop.example/boiler', 'Boiler <b>80 L</b>', 'Warm water', 'Nord', now())");
    const id = await sends({ text: 'This one? https://shop.example/boiler' });
    const card = bubble(id).locator('.link-card');
    await card.filter({ hasText: 'Boiler <b>80 L</b>' }).filter({ hasText: 'Nord' }).waitFor();
    expect(await card.getAttribute('rel')).toBe('noreferrer noopener nofollow');
    expect(watch.seen).toEqual([]);
  });

  it('what happened is one line each; more than two fold, and open', async () => {
    for (let n = 0; n < 3; n += 1) {
      await daria.ask('POST', `conversations/${conversation}/assign`, { ownerId: null });
      await daria.ask('POST', `conversations/${conversation}/assign`, { ownerId: (await daria.ask<{ id: string }>('GET', 'auth/me')).id });
    }
    const group = daria.page.locator('.events').last();
    await group.locator('.more-events[aria-expanded=false]').waitFor();
    expect(await group.locator('p.event').count()).toBe(1);
    await group.locator('.more-events').click();
    expect(await group.locator('p.event').count()).toBeGreaterThanOrEqual(5);
    await group.locator('.more-events[aria-expanded=true]').click();
    expect(await group.locator('p.event').count()).toBe(1);
  });

  it('a message that failed says why; it can be written anew, and then is gone', async () => {
    const { page } = daria;
    desk.messenger.answer = { status: 422, body: { code: 'recipient', message: 'No such person.' } };
    await daria.answer('We have it');
    const failed = page.locator('.msg.fail', { hasText: 'We have it' });
    await failed.getByRole('button', { name: words('delivery.retry') }).waitFor({ timeout: 20_000 });
    await failed.getByRole('button', { name: words('delivery.delete') }).waitFor();
    await failed.getByRole('button', { name: words('delivery.edit') }).click();
    await failed.waitFor({ state: 'detached' });
    await until(async () => (await page.locator('.composer textarea').inputValue()) === 'We have it', 5_000, 'the words to come back into the composer');
    desk.messenger.answer = { status: 200 };
    await page.locator('.composer textarea').press('Enter');
    await page.locator('.msg.out:not(.fail)', { hasText: 'We have it' }).waitFor();
    await until(async () => (await desk.committed.count("message WHERE conversation_id = $1 AND direction = 'outbound' AND delivery_status = 'sent'", [conversation])) === 1, 10_000, 'it to be sent');
    expect(await desk.committed.count("message WHERE conversation_id = $1 AND direction = 'outbound'", [conversation])).toBe(1);
    expect(daria.complaints).toEqual([]);
  });
});
