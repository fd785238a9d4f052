import { discoverMail, readAutoconfig } from './discover.ts';

const XML = `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x"><domain>firm.example</domain><displayName>Firm Mail</displayName>
<incomingServer type="pop3"><hostname>pop.firm.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
<incomingServer type="imap"><hostname>imap.firm.example</hostname><port>143</port><socketType>STARTTLS</socketType><username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></incomingServer>
<incomingServer type="imap"><hostname>second.firm.example</hostname><port>993</port><socketType>SSL</socketType></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.firm.example</hostname><port>465</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username></outgoingServer></emailProvider></clientConfig>`;
const asked: string[] = [];
const answering = (answers: Record<string, string>): typeof fetch => (input) => {
  const url = String(input);
  asked.push(url);
  const found = Object.entries(answers).find(([part]) => url.includes(part));
  return found ? Promise.resolve(new Response(found[1])) : Promise.reject(new Error('no such host'));
};
const nothing = { fetch: answering({}), resolveMx: () => Promise.reject(new Error('no DNS')) };

describe('finding the mail servers of an address', () => {
  it.each([
    ['a.b@gmail.com', 'imap.gmail.com', 'smtp.gmail.com', 'app-password'],
    ['x@yandex.ru', 'imap.yandex.com', 'smtp.yandex.com', 'app-password'],
    ['x@bk.ru', 'imap.mail.ru', 'smtp.mail.ru', 'external-password'],
    ['x@ukr.net', 'imap.ukr.net', 'smtp.ukr.net', 'allow-imap'],
    ['x@hotmail.co.uk', 'outlook.office365.com', 'smtp-mail.outlook.com', 'oauth-only'],
  ])('knows the providers: %s', async (address, imap, smtp, hint) => {
    expect(await discoverMail(address, nothing)).toMatchObject({ source: 'provider', imap: { host: imap, security: 'tls', user: address }, smtp: { host: smtp }, hint });
  });
  it('logs in to iCloud by the part before the @', async () => {
    expect(await discoverMail('Olena@iCloud.com', nothing)).toMatchObject({ imap: { user: 'olena' }, smtp: { user: 'olena@icloud.com' } });
  });
  it('reads what the domain publishes, over https only', async () => {
    asked.length = 0;
    const found = await discoverMail('olena@firm.example', { ...nothing, fetch: answering({ 'autoconfig.firm.example': XML }) });
    expect(found).toEqual({ source: 'autoconfig', provider: 'Firm Mail', hint: null, imap: { host: 'imap.firm.example', port: 143, security: 'starttls', user: 'olena' }, smtp: { host: 'smtp.firm.example', port: 465, security: 'tls', user: 'olena@firm.example' } });
    expect(asked.every((url) => url.startsWith('https://'))).toBe(true);
  });
  it('asks whose mail exchanger a company uses', async () => {
    const found = await discoverMail('olena@firm.example', { ...nothing, resolveMx: () => Promise.resolve([{ exchange: 'backup.firm.example', priority: 20 }, { exchange: 'ASPMX.L.Google.com.', priority: 1 }]) });
    expect(found).toMatchObject({ source: 'mx', provider: 'Gmail', imap: { host: 'imap.gmail.com' } });
  });
  it('does not take a stranger for a provider', async () => {
    const found = await discoverMail('olena@firm.example', { ...nothing, resolveMx: () => Promise.resolve([{ exchange: 'mx.notgoogle.com', priority: 1 }, { exchange: 'google.com.evil.example', priority: 2 }]) });
    expect(found).toMatchObject({ source: 'guess', imap: { host: 'imap.firm.example', port: 993 }, smtp: { host: 'smtp.firm.example', port: 465 } });
  });
  it('answers nothing for what is no address and bears any XML', async () => {
    for (const address of ['', 'olena', 'a@b', 'a b@c.example', '@c.example', 'a@http://c.example/']) expect(await discoverMail(address, nothing)).toBeNull();
    for (const xml of ['', '<a', XML.replace('imap.firm.example', '127.0.0.1:80/x'), XML.replace(/<port>\d+<\/port>/g, '<port>-1</port>')]) expect(() => readAutoconfig(xml, 'a@firm.example')).not.toThrow();
    expect(readAutoconfig(XML.replace(/<port>\d+<\/port>/g, '<port>-1</port>'), 'a@firm.example')).toBeNull();
  });
});
