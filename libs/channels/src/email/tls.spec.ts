import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SMTPServer } from 'smtp-server';
import { createAuthority, type Authority, type Certificate } from '../testing/certificates.ts';
import { hasDovecot, startDovecot, type Dovecot } from '../testing/dovecot.ts';
import type { OneMailbox } from './testing/one-mailbox.ts';

type Security = 'tls' | 'starttls';
interface Taken { readonly secure: boolean; readonly mail: string }

if (!hasDovecot) console.warn('Mail over TLS: not run, Dovecot is not installed');

/** Real servers with certificates of an authority that only the test knows; our side runs in a process whose environment trusts it, or not. */
(hasDovecot ? describe : describe.skip)('mail over TLS', () => {
  let authority: Authority;
  const stops: (() => unknown)[] = [];
  beforeAll(() => {
    authority = createAuthority();
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  afterAll(() => authority?.remove());

  /** A mailbox and a submission server, which take a login over TLS only, and what they saw. */
  async function servers(certificate: Certificate) {
    const dovecot = await startDovecot(certificate);
    stops.push(() => dovecot.stop());
    const taken: Taken[] = [];
    const logins: boolean[] = [];
    const ports = await Promise.all([true, false].map(async (secure) => {
      const server = new SMTPServer({
        secure, key: certificate.key, cert: certificate.cert, disableReverseLookup: true, closeTimeout: 500, authMethods: ['PLAIN', 'LOGIN'], allowInsecureAuth: true,
        onAuth({ username, password }, session, callback) {
          logins.push(Boolean(session.secure));
          callback(null, username === dovecot.user && password === dovecot.password ? { user: username } : { message: 'no such login' });
        },
        onData(stream, session, callback) {
          let mail = '';
          stream.on('data', (chunk: Buffer) => (mail += chunk.toString()));
          stream.on('end', () => { taken.push({ secure: Boolean(session.secure), mail }); callback(); });
        },
      });
      server.on('error', () => undefined);
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
      stops.push(() => new Promise<void>((closed) => server.close(() => closed())));
      return (server.server.address() as AddressInfo).port;
    }));
    return { dovecot, taken, logins, submission: { tls: ports[0]!, starttls: ports[1]! }, imap: { tls: dovecot.securePort, starttls: dovecot.port } };
  }
  type Servers = Awaited<ReturnType<typeof servers>>;
  const mailboxLogins = (dovecot: Dovecot): string[] => readFileSync(join(dovecot.directory, 'dovecot.log'), 'utf8').split('\n').filter((line) => /Login: user=/.test(line));

  /** Our side, trusting the test's authority or only the public ones. */
  async function mailbox({ dovecot, imap, submission }: Servers, security: Security, { host = 'localhost', trusting = true } = {}): Promise<OneMailbox> {
    const setup = {
      settings: { address: 'support@shop.example', imap: { host, port: imap[security], security, user: dovecot.user }, smtp: { host, port: submission[security], security, user: dovecot.user }, backfillDays: 1 },
      credentials: { password: dovecot.password },
    };
    const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
    const child = spawn(process.execPath, ['--conditions=okno-source', '--disable-warning=ExperimentalWarning', fileURLToPath(new URL('./testing/one-mailbox.ts', import.meta.url)), JSON.stringify(setup)], {
      env: { ...environment, ...(trusting ? { NODE_EXTRA_CA_CERTS: authority.certFile } : {}) }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [said, complained] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
    await new Promise((ended) => child.once('close', ended));
    if (!said) throw new Error(`The mailbox's process said nothing: ${complained}`);
    return JSON.parse(said) as OneMailbox;
  }
  const secrets = (outcome: OneMailbox, { dovecot }: Servers): void => expect(JSON.stringify(outcome)).not.toContain(dovecot.password);

  it.each<[Security, string]>([['tls', 'localhost'], ['starttls', 'localhost'], ['tls', '127.0.0.1'], ['starttls', '127.0.0.1']])('reads and sends with %s, by the name or the address in the certificate: %s', async (security, host) => {
    const running = await servers(authority.issue(['localhost', '127.0.0.1']));
    running.dovecot.deliver('From: olena@example.com\r\nSubject: secret\r\n\r\nread over TLS\r\n');
    const outcome = await mailbox(running, security, { host });
    expect(outcome).toMatchObject({ check: [{ name: 'IMAP login', ok: true }, { name: 'SMTP login', ok: true }], listened: { mail: expect.stringContaining('read over TLS') as string }, sent: { status: 'sent' } });
    expect(running.taken).toMatchObject([{ secure: true, mail: expect.stringContaining('To: olena@example.com') as string }]);
    expect(running.logins).toEqual([true, true]);
    const logins = mailboxLogins(running.dovecot);
    expect(logins.length).toBeGreaterThanOrEqual(2);
    expect(logins.filter((line) => !/, TLS/.test(line))).toEqual([]);
  });

  it.each<[string, Security, { names?: string[]; days?: number; trusting?: boolean }, RegExp]>([
    ['from an unknown authority', 'tls', { trusting: false }, /^The certificate of localhost comes from nobody this machine trusts\. .*NODE_EXTRA_CA_CERTS/],
    ['from an unknown authority', 'starttls', { trusting: false }, /^The certificate of localhost comes from nobody this machine trusts\. .*NODE_EXTRA_CA_CERTS/],
    ['for another name', 'tls', { names: ['mail.other.example'] }, /is for another name than localhost\. Enter the own name/],
    ['for another name', 'starttls', { names: ['mail.other.example'] }, /is for another name than localhost\. Enter the own name/],
    ['that is over', 'tls', { days: -1 }, /^The certificate of localhost is out of date\. The operator of the mail server/],
    ['that is over', 'starttls', { days: -1 }, /^The certificate of localhost is out of date\. The operator of the mail server/],
  ])('takes no certificate %s (%s): says who must act, and no password leaves', async (_why, security, { names = ['localhost'], days = 30, trusting = true }, words) => {
    const running = await servers(authority.issue(names, days));
    running.dovecot.deliver('From: olena@example.com\r\n\r\nx\r\n');
    const outcome = await mailbox(running, security, { trusting });
    const said = { detail: expect.stringMatching(words) as string };
    expect(outcome).toMatchObject({ check: [{ ok: false, ...said }, { ok: false, ...said }], listened: { trouble: said.detail }, sent: { failure: 'config', message: said.detail } });
    expect({ taken: running.taken, logins: running.logins, mailbox: mailboxLogins(running.dovecot) }).toEqual({ taken: [], logins: [], mailbox: [] });
    secrets(outcome, running);
  });

  it('does not go on in the clear where a port offers no TLS, or speaks TLS where STARTTLS was asked for', async () => {
    const running = await servers(authority.issue(['localhost']));
    const plain = await startDovecot();
    stops.push(() => plain.stop());
    const taking = new SMTPServer({ disabledCommands: ['STARTTLS'], authOptional: true, allowInsecureAuth: true, closeTimeout: 500, onAuth: (_auth, _session, callback) => { running.logins.push(false); callback(null, { user: 'x' }); } });
    taking.on('error', () => undefined);
    await new Promise<void>((ready) => taking.listen(0, '127.0.0.1', ready));
    stops.push(() => new Promise<void>((closed) => taking.close(() => closed())));
    const submission = (taking.server.address() as AddressInfo).port;
    for (const security of ['tls', 'starttls'] as const) {
      const clear: Servers = { ...running, imap: { tls: plain.port, starttls: plain.port }, submission: { tls: submission, starttls: submission } };
      const outcome = await mailbox(clear, security);
      const kind = security === 'tls' ? 'TLS' : 'STARTTLS';
      const said = expect.stringMatching(new RegExp(`^localhost offers no secure connection on port \\d+ with ${kind}\\. Choose another`)) as string;
      expect(outcome).toMatchObject({ check: [{ ok: false, detail: said }, { ok: false, detail: said }], listened: { trouble: said }, sent: { failure: 'config', message: said } });
    }
    const crossed = await mailbox({ ...running, imap: { tls: 0, starttls: running.imap.tls }, submission: { tls: 0, starttls: running.submission.tls } }, 'starttls');
    expect(crossed.check.map(({ ok }) => ok)).toEqual([false, false]);
    expect(crossed.sent).toMatchObject({ failure: expect.stringMatching(/config|unavailable/) as string });
    expect({ taken: running.taken, logins: running.logins, mailbox: [...mailboxLogins(plain), ...mailboxLogins(running.dovecot)] }).toEqual({ taken: [], logins: [], mailbox: [] });
  });
});
