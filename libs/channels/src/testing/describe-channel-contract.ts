import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import type { AcceptedMessage, AdapterKind, ChannelAdapter, ChannelEvent, OutboundMessage, RawInbound, WebhookChannel, WebhookRequest } from '../contract.ts';
import { isDeletingChannel, isEditingChannel, isListeningChannel, isWebhookChannel } from '../contract.ts';
import { MediaError, SendError, WebhookRejected } from '../errors.ts';
import { isNotMeaningful } from './channel-harness.ts';
import type { ChannelHarness, Inbound, NotMeaningful } from './channel-harness.ts';
import { outboundAttachment, outboundMessage } from './outbound-message.ts';

const PROMPTLY_MS = 3_000;

/** The one suite every adapter passes: what the product relies on, whatever the vendor. Call it at the top of a spec file. */
export function describeChannelContract<Rig>(kind: AdapterKind, harness: ChannelHarness<Rig>): void {
  describe(`the channel contract, by ${kind}`, () => {
    let rig: Rig;
    let adapter: ChannelAdapter;
    const errors: unknown[] = [];

    beforeAll(async () => {
      rig = await harness.start();
      adapter = harness.adapter(rig);
    });
    afterAll(() => harness.stop(rig));

    function row<T>(name: string, subject: T | NotMeaningful, test: (subject: T) => Promise<void>): void {
      if (!isNotMeaningful(subject)) {
        it(name, () => test(subject));
        return;
      }
      it(`${name} [says nothing about ${kind}: ${subject.notMeaningful}]`, () => expect(subject.notMeaningful.length).toBeGreaterThan(15));
    }
    const webhook = (): WebhookChannel => {
      if (!isWebhookChannel(adapter)) throw new Error(`The harness gave a webhook request, but ${kind} has no webhook.`);
      return adapter;
    };
    const keep = (inbound: Inbound): readonly RawInbound[] => ('raw' in inbound ? [inbound.raw] : webhook().receive(inbound.request).raw);
    const eventsOf = async (inbound: Inbound): Promise<readonly ChannelEvent[]> => (await Promise.all(keep(inbound).map((raw) => adapter.parse(raw)))).flat();
    const failureOf = async (promise: Promise<unknown>): Promise<unknown> => {
      const error = await promise.then(
        () => { throw new Error('It resolved where it had to reject.'); },
        (reason: unknown) => reason,
      );
      errors.push(error);
      return error;
    };
    const rejectionOf = (request: WebhookRequest, by: WebhookChannel): WebhookRejected => {
      try {
        by.receive(request);
      } catch (error) {
        errors.push(error);
        expect(error).toBeInstanceOf(WebhookRejected);
        return error as WebhookRejected;
      }
      throw new Error('The request was taken where it had to be refused.');
    };
    const message = (rest: Partial<OutboundMessage> = {}): OutboundMessage => {
      const to = harness.recipient(rig);
      return outboundMessage({ channel: to.channel, recipient: to.address }, { externalThreadId: to.externalThreadId, ...rest });
    };
    const send = (outbound: OutboundMessage, signal: AbortSignal = AbortSignal.timeout(20_000)) => adapter.send(outbound, signal);
    const sendFailure = async (promise: Promise<unknown>): Promise<SendError> => {
      const error = await failureOf(promise);
      expect(error).toBeInstanceOf(SendError);
      return error as SendError;
    };

    it('declares sane capabilities', () => {
      expect(adapter.kind).toBe(kind);
      expect(adapter.capabilities.length).toBeGreaterThan(0);
      for (const capability of adapter.capabilities) {
        if (!capability.calls) expect(capability.maxTextLength).toBeGreaterThan(0);
        if (capability.canEdit) expect(isEditingChannel(adapter)).toBe(true);
        if (capability.canDelete) expect(isDeletingChannel(adapter)).toBe(true);
        if (capability.attachments) expect(Math.min(capability.attachments.maxCount, capability.attachments.maxBytes)).toBeGreaterThan(0);
      }
      expect(JSON.parse(JSON.stringify(adapter.capabilities))).toEqual(adapter.capabilities);
    });

    row('refuses forged requests', harness.forged, async (forged) => {
      const requests = forged(rig);
      expect(requests.length).toBeGreaterThan(0);
      for (const request of requests) expect([401, 403]).toContain(rejectionOf(request, webhook()).status);
    });

    row('refuses or quarantines what it cannot read, and never swallows it', harness.malformed, async (malformed) => {
      const inbounds = malformed(rig);
      expect(inbounds.length).toBeGreaterThan(0);
      for (const inbound of inbounds) {
        if ('request' in inbound) {
          expect([400, 413]).toContain(rejectionOf(inbound.request, webhook()).status);
          continue;
        }
        const events = await adapter.parse(inbound.raw).catch((error: unknown) => {
          errors.push(error);
          expect(error).toBeInstanceOf(Error);
          return null;
        });
        if (events) expect(events.length).toBeGreaterThan(0);
      }
    });

    row("takes the vendor's documented signature example and refuses a tampered one", harness.signatureExample, async (examples) => {
      const all = examples(rig);
      expect(all.length).toBeGreaterThan(0);
      for (const example of all) {
        expect(() => example.adapter.receive(example.genuine)).not.toThrow();
        expect([401, 403]).toContain(rejectionOf(example.tampered, example.adapter).status);
      }
    });

    it('keeps the same thing under the same key however often it comes, and makes the same events of it', async () => {
      const samples = harness.samples(rig);
      expect(samples.length).toBeGreaterThanOrEqual(3);
      const seen = new Map<string, string>();
      for (const { name, inbound, again } of samples) {
        const later = again ?? postponed(inbound);
        const keys = keep(inbound).map((raw) => raw.providerKey);
        expect(keys.length).toBeGreaterThan(0);
        expect(keep(later).map((raw) => raw.providerKey)).toEqual(keys);
        for (const key of keys) {
          expect(key.length).toBeGreaterThan(0);
          expect(key.length).toBeLessThanOrEqual(500);
          if (seen.has(key)) throw new Error(`${name} and ${seen.get(key)} share the key ${key}: one of them would be lost.`);
          seen.set(key, name);
        }
        const first = await eventsOf(inbound);
        expect(first.length).toBeGreaterThan(0);
        expect(await eventsOf(inbound)).toEqual(first);
        expect(idsIn(await eventsOf(later))).toEqual(idsIn(first));
      }
    });

    it('makes events that survive JSON', async () => {
      for (const { inbound } of harness.samples(rig)) {
        for (const event of await eventsOf(inbound)) expect(decode(JSON.parse(JSON.stringify(encode(event, event.type))))).toEqual(event);
      }
    });

    row('makes an "unsupported" value of an unknown update', harness.unknown, async (unknown) => {
      const inbounds = unknown(rig);
      expect(inbounds.length).toBeGreaterThan(0);
      for (const inbound of inbounds) {
        const events = await eventsOf(inbound);
        expect(events.map((event) => event.type)).toEqual(['unsupported']);
        for (const event of events) if (event.type === 'unsupported') expect(event.reason.length).toBeGreaterThan(3);
      }
    });

    row('never takes its own echo for a customer', harness.ownEcho, async (ownEcho) => {
      const inbounds = ownEcho(rig);
      expect(inbounds.length).toBeGreaterThan(0);
      for (const inbound of inbounds) {
        const events = await eventsOf(inbound);
        expect(events.filter((event) => event.type === 'message-received' && event.direction === 'inbound')).toEqual([]);
      }
    });

    row('marks automatic messages', harness.automatic, async (automatic) => {
      const cases = automatic(rig);
      expect(cases.length).toBeGreaterThan(0);
      for (const { inbound, expected } of cases) {
        const marks = (await eventsOf(inbound)).flatMap((event) => (event.type === 'message-received' ? [event.automatic] : []));
        expect(marks).toEqual([expected]);
      }
    });

    row('normalises addresses', harness.addresses, async (addresses) => {
      const cases = addresses(rig);
      expect(cases.length).toBeGreaterThan(0);
      for (const { inbound, expected } of cases) {
        const senders = (await eventsOf(inbound)).flatMap((event) => {
          if (event.type === 'message-received') return [event.sender.address];
          if (event.type === 'call-updated') return [event.customer.address];
          return event.type === 'reachability-changed' ? [event.address] : [];
        });
        expect(senders[0]).toEqual(expected);
      }
    });

    it('sends once and answers with the id of the vendor', async () => {
      const before = await harness.accepted(rig);
      const receipts = [await send(message()), await send(message())];
      expect(receipts.every((receipt) => receipt.externalId.length > 0)).toBe(true);
      expect(receipts[0]?.externalId).not.toBe(receipts[1]?.externalId);
      expect(await harness.accepted(rig)).toBe(before + 2);
    });

    row('says how long to wait when the vendor asks for patience', harness.rateLimited, async (arrange) => {
      const before = await harness.accepted(rig);
      const { retryAfterMs } = await arrange(rig);
      const error = await sendFailure(send(message()));
      expect(error.failure).toBe('rate-limited');
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(retryAfterMs);
      expect(await harness.accepted(rig)).toBe(before);
      await new Promise((resolve) => setTimeout(resolve, Math.min(error.retryAfterMs ?? 0, 2_000)));
      await send(message());
    });

    row('gives a final failure when the vendor refuses', harness.refused, async (arrange) => {
      const { kinds } = await arrange(rig);
      const error = await sendFailure(send(message()));
      expect(kinds).toContain(error.failure);
      expect(['rate-limited', 'unavailable', 'unknown-outcome']).not.toContain(error.failure);
      expect(error.message.length).toBeGreaterThan(10);
    });

    row('says "opted-out" when the customer blocked us', harness.optedOut, async (arrange) => {
      await arrange(rig);
      expect((await sendFailure(send(message()))).failure).toBe('opted-out');
    });

    row('says "unknown-outcome" when the vendor took it and fell silent, promptly after the abort', harness.silentAfterAccept, async (arrange) => {
      const before = await harness.accepted(rig);
      await arrange(rig);
      const abort = new AbortController();
      const sending = sendFailure(send(message(), abort.signal));
      await waitFor(async () => (await harness.accepted(rig)) > before);
      const aborted = Date.now();
      abort.abort();
      expect((await sending).failure).toBe('unknown-outcome');
      expect(Date.now() - aborted).toBeLessThan(PROMPTLY_MS);
    });

    row('says "unavailable" when nobody listens, so that the machine may try again', harness.unreachable, async (elsewhere) => {
      const lost = await elsewhere(rig);
      expect((await sendFailure(lost.send(message(), AbortSignal.timeout(20_000)))).failure).toBe('unavailable');
      await lost.close();
    });

    it('sends nothing when the signal is already aborted', async () => {
      const before = await harness.accepted(rig);
      const started = Date.now();
      expect((await sendFailure(send(message(), AbortSignal.abort()))).failure).toBe('unavailable');
      expect(Date.now() - started).toBeLessThan(PROMPTLY_MS);
      expect(await harness.accepted(rig)).toBe(before);
    });

    row('refuses a text longer than it declares before asking the vendor', harness.tooLong, async () => {
      const before = await harness.accepted(rig);
      const limit = adapter.capabilities.find((capability) => capability.channel === harness.recipient(rig).channel)?.maxTextLength ?? 0;
      expect((await sendFailure(send(message({ text: 'ш'.repeat(limit + 1) })))).failure).toBe('invalid');
      expect(await harness.accepted(rig)).toBe(before);
    });

    row('refuses attachments it does not declare before asking the vendor', harness.undeclaredAttachment, async () => {
      const before = await harness.accepted(rig);
      const declared = adapter.capabilities.find((capability) => capability.channel === harness.recipient(rig).channel)?.attachments ?? null;
      const tooMany = Array.from({ length: (declared?.maxCount ?? 0) + 1 }, () => outboundAttachment());
      expect((await sendFailure(send(message({ text: '', attachments: tooMany })))).failure).toBe('unsupported');
      if (declared) {
        const tooBig = outboundAttachment({ size: declared.maxBytes + 1, open: () => Promise.reject(new Error('A file this big must not be opened.')) });
        expect(['invalid', 'unsupported']).toContain((await sendFailure(send(message({ text: '', attachments: [tooBig] })))).failure);
      }
      expect(await harness.accepted(rig)).toBe(before);
    });

    row('changes words and takes a message back where the customer sees them, and twice is once', harness.shown, async (shown) => {
      if (!isEditingChannel(adapter) || !isDeletingChannel(adapter)) throw new Error(`The harness shows changes, but ${kind} says it makes none.`);
      const { recipient, channel, externalThreadId, deliveryId, messageId } = message();
      const { externalId } = await send(message({ text: 'Сто гривень' }));
      const accepted: AcceptedMessage = { deliveryId, messageId, channel, recipient, externalThreadId, externalId, captioned: false, sentAt: new Date() };
      expect(await shown(rig, externalId)).toBe('Сто гривень');
      for (let times = 0; times < 2; times++) {
        await adapter.edit(accepted, 'Сто десять гривень', 'change-1', AbortSignal.timeout(20_000));
        expect(await shown(rig, externalId)).toBe('Сто десять гривень');
      }
      for (let times = 0; times < 2; times++) {
        await adapter.remove(accepted, 'change-2', AbortSignal.timeout(20_000));
        expect(await shown(rig, externalId)).toBeNull();
      }
      const limit = adapter.capabilities.find((capability) => capability.channel === channel)?.maxTextLength ?? 0;
      expect((await sendFailure(adapter.edit(accepted, 'ш'.repeat(limit + 1), 'change-3', AbortSignal.timeout(20_000)))).failure).toBe('invalid');
    });

    row('fetches no media from a foreign host', harness.foreignMedia, async (foreignMedia) => {
      let hits = 0;
      const foreign = createServer((_request, response) => response.end(String((hits += 1))));
      await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
      try {
        const refs = await foreignMedia(rig, `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/stolen.jpg`);
        expect(refs.length).toBeGreaterThan(0);
        for (const ref of refs) expect(await failureOf(adapter.openMedia(ref))).toBeInstanceOf(MediaError);
        expect(hits).toBe(0);
      } finally {
        await new Promise((resolve) => foreign.close(resolve));
      }
    });

    it('answers its own check without rejecting', async () => {
      const health = await adapter.check();
      expect(health.ok).toBe(true);
      expect(health.steps.length).toBeGreaterThan(0);
      errors.push(health);
    });

    it('stops listening promptly when told', async () => {
      const listener = await harness.fresh(rig);
      if (isListeningChannel(listener)) {
        const abort = new AbortController();
        const listening = listener.listen(null, () => Promise.resolve(), abort.signal);
        setTimeout(() => abort.abort(), 100);
        const started = Date.now();
        await listening;
        expect(Date.now() - started).toBeLessThan(PROMPTLY_MS);
      }
      await listener.close();
    });

    it('closes as often as it is told to', async () => {
      const second = await harness.fresh(rig);
      await second.close();
      await expect(second.close()).resolves.toBeUndefined();
    });

    it('puts no secret into any error or log line', () => {
      expect(errors.length).toBeGreaterThan(3);
      const told = [...errors.map((error) => inspect(error, { depth: 8, showHidden: true }) + (error instanceof Error ? String(error.stack) : '')), ...harness.logLines(rig)].join('\n');
      const canaries = harness.canaries(rig);
      for (const canary of canaries) {
        for (const shape of [canary, encodeURIComponent(canary), Buffer.from(canary).toString('base64').replace(/=+$/, '')]) expect(told.includes(shape) ? `leaked: ${shape}` : '').toBe('');
      }
    });
  });
}

