import { read, type Core } from '../core.ts';
import type { OutboundApi } from '../crm.ts';
import { readMessages } from '../messages/view.ts';
import { requireMessage } from '../visibility.ts';
import { createByHand } from './by-hand.ts';
import { createClaim, dueDeliveries } from './claim.ts';
import { createRecord } from './record.ts';
import { createReply } from './reply.ts';
import { createLetter } from './letter.ts';
import { createStart } from './start.ts';
import { createTakeBack } from './take-back.ts';
import { createUncertain } from './uncertain.ts';

/** From an operator's words to a known outcome. A queued delivery row is the outbox; queues only wake the sender. */
export function createOutbound(core: Core): OutboundApi {
  return {
    reply: createReply(core),
    start: createStart(core),
    message: async (actor, messageId) => {
      await requireMessage(read(core), actor, messageId);
      return (await readMessages(read(core), [messageId]))[0]!;
    },
    due: (limit) => dueDeliveries(core, limit),
    claim: createClaim(core),
    ...createRecord(core),
    ...createUncertain(core),
    ...createByHand(core),
    ...createTakeBack(core),
    letter: createLetter(core),
  };
}
