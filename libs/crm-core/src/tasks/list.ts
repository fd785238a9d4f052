import { CONTACT_COLUMNS, fromSelectedContact, type SelectedContact } from '../contacts/row.ts';
import { read, type Core } from '../core.ts';
import type { TaskQuery, TasksApi } from '../crm.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import type { Id } from '../views.ts';
import { CONTACT_VISIBLE, CONVERSATION_VISIBLE, scope } from '../visibility.ts';
import { toTaskView, type TaskRow } from './row.ts';

/** Through its conversation, else its contact; what is tied to nobody is seen by its assignee and its author. `$4` asks. */
export const TASK_VISIBLE = `(CASE WHEN t.conversation_id IS NOT NULL THEN EXISTS (SELECT 1 FROM conversation c WHERE c.id = t.conversation_id AND ${CONVERSATION_VISIBLE})
  WHEN t.contact_id IS NOT NULL THEN EXISTS (SELECT 1 FROM contact k WHERE k.id = t.contact_id AND ${CONTACT_VISIBLE})
  ELSE $1::boolean OR t.assignee_id = $4 OR t.created_by = $4 END)`;

/** What is still to be done by when it is due, what was done by when that was: an index for each. */
const orderOf = ({ status }: TaskQuery): { by: string; beyond: string; direction: string } =>
  status === 'done' ? { by: 't.done_at', beyond: '<', direction: 'DESC' } : { by: 't.due_at', beyond: '>', direction: 'ASC' };
/** As far as anybody looks ahead in a calendar. */
const IN_CALENDAR = 1000;

export function createTaskLists(core: Core): Pick<TasksApi, 'list' | 'calendar'> {
  return {
    list: async (actor, query) => {
      const limit = pageLimit(query);
      const [at, id] = afterKey(query, 2) ?? [null, null];
      const { by, beyond, direction } = orderOf(query);
      const rows = await read(core).query<TaskRow & { position: string }>(
        `SELECT t.*, ${by}::text AS position FROM task t
         WHERE ${query.status === undefined ? '$8::text IS NULL' : 't.status = $8'} AND ${TASK_VISIBLE} AND ($5::uuid IS NULL OR t.assignee_id = $5)
           AND ($6::uuid IS NULL OR t.conversation_id = $6) AND ($7::uuid IS NULL OR t.contact_id = $7) AND ($9::uuid IS NULL OR t.assignee_id IN (SELECT m.user_id FROM team_member m WHERE m.team_id = $9))
           AND ($10::timestamptz IS NULL OR (${by}, t.id) ${beyond} ($10, $11::uuid))
         ORDER BY ${by} ${direction}, t.id ${direction} LIMIT $12`,
        [...scope(actor), actor.userId, query.assigneeId ?? null, query.conversationId ?? null, query.contactId ?? null, query.status ?? null, query.teamId ?? null, at, id, limit + 1],
      );
      const page = toPage(rows, limit, (row) => [row.position, row.id], toTaskView);
      const contactIds = query.contacts ? [...new Set(page.items.flatMap(({ contactId }) => contactId ?? []))] : [];
      return { ...page, contacts: contactIds.length ? await contactsOf(contactIds) : [] };
    },
    calendar: async (actor) => {
      const rows = await read(core).query<TaskRow & { contact_name: string | null }>(
        `SELECT t.*, k.name AS contact_name FROM task t LEFT JOIN contact k ON k.id = t.contact_id
         WHERE t.status = 'open' AND t.assignee_id = $4 AND ${TASK_VISIBLE} ORDER BY t.due_at, t.id LIMIT ${IN_CALENDAR}`, [...scope(actor), actor.userId]);
      return rows.map((row) => ({ ...toTaskView(row), contactName: row.contact_name }));
    },
  };

  /** Whoever sees a task sees whom it is about. */
  async function contactsOf(ids: readonly Id[]) {
    const rows = await read(core).query<SelectedContact>(`SELECT ${CONTACT_COLUMNS} FROM contact k WHERE k.id = ANY($1::uuid[])`, [ids]);
    return rows.map(fromSelectedContact);
  }
}
