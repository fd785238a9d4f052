import { read, type Core } from '../core.ts';
import type { ConversationsApi } from '../crm.ts';
import type { Id } from '../views.ts';
import { audienceOf } from './announce.ts';

/** For what is told of a conversation without being stored: who types. */
export function createAudience(core: Core): Pick<ConversationsApi, 'audience'> {
  return {
    audience: async (id) => {
      const row = await read(core).one<{ inbox_ids: Id[]; owner_id: Id | null }>('SELECT inbox_ids, owner_id FROM conversation WHERE id = $1', [id]);
      return row ? audienceOf({ inboxIds: row.inbox_ids, ownerId: row.owner_id }) : null;
    },
  };
}
