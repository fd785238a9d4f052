import type { AttachmentView, CannedReplyView } from '#crm-core';
import { ADMIN, Browser, createTestDatabase, startTestOkno, type TestDatabase, type TestOkno } from '../testing/okno.ts';

let db: TestDatabase;
let okno: TestOkno;
let admin: Browser;
beforeAll(async () => {
  db = await createTestDatabase();
  okno = await startTestOkno(db, ADMIN);
  admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
});
afterAll(async () => {
  await okno?.stop();
  await db.drop();
});

async function upload(name: string, content: Buffer, mime: string, query = ''): Promise<AttachmentView> {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(content)], { type: mime }), name);
  const answer = await fetch(`${admin.url}/api/v1/files${query}`, { method: 'POST', headers: { cookie: admin.cookie }, body });
  return (await answer.json()) as AttachmentView;
}
const price = { title: 'Цена', code: 'цена', audience: 'shared', texts: { ru: 'Цена в файле', en: 'The price is in the file' } };

it('a canned reply is made with a file, used, changed and removed over REST', async () => {
  const file = await upload('price.txt', Buffer.from('Hoshi 12: 460'), 'text/plain');
  const made = await admin.ask<CannedReplyView>('POST', 'canned-replies', { ...price, attachmentIds: [file.id] });
  expect(made).toMatchObject({ status: 200, body: { title: 'Цена', code: 'цена', files: [{ name: 'price.txt', mime: 'text/plain', size: 13 }] } });
  const used = await admin.ask<{ files: AttachmentView[] }>('POST', `canned-replies/${made.body.id}/use`);
  expect((await admin.ask('GET', `files/${used.body.files[0]!.id}`)).status).toBe(200);
  expect((await admin.ask<CannedReplyView[]>('GET', 'canned-replies')).body).toEqual([expect.objectContaining({ id: made.body.id, usedCount: 1, usedByMe: 1 })]);

  expect(await admin.ask('POST', 'canned-replies', price)).toMatchObject({ status: 409, body: { code: 'code-taken' } });
  expect(await admin.ask('PUT', `canned-replies/${made.body.id}`, { ...price, title: 'Прайс', keepFileIds: [] })).toMatchObject({ status: 200, body: { title: 'Прайс', files: [] } });
  expect((await admin.ask('DELETE', `canned-replies/${made.body.id}`)).status).toBe(204);
  expect(await admin.ask('DELETE', `canned-replies/${made.body.id}`)).toMatchObject({ status: 404 });
});

it.each([
  ['a language nobody speaks here', { ...price, texts: { de: 'Preis' } }],
  ['an unknown key', { ...price, colour: 'red' }],
  ['no audience', { title: 'x', texts: { ru: 'x' } }],
  ['a text without end', { ...price, texts: { ru: 'x'.repeat(10_001) } }],
])('%s is refused with 400', async (_, body) => {
  expect((await admin.ask('POST', 'canned-replies', body)).status).toBe(400);
});

it('sound that was spoken just now is a voice message with its length; a text is not, whatever it claims', async () => {
  const ogg = Buffer.concat([Buffer.from('OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13', 'latin1'), Buffer.from('OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0', 'latin1')]);
  expect(await upload('voice.ogg', ogg, 'audio/ogg', '?voiceSeconds=7')).toMatchObject({ kind: 'voice', mime: 'audio/ogg', durationSeconds: 7 });
  expect(await upload('voice.ogg', ogg, 'audio/ogg')).toMatchObject({ kind: 'audio', durationSeconds: null });
  expect(await upload('voice.txt', Buffer.from('words'), 'text/plain', '?voiceSeconds=7')).toMatchObject({ kind: 'file', durationSeconds: null });
});
