import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { OutboundMessage, SendFailure } from '../contract.ts';
import { SendError } from '../errors.ts';
import { outboundAttachment, outboundMessage } from '../testing/outbound-message.ts';
import { until } from '../testing/until.ts';
import { mailboxes, words } from './header.ts';
import { readBody } from './mail-body.ts';
import { ourMessageIn } from './message-id.ts';
import { readMime } from './mime.ts';
import { startMailRig, type MailRig } from './testing/mail-rig.ts';

const OLENA = { kind: 'email', value: 'olena@example.com' } as const;

describe('sending a mail', () => {
  let rig: MailRig;
  beforeAll(async () => {
    rig = await startMailRig(false);
  });
  afterAll(() => rig.stop());

  const message = (rest: Partial<OutboundMessage> = {}) => outboundMessage({ channel: 'email', recipient: OLENA }, { subject: 'Замовлення 17', ...rest });
  const send = (outbound: OutboundMessage, options: Parameters<MailRig['make']>[0] = {}, signal = AbortSignal.timeout(10_000)) => rig.make(options).send(outbound, signal);
  const lastMail = () => readMime(Buffer.from(rig.accepted().at(-1)!.raw, 'base64'));

  it('has one recipient in the envelope and everybody in the headers', async () => {
    await send(message({ to: [OLENA, { kind: 'email', value: 'taras@example.com' }], cc: [{ kind: 'email', value: 'boss@example.com' }] }));
    expect(rig.accepted().at(-1)).toMatchObject({ from: 'support@shop.example', to: ['olena@example.com'] });
    const { headers } = lastMail();
    expect(mailboxes(headers.all('to')).map(({ address }) => address)).toEqual(['olena@example.com', 'taras@example.com']);
    expect(mailboxes(headers.all('cc')).map(({ address }) => address)).toEqual(['boss@example.com']);
    expect(words(headers.get('subject'))).toBe('Замовлення 17');
    expect(words(headers.get('from'))).toContain('Олена');
  });

  it('is the same at every attempt, byte for byte, and carries our id with its HMAC', async () => {
    const outbound = message({ html: '<p>Добрий день</p>', attachments: [outboundAttachment()] });
    const first = await send(outbound);
    const second = await send(outbound);
    expect(second).toEqual(first);
    expect(ourMessageIn([first.externalId], rig.signingKey)).toBe(outbound.messageId);
    const [a, b] = rig.accepted().slice(-2).map(({ raw }) => raw);
    expect(a).toBe(b);
    expect(lastMail().headers.get('date')).toBe('Sat, 21 Nov 2026 09:00:00 +0000');
    expect(lastMail().headers.get('message-id')).toBe(`<${first.externalId}>`);
  });

  it('joins the thread: In-Reply-To is the nearest, References the whole chain, long ones shortened in the middle', async () => {
    await send(message({ references: ['third@x.example', 'second@x.example', 'first@x.example'] }));
    expect(lastMail().headers.get('in-reply-to')).toBe('<third@x.example>');
    expect(lastMail().headers.get('references').split(/\s+/)).toEqual(['<first@x.example>', '<second@x.example>', '<third@x.example>']);
    await send(message({ references: Array.from({ length: 40 }, (_, i) => `${40 - i}@x.example`) }));
    const chain = lastMail().headers.get('references').split(/\s+/);
    expect(chain).toHaveLength(11);
    expect([chain[0], chain.at(-1)]).toEqual(['<1@x.example>', '<40@x.example>']);
  });

  it('carries text, HTML, inline images and files with Cyrillic names unharmed', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 251));
    await send(message({
      text: 'Добрий день!\n.крапка на початку\nFrom here', html: '<p>Добрий день! <img src="cid:logo"></p>',
      attachments: [outboundAttachment({ name: 'Рахунок «17» від жовтня.pdf', mime: 'application/pdf', bytes }), outboundAttachment({ name: 'лого.png', mime: 'image/png', kind: 'image', inlineCid: 'logo', bytes: Buffer.from('png') })],
    }));
    const body = readBody(lastMail());
    expect(body.plain?.trim()).toBe('Добрий день!\n.крапка на початку\nFrom here');
    expect(body.html).toContain('cid:logo');
    const [image, file] = [...body.files].sort((a, b) => a.mime.localeCompare(b.mime)).reverse();
    expect(image).toMatchObject({ name: 'лого.png', cid: 'logo' });
    expect(file?.name).toBe('Рахунок «17» від жовтня.pdf');
    expect(createHash('sha256').update(file!.part.bytes()).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('lets no line break or separator into any header', async () => {
    const evil = 'x\r\nBcc: spy@evil.example\nX-A: b\0\u2028X-C: d\u0085e';
    await send(message({ subject: evil, senderName: evil, references: ['ok@x.example', `bad@x.example>\r\nBcc: spy@evil.example`, 'two words@x'], attachments: [outboundAttachment({ name: evil, mime: `text/plain\r\nX-E: f` })] }));
    const mail = lastMail();
    expect(mail.headers.has('bcc') || mail.headers.has('x-a') || mail.headers.has('x-c')).toBe(false);
    expect(Buffer.from(rig.accepted().at(-1)!.raw, 'base64').toString()).not.toMatch(/^(bcc|x-a|x-c|x-e):/im);
    expect(mail.headers.get('references')).toBe('<ok@x.example>');
    expect(rig.accepted().at(-1)?.to).toEqual(['olena@example.com']);
    for (const value of ['a@b.example\r\nRCPT TO:<spy@evil.example>', 'a@b.example>', 'a b@c.example', 'nobody']) {
      await expect(send(message({ recipient: { kind: 'email', value } }))).rejects.toMatchObject({ failure: 'invalid' });
    }
  });

  it.each<[string, SendFailure, number]>([ // fault, failure, mails taken all the same
    ['421-at-mail', 'unavailable', 0], ['450-at-rcpt', 'unavailable', 0], ['451-at-data', 'unavailable', 0], ['451-at-dot', 'unavailable', 0], ['452-at-rcpt', 'rate-limited', 0], ['rate-limit', 'rate-limited', 0],
    ['550-at-rcpt', 'recipient', 0], ['550-relay', 'config', 0], ['550-at-mail', 'config', 0], ['554-spam', 'invalid', 0], ['552-at-mail', 'invalid', 0], ['552-at-dot', 'invalid', 0], ['535-auth', 'config', 0],
    ['reset-before-dot', 'unavailable', 0], ['reset-after-dot', 'unknown-outcome', 0], ['accept-then-reset', 'unknown-outcome', 1],
  ])('says who must act: %s is %s', async (fault, failure, taken) => {
    const before = rig.accepted().length;
    await rig.fail({ fault });
    // More than the network holds on the way: a cut before the dot is then seen before the dot.
    const error: unknown = await send(message({ attachments: [outboundAttachment({ bytes: Buffer.alloc(fault === 'reset-before-dot' ? 12_000_000 : 20_000, 1) })] })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SendError);
    expect(error).toMatchObject({ failure });
    await until('the ledger', () => rig.accepted().length === before + taken, 2_000);
  });

  it('waits for the answer to the end of data as long as told, and then does not know', async () => {
    await rig.fail({ fault: 'accept-then-hang' });
    await expect(send(message(), { tuning: { finalAnswerMs: 3_000 } })).rejects.toMatchObject({ failure: 'unknown-outcome' });
  });

  it('can be tried again when the greeting never comes', async () => {
    await rig.fail({ fault: 'hang-at-connect' });
    await expect(send(message(), { tuning: { connectMs: 200 } })).rejects.toMatchObject({ failure: 'unavailable' });
  });

  it('is put off by greylisting and goes through later', async () => {
    await rig.fail({ greylistMs: 100 });
    const outbound = message({ recipient: { kind: 'email', value: 'grey@example.com' } });
    await expect(send(outbound)).rejects.toMatchObject({ failure: 'unavailable', code: '451 4.7.1' });
    await new Promise((resolve) => setTimeout(resolve, 120));
    await expect(send(outbound)).resolves.toMatchObject({ status: 'sent' });
    await fetch(`http://127.0.0.1:${rig.sink.control}/fail`, { method: 'DELETE' });
  });

  it('never goes out in the clear where a secure connection was asked for', async () => {
    const before = rig.accepted().length;
    for (const security of ['starttls', 'tls']) {
      await expect(send(message(), { settings: { smtp: { host: '127.0.0.1', port: rig.sink.port, security, user: 'support@shop.example' } } })).rejects.toMatchObject({ failure: 'config' });
    }
    expect(rig.accepted()).toHaveLength(before);
  });

  it('does not leave for a host that the process does not allow', async () => {
    await expect(send(message(), { dependencies: { checkHost: () => Promise.reject(new Error('10.0.0.1 is private')) } })).rejects.toMatchObject({ failure: 'config' });
  });

  it('stops at once when told in the middle of the content, and knows that nothing went', async () => {
    const before = rig.accepted().length;
    await rig.fail({ fault: 'hang-at-connect' });
    const abort = new AbortController();
    const sending = send(message(), {}, abort.signal);
    setTimeout(() => abort.abort(), 50);
    await expect(sending).rejects.toMatchObject({ failure: 'unavailable', code: 'aborted' });
    expect(rig.accepted()).toHaveLength(before);
  });

  it('fails before the first byte when a file cannot be read', async () => {
    const before = rig.accepted().length;
    const broken = outboundAttachment({ open: () => Promise.resolve(Readable.from((function* () { yield Buffer.from('x'); throw new Error('the disk is gone'); })())) });
    await expect(send(message({ attachments: [broken] }))).rejects.toMatchObject({ failure: 'unavailable' });
    expect(rig.accepted()).toHaveLength(before);
  });
});
