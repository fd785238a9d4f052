import { write, type Core } from '../core.ts';
import type { ContactsApi } from '../crm.ts';
import { requireContact } from '../visibility.ts';

/** Whose letters a person sees with their pictures from elsewhere: their own choice, nobody else's screen changes. */
export function createPictures(core: Core): Pick<ContactsApi, 'showPictures'> {
  return {
    showPictures: (actor, contactId, shown) =>
      write(core, async (tx) => {
        await requireContact(tx, actor, contactId);
        if (shown) await tx.query('INSERT INTO pictures_shown (user_id, contact_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [actor.userId, contactId]);
        else await tx.query('DELETE FROM pictures_shown WHERE user_id = $1 AND contact_id = $2', [actor.userId, contactId]);
      }),
  };
}
