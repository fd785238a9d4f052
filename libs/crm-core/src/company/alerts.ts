import { read, type Core } from '../core.ts';
import type { Alert, CompanyApi } from '../crm.ts';
import type { Id } from '../views.ts';

interface Row extends Omit<Alert, 'address'> {
  chat: string;
}

/** A person who can be reached outside the window: `u` linked a chat with the bot of a living inbox. */
const REACHABLE = `app_user u JOIN inbox i ON i.id = u.telegram_inbox_id AND i.deleted_at IS NULL AND i.enabled WHERE u.active AND u.telegram_chat_id IS NOT NULL`;
/** Over `notification n` and its person `u`: of tasks only who wants to. */
const WANTED = `(n.type <> 'task-due' OR COALESCE((u.preferences ->> 'taskTelegram')::boolean, true))`;

/** Notifications on their way to a messenger. Taken once and never given back: what fails after that stays on the screen only. */
export function createAlerts(core: Core): CompanyApi['alerts'] {
  return {
    wanted: async (ids) =>
      (await read(core).query<{ id: Id }>(`SELECT n.id FROM notification n WHERE n.id = ANY ($1::uuid[]) AND EXISTS (SELECT 1 FROM ${REACHABLE} AND u.id = n.user_id AND ${WANTED})`, [ids])).map(({ id }) => id),
    take: async (id) => {
      const row = await read(core).one<Row>(
        `UPDATE notification n SET alerted_at = $2 FROM ${REACHABLE} AND n.id = $1 AND n.alerted_at IS NULL AND u.id = n.user_id AND ${WANTED}
         RETURNING u.id AS "userId", u.locale, i.id AS "inboxId", u.telegram_chat_id AS chat, n.type, n.title, n.conversation_id AS "conversationId"`, [id, core.now()]);
      if (!row) return null;
      const { chat, ...alert } = row;
      return { ...alert, address: { kind: 'telegram', value: chat } };
    },
  };
}
