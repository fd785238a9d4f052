import { describeChannelContract } from '../testing/describe-channel-contract.ts';
import { notMeaningful } from '../testing/channel-harness.ts';
import type { StandIn } from './testing/start-twilio.ts';
import { startTwilio } from './testing/start-twilio.ts';
import { ACCOUNT, CUSTOMER, LINE, ROOT, dependencies, setup, signedRequest } from './testing/twilio-rig.ts';
import { createTwilioAdapter } from './twilio-adapter.ts';
import type { TwilioAdapter } from './twilio-adapter.ts';

interface Rig { standIn: StandIn; adapter: TwilioAdapter; lines: string[]; make(apiRoot?: string): TwilioAdapter }

const signed = (rig: Rig, hook: string, fields: Record<string, string>) => signedRequest(hook, fields, { authToken: rig.standIn.authToken });
const call = { From: CUSTOMER, To: LINE, Direction: 'inbound' };

describeChannelContract<Rig>('twilio', {
  async start() {
    const standIn = await startTwilio();
    const lines: string[] = [];
    const make = (apiRoot = standIn.apiRoot): TwilioAdapter =>
      createTwilioAdapter(setup({ apiRoot }, standIn.authToken), dependencies({ log: (...line) => void lines.push(JSON.stringify(line)) }));
    return { standIn, adapter: make(), lines, make };
  },
  async stop(rig) {
    await rig.adapter.close();
    await rig.standIn.stop();
  },
  adapter: (rig) => rig.adapter,
  fresh: (rig) => rig.make(),
  canaries: (rig) => [rig.standIn.authToken, Buffer.alloc(32, 7).toString('base64')],
  logLines: (rig) => rig.lines,

  samples: (rig) => [
    { name: 'an SMS', inbound: { request: signed(rig, 'sms', { MessageSid: 'SM1', From: CUSTOMER, To: LINE, Body: 'Добрий день 👋', NumMedia: '0' }) } },
    {
      name: 'an MMS',
      inbound: {
        request: signed(rig, 'sms', {
          MessageSid: 'MM2', From: CUSTOMER, To: LINE, Body: '', NumMedia: '1', MediaContentType0: 'image/jpeg',
          MediaUrl0: `${rig.standIn.apiRoot}/2010-04-01/Accounts/${ACCOUNT}/Messages/MM2/Media/ME1`,
        }),
      },
    },
    { name: 'STOP', inbound: { request: signed(rig, 'sms', { MessageSid: 'SM3', From: CUSTOMER, To: LINE, Body: 'Stop', NumMedia: '0', OptOutType: 'STOP' }) } },
    { name: 'a receipt', inbound: { request: signed(rig, 'sms-status?d=0c7f0e9a-3f1e-4ad0-9a35-7a2d8f6f0b11', { MessageSid: 'SM4', MessageStatus: 'delivered', To: CUSTOMER }) } },
    { name: 'the same message failing', inbound: { request: signed(rig, 'sms-status', { MessageSid: 'SM4', MessageStatus: 'undelivered', To: CUSTOMER, ErrorCode: '30003' }) } },
    { name: 'a call', inbound: { request: signed(rig, 'voice', { ...call, CallSid: 'CA1', CallStatus: 'ringing' }) } },
    { name: 'an anonymous call', inbound: { request: signed(rig, 'voice', { ...call, From: 'anonymous', CallSid: 'CA2', CallStatus: 'ringing' }) } },
    { name: 'an operator picking up', inbound: { request: signed(rig, 'voice-status', { CallSid: 'CA11', ParentCallSid: 'CA1', CallStatus: 'in-progress', From: CUSTOMER, To: '+380555000301' }) } },
    { name: 'the end of the dialling', inbound: { request: signed(rig, 'voice-dial', { ...call, CallSid: 'CA1', DialCallStatus: 'completed', DialCallDuration: '63', DialBridged: 'true' }) } },
    { name: 'a voicemail', inbound: { request: signed(rig, 'voicemail', { ...call, CallSid: 'CA3', RecordingUrl: `${rig.standIn.apiRoot}/2010-04-01/Accounts/${ACCOUNT}/Recordings/RE1`, RecordingDuration: '17' }) } },
    { name: 'a recording', inbound: { request: signed(rig, 'recording', { CallSid: 'CA1', RecordingSid: 'RE2', RecordingStatus: 'completed', RecordingDuration: '63', RecordingSource: 'DialVerb' }) } },
  ],
  forged: (rig) => {
    const genuine = signed(rig, 'sms', { MessageSid: 'SM9', From: CUSTOMER, To: LINE, Body: 'мій рахунок', NumMedia: '0' });
    return [
      { ...genuine, rawBody: Buffer.from(genuine.rawBody.toString().replace('SM9', 'SM8')) },
      { ...genuine, rawBody: genuine.rawBody.subarray(0, 40) },
      { ...genuine, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      { ...genuine, path: 'voice', url: `${ROOT}/voice` },
      signedRequest('sms', { MessageSid: 'SM9', From: CUSTOMER, To: LINE, Body: 'чужий ключ' }, { authToken: 'of-another-account' }),
    ];
  },
  malformed: (rig) => {
    const genuine = signed(rig, 'sms', { MessageSid: 'SM9', From: CUSTOMER, To: LINE, Body: 'x' });
    const nameless = signed(rig, 'sms', { From: CUSTOMER, To: LINE, Body: 'без номера' });
    return [
      { request: { ...genuine, headers: { ...genuine.headers, 'content-type': 'application/json' } } },
      { request: { ...genuine, rawBody: Buffer.alloc(400_000, 'a') } },
      ...rig.adapter.receive(nameless).raw.map((raw) => ({ raw })),
      { raw: { providerKey: 'x', body: Buffer.from('CallSid='), headers: { 'okno-path': 'voice' }, receivedAt: new Date() } },
      { raw: { providerKey: 'y', body: Buffer.from([0xff, 0xfe, 0]), headers: {}, receivedAt: new Date() } },
    ];
  },
  signatureExample: () => {
    // The voice example of the documentation, on an address of ours: our own token and fields, signed by Twilio's own library.
    const genuine = signedRequest('voice?foo=1&bar=2', 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212');
    return [{ adapter: createTwilioAdapter(setup(), dependencies()), genuine, tampered: { ...genuine, rawBody: Buffer.from(genuine.rawBody.toString().replace('1234567890', '1234567891')) } }];
  },
  unknown: (rig) => [
    { request: signed(rig, 'voice-status', { ...call, CallSid: 'CA7', CallStatus: 'completed' }) },
    { request: signed(rig, 'sms-status', { MessageSid: 'SM7', MessageStatus: 'partially_delivered', To: CUSTOMER }) },
    { request: signed(rig, 'recording', { CallSid: 'CA7', RecordingSid: 'RE7', RecordingStatus: 'absent' }) },
  ],
  ownEcho: (rig) => [{ request: signed(rig, 'sms-status?d=1', { MessageSid: 'SM5', MessageStatus: 'sent', From: LINE, To: CUSTOMER }) }],
  automatic: notMeaningful('a text message carries no mark of its own that nobody wrote it'),
  addresses: (rig) => [
    { inbound: { request: signed(rig, 'sms', { MessageSid: 'SM21', From: CUSTOMER, To: LINE, Body: 'a' }) }, expected: { kind: 'phone', value: CUSTOMER } },
    { inbound: { request: signed(rig, 'sms', { MessageSid: 'SM22', From: `whatsapp:${CUSTOMER}`, To: `whatsapp:${LINE}`, Body: 'a' }) }, expected: { kind: 'phone', value: CUSTOMER } },
    { inbound: { request: signed(rig, 'voice', { ...call, CallSid: 'CA23', CallStatus: 'ringing' }) }, expected: { kind: 'phone', value: CUSTOMER } },
  ],

  recipient: () => ({ channel: 'sms', address: { kind: 'phone', value: CUSTOMER }, externalThreadId: CUSTOMER }),
  accepted: async (rig) => (await rig.standIn.state()).messages.filter((message) => message.direction === 'outbound-api').length,
  rateLimited: async (rig) => {
    await rig.standIn.order('/fault', { kind: 'rate-limit' });
    return { retryAfterMs: 500 };
  },
  refused: async (rig) => {
    await rig.standIn.order('/fault', { kind: 'refuse', code: 21614 });
    return { kinds: ['recipient'] };
  },
  optedOut: async (rig) => void (await rig.standIn.order('/fault', { kind: 'refuse', code: 21610 })),
  silentAfterAccept: async (rig) => void (await rig.standIn.order('/fault', { kind: 'accept-then-hang' })),
  unreachable: (rig) => rig.make('http://127.0.0.1:9'),
  shown: notMeaningful('an SMS that left cannot be changed or called back'),
  tooLong: true,
  undeclaredAttachment: true,
  foreignMedia: (_rig, url) => [
    { url },
    { url: `${url}/2010-04-01/Accounts/${ACCOUNT}/Messages/MM1/Media/ME1` },
    { url: new URL(`/2010-04-01/Accounts/${ACCOUNT}/Messages/MM1/Media/ME1`, url).href },
  ],
});
