import { randomUUID } from 'node:crypto';
import { createHouse, CHAT, MAIL, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => void (house = await createHouse()));
afterAll(() => house.close());

const mailbox = { adapter: 'email' as const, name: 'Support', address: 'support@nord.example', settings: { host: 'imap.nord.example' }, capabilities: [MAIL] };

describe('an inbox', () => {
  it('keeps its credentials as opaque bytes and never shows them again', async () => {
    const { crm, admin } = house;
    const secret = Buffer.from([0, 1, 2, 255]);
    const made = await crm.inboxes.save(admin, { ...mailbox, credentials: secret, credentialsSet: ['password'] });
    expect(made).toMatchObject({ name: 'Support', channels: ['email'], credentialsSet: ['password'], health: 'unknown', inboundToday: 0, outboundToday: 0, quarantined: 0 });
    expect(JSON.stringify(await crm.inboxes.settings(admin))).not.toContain('"credentials":');
    expect(await crm.inboxes.runtime(made.id)).toMatchObject({ adapter: 'email', settings: { host: 'imap.nord.example' }, enabled: true, version: 1 });
    expect(Buffer.compare((await crm.inboxes.runtime(made.id))!.credentials!, secret)).toBe(0);

    const kept = await crm.inboxes.save(admin, { ...mailbox, id: made.id, name: 'Help', policy: { followUpDays: 5 } });
    expect(kept).toMatchObject({ name: 'Help', credentialsSet: ['password'], policy: { followUpDays: 5, reopenDays: 7 } });
    expect(await crm.inboxes.runtime(made.id)).toMatchObject({ version: 2, credentials: secret });
  });

  it('is seen by those it was given to; their colleagues and its settings stay apart', async () => {
    const { crm, admin } = house;
    const [anna, boris] = [await house.person(), await house.person('manager')];
    const told = await house.told(anna, () => crm.inboxes.save(admin, { ...mailbox, name: 'For Anna', userIds: [anna.userId] }));
    expect(told.map((event) => event.type)).toContain('rights');
    expect((await crm.inboxes.list(await house.again(anna))).map((inbox) => inbox.name)).toEqual(['For Anna']);
    expect(await crm.inboxes.list(boris)).toEqual([]);
    await expect(crm.inboxes.settings(boris)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(crm.inboxes.save(boris, mailbox)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('withdrawn from somebody tells them and the process at once', async () => {
    const { crm, admin, signals } = house;
    const anna = await house.person();
    const { id } = await crm.inboxes.save(admin, { ...mailbox, userIds: [anna.userId] });
    signals.length = 0;
    const told = await house.told(anna, () => crm.inboxes.save(admin, { ...mailbox, id, userIds: [] }));
    expect(told.map((event) => event.type)).toContain('rights');
    expect(signals).toEqual(expect.arrayContaining([{ type: 'rights-changed', userId: anna.userId }, { type: 'inbox-changed', inboxId: id }]));
    expect((await house.again(anna)).inboxIds).toEqual([]);
  });

  it('refuses another adapter, an unknown team and a senseless policy', async () => {
    const { crm, admin } = house;
    const { id } = await crm.inboxes.save(admin, mailbox);
    await expect(crm.inboxes.save(admin, { ...mailbox, id, adapter: 'telegram', capabilities: [CHAT] })).rejects.toMatchObject({ code: 'other-adapter' });
    await expect(crm.inboxes.save(admin, { ...mailbox, policy: { teamId: randomUUID() } })).rejects.toMatchObject({ code: 'no-team' });
    await expect(crm.inboxes.save(admin, { ...mailbox, policy: { firstAnswerMinutes: 0 } })).rejects.toMatchObject({ code: 'bad-policy', path: 'policy.firstAnswerMinutes' });
    await expect(crm.inboxes.save(admin, { ...mailbox, id: randomUUID() })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('removed is gone for use, without its credentials, and its history stays readable', async () => {
    const { crm, admin } = house;
    const anna = await house.person();
    const { id } = await crm.inboxes.save(admin, { ...mailbox, credentials: Buffer.from('x'), credentialsSet: ['password'], userIds: [anna.userId] });
    const told = await house.told(anna, () => crm.inboxes.remove(admin, id));
    expect(told).toContainEqual(expect.objectContaining({ type: 'inbox-removed', inboxId: id }));
    expect(await crm.inboxes.runtime(id)).toBeNull();
    expect((await crm.inboxes.runtimes()).map((inbox) => inbox.id)).not.toContain(id);
    expect(await house.sql.one('SELECT credentials, credentials_set FROM inbox WHERE id = $1', [id])).toEqual({ credentials: null, credentials_set: [] });
    expect((await house.again(anna)).inboxIds).toContain(id);
    expect(await crm.inboxes.list(await house.again(anna))).toEqual([]);
    await expect(crm.inboxes.remove(admin, id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('announces its health only when it changes', async () => {
    const { crm, admin } = house;
    const { id } = await crm.inboxes.save(admin, mailbox);
    const told = await house.told(admin, async () => {
      for (const ok of [true, true, false, false, true]) await crm.inboxes.setHealth(id, ok ? { ok } : { ok, detail: 'refused' });
    });
    expect(told.flatMap((event) => (event.type === 'inbox' ? [event.inbox.health] : []))).toEqual(['ok', 'broken', 'ok']);
  });
});

describe('a lease', () => {
  it('has one holder among many who ask at once, is renewed by it, and passes on when it ends', async () => {
    const { inboxes } = house.crm;
    const holders = Array.from({ length: 10 }, () => randomUUID());
    const got = await Promise.all(holders.map((holder) => inboxes.lease('imap', holder, 60_000)));
    expect(got.filter(Boolean)).toHaveLength(1);
    const holder = holders[got.indexOf(true)]!;
    const other = randomUUID();
    expect(await inboxes.lease('imap', holder, 60_000)).toBe(true);
    expect(await inboxes.lease('imap', other, 60_000)).toBe(false);
    await inboxes.release('imap', other);
    expect(await inboxes.lease('imap', other, 60_000)).toBe(false);
    await inboxes.release('imap', holder);
    expect(await inboxes.lease('imap', other, 0)).toBe(true);
    expect(await inboxes.lease('imap', holder, 60_000)).toBe(true);
  });
});
