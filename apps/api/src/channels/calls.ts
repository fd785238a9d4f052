import { isCallingChannel, SendError, type Address, type CallUpdated } from '#channels';
import { Invalid, type Actor, type Crm, type MessageView } from '#crm-core';
import type { LiveAdapters } from './live-adapters.ts';

const CALL_MS = 30_000;

/** Click-to-call: rings the operator first, then the customer. */
export interface Calls {
  /**
   * Gives the line of the timeline, in the conversation where calls with this number are logged. Throws Invalid: no-phone (the
   * operator has none), no-recipient (the customer has none), no-line, vendor-refused, not-logged (it rings all the same).
   */
  call(actor: Actor, conversationId: string, wish: { inboxId?: string | undefined; to?: string | undefined }): Promise<MessageView>;
}

export function createCalls(parts: { crm: Crm; adapters: LiveAdapters; now: () => Date }): Calls {
  const { crm, adapters, now } = parts;
  return {
    async call(actor, conversationId, wish) {
      const conversation = await crm.conversations.get(actor, conversationId);
      const [me, contact, inboxes] = await Promise.all([crm.users.get(actor.userId), crm.contacts.get(actor, conversation.contactId), crm.inboxes.list(actor)]);
      if (!me.phone) throw new Invalid('no-phone', 'Enter your own phone number first: it is rung before the customer’s.');
      const phones = contact.identities.filter((identity) => identity.kind === 'phone');
      const to = wish.to?.replace(/[\s()-]/g, '') ?? (phones.find((phone) => phone.verified) ?? phones[0])?.value;
      if (!to || !/^\+[1-9]\d{6,14}$/.test(to)) throw new Invalid('no-recipient', 'This contact has no phone number with its country code.', 'to');
      const lines = inboxes.filter((inbox) => inbox.enabled && inbox.capabilities.some((capability) => capability.calls));
      const line = wish.inboxId ? lines.find((inbox) => inbox.id === wish.inboxId) : (lines.find((inbox) => conversation.inboxIds.includes(inbox.id)) ?? lines[0]);
      if (!line) throw new Invalid('no-line', 'No connected channel of yours can call.', 'inboxId');
      const customer = phone(to);

      const externalId = await adapters.use(line.id, async ({ adapter }) => {
        if (!isCallingChannel(adapter)) throw new Invalid('no-line', 'This channel cannot call.', 'inboxId');
        try {
          return await adapter.call({ line: phone(line.address), operator: phone(me.phone as string), customer, record: true }, AbortSignal.timeout(CALL_MS));
        } catch (error) {
          if (error instanceof SendError) throw new Invalid('vendor-refused', error.message);
          throw error;
        }
      });

      const occurredAt = now();
      const event: CallUpdated = {
        type: 'call-updated', externalId, externalThreadId: to, direction: 'outbound', customer: { address: customer, verified: true }, line: phone(line.address), state: 'ringing',
        answeredBy: phone(me.phone), occurredAt,
      };
      // Logged like everything that happens on a channel; the vendor's own updates of this call join by its id.
      const raw = { providerKey: `call ${externalId} placed`, body: Buffer.from(JSON.stringify({ placedBy: actor.userId, externalId })), headers: {}, receivedAt: occurredAt };
      const { messageIds: [logged] } = await crm.ingest.ingest({ inboxId: line.id, raw, interpretation: { events: [event] } });
      if (!logged) throw new Invalid('not-logged', 'It rings, but this call could not be logged.');
      return crm.outbound.message(actor, logged);
    },
  };
}

const phone = (value: string): Address => ({ kind: 'phone', value });
