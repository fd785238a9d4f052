import { randomUUID } from 'node:crypto';
import type { WebhookEventType } from '../views.ts';
import type { House } from './house.ts';

export const EVERY_TYPE: readonly WebhookEventType[] = [
  'order.created', 'order.updated', 'order.paid', 'payment.recorded', 'payment.removed', 'product.created', 'product.updated', 'contact.created', 'contact.updated', 'contact.merged', 'lead.created', 'lead.updated',
  'deal.created', 'deal.updated', 'deal.moved', 'deal.won', 'deal.lost', 'task.created', 'task.updated', 'task.done', 'message.received', 'message.sent',
];

export interface Noted {
  readonly type: string;
  readonly thingId: string;
  readonly data: Record<string, unknown>;
}

/** Somebody to be told. */
export async function listen(house: House, eventTypes: readonly WebhookEventType[], url = 'https://books.example/hook'): Promise<string> {
  return (await house.crm.webhooks.create(house.admin, { id: randomUUID(), url, description: '', eventTypes, secrets: Buffer.from('sealed') })).id;
}

/** As a worker does, to the end of what is committed. */
export async function follow(house: House): Promise<void> {
  await house.settled();
  while ((await house.crm.webhooks.follow()) === 'more');
}

/** The events that `work` makes. */
export async function noted(house: House, work: () => Promise<unknown>): Promise<Noted[]> {
  const from = (await house.sql.one<{ seq: string }>('SELECT coalesce(max(seq), 0)::text AS seq FROM webhook_event'))!.seq;
  await work();
  await follow(house);
  return house.sql.query<Noted>('SELECT type, thing_id AS "thingId", data FROM webhook_event WHERE seq > $1 ORDER BY seq', [from]);
}
