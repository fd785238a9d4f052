import { createTestDatabase, type TestDatabase } from './testing/database.ts';
import { inTransaction, reader } from './transaction.ts';
import type { Signal } from './crm.ts';

let db: TestDatabase;
beforeAll(async () => void (db = await createTestDatabase()));
afterAll(() => db.drop());

describe('a transaction', () => {
  it('publishes its signals after the commit, when the rows can be read', async () => {
    const told: Signal[][] = [];
    await inTransaction(db.dataSource, (signals) => told.push([...signals]), async (tx) => {
      await tx.query('INSERT INTO team (id, name) VALUES (gen_random_uuid(), $1)', ['Sales']);
      tx.signal({ type: 'feed' });
    });
    expect(told).toEqual([[{ type: 'feed' }]]);
    expect(await reader(db.dataSource).query('SELECT name FROM team')).toEqual([{ name: 'Sales' }]);
  });

  it('keeps nothing and tells nobody when the work throws', async () => {
    const told: unknown[] = [];
    const failed = inTransaction(db.dataSource, (signals) => told.push(signals), async (tx) => {
      await tx.query('INSERT INTO team (id, name) VALUES (gen_random_uuid(), $1)', ['Ghost']);
      tx.signal({ type: 'feed' });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(told).toEqual([]);
    expect(await reader(db.dataSource).query("SELECT 1 FROM team WHERE name = 'Ghost'")).toEqual([]);
  });

  it('does the work again after a deadlock', async () => {
    let tries = 0;
    await inTransaction(db.dataSource, () => undefined, async (tx) => {
      tries++;
      if (tries === 1) await tx.query("DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$");
    });
    expect(tries).toBe(2);
  });

  it('does what nobody waits for before the next question, and before the commit', async () => {
    const team = (name: string) => ({ text: 'INSERT INTO team (id, name) VALUES (gen_random_uuid(), $1)', values: [name] });
    await inTransaction(db.dataSource, () => undefined, async (tx) => {
      tx.write(team('First'), team('Second'));
      expect(await tx.query("SELECT name FROM team WHERE name IN ('First', 'Second') ORDER BY name")).toEqual([{ name: 'First' }, { name: 'Second' }]);
      tx.write(team('Third'));
    });
    expect(await reader(db.dataSource).one("SELECT name FROM team WHERE name = 'Third'")).toEqual({ name: 'Third' });
  });

  it('keeps nothing and tells nobody when what nobody waited for fails with the commit', async () => {
    const told: unknown[] = [];
    const failed = inTransaction(db.dataSource, (signals) => told.push(signals), async (tx) => {
      await tx.query('INSERT INTO team (id, name) VALUES (gen_random_uuid(), $1)', ['Half']);
      tx.signal({ type: 'feed' });
      tx.write({ text: 'INSERT INTO team (id, name) VALUES ($1, NULL)', values: ['6f1a1f1e-0000-4000-8000-000000000001'] });
    });
    await expect(failed).rejects.toMatchObject({ code: '23502' });
    expect(told).toEqual([]);
    expect(await reader(db.dataSource).query("SELECT 1 FROM team WHERE name = 'Half'")).toEqual([]);
  });

  it('does not take a rollback for a commit when the work passed over an error', async () => {
    const told: unknown[] = [];
    const failed = inTransaction(db.dataSource, (signals) => told.push(signals), async (tx) => {
      tx.signal({ type: 'feed' });
      await tx.query('SELECT 1/0').catch(() => undefined);
    });
    await expect(failed).rejects.toThrow('failed before its commit');
    expect(told).toEqual([]);
  });

  it('does nothing for a straggler once it is over', async () => {
    const insert = ['INSERT INTO team (id, name) VALUES (gen_random_uuid(), $1)', ['Straggler']] as const;
    let late: Promise<unknown> = Promise.resolve();
    const failed = inTransaction(db.dataSource, () => undefined, async (tx) => {
      late = new Promise((wake) => setTimeout(wake, 30)).then(() => tx.query(...insert));
      await tx.query('SELECT 1/0');
    });
    await expect(failed).rejects.toMatchObject({ code: '22012' });
    await expect(late).rejects.toThrow('over');
    expect(await reader(db.dataSource).query("SELECT 1 FROM team WHERE name = 'Straggler'")).toEqual([]);
  });
});