/** The same delivery a minute later. */
function postponed(inbound: Inbound): Inbound {
  if ('raw' in inbound) return { raw: { ...inbound.raw, receivedAt: new Date(inbound.raw.receivedAt.getTime() + 60_000) } };
  return { request: { ...inbound.request, receivedAt: new Date(inbound.request.receivedAt.getTime() + 60_000) } };
}

const idsIn = (events: readonly ChannelEvent[]): string[] => events.map((event) => `${event.type} ${'externalId' in event ? event.externalId : 'externalIds' in event ? event.externalIds.join() : ''}`);

/** What the raw-event store may keep: plain values, Dates and Buffers; anything else would come back changed. */
function encode(value: unknown, path: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${path} is ${value}, which JSON turns into null.`);
    return value;
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new Error(`${path} is an invalid date.`);
    return { $date: value.toISOString() };
  }
  if (Buffer.isBuffer(value)) return { $bytes: value.toString('base64') };
  if (Array.isArray(value)) return value.map((item, index) => encode(item, `${path}[${index}]`));
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => [key, encode(item, `${path}.${key}`)]));
  }
  throw new Error(`${path} is no plain value.`);
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== 'object' || value === null) return value;
  if ('$date' in value) return new Date(String(value.$date));
  if ('$bytes' in value) return Buffer.from(String(value.$bytes), 'base64');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
}

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > until) throw new Error('The stand-in did not accept the message within 10 s.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
