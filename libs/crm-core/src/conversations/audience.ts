import { read, type Core } from '../core.ts';
import type { ConversationsApi } from '../crm.ts';
import { audienceOf } from './announce.ts';
import { placeOf } from './row.ts';

/** For what is told of a conversation without being stored: who types. */
export function createAudience(core: Core): Pick<ConversationsApi, 'audience'> {
  return {
    audience: async (id) => {
      const row = await read(core).one<Parameters<typeof placeOf>[0]>('SELECT inbox_ids, owner_id, participant_ids FROM conversation WHERE id = $1', [id]);
      return row ? audienceOf(placeOf(row)) : null;
    },
  };
}
