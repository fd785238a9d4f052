import { settleAlarms } from '../alarms/settle.ts';
import { notify } from '../company/notifications.ts';
import { read, write, type Core } from '../core.ts';
import type { InboxesApi } from '../crm.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { toInboxView, type InboxRow } from './inbox-view.ts';

/**
 * How an inbox fares, and whether it sends. A vendor that refuses our credentials holds everything the inbox has to send: it waits in
 * the queue, the inbox is shown as broken, and a check that goes well lets it out again.
 */
export function createHealth(core: Core): Pick<InboxesApi, 'setHealth' | 'held'> {
  return {
    setHealth: (id, health) =>
      write(core, async (tx) => {
        if (health.ok && health.checked) await tx.query("UPDATE inbox SET paused_until = NULL WHERE id = $1 AND paused_until = 'infinity'", [id]);
        await markHealth(tx, core, id, health);
      }),
    held: async () => (await read(core).query<{ id: Id }>("SELECT id FROM inbox WHERE paused_until = 'infinity' AND enabled AND deleted_at IS NULL ORDER BY id")).map(({ id }) => id),
  };
}

/** The vendor refused us, not the message: nothing more leaves by this inbox until a check goes well. */
export async function holdSending(tx: Tx, core: Core, id: Id, detail: string): Promise<void> {
  await tx.query("UPDATE inbox SET paused_until = 'infinity' WHERE id = $1", [id]);
  await markHealth(tx, core, id, { ok: false, detail });
}

/** Says so when it changed; admins are told of a new fault. That listening goes well says nothing about an inbox whose sending is held. */
async function markHealth(tx: Tx, core: Core, id: Id, { ok, detail }: { ok: boolean; detail?: string }): Promise<void> {
  const health = ok ? 'ok' : 'broken';
  const before = await tx.one<InboxRow & { held: boolean }>("SELECT *, COALESCE(paused_until = 'infinity', false) AS held FROM inbox WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE", [id]);
  if (!before || (before.held && ok) || (before.health === health && before.health_detail === (detail ?? null))) return;
  const row = (await tx.one<InboxRow>("UPDATE inbox SET health = $2, health_detail = $3, broken_since = CASE WHEN $2 = 'broken' THEN COALESCE(broken_since, $4) END WHERE id = $1 RETURNING *", [id, health, detail ?? null, core.now()]))!;
  tell(tx, { change: { type: 'inbox', inbox: toInboxView(row) }, audience: { inboxIds: [id], ownerId: null, userId: null } });
  await settleAlarms(tx, core.now(), { inboxId: id });
  if (ok || before.health === 'broken') return;
  const admins = await tx.query<{ id: Id }>("SELECT id FROM app_user WHERE role = 'admin' AND active");
  await notify(tx, core, admins.map((admin) => admin.id), { type: 'channel-broken', conversationId: null, title: row.name });
}
