import type { CallRouting } from '#channels';
import type { Crm } from '#crm-core';
import { SYSTEM } from '../auth/system.ts';
import type { Log } from '../log.ts';
import type { Realtime } from './realtime.ts';

/** A call is being put through: the screens of those whose phones ring pop up with who calls. */
export type Ring = (messageId: string, routing: CallRouting) => void;

export function createRing(parts: { crm: Crm; realtime: Pick<Realtime, 'toUsers'>; log: Log }): Ring {
  const { crm, realtime, log } = parts;
  async function ring(messageId: string, phones: ReadonlySet<string>): Promise<void> {
    const message = await crm.outbound.message(SYSTEM, messageId);
    const [contact, users] = await Promise.all([crm.contacts.get(SYSTEM, message.contactId), crm.users.list(SYSTEM)]);
    const operatorIds = users.filter((user) => user.active && user.phone && phones.has(user.phone)).map(({ id }) => id);
    const number = contact.identities.find((identity) => identity.kind === 'phone')?.label ?? '';
    realtime.toUsers(operatorIds, { type: 'ringing', conversationId: message.conversationId, messageId, contactId: contact.id, contactName: contact.name, number, operatorIds });
  }
  return (messageId, routing) => {
    if (routing.action !== 'dial' || !routing.operators.length) return;
    ring(messageId, new Set(routing.operators.map(({ value }) => value))).catch((error: unknown) => log.warn({ err: error, messageId }, 'no screen was told of a ringing call'));
  };
}
