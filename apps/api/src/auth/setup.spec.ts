import type { MeView } from '#crm-core';
import { Browser, createTestDatabase, PASSWORD, startTestOkno, type TestDatabase, type TestOkno } from '../testing/okno.ts';

let db: TestDatabase;
let okno: TestOkno;
beforeAll(async () => {
  db = await createTestDatabase();
  okno = await startTestOkno(db);
});
afterAll(async () => {
  await okno?.stop();
  await db.drop();
});

const company = { name: 'Норд Клима', language: 'ru', currency: 'EUR', country: 'CY', timeZone: 'Asia/Nicosia' };
const tokenOf = (link: string | null): string => new URL(link!).searchParams.get('token')!;

describe('the first start', () => {
  it('gives a link that sets up the company and its first administrator once', async () => {
    const token = tokenOf(okno.okno.setUpLink);
    const browser = new Browser(okno.url);
    expect((await browser.ask('GET', `setup?token=${token}`)).body).toEqual({ valid: true });
    expect((await browser.ask('GET', 'setup?token=forged-forged-forged-forged-forged-forged-forged')).body).toEqual({ valid: false });

    const weak = await browser.ask('POST', 'setup', { token, company, user: { name: 'Илья', email: 'ilya@nord.example', password: 'nordklima' } });
    expect(weak.status).toBeGreaterThanOrEqual(400);
    expect((await browser.ask('GET', `setup?token=${token}`)).body).toEqual({ valid: true });

    const made = await browser.ask<MeView>('POST', 'setup', { token, company, user: { name: 'Илья', email: 'Ilya@Nord.example', password: PASSWORD } });
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({ name: 'Илья', role: 'admin', onDuty: true, locale: 'ru', company });
    expect((await browser.ask<MeView>('GET', 'auth/me')).body.email).toBe('ilya@nord.example');

    const again = await new Browser(okno.url).ask('POST', 'setup', { token, company, user: { name: 'Мэллори', email: 'm@nord.example', password: PASSWORD } });
    expect(again.status).toBe(410);
  });

  it('is over once the company is set up: the next start gives no link and the administrator signs in', async () => {
    const next = await startTestOkno(db);
    expect(next.okno.setUpLink).toBeNull();
    expect((await (await new Browser(next.url).login('ilya@nord.example')).ask<MeView>('GET', 'auth/me')).body.company.name).toBe('Норд Клима');
    await next.stop();
  });
});
