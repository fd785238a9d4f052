import type { CallUpdated } from '../contract.ts';
import type { Desk } from './testing/desk.ts';
import { openDesk } from './testing/desk.ts';
import type { StandIn } from './testing/start-twilio.ts';
import { startTwilio, waitFor } from './testing/start-twilio.ts';
import { CUSTOMER, LINE, OPERATOR } from './testing/twilio-rig.ts';

const SECOND = '+380555000302';
const phone = (value: string) => ({ kind: 'phone' as const, value });
const ringBoth = { action: 'dial' as const, operators: [phone(OPERATOR), phone(SECOND)], timeoutSeconds: 25, record: true };

describe('a call', () => {
  let twilio: StandIn;
  let desk: Desk;
  beforeAll(async () => { twilio = await startTwilio(10); });
  afterAll(() => twilio.stop());
  afterEach(() => desk.close());

  const call = async (from = CUSTOMER, more: object = {}): Promise<string> => String((await twilio.order('/call', { from, to: LINE, ...more })).sid);
  const updates = (sid: string): CallUpdated[] => desk.of('call-updated').filter((event) => event.externalId === sid);
  const states = (sid: string): (string | undefined)[] => updates(sid).map((event) => event.state);
  const rings = (number: string) => waitFor(async () => (await twilio.state()).ringing.find((leg) => leg.number === number));
  const lines = (sid: string, type: string) => twilio.ledger(type).filter((line) => line.sid === sid);

  it('rings all operators at once; the first to pick up gets it, the others stop, and it is logged', async () => {
    desk = await openDesk(twilio, { recordCalls: true, language: 'uk' });
    desk.routing = ringBoth;
    const sid = await call();
    await rings(OPERATOR);
    await rings(SECOND);
    await twilio.order('/answer', { number: SECOND });
    await waitFor(() => lines(sid, 'bridged').length);
    expect((await twilio.state()).ringing).toEqual([]);
    await twilio.order('/hang-up', { number: CUSTOMER });
    const recorded = await waitFor(() => updates(sid).find((event) => event.recording));

    await waitFor(() => states(sid).includes('completed'));
    expect(states(sid).filter(Boolean)).toEqual(['ringing', 'answered', 'completed']);
    expect(updates(sid)[0]).toMatchObject({ direction: 'inbound', customer: { address: phone(CUSTOMER), verified: true }, externalThreadId: CUSTOMER, line: phone(LINE), source: { calledNumber: LINE } });
    expect(updates(sid).find((event) => event.state === 'answered')?.answeredBy).toEqual(phone(SECOND));
    expect(updates(sid).find((event) => event.state === 'completed')?.durationSeconds).toBeGreaterThan(0);
    expect(recorded.recording).toMatchObject({ kind: 'audio', mime: 'audio/mpeg' });
    expect(recorded.customer.address).toEqual(phone(CUSTOMER));
    expect(lines(sid, 'said').map((line) => line.text)).toEqual(['Вітаємо! Розмову буде записано.']);
    expect(twilio.ledger('twiml-error')).toEqual([]);
  });

  it('goes to the voicemail when nobody picks up, in the language of the line, and is missed until somebody speaks', async () => {
    desk = await openDesk(twilio, { language: 'ru' });
    desk.routing = ringBoth;
    await twilio.order('/phone', { number: OPERATOR, reaction: 'decline' });
    const sid = await call(CUSTOMER, { voicemailSeconds: 17 });
    const voicemail = await waitFor(() => updates(sid).find((event) => event.state === 'voicemail'));
    await twilio.order('/phone', { number: OPERATOR, reaction: 'manual' });
    expect(states(sid)).toEqual(['ringing', 'missed', 'voicemail']);
    expect(lines(sid, 'said')).toMatchObject([{ language: 'ru-RU' }]);
    expect(voicemail.recording).toMatchObject({ kind: 'voice', durationSeconds: 17 });
    const content = voicemail.recording?.content;
    const bytes = await collect(await desk.adapter.openMedia((content?.type === 'ref' ? content.ref : {})));
    expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfb]));
    // The recording's own callback tells of the same recording: kept once.
    await waitFor(() => twilio.ledger('webhook').find((line) => String(line.path).endsWith('/recording') && line.outcome === 200));
    expect(updates(sid).filter((event) => event.recording)).toHaveLength(1);
  });

  it('out of hours goes to the voicemail at once and is missed though the caller only hangs up', async () => {
    desk = await openDesk(twilio, { voicemailGreeting: 'Ми працюємо з дев’ятої.' });
    desk.routing = { action: 'voicemail', record: true };
    const sid = await call();
    await waitFor(() => lines(sid, 'beep').length);
    await twilio.order('/hang-up', { number: CUSTOMER });
    await waitFor(() => lines(sid, 'call-ended').length);
    await waitFor(() => twilio.ledger('webhook').find((line) => line.sid === sid && String(line.path).endsWith('/voice-status')));
    expect(states(sid)).toEqual(['ringing', 'missed']);
    expect(lines(sid, 'said').map((line) => line.text)).toEqual(['Ми працюємо з дев’ятої.']);
    expect(lines(sid, 'ringing')).toEqual([]);
  });

  it('is missed when the caller gives up while it rings', async () => {
    desk = await openDesk(twilio);
    desk.routing = ringBoth;
    const sid = await call();
    await rings(OPERATOR);
    await twilio.order('/hang-up', { number: CUSTOMER });
    await waitFor(() => states(sid).includes('missed'));
    expect(lines(sid, 'said')).toEqual([]);
    expect(lines(sid, 'beep')).toEqual([]);
  });

  it('from nobody known rings too, shows our number to the operator, and makes no phone identity', async () => {
    desk = await openDesk(twilio);
    desk.routing = ringBoth;
    const sid = await call('anonymous');
    expect((await rings(OPERATOR)).from).toBe(LINE);
    await twilio.order('/answer', { number: OPERATOR });
    await waitFor(() => states(sid).includes('answered'));
    await twilio.order('/hang-up', { number: OPERATOR });
    await waitFor(() => states(sid).includes('completed'));
    const customers = updates(sid).map((event) => event.customer.address);
    expect(new Set(customers.map((address) => JSON.stringify(address))).size).toBe(1);
    expect(customers[0]).toEqual({ kind: 'visitor', value: `call:${sid}` });
    expect(updates(sid)[0]?.customer.verified).toBe(false);
  });

  it('survives two failed answers of ours: Twilio asks again as our address tells it to', async () => {
    desk = await openDesk(twilio);
    desk.routing = ringBoth;
    desk.failing = [503, 503];
    const sid = await call();
    await rings(OPERATOR);
    expect(twilio.ledger('webhook').filter((line) => line.sid === sid && String(line.path).endsWith('/voice')).map((line) => line.outcome)).toEqual([503, 503, 200]);
    await twilio.order('/hang-up', { number: CUSTOMER });
    await waitFor(() => states(sid).includes('missed'));
  });

  it('by click rings the operator, then the customer, and is recorded only with an announcement to the customer', async () => {
    desk = await openDesk(twilio, { recordCalls: true });
    const sid = await desk.adapter.call({ line: phone(LINE), operator: phone(OPERATOR), customer: phone(CUSTOMER), record: true }, AbortSignal.timeout(5_000));
    await rings(OPERATOR);
    expect((await twilio.state()).ringing.map((leg) => leg.number)).toEqual([OPERATOR]);
    await twilio.order('/answer', { number: OPERATOR });
    expect((await rings(CUSTOMER)).from).toBe(LINE);
    await twilio.order('/answer', { number: CUSTOMER });
    await waitFor(() => lines(sid, 'bridged').length);
    await twilio.order('/hang-up', { number: OPERATOR });
    await waitFor(() => updates(sid).find((event) => event.recording));
    await waitFor(() => states(sid).includes('completed'));
    expect(states(sid).filter(Boolean)).toEqual(['ringing', 'answered', 'completed']);
    for (const update of updates(sid)) expect(update).toMatchObject({ direction: 'outbound', customer: { address: phone(CUSTOMER) } });
    const said = twilio.ledger('said').filter((line) => line.text === 'Hello! This call will be recorded.');
    expect(said.map((line) => line.sid)).not.toContain(sid);
    expect(said.length).toBe(1);
    expect(JSON.stringify(twilio.ledger('webhook').map((line) => line.path))).not.toContain(encodeURIComponent(CUSTOMER));
  });

  it('by click fails when the operator does not pick up, and is missed when the customer does not', async () => {
    desk = await openDesk(twilio);
    await twilio.order('/phone', { number: OPERATOR, reaction: 'busy' });
    const legs = { line: phone(LINE), operator: phone(OPERATOR), customer: phone(CUSTOMER), record: false };
    const first = await desk.adapter.call(legs, AbortSignal.timeout(5_000));
    await waitFor(() => states(first).includes('failed'));
    await twilio.order('/phone', { number: OPERATOR, reaction: 'answer' });
    await twilio.order('/phone', { number: CUSTOMER, reaction: 'busy' });
    const second = await desk.adapter.call(legs, AbortSignal.timeout(5_000));
    await waitFor(() => states(second).includes('missed'));
    await waitFor(() => lines(second, 'said').length);
    await twilio.order('/phone', { number: OPERATOR, reaction: 'manual' });
    await twilio.order('/phone', { number: CUSTOMER, reaction: 'manual' });
    expect(lines(second, 'said').map((line) => line.text)).toEqual(['The customer did not answer.']);
  });
});

async function collect(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks);
}
