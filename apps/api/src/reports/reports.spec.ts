import type { Page, ReportThingView, ReportView } from '#crm-core';
import { ADMIN, Browser, createTestDatabase, PASSWORD, startTestOkno, type TestDatabase, type TestOkno } from '../testing/okno.ts';

describe('reports over HTTP', () => {
  let db: TestDatabase;
  let desk: TestOkno;
  let admin: Browser;
  beforeAll(async () => {
    db = await createTestDatabase();
    desk = await startTestOkno(db, ADMIN);
    admin = await new Browser(desk.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  });
  afterAll(async () => {
    await desk.stop();
    await db.drop();
  });

  it.each(['answering', 'funnel', 'endings', 'sources', 'waiting'])('%s of a company with nothing to count is an answer too', async (name) => {
    const { status, body } = await admin.ask<ReportView>('GET', `reports/${name}`);
    expect([status, body.report, body.total]).toEqual([200, name, {}]);
    const things = await admin.ask<Page<ReportThingView>>('GET', `reports/${name}/things?measure=opened&none=true`);
    expect([things.status, things.body]).toEqual([200, { items: [], next: null }]);
  });
  it('as a file it says what it is, and is kept by nobody on the way', async () => {
    const { status, headers, body } = await admin.ask<string>('GET', 'reports/answering/csv?locale=uk&by=channel');
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([200, 'text/csv; charset=utf-8', 'private, no-store']);
    // fetch takes the byte order mark away; table and mark are tested where they are made.
    expect(body).toMatch(/Канал;Звернення;/);
  });
  it('a refusal is no file to keep', async () => {
    const { status, headers } = await admin.ask('GET', 'reports/answering/csv?from=2027-02-30');
    expect([status, headers.get('content-disposition')]).toEqual([422, null]);
  });
  it('refuses what is no report, no day and no filter', async () => {
    expect((await admin.ask('GET', 'reports/horoscope')).status).toBe(404);
    expect((await admin.ask('GET', 'reports/answering?by=moon')).status).toBe(400);
    expect((await admin.ask('GET', 'reports/answering?from=yesterday')).status).toBe(400);
    expect((await admin.ask('GET', 'reports/answering?from=2027-02-30')).status).toBe(422);
    expect((await admin.ask('GET', 'reports/answering?limit=3')).status).toBe(400);
    expect((await admin.ask('GET', 'reports/funnel?channel=sms')).status).toBe(422);
  });
  it('an operator may ask for theirs', async () => {
    const { body } = await admin.ask<{ url: string }>('POST', 'invitations', { email: 'ilya@nord.example', name: 'Ilya', role: 'operator', inboxIds: [], teamIds: [] });
    await new Browser(desk.url).ask('POST', `invitations/${body.url.split('/invite/')[1]}`, { name: 'Ilya', password: PASSWORD, locale: 'en' });
    const ilya = await new Browser(desk.url).login('ilya@nord.example');
    expect((await ilya.ask('GET', 'reports/answering')).status).toBe(200);
  });
});
