import { randomBytes } from 'node:crypto';
import { createHouse, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => void (house = await createHouse()));
afterAll(() => house.close());

describe('the company', () => {
  const firstAdmin = (name: string) => ({ email: `${name}@nord.example`, name, passwordHash: 'x' });
  const link = async (): Promise<Buffer> => {
    const tokenHash = randomBytes(32);
    await house.crm.sessions.oneTime.issue({ tokenHash, purpose: 'setup', expiresAt: new Date(house.now().getTime() + 1000) });
    return tokenHash;
  };
  const untouched = async (tokenHash: Buffer, name: string): Promise<void> => {
    expect(await house.crm.sessions.oneTime.peek(tokenHash, 'setup')).not.toBeNull();
    expect(await house.crm.users.byEmail(`${name}@nord.example`)).toBeNull();
    expect((await house.crm.company.get()).setUpAt).toBeNull();
  };

  it('that could not be made leaves the link unspent and nobody behind', async () => {
    const tokenHash = await link();
    await expect(house.crm.company.setUp({ tokenHash, admin: firstAdmin('wrong'), company: { timeZone: 'Mars/Olympus' } })).rejects.toMatchObject({ path: 'timeZone' });
    await untouched(tokenHash, 'wrong');
  });

  it('whose making was cut off half-way leaves the link unspent and nobody behind', async () => {
    const tokenHash = await link();
    const other = house.db.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query('SELECT 1 FROM company FOR UPDATE');
    const cut = expect(house.crm.company.setUp({ tokenHash, admin: firstAdmin('cut') })).rejects.toMatchObject({ status: 503 });
    // It has spent the link and made the admin, and waits for the company.
    const waiting = async (): Promise<number | undefined> =>
      (await house.sql.one<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%set_up_at%'"))?.pid;
    let pid: number | undefined;
    while (!(pid = await waiting())) await new Promise((wake) => setTimeout(wake, 10));
    await house.sql.query('SELECT pg_terminate_backend($1)', [pid]);
    await cut;
    await other.rollbackTransaction();
    await other.release();
    await untouched(tokenHash, 'cut');
  });

  it('is set up once, also when two people open their links at the same moment', async () => {
    const { crm } = house;
    const links = [await link(), await link()];
    const both = await Promise.allSettled(['nord', 'sud'].map((name, i) => crm.company.setUp({ tokenHash: links[i]!, admin: firstAdmin(name), company: { name, currency: 'UAH', timeZone: 'Europe/Kyiv' } })));
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await crm.company.get()).toMatchObject({ currency: 'UAH', timeZone: 'Europe/Kyiv', setUpAt: house.now().toISOString() });
    const admins = await Promise.all(['nord', 'sud'].map((name) => crm.users.byEmail(`${name}@nord.example`)));
    expect(admins.map((one) => one !== null)).toEqual(both.map((result) => result.status === 'fulfilled'));
  });

  it('takes a link once, and none that is unknown', async () => {
    expect(await house.crm.company.setUp({ tokenHash: randomBytes(32), admin: firstAdmin('mallory') })).toBeNull();
    expect(await house.crm.users.byEmail('mallory@nord.example')).toBeNull();
  });

  it('refuses what could not be worked with later, and says where', async () => {
    const refused = async (input: object, path: string): Promise<void> => {
      await expect(house.crm.company.update(house.admin, input)).rejects.toMatchObject({ status: 422, path });
    };
    await refused({ timeZone: 'Mars/Olympus' }, 'timeZone');
    await refused({ currency: 'грн' }, 'currency');
    await refused({ country: 'Ukraine' }, 'country');
    await refused({ workingHours: { days: [] } }, 'workingHours');
    await refused({ workingHours: { days: [[{ from: 600, to: 540 }], [], [], [], [], [], []] } }, 'workingHours');
    await refused({ holidays: [{ date: '2027-02-30', name: 'x' }] }, 'holidays');
    await expect(house.crm.company.update(await house.person('manager'), { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('tells every screen', async () => {
    const told = await house.told(await house.person(), () => house.crm.company.update(house.admin, { name: 'Норд' }));
    expect(told).toContainEqual(expect.objectContaining({ type: 'company', company: expect.objectContaining({ name: 'Норд' }) }));
  });
});

describe('the audit', () => {
  it('keeps who did what with before and after, newest first, a page at a time, for admins only', async () => {
    const { crm, admin } = house;
    await crm.company.audit({ userId: admin.userId, action: 'login', thing: admin.userId, ip: '10.0.0.1' });
    await crm.company.update(admin, { name: 'After' });
    const first = await crm.company.auditLog(admin, { limit: 1 });
    expect(first.items[0]).toMatchObject({ action: 'company.update', userId: admin.userId, detail: { after: { name: 'After' } } });
    const second = await crm.company.auditLog(admin, { limit: 1, after: first.next });
    expect(second.items[0]).toMatchObject({ action: 'login', ip: '10.0.0.1' });
    await expect(crm.company.auditLog(await house.person('manager'), {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(crm.company.auditLog(admin, { after: 'nonsense' })).rejects.toMatchObject({ code: 'bad-cursor' });
  });

  it('cannot be changed, not even in the database', async () => {
    await expect(house.sql.query('UPDATE audit_event SET action = $1', ['x'])).rejects.toThrow('append-only');
    await expect(house.sql.query('DELETE FROM audit_event')).rejects.toThrow('append-only');
  });
});

describe('notifications', () => {
  it('reach the person, are theirs alone, and stay read', async () => {
    const { crm, admin } = house;
    const inbox = await house.inbox();
    house.signals.length = 0;
    const told = await house.told(admin, () => crm.inboxes.setHealth(inbox, { ok: false, detail: 'Password refused' }));
    expect(told.map((event) => event.type)).toEqual(expect.arrayContaining(['inbox', 'notification']));
    expect(house.signals).toContainEqual(expect.objectContaining({ type: 'notify', userId: admin.userId }));
    expect((await crm.company.notifications(admin, {})).items[0]).toMatchObject({ type: 'channel-broken', readAt: null });
    expect((await crm.company.notifications(await house.person(), {})).items).toEqual([]);
    expect((await crm.company.notifications(admin, { unread: true })).items).toHaveLength(1);
    await crm.company.markNotificationsRead(admin);
    expect((await crm.company.notifications(admin, { unread: true })).items).toEqual([]);
    expect((await crm.company.notifications(admin, {})).items[0]?.readAt).toBe(house.now().toISOString());
    await crm.inboxes.setHealth(inbox, { ok: false, detail: 'Password refused' });
    expect((await crm.company.notifications(admin, {})).items).toHaveLength(1);
  });

  it('are ticked off one by one, by nobody else, and each of the person’s screens is told', async () => {
    const { crm, admin } = house;
    const [first, second] = [await house.inbox(), await house.inbox()];
    for (const inbox of [first, second]) await crm.inboxes.setHealth(inbox, { ok: false, detail: 'Password refused' });
    const [newest] = (await crm.company.notifications(admin, { unread: true })).items;
    await crm.company.markNotificationsRead(await house.person(), [newest!.id]);
    expect((await crm.company.notifications(admin, { unread: true })).items.map(({ id }) => id)).toContain(newest!.id);
    const told = await house.told(admin, () => crm.company.markNotificationsRead(admin, [newest!.id]));
    expect(told).toEqual([expect.objectContaining({ type: 'notification', notification: expect.objectContaining({ id: newest!.id, readAt: house.now().toISOString() }) })]);
    const left = (await crm.company.notifications(admin, { unread: true })).items.map(({ id }) => id);
    expect(left).not.toContain(newest!.id);
    expect(left.length).toBeGreaterThan(0);
  });
});
