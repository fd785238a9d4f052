import { randomUUID } from 'node:crypto';
import pg from 'pg';

const CONVERSATIONS = 1000;

/** The ceiling of any server: three small statements in one transaction, nothing else, over pg. Returns how to run it for a while. */
export async function prepareLoop(databaseUrl: string): Promise<{ run(connections: number, seconds: number): Promise<number>; close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 32 });
  await pool.query(`
    CREATE TABLE IF NOT EXISTS bench_conversation (id integer PRIMARY KEY, last_message_at timestamptz, version integer NOT NULL DEFAULT 0);
    CREATE TABLE IF NOT EXISTS bench_message (id uuid PRIMARY KEY, conversation_id integer NOT NULL REFERENCES bench_conversation, text text NOT NULL, at timestamptz NOT NULL);
    CREATE TABLE IF NOT EXISTS bench_event (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, change jsonb NOT NULL);
    INSERT INTO bench_conversation (id) SELECT generate_series(0, ${CONVERSATIONS - 1}) ON CONFLICT DO NOTHING`);
  return {
    async run(connections, seconds) {
      const end = performance.now() + seconds * 1000;
      const started = performance.now();
      let done = 0;
      await Promise.all(Array.from({ length: connections }, async () => {
        const client = await pool.connect();
        while (performance.now() < end) {
          await once(client);
          done += 1;
        }
        client.release();
      }));
      return (done / (performance.now() - started)) * 1000;
    },
    close: () => pool.end(),
  };
}

async function once(client: pg.PoolClient): Promise<void> {
  const id = randomUUID();
  const conversation = Math.floor(Math.random() * CONVERSATIONS);
  await client.query('BEGIN');
  await client.query({ name: 'm', text: 'INSERT INTO bench_message VALUES ($1, $2, $3, now())', values: [id, conversation, 'Слово за словом: чи є доставка на завтра?'] });
  await client.query({ name: 'c', text: 'UPDATE bench_conversation SET last_message_at = now(), version = version + 1 WHERE id = $1', values: [conversation] });
  await client.query({ name: 'e', text: 'INSERT INTO bench_event (change) VALUES ($1)', values: [JSON.stringify({ type: 'message', id, conversation })] });
  await client.query('COMMIT');
}
