import { createHash } from 'node:crypto';
import { WebhookRejected } from '../errors.ts';
import { isSigned } from './signature.ts';
import { vendorSamples } from '../testing/shared-vendor.ts';
import { LINE, dependencies, setup, signedRequest } from './testing/twilio-rig.ts';
import { createTwilioAdapter } from './twilio-adapter.ts';

const published = vendorSamples('twilio');

// Twilio's own vectors: github.com/twilio/twilio-node, spec/validation.spec.js.
const U = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const P = 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212';
const JSON_BODY = '{"property": "value", "boolean": true}';
const HASH = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
const VECTORS: readonly (readonly [name: string, url: string, body: string, signature: string])[] = [
  ['as it is', U, P, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['a port that was not signed', U.replace('.com/', '.com:1234/'), P, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['the standard port of https signed', U, P, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
  ['the standard port of http signed', U.replace('https', 'http'), P, '0ZXoZLH/DfblKGATFgpif+LLRf4='],
  ['an odd port signed', U.replace('https', 'http').replace('.com/', '.com:1234/'), P, 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU='],
  ['user and password', U.replace('//', '//user:pass@'), P, 'CukzLTc1tT5dXEDIHm/tKBanW10='],
  ['user, password and the standard port', U.replace('//', '//user:pass@'), P, 'ZQFR1PTIZXF2MXB8ZnKCvnnA+rI='],
  ['a user alone', U.replace('//', '//user@'), P, '2YRLlVAflCqxaNicjMpJcSTgzSs='],
  ['an apostrophe in the query', `${U}&Body=It's+amazing`, P, 'TfZzewPq8wqrGlMfyAud8+/IvJ0='],
  ['a repeated field', U, 'MessagingBinding.Address=%2B1325xxxxxxx&MessagingBinding.Address=%2B1415xxxxxxx', '83O6e2vORAoJHUNzJjDWN1jz+BA='],
  ['a repeated field the other way round', U, 'MessagingBinding.Address=%2B1415xxxxxxx&MessagingBinding.Address=%2B1325xxxxxxx', '83O6e2vORAoJHUNzJjDWN1jz+BA='],
  ['a value twice', U, 'Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234', 'IK+Dwps556ElfBT0I3Rgjkr1wJU='],
  ['a JSON body', `${U}&bodySHA256=${HASH}`, JSON_BODY, 'a9nBmqA0ju/hNViExpshrM61xv4='],
  ['an empty JSON body', `${U}&bodySHA256=${createHash('sha256').update('{}').digest('hex')}`, '{}', 'Ldidvp12m26NI7eqEvxnEpkd9Hc='],
  ['a JSON body and no other query', `https://mycompany.com/myapp.php?bodySHA256=${HASH}`, JSON_BODY, 'y77kIzt2vzLz71DgmJGsen2scGs='],
];

describe("Twilio's own signature vectors", () => {
  it.each(VECTORS)('%s', (_name, url, body, signature) => {
    expect(isSigned('12345', signature, url, Buffer.from(body))).toBe(true);
  });

  it.each(VECTORS)('%s, tampered', (_name, url, body, signature) => {
    expect(isSigned('12345', `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`, url, Buffer.from(body))).toBe(false);
    expect(isSigned('12346', signature, url, Buffer.from(body))).toBe(false);
    expect(isSigned('12345', signature, url.replace('myapp', 'yourapp'), Buffer.from(body))).toBe(false);
    expect(isSigned('12345', signature, url, Buffer.from(`${body} `))).toBe(false);
    expect(isSigned('12345', '', url, Buffer.from(body))).toBe(false);
  });

  it('does not take a JSON body whose hash nobody signed', () => {
    expect(isSigned('12345', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', U, Buffer.from(JSON_BODY))).toBe(false);
  });
});

describe('the signature of a webhook', () => {
  const adapter = createTwilioAdapter(setup(), dependencies());
  const fields = { MessageSid: 'SM1', From: '+380555000201', To: LINE, Body: 'Привіт & до зустрічі' };

  it('is checked against the address we registered, whatever the Host header says', () => {
    const request = signedRequest('sms', fields);
    expect(adapter.receive({ ...request, headers: { ...request.headers, host: 'evil.example' } }).raw).toHaveLength(1);
    const elsewhere = signedRequest('sms', fields, { root: 'https://evil.example/hooks/5b8c1d0e-7c55-4a0e-9d0a-2f6a1b7c3d10' });
    expect(() => adapter.receive({ ...elsewhere, headers: { ...elsewhere.headers, host: 'evil.example' } })).toThrow(WebhookRejected);
  });

  it('covers the query, so that a delivery id cannot be exchanged', () => {
    const request = signedRequest('sms-status?d=one', { MessageSid: 'SM1', MessageStatus: 'delivered' });
    expect(adapter.receive(request).raw).toHaveLength(1);
    expect(() => adapter.receive({ ...request, url: request.url.replace('one', 'two'), query: new URLSearchParams({ d: 'two' }) })).toThrow(WebhookRejected);
  });

  it('is refused with 403 when it is missing, of another account, or no public address is configured', () => {
    const request = signedRequest('sms', fields);
    const { 'x-twilio-signature': _signature, ...unsigned } = request.headers;
    const status = (call: () => unknown): number => {
      try {
        call();
      } catch (error) {
        return (error as WebhookRejected).status;
      }
      return 200;
    };
    expect(status(() => adapter.receive({ ...request, headers: unsigned }))).toBe(403);
    expect(status(() => adapter.receive(signedRequest('sms', fields, { authToken: 'another' })))).toBe(403);
    expect(status(() => createTwilioAdapter(setup(), dependencies({ webhookUrl: null })).receive(request))).toBe(403);
    expect(status(() => adapter.receive({ ...request, rawBody: Buffer.alloc(300_000, 'a') }))).toBe(413);
    const json = signedRequest('sms', fields);
    expect(status(() => adapter.receive({ ...json, headers: { ...json.headers, 'content-type': 'application/json' } }))).toBe(400);
  });
});

published.describe('the 17 signed sample requests', () => {
  interface Sample { file: string; url: string; authToken: string; signature: string }
  const { samples } = JSON.parse(published.read('samples.json')) as { samples: Sample[] };

  it.each(samples.map((sample): [string, Sample] => [sample.file, sample]))('%s', (file, sample) => {
    const body = Buffer.from(published.read(file));
    expect(isSigned(sample.authToken, sample.signature, sample.url, body)).toBe(true);
    expect(isSigned(sample.authToken, sample.signature, sample.url, Buffer.concat([body, Buffer.from('&x=1')]))).toBe(false);
  });
});
