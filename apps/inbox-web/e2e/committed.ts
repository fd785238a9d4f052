import { until } from '../../api/src/testing/okno.ts';
import type { TestDatabase } from '../../../libs/crm-core/src/testing/database.ts';
import { reader } from '../../../libs/crm-core/src/transaction.ts';

/** What stands in the database, whatever the screens say. */
export interface Committed {
  rows<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** How many rows `table`, with its WHERE, has. */
  count(table: string, values?: unknown[]): Promise<number>;
  /** The conversation of whoever has this address, as soon as there is one. */
  conversationOf(address: string): Promise<string>;
}

export function committedIn(db: TestDatabase): Committed {
  const rows = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => reader(db.dataSource).query<Row>(sql, values);
  return {
    rows,
    count: async (table, values) => Number((await rows<{ n: string }>(`SELECT count(*) AS n FROM ${table}`, values))[0]?.n),
    conversationOf: (address) =>
      until(
        async () => (await rows<{ id: string }>('SELECT c.id FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = $1', [address]))[0]?.id,
        20_000, `a conversation of ${address}`,
      ),
  };
}
