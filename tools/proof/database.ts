import pg from 'pg';
import type { DeliveryState, InboundRows, OutboundRow } from './judge.ts';

/** What the database holds, read past the program. */
export interface Records {
  inbound(prefix: string): Promise<InboundRows>;
  outbound(prefix: string): Promise<{ token: string; states: DeliveryState[] }[]>;
  /** The conversation in which a token stands. */
  conversations(prefix: string): Promise<Map<string, string>>;
  /** Rows that only a doubled or half-done ingest leaves: contacts with two open leads, open conversations or automatic tasks. */
  doubledWork(): Promise<number>;
  close(): Promise<void>;
}

export const TOKEN = /\btok-[a-z0-9-]+-\d{3}\b/;

export function openRecords(url: string): Records {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  const count = async (sql: string, prefix: string): Promise<Map<string, number>> => {
    const { rows } = await pool.query<{ text: string }>(sql, [`%${prefix}%`]);
    const counted = new Map<string, number>();
    for (const { text } of rows) {
      const token = TOKEN.exec(text)?.[0];
      if (token) counted.set(token, (counted.get(token) ?? 0) + 1);
    }
    return counted;
  };
  return {
    inbound: async (prefix) => ({
      messages: await count("SELECT text FROM message WHERE direction = 'inbound' AND text LIKE $1", prefix),
      quarantined: await count("SELECT convert_from(body, 'UTF8') AS text FROM raw_event WHERE status = 'quarantined' AND position(convert_to(trim('%' from $1), 'UTF8') in body) > 0", prefix),
    }),
    async outbound(prefix) {
      const { rows } = await pool.query<{ text: string; states: DeliveryState[] | null }>(
        `SELECT m.text, (SELECT array_agg(d.status ORDER BY d.position) FROM delivery d WHERE d.message_id = m.id) AS states FROM message m WHERE m.direction = 'outbound' AND m.text LIKE $1`, [`%${prefix}%`]);
      return rows.flatMap(({ text, states }) => {
        const token = TOKEN.exec(text)?.[0];
        return token ? [{ token, states: states ?? [] }] : [];
      });
    },
    async conversations(prefix) {
      const { rows } = await pool.query<{ text: string; conversation_id: string }>("SELECT text, conversation_id FROM message WHERE direction = 'inbound' AND text LIKE $1", [`%${prefix}%`]);
      return new Map(rows.flatMap(({ text, conversation_id: id }): [string, string][] => {
        const token = TOKEN.exec(text)?.[0];
        return token ? [[token, id]] : [];
      }));
    },
    async doubledWork() {
      const { rows } = await pool.query<{ n: string }>(
        `SELECT (SELECT count(*) FROM (SELECT 1 FROM lead GROUP BY contact_id HAVING count(*) > 1) a)
              + (SELECT count(*) FROM (SELECT 1 FROM conversation WHERE thread_key IS NULL GROUP BY contact_id HAVING count(*) > 1) b)
              + (SELECT count(*) FROM (SELECT 1 FROM task WHERE status = 'open' AND kind <> 'manual' GROUP BY conversation_id, kind HAVING count(*) > 1) c) AS n`);
      return Number(rows[0]?.n ?? 0);
    },
    close: () => pool.end(),
  };
}

/** Watches outbound rows until all are final or uncertain, and notes when each became so. */
export async function settle(records: Records, prefix: string, tokens: readonly string[], disturbedAt: () => number, withinMs: number): Promise<OutboundRow[]> {
  const settledAt = new Map<string, number>();
  const end = Date.now() + withinMs;
  for (;;) {
    const rows = await records.outbound(prefix);
    const now = Date.now();
    for (const { token, states } of rows) {
      const settled = states.length > 0 && states.every((state) => state !== 'queued' && state !== 'submitting');
      if (settled && !settledAt.has(token)) settledAt.set(token, now);
    }
    if (settledAt.size >= tokens.length || now > end) {
      return rows.map(({ token, states }) => ({ token, states, settledAfterMs: settledAt.has(token) ? Math.max(0, (settledAt.get(token) ?? 0) - disturbedAt()) : null }));
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
