import { randomUUID } from 'node:crypto';
import type { ChannelCapabilities } from '#channels';
import { createCrm } from '../create-crm.ts';
import type { Actor, Signal } from '../crm.ts';
import { reader } from '../transaction.ts';
import type { InboxPolicy, Role, SyncEvent } from '../views.ts';
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
    const user = await crm.users.create('setup', { email: `${id}@desk.example`, name: `${role} ${id.slice(0, 4)}`, role, passwordHash: null, inboxIds });
    return (await crm.users.actor(user.id))!;
  };
  const admin = await person('admin');
  const inbox = async (capabilities: ChannelCapabilities = MAIL, policy: Partial<InboxPolicy> = {}, userIds: readonly string[] = []): Promise<string> =>
    (await crm.inboxes.save(admin, {
      adapter: ADAPTER_OF[capabilities.channel], name: `${capabilities.channel} inbox`, address: 'support@nord.example', settings: {}, capabilities: [capabilities], policy, userIds,
    })).id;

  /** The feed waits for the oldest writer of the whole server, also of other test files. */
  const settled = async (): Promise<void> => {
    const end = (await sql.one<{ xid: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xid'))!.xid;
    while (!(await sql.one<{ past: boolean }>('SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS past', [end]))!.past) {
      await new Promise((wake) => setTimeout(wake, 5));
    }
  };

  return {
    crm, sql, db, signals, admin, person, inbox,
    now: () => now,
    pass: (ms: number) => void (now = new Date(now.getTime() + ms)),
    /** The same person with the rights they have now. */
    again: async (actor: Actor): Promise<Actor> => (await crm.users.actor(actor.userId))!,
    /** What the feed tells this person about `work`. */
    told: async (actor: Actor, work: () => Promise<unknown>): Promise<SyncEvent[]> => {
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
