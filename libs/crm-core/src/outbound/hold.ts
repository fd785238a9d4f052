import type { ChannelCapabilities } from '#channels';
import type { ConversationRow } from '../conversations/row.ts';
import type { Core } from '../core.ts';
import type { Actor, ReplyInput } from '../crm.ts';
import { Invalid } from '../errors.ts';
import type { PutOff } from '../messages/row.ts';
import type { Tx } from '../transaction.ts';
import { withDefaults } from '../users/preferences.ts';
import type { PreferencesView } from '../views.ts';

/** Later than any hold: what waits longer than this was put off, and lets others of its conversation pass. */
export const LONGEST_HOLD_MS = 60_000;
const FURTHEST_MS = 366 * 86_400_000;

export interface Hold {
  readonly notBefore: Date | null;
  readonly putOff: PutOff | null;
}

/**
 * When a message may leave: at the time its author chose, or, a letter, after the seconds in which they can take it back. Chats
 * have none: there a sent message can be deleted. Throws Invalid for a time that is no later time.
 */
export async function holdFor(tx: Tx, core: Core, actor: Actor, conversation: ConversationRow, capability: ChannelCapabilities, wish: Pick<ReplyInput, 'sendAt' | 'ifNews' | 'undoable'>): Promise<Hold> {
  if (wish.sendAt) {
    const ahead = new Date(wish.sendAt).getTime() - core.now().getTime();
    if (!(ahead > LONGEST_HOLD_MS)) throw new Invalid('too-soon', 'Choose a time more than a minute ahead, or send it now.', 'sendAt');
    if (ahead > FURTHEST_MS) throw new Invalid('too-far', 'Choose a time within a year.', 'sendAt');
    return {
      notBefore: new Date(wish.sendAt),
      putOff: { ifNews: wish.ifNews ?? 'send', version: conversation.version, inboundCount: conversation.inbound_count },
    };
  }
  if (!wish.undoable || !capability.subject) return { notBefore: null, putOff: null };
  const { preferences } = (await tx.one<{ preferences: Partial<PreferencesView> }>('SELECT preferences FROM app_user WHERE id = $1', [actor.userId]))!;
  const { mailHoldSeconds: seconds } = withDefaults(preferences);
  return { notBefore: seconds ? new Date(core.now().getTime() + seconds * 1000) : null, putOff: null };
}
