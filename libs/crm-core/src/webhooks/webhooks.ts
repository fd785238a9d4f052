import type { Core } from '../core.ts';
import type { WebhooksApi } from '../crm.ts';
import { createDeliveries } from './deliveries.ts';
import { createEndpoints } from './endpoints.ts';
import { createFollow } from './follow.ts';
import { createTelling } from './tell.ts';

/** Tells programs of others what happened, at least once, in order of each thing. */
export function createWebhooks(core: Core): WebhooksApi {
  return { ...createEndpoints(core), ...createDeliveries(core), follow: createFollow(core), ...createTelling(core) };
}
