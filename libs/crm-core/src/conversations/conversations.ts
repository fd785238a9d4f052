import type { Core } from '../core.ts';
import type { ConversationsApi } from '../crm.ts';
import { createAudience } from './audience.ts';
import { createAssign } from './assign.ts';
import { createSorting } from './labels.ts';
import { createParticipants } from './participants.ts';
import { createTakeBack } from './take-back.ts';
import { createLists } from './list.ts';
import { createReadMark } from './read-mark.ts';
import { createSpam } from './spam.ts';
import { createStatus } from './status.ts';
import { createTimeline } from './timeline.ts';

export function createConversations(core: Core): ConversationsApi {
  return {
    ...createLists(core), ...createTimeline(core), ...createAssign(core), ...createStatus(core), ...createSpam(core), ...createReadMark(core),
    ...createSorting(core), ...createParticipants(core), ...createTakeBack(core), ...createAudience(core),
  };
}
