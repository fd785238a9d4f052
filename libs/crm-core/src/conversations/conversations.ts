import type { Core } from '../core.ts';
import type { ConversationsApi } from '../crm.ts';
import { createAudience } from './audience.ts';
import { createAssign } from './assign.ts';
import { createLists } from './list.ts';
import { createReadMark } from './read-mark.ts';
import { createSpam } from './spam.ts';
import { createStatus } from './status.ts';
import { createTimeline } from './timeline.ts';

export function createConversations(core: Core): ConversationsApi {
  return { ...createLists(core), ...createTimeline(core), ...createAssign(core), ...createStatus(core), ...createSpam(core), ...createReadMark(core), ...createAudience(core) };
}
