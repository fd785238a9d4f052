import { SettingsError } from '../errors.ts';
import { readSettings } from './settings.ts';

const settings = { address: ' Support@Shop.example ', name: 'Крамниця', imap: { host: 'imap.shop.example', port: 993, security: 'tls', user: 'support' }, smtp: { host: 'smtp.shop.example', port: 465, security: 'tls', user: 'support' } };
const problems = (changed: object, credentials: Record<string, string> = { password: 'p' }): readonly string[] => {
  try {
    readSettings({ settings: { ...settings, ...changed }, credentials });
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(({ path }) => path);
  }
};

describe('settings of an e-mail inbox', () => {
  it('take one password for both servers, or one each', () => {
    expect(readSettings({ settings, credentials: { password: 'p' } })).toMatchObject({ imapPassword: 'p', smtpPassword: 'p', settings: { address: 'support@shop.example', backfillDays: 0, imap: { folder: 'INBOX' } } });
    expect(readSettings({ settings, credentials: { imapPassword: 'i', smtpPassword: 's' } })).toMatchObject({ imapPassword: 'i', smtpPassword: 's' });
  });
  it('need no mailbox where mail is forwarded to us, and no login where the server takes mail without', () => {
    expect(readSettings({ settings: { address: 'a@b.example', smtp: { host: 'h', port: 25, security: 'plain' }, forwardingAddress: 'x@desk.example' }, credentials: {} }).settings.imap).toBeUndefined();
  });
  it.each([
    ['no address', { address: 'nobody' }, ['settings.address']],
    ['a header in the address', { address: 'a@b.example\r\nBcc: c@d.example' }, ['settings.address']],
    ['two lines as a name', { name: 'a\nb' }, ['settings.name']],
    ['a key nobody knows', { colour: 'red' }, ['settings.colour']],
    ['a key nobody knows, deeper', { smtp: { ...settings.smtp, proxy: 'x' } }, ['settings.smtp.proxy']],
    ['ports and security that do not exist', { imap: { ...settings.imap, port: 70_000, security: 'ssl' } }, ['settings.imap.port', 'settings.imap.security']],
    ['a URL as a host', { smtp: { ...settings.smtp, host: 'https://smtp.shop.example/' } }, ['settings.smtp.host']],
    ['no way in', { imap: undefined }, ['settings.imap']],
  ])('name every key that does not fit: %s', (_name, changed, expected) => {
    expect(problems(changed)).toEqual(expected);
  });
  it('ask for the passwords they need and refuse those they do not know', () => {
    expect(problems({}, {})).toEqual(['credentials.imapPassword', 'credentials.smtpPassword']);
    expect(problems({}, { password: 'p', pin: '1' })).toEqual(['credentials.pin']);
  });
});
