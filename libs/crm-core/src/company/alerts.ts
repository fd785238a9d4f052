import type { Address } from '#channels';
import { TELLS_ON } from '../alarms/standing.ts';
import { read, write, type Core } from '../core.ts';
import type { Alert, CompanyApi } from '../crm.ts';
import type { Tx } from '../transaction.ts';
import type { AlarmWay, Id } from '../views.ts';

interface Row extends Omit<Alert, 'address'> {
  chat: string;
}

/** A person who can be reached outside the window: `u` linked a chat with the bot of a living inbox. */
const REACHABLE = `app_user u JOIN inbox i ON i.id = u.telegram_inbox_id AND i.deleted_at IS NULL AND i.enabled WHERE u.active AND u.telegram_chat_id IS NOT NULL`;
/** Over `notification n` and its person `u`: of tasks only who wants to. Alarms name their ways themselves. */
const WANTED = `n.ways_left IS NULL AND (n.type <> 'task-due' OR COALESCE((u.preferences ->> 'taskTelegram')::boolean, true))`;

/** Notifications on their way to a messenger. Taken once and never given back: what fails after that stays on the screen only. */
export function createAlerts(core: Core): CompanyApi['alerts'] {
  return {
    wanted: async (ids) =>
      (await read(core).query<{ id: Id }>(`SELECT n.id FROM notification n WHERE n.id = ANY ($1::uuid[]) AND (cardinality(n.ways_left) > 0 OR EXISTS (SELECT 1 FROM ${REACHABLE} AND u.id = n.user_id AND ${WANTED}))`, [ids])).map(({ id }) => id),
    stands: async (id) => Boolean(await read(core).one(`SELECT 1 FROM notification n WHERE n.id = $1 AND (n.type <> 'alarm' OR ${TELLS_ON})`, [id])),
    take: async (id) => {
      const row = await read(core).one<Row>(
        `UPDATE notification n SET alerted_at = $2 FROM ${REACHABLE} AND n.id = $1 AND n.alerted_at IS NULL AND u.id = n.user_id AND ${WANTED}
         RETURNING u.id AS "userId", u.locale, i.id AS "inboxId", u.telegram_chat_id AS chat, n.type, n.title, n.conversation_id AS "conversationId", NULL AS alarm`, [id, core.now()]);
      if (!row) return write(core, (tx) => takeAlarm(tx, id));
      const { chat, ...alert } = row;
      return { ...alert, address: { kind: 'telegram', value: chat } };
    },
  };
}

type Place = Pick<Alert, 'inboxId' | 'address'>;
type Taken = Omit<Alert, 'inboxId' | 'address'> & { ways_left: Exclude<AlarmWay, 'desktop'>[]; over: boolean; email: string; phone: string | null; chat: string | null; chatInboxId: Id | null };

/** The next way of an alarm that leads to its person. Nothing leaves any more once somebody has taken the alarm, or it is over. */
async function takeAlarm(tx: Tx, id: Id): Promise<Alert | null> {
  // Whoever takes the alarm comes before this or after it.
  await tx.query('SELECT 1 FROM alarm WHERE id = (SELECT alarm_id FROM notification WHERE id = $1) FOR SHARE', [id]);
  const row = await tx.one<Taken>(
    `SELECT n.ways_left, u.id AS "userId", u.locale, n.type, n.title, n.conversation_id AS "conversationId", n.alarm, u.email, u.phone, t.id AS "chatInboxId", CASE WHEN t.id IS NOT NULL THEN u.telegram_chat_id END AS chat,
       NOT ${TELLS_ON} AS over
     FROM notification n JOIN app_user u ON u.id = n.user_id AND u.active LEFT JOIN inbox t ON t.id = u.telegram_inbox_id AND t.deleted_at IS NULL AND t.enabled
     WHERE n.id = $1 AND cardinality(n.ways_left) > 0 FOR NO KEY UPDATE OF n`, [id]);
  if (!row) return null;
  const { ways_left: ways, over, email, phone, chat, chatInboxId, ...alert } = row;
  const places: Readonly<Record<Taken['ways_left'][number], () => Promise<Place | null> | Place | null>> = {
    telegram: () => (chat && chatInboxId ? { inboxId: chatInboxId, address: { kind: 'telegram', value: chat } } : null),
    email: () => placeBy(tx, { kind: 'email', value: email }),
    sms: () => (phone ? placeBy(tx, { kind: 'phone', value: phone }) : null),
  };
  for (const [index, way] of ways.entries()) {
    const place = over ? null : await places[way]();
    if (!place) continue;
    await tx.query('UPDATE notification SET ways_left = $2 WHERE id = $1', [id, ways.slice(index + 1)]);
    return { ...alert, ...place };
  }
  await tx.query("UPDATE notification SET ways_left = '{}' WHERE id = $1", [id]);
  return null;
}

/** Through the first inbox of the company that may write first to such an address. */
async function placeBy(tx: Tx, address: Address): Promise<Place | null> {
  const inbox = await tx.one<{ id: Id }>(
    `SELECT id FROM inbox i WHERE enabled AND deleted_at IS NULL AND health <> 'broken'
       AND EXISTS (SELECT 1 FROM jsonb_array_elements(i.capabilities) c WHERE c ->> 'addressKind' = $1 AND (c ->> 'startsConversation')::boolean AND NOT (c ->> 'calls')::boolean) ORDER BY created_at, id LIMIT 1`, [address.kind]);
  return inbox ? { inboxId: inbox.id, address } : null;
}
