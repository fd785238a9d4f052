import type { MeView, TaskView } from '#crm-core';
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

const wall = (iso: string, timeZone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle: 'short' }).format(new Date(iso));

it('a task said in words is read on the clock that is named, else on the company’s', async () => {
  const { timeZone } = (await admin.ask<MeView>('GET', 'auth/me')).body.company;
  const own = await admin.ask<TaskView>('POST', 'tasks/in-words', { words: 'передзвонити завтра о 10:30' });
  expect(own).toMatchObject({ status: 200, body: { title: 'передзвонити', status: 'open' } });
  expect(wall(own.body.dueAt, timeZone)).toBe('10:30');
  const there = await admin.ask<TaskView>('POST', 'tasks/in-words', { words: 'send the quote tomorrow at 3pm', timeZone: 'Asia/Tokyo' });
  expect(there.body.title).toBe('send the quote');
  expect(wall(there.body.dueAt, 'Asia/Tokyo')).toBe('15:00');
});

it('words that name no time are a task of tomorrow morning at the latest, and what is no zone is refused', async () => {
  expect((await admin.ask<TaskView>('POST', 'tasks/in-words', { words: 'купить 10 труб' })).body.title).toBe('купить 10 труб');
  expect((await admin.ask('POST', 'tasks/in-words', { words: 'завтра', timeZone: 'Atlantis' })).status).toBe(400);
  expect((await admin.ask('POST', 'tasks/in-words', { words: '  ' })).status).toBe(400);
});
