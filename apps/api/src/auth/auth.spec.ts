import { ADMIN, Browser, connectScreen, createTestDatabase, PASSWORD, startTestOkno, until, type TestDatabase, type TestOkno } from '../testing/okno.ts';

let db: TestDatabase;
let desk: TestOkno;
beforeAll(async () => {
  db = await createTestDatabase();
  desk = await startTestOkno(db, ADMIN);
});
afterAll(async () => {
  await desk.stop();
  await db.drop();
});
const browser = (): Browser => new Browser(desk.url);
/** Other tests' wrong passwords must not lock this one out. */
const calm = async (): Promise<void> => void (await db.dataSource.query('DELETE FROM login_throttle').catch(() => undefined));
beforeEach(calm);

describe('signing in', () => {
  it('gives a cookie that scripts and other sites cannot use, and who I am', async () => {
    const me = browser();
    const answer = await me.ask('POST', 'auth/login', { email: 'Admin@Nord.example', password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ email: 'admin@nord.example', role: 'admin', permissions: expect.arrayContaining(['inbox.manage']), cursor: expect.any(String) });
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
    expect((await me.ask('GET', 'auth/me')).status).toBe(200);
  });

  it('is Secure where we are reached over TLS', async () => {
    const other = await startTestOkno(db, { PUBLIC_URL: 'https://desk.example.com' });
    const answer = await new Browser(other.url).ask('POST', 'auth/login', { email: ADMIN.OKNO_ADMIN_EMAIL, password: PASSWORD });
    expect(answer.headers.get('set-cookie')).toContain('Secure');
    await other.stop();
  });

  it('answers the same for a wrong password and an unknown person, and works as hard for both', async () => {
    await browser().ask('POST', 'auth/login', { email: 'warm@up.example', password: 'x' });
    // The processor's time of this process, which a busy machine does not stretch as it does the clock's.
    const effort = async (email: string): Promise<{ ms: number; status: number; body: unknown }> => {
      const before = process.cpuUsage();
      const { status, body } = await browser().ask('POST', 'auth/login', { email, password: 'not the password' });
      const { user, system } = process.cpuUsage(before);
      return { ms: (user + system) / 1000, status, body };
    };
    const known = await effort(ADMIN.OKNO_ADMIN_EMAIL);
    const unknown = await effort('nobody@nord.example');
    expect(unknown.status).toBe(401);
    expect(unknown.body).toEqual(known.body);
    // Both hash once: 64 MiB and three passes are far above everything else in the answer.
    expect(Math.min(known.ms, unknown.ms) / Math.max(known.ms, unknown.ms)).toBeGreaterThan(0.2);
  });

  it('is refused after five failures of an account, even with the right password', async () => {
    for (let attempt = 0; attempt < 5; attempt++) expect((await browser().ask('POST', 'auth/login', { email: ADMIN.OKNO_ADMIN_EMAIL, password: `wrong ${attempt}` })).status).toBe(401);
    const answer = await browser().ask('POST', 'auth/login', { email: ADMIN.OKNO_ADMIN_EMAIL, password: PASSWORD });
    expect(answer).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(600);
  });

  it('is refused after twenty tries from one address', async () => {
    const tries = await Promise.all(Array.from({ length: 22 }, (_, n) => browser().ask('POST', 'auth/login', { email: `p${n}@nord.example`, password: 'x' })));
    expect(tries.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(2);
  });

  it('makes a new session each time and ends the one the browser held', async () => {
    const me = await browser().login(ADMIN.OKNO_ADMIN_EMAIL);
    const before = me.cookie;
    await me.login(ADMIN.OKNO_ADMIN_EMAIL);
    expect(me.cookie).not.toBe(before);
    const old = browser();
    old.cookie = before;
    expect((await old.ask('GET', 'auth/me')).status).toBe(401);
  });

  it('ends by signing out, on every screen at once', async () => {
    const me = await browser().login(ADMIN.OKNO_ADMIN_EMAIL);
    const screen = await connectScreen(me);
    expect((await me.ask('POST', 'auth/logout')).status).toBe(204);
    await until(() => screen.socket.disconnected, 2_000, 'the socket to close');
    expect(screen.told.map(({ name }) => name)).toContain('signed-out');
    const gone = browser();
    gone.cookie = me.cookie;
    expect((await gone.ask('GET', 'auth/me')).status).toBe(401);
  });
});

describe('another site', () => {
  it('cannot act with our cookie, nor sign anybody in', async () => {
    const me = await browser().login(ADMIN.OKNO_ADMIN_EMAIL);
    const evil = { origin: 'https://evil.example' };
    expect(await me.ask('PATCH', 'auth/me', { name: 'x' }, evil)).toMatchObject({ status: 403, body: { code: 'foreign-origin' } });
    expect(await browser().ask('POST', 'auth/login', { email: ADMIN.OKNO_ADMIN_EMAIL, password: PASSWORD }, evil)).toMatchObject({ status: 403 });
    expect((await me.ask('PATCH', 'auth/me', { name: 'Admin' }, { origin: desk.url })).status).toBe(200);
  });
});

describe('input', () => {
  it.each([
    ['an unknown key', { email: 'a@b.co', password: 'x', role: 'admin' }, 'Unknown key: role.'],
    ['a wrong type', { email: 5, password: 'x' }, 'expected string'],
    ['a missing key', { email: 'a@b.co' }, 'expected string'],
  ])('%s is refused with its name', async (_, body, message) => {
    const answer = await browser().ask<{ code: string; errors: { message: string }[] }>('POST', 'auth/login', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad-request' } });
    expect(answer.body.errors.map((error) => error.message).join()).toContain(message);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
  it('half a body is refused', async () => expect(await browser().ask('POST', 'auth/login', '{"email":')).toMatchObject({ status: 400, body: { code: 'bad-request' } }));
  it('a body of 3 MB is refused', async () => expect(await browser().ask('POST', 'auth/login', JSON.stringify({ email: 'x'.repeat(3 << 20) }))).toMatchObject({ status: 413, body: { code: 'too-large' } }));
  it('another content type is refused', async () => expect((await browser().ask('POST', 'auth/login', '<x/>', { 'content-type': 'text/xml' })).status).toBe(415));
});

describe('an invitation', () => {
  it('works once, for the invited role, with a strong password only', async () => {
    const admin = await browser().login(ADMIN.OKNO_ADMIN_EMAIL);
    const { body } = await admin.ask<{ url: string }>('POST', 'invitations', { email: 'Olga@Nord.example', name: 'Olga', role: 'operator', inboxIds: [], teamIds: [] });
    const token = body.url.split('/invite/')[1] as string;
    expect((await browser().ask('GET', `invitations/${token}`)).body).toMatchObject({ email: 'olga@nord.example', role: 'operator' });
    expect(await browser().ask('POST', `invitations/${token}`, { name: 'Olga', password: 'password12345', locale: 'uk' })).toMatchObject({ status: 422, body: { code: 'weak-password' } });
    const olga = browser();
    expect(await olga.ask('POST', `invitations/${token}`, { name: 'Olga', password: PASSWORD, locale: 'uk' })).toMatchObject({ status: 200, body: { role: 'operator', locale: 'uk' } });
    expect((await browser().ask('POST', `invitations/${token}`, { name: 'Eve', password: PASSWORD, locale: 'uk' })).status).toBe(410);
    expect((await browser().ask('GET', `invitations/${'a'.repeat(43)}`)).status).toBe(410);
    expect((await browser().ask('GET', 'invitations/')).status).toBe(404);
  });

  it('is refused for an address that has an account, before anybody opens it', async () => {
    const admin = await browser().login(ADMIN.OKNO_ADMIN_EMAIL);
    const again = await admin.ask('POST', 'invitations', { email: ADMIN.OKNO_ADMIN_EMAIL.toUpperCase(), name: 'Anna', role: 'operator', inboxIds: [], teamIds: [] });
    expect(again).toMatchObject({ status: 409, body: { code: 'email-taken' } });
  });

  it('stands in a list for admins until it is taken, and can be withdrawn', async () => {
    const admin = await browser().login(ADMIN.OKNO_ADMIN_EMAIL);
    const { body } = await admin.ask<{ url: string }>('POST', 'invitations', { email: 'boris@nord.example', name: 'Boris', role: 'manager' });
    const listed = async () => (await admin.ask<{ id: string; email: string; role: string }[]>('GET', 'invitations')).body.filter(({ email }) => email === 'boris@nord.example');
    const [open] = await listed();
    expect(open).toMatchObject({ role: 'manager' });
    expect(body.url).not.toContain(open!.id);
    expect((await browser().ask('POST', `invitations/${open!.id}`, { name: 'Eve', password: PASSWORD, locale: 'uk' })).status).toBe(410);
    expect((await admin.ask('DELETE', `invitations/${open!.id}`)).status).toBe(204);
    expect(await listed()).toEqual([]);
    expect((await browser().ask('GET', `invitations/${body.url.split('/invite/')[1]}`)).status).toBe(410);
    expect((await admin.ask('DELETE', `invitations/${open!.id}`)).status).toBe(404);
    const operator = await invited(admin, 'operator-of-lists@nord.example', 'operator');
    expect((await operator.ask('GET', 'invitations')).status).toBe(403);
  });

  it('is worth nothing when the inviter is no admin any more', async () => {
    const admin = await browser().login(ADMIN.OKNO_ADMIN_EMAIL);
    const second = await invited(admin, 'second@nord.example', 'admin');
    const { body } = await second.ask<{ url: string }>('POST', 'invitations', { email: 'late@nord.example', name: 'Late', role: 'admin' });
    const users = (await admin.ask<{ id: string; email: string }[]>('GET', 'users')).body;
    const id = users.find((user) => user.email === 'second@nord.example')?.id as string;
    expect((await admin.ask('PATCH', `users/${id}`, { role: 'operator' })).status).toBe(200);
    expect((await second.ask('GET', 'auth/me')).status).toBe(401);
    expect((await browser().ask('POST', `invitations/${body.url.split('/invite/')[1]}`, { name: 'L', password: PASSWORD, locale: 'en' })).status).toBe(410);
  });
});

describe('a password reset', () => {
  it('opens the account to the new password at once, however often the old one was tried', async () => {
    const admin = await browser().login(ADMIN.OKNO_ADMIN_EMAIL);
    await invited(admin, 'vera@nord.example', 'operator');
    for (let attempt = 0; attempt < 6; attempt++) await browser().ask('POST', 'auth/login', { email: 'vera@nord.example', password: 'forgotten-long-ago' });
    const users = (await admin.ask<{ id: string; email: string }[]>('GET', 'users')).body;
    const link = (await admin.ask<{ url: string }>('POST', `users/${users.find((user) => user.email === 'vera@nord.example')?.id}/reset-link`)).body.url;
    expect((await browser().ask('POST', 'auth/reset', { token: link.split('/reset/')[1], password: 'zimniy-gorod-2031' })).status).toBe(200);
    await browser().login('vera@nord.example', 'zimniy-gorod-2031');
  });

  it('answers the same for everybody and ends every session', async () => {
    const admin = await browser().login(ADMIN.OKNO_ADMIN_EMAIL);
    const ivan = await invited(admin, 'ivan@nord.example', 'operator');
    expect((await browser().ask('POST', 'auth/forgot', { email: 'ivan@nord.example' })).status).toBe(204);
    expect((await browser().ask('POST', 'auth/forgot', { email: 'nobody@nord.example' })).status).toBe(204);
    const users = (await admin.ask<{ id: string; email: string }[]>('GET', 'users')).body;
    const link = (await admin.ask<{ url: string }>('POST', `users/${users.find((user) => user.email === 'ivan@nord.example')?.id}/reset-link`)).body.url;
    const next = 'drugoy-parol-2031-okno';
    expect((await browser().ask('POST', 'auth/reset', { token: link.split('/reset/')[1], password: next })).status).toBe(200);
    expect((await ivan.ask('GET', 'auth/me')).status).toBe(401);
    await browser().login('ivan@nord.example', next);
    expect((await browser().ask('POST', 'auth/reset', { token: link.split('/reset/')[1], password: next })).status).toBe(410);
  });
});

describe('an API token', () => {
  it('opens the API without a cookie, until it is revoked', async () => {
    const admin = await browser().login(ADMIN.OKNO_ADMIN_EMAIL);
    const { body } = await admin.ask<{ id: string; token: string }>('POST', 'api-tokens', { name: 'site' });
    const bearer = { authorization: `Bearer ${body.token}` };
    expect((await browser().ask('GET', 'auth/me', undefined, bearer)).status).toBe(200);
    expect(JSON.stringify((await admin.ask('GET', 'api-tokens')).body)).not.toContain(body.token);
    expect((await admin.ask('DELETE', `api-tokens/${body.id}`)).status).toBe(204);
    expect((await browser().ask('GET', 'auth/me', undefined, bearer)).status).toBe(401);
  });
});

it('no password, token or address stands in the log', async () => {
  const log = desk.lines.join('\n');
  expect(log.length).toBeGreaterThan(100);
  for (const secret of [PASSWORD, 'olga@nord.example', 'okno_session']) expect(log).not.toContain(secret);
});

async function invited(admin: Browser, email: string, role: string): Promise<Browser> {
  await calm();
  const { body } = await admin.ask<{ url: string }>('POST', 'invitations', { email, name: 'Somebody', role });
  const person = browser();
  const answer = await person.ask('POST', `invitations/${body.url.split('/invite/')[1]}`, { name: 'Somebody', password: PASSWORD, locale: 'en' });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return person;
}
