import { read, write, type Core } from '../core.ts';
import type { CompanyApi } from '../crm.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';

export interface AuditEntry {
  readonly userId: Id | null;
  readonly action: string;
  /** What it was done to: an id, or a word. */
  readonly thing: string;
  /** Before and after where that tells something; never a secret. */
  readonly detail?: unknown;
  readonly ip?: string;
}

/** Append-only: the table refuses changes (a trigger). */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.query('INSERT INTO audit_event (user_id, action, thing, detail, ip) VALUES ($1, $2, $3, $4, $5)',
    [entry.userId, entry.action, entry.thing, JSON.stringify(entry.detail ?? {}), entry.ip ?? '']);
}

export function createAudit(core: Core): Pick<CompanyApi, 'audit' | 'auditLog'> {
  return {
    audit: (entry) => write(core, (tx) => recordAudit(tx, entry)),
    auditLog: async (actor, page) => {
      demand(actor, 'audit.read');
      const limit = pageLimit(page);
      const [before] = afterKey(page, 1) ?? [null];
      const rows = await read(core).query<{ id: string; at: Date; user_id: Id | null; action: string; thing: string; detail: unknown; ip: string }>(
        'SELECT id, at, user_id, action, thing, detail, ip FROM audit_event WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2', [before, limit + 1]);
      return toPage(rows, limit, (row) => [row.id], (row) => ({
        id: row.id, at: row.at.toISOString(), userId: row.user_id, action: row.action, thing: row.thing, detail: row.detail, ip: row.ip,
      }));
    },
  };
}
