import { randomUUID } from 'node:crypto';
import type { ChannelCapabilities } from '#channels';
import { afterInbound, freshConversation } from '../conversations/after.ts';
import { lockConversation } from '../conversations/lock.ts';
import { previewOf } from '../conversations/preview.ts';
import { insertConversation, updateConversation } from '../conversations/save.ts';
import { insertContact, insertIdentity } from '../contacts/row.ts';
import { createCrm } from '../create-crm.ts';
import type { Actor, Signal } from '../crm.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow } from '../messages/row.ts';
import { readMessages } from '../messages/view.ts';
import { insertTask } from '../tasks/row.ts';
import { inTransaction, reader } from '../transaction.ts';
import type { AddressKind, InboxPolicy, Role, SyncEvent } from '../views.ts';
import { createUser } from '../users/create-user.ts';
import { createTestDatabase } from './database.ts';

/** A channel that writes first, splits at 4096 units and sends each attachment in a call of its own. */
export const CHAT: ChannelCapabilities = {
  channel: 'telegram', maxTextLength: 4096, format: 'plain', subject: false, attachments: { maxCount: 10, maxBytes: 50_000_000 }, attachmentsWithText: false,
  startsConversation: false, addressKind: 'telegram', highestReceipt: 'sent', cc: false, calls: false,
};
export const MAIL: ChannelCapabilities = {
  channel: 'email', maxTextLength: 1_000_000, format: 'html', subject: true, attachments: { maxCount: 50, maxBytes: 25_000_000 }, attachmentsWithText: true,
  startsConversation: true, addressKind: 'email', highestReceipt: 'sent', cc: true, calls: false,
};
export const SMS: ChannelCapabilities = {
  channel: 'sms', maxTextLength: 1600, format: 'plain', subject: false, attachments: null, attachmentsWithText: true,
  startsConversation: true, addressKind: 'phone', highestReceipt: 'delivered', cc: false, calls: false,
};
const ADAPTER_OF = { telegram: 'telegram', email: 'email', sms: 'twilio', voice: 'twilio', webchat: 'webchat', http: 'http' } as const;

