import type pg from 'pg';

export interface Table {
  readonly name: string;
  /** Without generated columns that COPY may not write. */
  readonly columns: readonly string[];
}

/** Made by others (the migration runner, the socket adapter), made from other tables (search; how far inquiries are measured, what webhooks were told), meaningless elsewhere (positions in the feed, leases, sign-ins), or asked for anew (what pages said of themselves). */
const NOT_KEPT = new Set(['migrations', 'typeorm_metadata', 'socket_io_attachments', 'sync_event', 'lease', 'session', 'message_search', 'contact_search', 'search_progress', 'inquiry_progress', 'link_preview', 'webhook_known', 'webhook_progress']);

/** The tables a backup holds, each after the tables it refers to, so that they can be filled in this order. */
export async function tablesInOrder(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; needs: string[] }>(`
    SELECT c.relname AS name,
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
      ARRAY(SELECT DISTINCT f.confrelid::regclass::text FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS needs
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname`);
  const waiting = rows.filter((row) => !NOT_KEPT.has(row.name));
  const placed: Table[] = [];
  const have = new Set<string>();
  while (waiting.length) {
    const next = waiting.findIndex((row) => row.needs.every((need) => have.has(need) || NOT_KEPT.has(need)));
    if (next < 0) throw new Error(`Tables refer to each other in a circle: ${waiting.map((row) => row.name).join(', ')}.`);
    const [table] = waiting.splice(next, 1);
    have.add(table!.name);
    placed.push({ name: table!.name, columns: table!.columns });
  }
  return placed;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const columnList = (table: Table): string => table.columns.map(quoted).join(', ');
