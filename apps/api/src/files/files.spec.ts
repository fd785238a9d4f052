import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttachmentView, MessageView, SyncEvent } from '#crm-core';
import { startS3 } from '../testing/bucket.ts';
import { ADMIN, Browser, connectScreen, createTestDatabase, PASSWORD, startTestOkno, until, type TestDatabase, type TestOkno } from '../testing/okno.ts';
import { connectMessenger, type Messenger } from '../testing/messenger.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
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

async function upload(content: Buffer, name: string, mime: string): Promise<{ status: number; body: AttachmentView & { code: string } }> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type: mime }), name);
  return admin.ask<AttachmentView & { code: string }>('POST', 'files', form);
}
const raw = (browser: Browser, path: string, headers: Record<string, string> = {}, body?: FormData): Promise<Response> => fetch(browser.url + path, { headers: { cookie: browser.cookie, ...headers }, ...(body ? { method: 'POST', body } : {}) });

describe('files', () => {
  it('are what their bytes say; pictures are shown, everything else is downloaded', async () => {
    const picture = await upload(PNG, 'photo.html', 'text/html');
    expect(picture).toMatchObject({ status: 200, body: { mime: 'image/png', kind: 'image' } });
    const shown = await raw(admin, picture.body.url);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);
    expect(shown.headers.get('content-disposition')).toMatch(/^inline/);
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    for (const [content, name, mime] of [['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'a.svg', 'image/svg+xml'], ['<html><script>1</script>', 'a.html', 'text/html'], ['%PDF-1.7', 'a.pdf', 'application/pdf']] as const) {
      const file = await upload(Buffer.from(content), name, mime);
      const got = await raw(admin, file.body.url);
      expect(got.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(got.headers.get('content-type')).not.toMatch(/html|svg|pdf/);
    }
  });

  it('are sent in parts', async () => {
    const { body } = await upload(Buffer.from('0123456789'), 'digits.txt', 'text/plain');
    const part = await raw(admin, body.url, { range: 'bytes=2-4' });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await raw(admin, body.url, { range: 'bytes=20-' })).status).toBe(416);
    const etag = (await raw(admin, body.url)).headers.get('etag') as string;
    expect((await raw(admin, body.url, { 'if-none-match': etag })).status).toBe(304);
  });

  it('are refused when they are too large, or no file', async () => {
    expect((await upload(Buffer.alloc(51 * 1024 * 1024), 'big.bin', 'application/octet-stream')).body).toMatchObject({ status: 413, code: 'too-large' });
    expect((await admin.ask('POST', 'files', {})).status).toBeGreaterThanOrEqual(400);
  });

  it('of a conversation travel with the answer, and are only for those who may see it', async () => {
    const screen = await connectScreen(admin, (await admin.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor);
    await messenger.post(desk.url, messenger.signed([messenger.message('send me the bill', 'hans')]));
    const asked = await until(() => screen.events.flatMap((event: SyncEvent) => (event.type === 'message' && event.message.text === 'send me the bill' ? [event.message] : []))[0], 5_000);
    const bill = await upload(Buffer.from('42'), 'счёт.txt', 'text/plain');
    const reply = await admin.ask<MessageView>('POST', `conversations/${asked.conversationId}/messages`, { id: randomUUID(), kind: 'text', text: 'here', attachmentIds: [bill.body.id], seenVersion: 1 });
    expect(reply).toMatchObject({ status: 200, body: { attachments: [{ name: 'счёт.txt' }] } });
    await until(() => messenger.received.some(({ text }) => text === 'here'), 8_000, 'the answer');
    const { body } = await admin.ask<{ url: string }>('POST', 'invitations', { email: 'out@nord.example', name: 'Out', role: 'operator', inboxIds: [] });
    const outsider = new Browser(desk.url);
    await outsider.ask('POST', `invitations/${body.url.split('/invite/')[1]}`, { name: 'Out', password: PASSWORD, locale: 'en' });
    expect((await raw(outsider, bill.body.url)).status).toBe(404);
    expect((await raw(new Browser(desk.url), bill.body.url)).status).toBe(401);
    screen.close();
  });
});

describe('files kept in a bucket', () => {
  it('come and go through the same doors, and nothing of them lies in the data folder', async () => {
    const own = await createTestDatabase();
    const s3 = await startS3();
    const dataDir = mkdtempSync(join(tmpdir(), 'okno-bucket-'));
    await expect(startTestOkno(own, { ...ADMIN, DATA_DIR: dataDir, ...s3.environment, S3_SECRET_ACCESS_KEY: 'wrong' })).rejects.toThrow('SignatureDoesNotMatch');
    const okno = await startTestOkno(own, { ...ADMIN, DATA_DIR: dataDir, ...s3.environment });
    const browser = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
    const form = (): FormData => {
      const made = new FormData();
      made.append('file', new Blob(['0123456789'], { type: 'text/plain' }), 'digits.txt');
      return made;
    };
    const { body } = await browser.ask<AttachmentView>('POST', 'files', form());
    expect(await (await raw(browser, body.url)).text()).toBe('0123456789');
    const part = await raw(browser, body.url, { range: 'bytes=-3' });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '789', 'bytes 7-9/10']);
    expect(readdirSync(join(dataDir, 'files'), { recursive: true })).toEqual(['tmp']);
    await s3.stop();
    for (const answer of [await raw(browser, body.url), await raw(browser, '/api/v1/files', { origin: browser.url }, form())]) {
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: 'files-unavailable' });
    }
    await s3.start();
    expect(await (await raw(browser, body.url)).text()).toBe('0123456789');
    await okno.stop();
    await s3.remove();
    await own.drop();
    rmSync(dataDir, { recursive: true });
  });
});
