import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth';
import { provenDomain, type DnsResolver } from './check-sender.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
const mail = 'From: Olena <olena@mail.example>\r\nTo: support@shop.example\r\nSubject: hello\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@mail.example>\r\n\r\nhello\r\n';
const records: Record<string, string> = {
  'TXT s1._domainkey.mail.example': `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`,
  'TXT _dmarc.mail.example': 'v=DMARC1; p=reject',
  'TXT mail.example': 'v=spf1 ip4:192.0.2.10 -all',
};
/** Answers as DNS would, without any. */
const dns: DnsResolver = (name, type) => {
  const found = records[`${type} ${name}`];
  return found ? Promise.resolve(type === 'TXT' ? [[found]] : [found]) : Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
};
const from = (ip: string, mailFrom = 'olena@mail.example') => ({ ip, helo: 'mx.mail.example', mailFrom, mta: 'desk.example' });

const key = { signingDomain: 'mail.example', selector: 's1', privateKey };
async function signed(raw: string): Promise<Buffer> {
  const { signatures } = await dkimSign(raw, { ...key, signatureData: [key] });
  return Buffer.from(signatures + raw);
}

describe('proving a sender as the mail comes in', () => {
  it('takes a DKIM signature that holds', async () => {
    expect(await provenDomain(await signed(mail), from('203.0.113.9'), dns)).toBe('mail.example');
  });
  it('takes SPF by the delivering address', async () => {
    expect(await provenDomain(Buffer.from(mail), from('192.0.2.10'), dns)).toBe('mail.example');
  });
  it('takes no signature of a mail that was changed', async () => {
    expect(await provenDomain(Buffer.from((await signed(mail)).toString().replace('\r\nhello', '\r\nhello, pay here')), from('203.0.113.9'), dns)).toBeNull();
  });
  it('takes no SPF of another domain for the From', async () => {
    records['TXT evil.example'] = 'v=spf1 ip4:203.0.113.9 -all';
    expect(await provenDomain(Buffer.from(mail), from('203.0.113.9', 'x@evil.example'), dns)).toBeNull();
  });
  it('proves nothing where the domain publishes no DMARC, and nothing when DNS is away or slow', async () => {
    expect(await provenDomain(Buffer.from(mail.replace('olena@mail.example', 'olena@none.example')), from('192.0.2.10'), dns)).toBeNull();
    expect(await provenDomain(await signed(mail), from('203.0.113.9'), () => Promise.reject(new Error('DNS is away')))).toBeNull();
    expect(await provenDomain(await signed(mail), from('203.0.113.9'), () => new Promise(() => undefined), 50)).toBeNull();
  });
});
