import { recordAudit } from '../company/audit.ts';
import { read, write, type Core } from '../core.ts';
import type { InboxesApi, InboxRuntime } from '../crm.ts';
import { NotFound } from '../errors.ts';
import { can, demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import { EVERYBODY } from '../visibility.ts';
import { rightsChanged } from '../users/rights.ts';
import { INBOX_COUNTS, toInboxSettingsView, toInboxView, type InboxCounts, type InboxRow } from './inbox-view.ts';
import { createHealth } from './health.ts';
import { createLeases } from './leases.ts';
import { saveInbox } from './save-inbox.ts';

const RUNTIME = 'SELECT id, adapter, name, settings, credentials, enabled, version FROM inbox WHERE deleted_at IS NULL';

/** Connected accounts: what they are, who may use them, how they fare. Credentials pass through as opaque bytes. */
export function createInboxes(core: Core): InboxesApi {
  return {
    list: async (actor) => {
      const rows = await read(core).query<InboxRow>('SELECT * FROM inbox WHERE deleted_at IS NULL ORDER BY created_at, id');
      return rows.filter((row) => can(actor, 'inbox.read', { inboxId: row.id })).map(toInboxView);
    },
    settings: async (actor) => {
      demand(actor, 'inbox.manage');
      const rows = await read(core).query<InboxRow & InboxCounts>(`SELECT i.*, ${INBOX_COUNTS} WHERE i.deleted_at IS NULL ORDER BY i.created_at, i.id`, [core.now()]);
      return rows.map(toInboxSettingsView);
    },
    save: (actor, input) =>
      write(core, async (tx) => {
        demand(actor, 'inbox.manage');
        const { id, affected, before } = await saveInbox(tx, core, input);
        const row = (await tx.one<InboxRow & InboxCounts>(`SELECT i.*, ${INBOX_COUNTS} WHERE i.id = $2`, [core.now(), id]))!;
        const handedBack = await rightsChanged(tx, core, actor.userId, affected);
        await recordAudit(tx, {
          userId: actor.userId, action: before ? 'inbox.update' : 'inbox.create', thing: id,
          detail: { before, after: { name: row.name, address: row.address, enabled: row.enabled, userIds: row.user_ids }, credentials: input.credentials === undefined ? 'kept' : 'replaced', handedBack },
        });
        tell(tx, { change: { type: 'inbox', inbox: toInboxView(row) }, audience: { inboxIds: [id], ownerId: null, userId: null } });
        tx.signal({ type: 'inbox-changed', inboxId: id });
        return toInboxSettingsView(row);
      }),
    remove: (actor, id) =>
      write(core, async (tx) => {
        demand(actor, 'inbox.manage');
        const row = await tx.one<{ name: string }>(
          `UPDATE inbox SET deleted_at = $2, enabled = false, credentials = NULL, credentials_set = '{}', version = version + 1 WHERE id = $1 AND deleted_at IS NULL RETURNING name`,
          [id, core.now()]);
        if (!row) throw new NotFound('inbox');
        await recordAudit(tx, { userId: actor.userId, action: 'inbox.remove', thing: id, detail: { name: row.name } });
        tell(tx, { change: { type: 'inbox-removed', inboxId: id }, audience: EVERYBODY });
        tx.signal({ type: 'inbox-changed', inboxId: id });
      }),
    runtime: async (id) => (await read(core).one<InboxRuntime>(`${RUNTIME} AND id = $1`, [id])) ?? null,
    runtimes: () => read(core).query<InboxRuntime>(`${RUNTIME} ORDER BY created_at, id`),
    ...createHealth(core),
    ...createLeases(core),
  };
}
