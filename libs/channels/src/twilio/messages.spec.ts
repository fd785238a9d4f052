import type { OutboundMessage, RawInbound } from '../contract.ts';
import { SendError } from '../errors.ts';
import { outboundMessage } from '../testing/outbound-message.ts';
import { failureOfAnswer } from './failures.ts';
import { optOutOf } from './opt-out.ts';
import type { Desk } from './testing/desk.ts';
import { openDesk } from './testing/desk.ts';
import type { StandIn } from './testing/start-twilio.ts';
import { startTwilio, waitFor } from './testing/start-twilio.ts';
import { CUSTOMER, LINE, dependencies, setup, signedRequest } from './testing/twilio-rig.ts';
import { createTwilioAdapter, discoverTwilio } from './twilio-adapter.ts';

const toCustomer = (rest: Partial<OutboundMessage> = {}): OutboundMessage => outboundMessage({ channel: 'sms', recipient: { kind: 'phone', value: CUSTOMER } }, rest);
const failure = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof SendError)) throw new Error(`no SendError: ${String(error)}`);
  return error.failure;
};
const soon = (): AbortSignal => AbortSignal.timeout(5_000);

describe('messages', () => {
  let twilio: StandIn;
  let desk: Desk;
  beforeAll(async () => { twilio = await startTwilio(); });
  afterAll(() => twilio.stop());
  beforeEach(async () => { desk = await openDesk(twilio); });
  afterEach(async () => {
    await twilio.order('/no-faults');
    await twilio.order('/receipts', { outcome: 'delivered', order: 'forward', times: 1, lose: false });
    await desk.close();
  });

  it('come with every letter, and Twilio is told to say nothing', async () => {
    const body = 'Добрый день! «Ціна» = 100% & більше + 👋\nдругий рядок';
    const { sid, answer } = await twilio.order('/sms', { from: CUSTOMER, to: LINE, body });
    expect(answer).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
    expect(desk.of('message-received')).toMatchObject([
      { channel: 'sms', externalId: sid, externalThreadId: CUSTOMER, direction: 'inbound', text: body, sender: { address: { kind: 'phone', value: CUSTOMER }, verified: true }, source: { calledNumber: LINE } },
    ]);
    expect(twilio.ledger('twiml-error')).toEqual([]);
  });

  it('with a picture give its bytes, and the store behind Twilio never sees our token', async () => {
    await twilio.order('/sms', { from: CUSTOMER, to: LINE, media: [{ contentType: 'image/png', base64: Buffer.from('a picture').toString('base64') }] });
    const [message] = desk.of('message-received');
    expect(message?.attachments).toMatchObject([{ kind: 'image', mime: 'image/png', name: 'image-1.png' }]);
    expect(message?.unsupportedContent).toBeUndefined();
    const content = message?.attachments[0]?.content;
    if (content?.type !== 'ref') throw new Error('no reference');
    await twilio.order('/fault', { kind: 'late-media' });
    await expect(desk.adapter.openMedia(content.ref)).rejects.toMatchObject({ final: false });
    const chunks: Buffer[] = [];
    for await (const chunk of await desk.adapter.openMedia(content.ref)) chunks.push(Buffer.from(chunk as Buffer));
    expect(Buffer.concat(chunks).toString()).toBe('a picture');
    expect(twilio.ledger('token-leaked')).toEqual([]);
  });

  it('from a name or a short code make no phone identity, and nothing at all still makes a bubble', async () => {
    await twilio.order('/sms', { from: 'KYIVSTAR', to: LINE, body: '' });
    expect(desk.of('message-received')).toMatchObject([{ sender: { address: { kind: 'visitor', value: 'sender:KYIVSTAR' }, verified: false }, unsupportedContent: 'empty message' }]);
  });

  it('STOP ends writing and START resumes it, beside the message itself', async () => {
    await twilio.order('/sms', { from: CUSTOMER, to: LINE, body: ' Stop ' });
    expect(desk.events).toMatchObject([{ type: 'message-received', text: ' Stop ' }, { type: 'reachability-changed', reachable: false, reason: 'stop', address: { value: CUSTOMER } }]);
    expect(await failure(desk.adapter.send(toCustomer(), soon()))).toBe('opted-out');
    await twilio.order('/sms', { from: CUSTOMER, to: LINE, body: 'START' });
    expect(desk.events.at(-1)).toMatchObject({ reachable: true, reason: 'start' });
    await desk.adapter.send(toCustomer(), soon());
  });

  it.each([
    ['STOP', null, 'stop'], ['стоп', null, 'stop'], ['Старт', null, 'start'], ['unsubscribe', null, 'stop'], ['yes', null, 'start'], ['stop please', null, null], ['Не стоп', null, null],
    ['відписатися', 'STOP', 'stop'], ['так', 'START', 'start'], ['STOP', 'HELP', null], ['', null, null],
  ])('%j with OptOutType %j means %j', (text, type, expected) => expect(optOutOf(text, type)).toBe(expected));

  it('we send carry our delivery id, and every receipt brings it back, in any order, as often as it comes', async () => {
    await twilio.order('/receipts', { order: 'backward', times: 2 });
    const message = toCustomer();
    const receipt = await desk.adapter.send(message, soon());
    expect(receipt.status).toBe('sent');
    await waitFor(() => desk.of('delivery-updated').length === 2);
    expect(desk.of('delivery-updated').map(({ deliveryId, externalId, status }) => ({ deliveryId, externalId, status }))).toEqual([
      { deliveryId: message.deliveryId, externalId: receipt.externalId, status: 'delivered' },
      { deliveryId: message.deliveryId, externalId: receipt.externalId, status: 'sent' },
    ]);
  });

  it('that do not arrive say why in words', async () => {
    await twilio.order('/receipts', { outcome: 'undelivered', errorCode: 30003 });
    await desk.adapter.send(toCustomer(), soon());
    const failed = await waitFor(() => desk.of('delivery-updated').find((event) => event.status === 'failed'));
    expect(failed.failure).toEqual({ kind: 'recipient', code: '30003', message: 'The phone cannot be reached: off, without signal, or a landline.' });
  });

  it('a receipt that came too late to be an opt-out of the answer still is one', async () => {
    await twilio.order('/receipts', { outcome: 'failed', errorCode: 21610 });
    await desk.adapter.send(toCustomer(), soon());
    expect((await waitFor(() => desk.of('delivery-updated').find((event) => event.status === 'failed'))).failure?.kind).toBe('opted-out');
  });

  it.each([
    ['rate-limit', 'rate-limited'], ['server-error', 'unknown-outcome'], ['drop-before-accept', 'unknown-outcome'], ['accept-then-drop', 'unknown-outcome'],
  ])('Twilio failing by %s is %s', async (kind, expected) => {
    await twilio.order('/fault', { kind });
    expect(await failure(desk.adapter.send(toCustomer(), soon()))).toBe(expected);
  });

  it('a wrong token, a wrong recipient and a wrong channel each name who must act', async () => {
    const stranger = createTwilioAdapter(setup({ apiRoot: twilio.apiRoot }, 'wrong'), dependencies());
    expect(await failure(stranger.send(toCustomer(), soon()))).toBe('config');
    expect(await failure(desk.adapter.send(toCustomer({ recipient: { kind: 'phone', value: '0555' } }), soon()))).toBe('recipient');
    expect(await failure(desk.adapter.send(toCustomer({ channel: 'voice' }), soon()))).toBe('unsupported');
    expect(await stranger.check()).toMatchObject({ ok: false, steps: [{ name: 'account', ok: false }] });
  });

  it.each([
    [400, 21610, 'opted-out'], [400, 21211, 'recipient'], [400, 21614, 'recipient'], [401, 20003, 'config'], [429, 20429, 'rate-limited'], [429, undefined, 'rate-limited'], [400, 99999, 'invalid'],
    [404, 20404, 'config'], [500, undefined, 'unknown-outcome'], [503, 20503, 'unknown-outcome'], [400, 21617, 'invalid'], [400, 21408, 'config'], [400, 21611, 'rate-limited'],
  ])('HTTP %i with error %s is %s', (status, code, expected) => expect(failureOfAnswer(status, code).kind).toBe(expected));

  it('the account tells its numbers, and the number points at us after connecting', async () => {
    const account = { accountSid: String((await twilio.state() as unknown as { accountSid: string }).accountSid), authToken: twilio.authToken, apiRoot: twilio.apiRoot };
    expect(await discoverTwilio(account, dependencies(), soon())).toEqual([{ phoneNumber: LINE, name: LINE, sms: true, mms: true, voice: true }]);
    expect(await failure(discoverTwilio({ ...account, authToken: 'wrong' }, dependencies(), soon()))).toBe('config');
    expect((await twilio.state()).numbers[0]?.settings.SmsUrl).toBe(`${desk.root}/sms#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000&tt=15000`);
    expect((await desk.adapter.check()).steps.map((step) => [step.name, step.ok, step.detail])).toEqual([
      ['account', true, 'Sandbox'], ['number', true, 'SMS, MMS, calls'], ['webhooks', true, 'Messages and calls come to us.'],
    ]);
  });

  it('an API address inside our own network is refused before anything is sent', async () => {
    const guarded = createTwilioAdapter(setup({ apiRoot: twilio.apiRoot }, twilio.authToken), dependencies({ checkHost: () => Promise.reject(new Error('127.0.0.1 is private')) }));
    expect(await failure(guarded.send(toCustomer(), soon()))).toBe('config');
  });

  describe('of unclear outcome', () => {
    const settle = (message: OutboundMessage, attemptedAt: Date, claimed: string[] = []) => desk.adapter.settle(message, attemptedAt, new Set(claimed), soon());
    const sidOf = async (text: string): Promise<string[]> => (await twilio.state()).messages.filter((entry) => entry.body === text).map((entry) => String(entry.sid));

    it('are found in the list by recipient, text and time', async () => {
      const message = toCustomer({ text: 'Ваш номер замовлення 1001 ' });
      await twilio.order('/fault', { kind: 'accept-then-drop' });
      expect(await failure(desk.adapter.send(message, soon()))).toBe('unknown-outcome');
      const [sid] = await sidOf(message.text);
      expect(await settle(message, new Date())).toMatchObject({ outcome: 'sent', receipt: { externalId: sid } });
      expect(await settle(message, new Date(), [String(sid)])).toEqual({ outcome: 'unknown' });
    });

    it('stay open when two of them look alike', async () => {
      const message = toCustomer({ text: 'Двічі' });
      await desk.adapter.send(message, soon());
      await desk.adapter.send(message, soon());
      expect(await settle(message, new Date())).toEqual({ outcome: 'unknown' });
      const [first] = await sidOf('Двічі');
      expect((await settle(message, new Date(), [String(first)])).outcome).toBe('sent');
    });

    it('count as not sent only when the list had time to show them', async () => {
      const message = toCustomer({ text: 'Цього не було' });
      expect(await settle(message, new Date(Date.now() - 60_000))).toEqual({ outcome: 'unknown' });
      expect(await settle(message, new Date(Date.now() - 6 * 60_000))).toEqual({ outcome: 'not-sent' });
    });
  });

  describe('lost on the way', () => {
    const recovered = async (): Promise<RawInbound[]> => {
      const raws: RawInbound[] = [];
      for await (const raw of desk.adapter.recover(new Date(Date.now() - 60_000), soon())) raws.push(raw);
      return raws;
    };

    it('come back by listing, under the key of the webhook, as the same event', async () => {
      const arrived = await twilio.order('/sms', { from: CUSTOMER, to: LINE, body: 'дійшло', media: [{ contentType: 'image/jpeg', base64: 'AAAA' }] });
      await twilio.order('/fault', { kind: 'lose-webhook', times: 2, match: '/sms' });
      const lost = await twilio.order('/sms', { from: CUSTOMER, to: LINE, body: 'загубилось' });
      expect(lost.delivered).toBe(false);
      const raws = await recovered();
      const again = raws.find((raw) => raw.providerKey === arrived.sid);
      const back = raws.find((raw) => raw.providerKey === lost.sid);
      if (!again || !back) throw new Error('not listed');
      const same = (event: object): object => ({ ...event, occurredAt: null });
      expect((await desk.adapter.parse(again)).map(same)).toEqual(desk.events.map(same));
      expect(await desk.adapter.parse(back)).toMatchObject([{ type: 'message-received', text: 'загубилось', externalId: lost.sid, sender: { address: { value: CUSTOMER } } }]);
    });

    it('receipts come back too', async () => {
      await twilio.order('/receipts', { lose: true });
      const { externalId } = await desk.adapter.send(toCustomer({ text: 'без квитанції' }), soon());
      await waitFor(async () => (await twilio.state()).messages.find((message) => message.sid === externalId && message.status === 'delivered'));
      const raw = (await recovered()).find((entry) => entry.providerKey === `${externalId}:delivered`);
      if (!raw) throw new Error('not listed');
      expect(await desk.adapter.parse(raw)).toMatchObject([{ type: 'delivery-updated', externalId, status: 'delivered' }]);
      const webhook = desk.adapter.receive(signedRequest('sms-status', { MessageSid: externalId, MessageStatus: 'delivered', To: CUSTOMER }, { root: desk.root, authToken: twilio.authToken }));
      expect(webhook.raw.map((entry) => entry.providerKey)).toEqual([raw.providerKey]);
    });

    it('a call nobody told us of comes back as missed, with its voicemail', async () => {
      desk.routing = { action: 'voicemail', record: true };
      const { sid } = await twilio.order('/call', { from: CUSTOMER, to: LINE, voicemailSeconds: 9 });
      await waitFor(() => twilio.ledger('call-ended').find((line) => line.sid === sid));
      const later = createTwilioAdapter(setup({ apiRoot: twilio.apiRoot }, twilio.authToken), dependencies({ webhookUrl: desk.root, now: () => new Date(Date.now() + 120_000) }));
      const events = [];
      for await (const raw of later.recover(new Date(Date.now() - 60_000), soon())) events.push(...(await later.parse(raw)));
      expect(events.filter((event) => event.type === 'call-updated' && event.externalId === sid)).toMatchObject([
        { state: 'missed', direction: 'inbound', customer: { address: { value: CUSTOMER } } },
        { state: 'voicemail', recording: { kind: 'voice', durationSeconds: 9 } },
      ]);
    });
  });
});