/** A core on a database of its own, with an admin, a clock that stands still until it is moved, and every signal kept. */
export async function createHouse() {
  const db = await createTestDatabase();
  let now = new Date('2027-03-01T09:00:00Z');
  const signals: Signal[] = [];
  const crm = createCrm({ dataSource: db.dataSource, clock: () => now, newId: randomUUID, random: () => 0.5, publish: (told) => void signals.push(...told) });
  const sql = reader(db.dataSource);

  const person = async (role: Role = 'operator', inboxIds: readonly string[] = []): Promise<Actor> => {
    const id = randomUUID();
    const user = await inTransaction(db.dataSource, (told) => void signals.push(...told), (tx) =>
      createUser(tx, { now: () => now, newId: randomUUID }, null, { email: `${id}@desk.example`, name: `${role} ${id.slice(0, 4)}`, role, passwordHash: null, inboxIds }));
    return (await crm.users.actor(user.id))!;
  };
  const admin = await person('admin');
  const inbox = async (capabilities: ChannelCapabilities = MAIL, policy: Partial<InboxPolicy> = {}, userIds: readonly string[] = []): Promise<string> =>
    (await crm.inboxes.save(admin, {
      adapter: ADAPTER_OF[capabilities.channel], name: `${capabilities.channel} inbox`, address: 'support@nord.example', settings: {}, capabilities: [capabilities], policy, userIds,
    })).id;

  /** A customer without a word so far. */
  const customer = async (...addresses: readonly { kind: AddressKind; value: string }[]): Promise<string> => {
    const id = randomUUID();
    const contact = insertContact({ id, kind: 'person', name: 'Марія Коваль', named: true, owner_id: null, language: null, blocked_at: null, created_at: now });
    await sql.query(contact.text, contact.values);
    for (const address of addresses) {
      const identity = insertIdentity({ id: randomUUID(), contact_id: id, ...address, label: address.value, verified: true, created_at: now });
      await sql.query(identity.text, identity.values);
    }
    return id;
  };
  /** They write through this inbox: into the given conversation or a new one. Rows as the core makes them, without an assigned owner. */
  const asks = (contactId: string, inboxId: string, given: { conversationId?: string; text?: string; channel?: ChannelCapabilities['channel']; thread?: string; mailId?: string; references?: string[]; subject?: string; kind?: 'text' | 'call' } = {}): Promise<string> =>
    inTransaction(db.dataSource, (told) => void signals.push(...told), async (tx) => {
      const run = async (part: { text: string; values: readonly unknown[] }): Promise<void> => void (await tx.query(part.text, part.values));
      const inboxRow = (await tx.one<{ capabilities: ChannelCapabilities[] }>('SELECT capabilities FROM inbox WHERE id = $1', [inboxId]))!;
      const capability = inboxRow.capabilities.find((each) => each.channel === given.channel) ?? inboxRow.capabilities[0]!;
      const id = given.conversationId ?? randomUUID();
      if (!given.conversationId) await run(insertConversation(freshConversation({ id, contactId, inboxId, threadKey: null, at: now, now, closed: false })));
      const { row } = await lockConversation(tx, id);
      const sender = await tx.one<{ id: string }>('SELECT id FROM contact_identity WHERE contact_id = $1 AND kind = $2', [contactId, capability.addressKind]);
      const messageId = randomUUID();
      await run(insertMessage(messageRow({
        id: messageId, conversation_id: id, contact_id: contactId, inbox_id: inboxId, channel: capability.channel, kind: given.kind ?? 'text', direction: 'inbound', sender_identity_id: sender!.id,
        external_id: messageId, external_thread_id: given.thread ?? contactId, mail_id: given.mailId ?? null, mail_references: given.references ?? [], subject: given.subject ?? null,
        text: given.text ?? 'Скільки коштує?', occurred_at: now, created_at: now,
      })));
      const view = (await readMessages(tx, [messageId]))[0]!;
      const next = afterInbound(row, { inboxId, channel: capability.channel, occurredAt: now, subject: given.subject ?? null, preview: (c) => previewOf(view, { isPrivate: false }, c) },
        { since: now, dueAt: () => new Date(now.getTime() + 900_000) });
      for (const part of updateConversation(row, next)) await run(part);
      if (!row.waiting_since) {
        await run(insertTask({
          id: randomUUID(), kind: 'answer', title: '', contact_id: contactId, conversation_id: id, order_id: null, assignee_id: null, due_at: new Date(now.getTime() + 900_000), status: 'open',
          created_by: null, created_at: now, done_at: null,
        }));
      }
      return id;
    });

  /** The feed waits for the oldest writer of the whole server, also of other test files. */
  const settled = async (): Promise<void> => {
    const end = (await sql.one<{ xid: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xid'))!.xid;
    while (!(await sql.one<{ past: boolean }>('SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS past', [end]))!.past) {
      await new Promise((wake) => setTimeout(wake, 5));
    }
  };

  return {
    crm, sql, db, signals, admin, person, inbox, settled, customer, asks,
    now: () => now,
    pass: (ms: number) => void (now = new Date(now.getTime() + ms)),
    /** The same person with the rights they have now. */
    again: async (actor: Actor): Promise<Actor> => (await crm.users.actor(actor.userId))!,
    /** What the feed tells this person about `work`. */
    told: async (actor: Actor, work: () => Promise<unknown>): Promise<SyncEvent[]> => {
      await settled();
      const from = await crm.feed.head();
      await work();
      await settled();
      const page = await crm.feed.catchUp(actor, from, 1000);
      if (page === 'refetch') throw new Error('The feed lost its place.');
      return page.events;
    },
    close: () => db.drop(),
  };
}
export type House = Awaited<ReturnType<typeof createHouse>>;
