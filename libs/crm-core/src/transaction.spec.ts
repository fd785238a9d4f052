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
});
