import { buffer } from 'node:stream/consumers';
import type { AcceptedMessage, OutboundMessage } from '../contract.ts';
import { MediaError, SendError, SettingsError } from '../errors.ts';
import { outboundAttachment, outboundMessage } from '../testing/outbound-message.ts';
import { BotApiRefusal } from './bot-api.ts';
import { discoverTelegram } from './discover-telegram.ts';
import { toSendError } from './send-error.ts';
import { CUSTOMER, startTelegramRig, TOKEN } from './testing/sandbox-rig.ts';
import type { SandboxRig } from './testing/sandbox-rig.ts';
import { vendorSamples } from '../testing/shared-vendor.ts';

const published = vendorSamples('telegram');

describe('sending by Telegram', () => {
  let rig: SandboxRig;
  beforeAll(async () => {
    rig = await startTelegramRig();
    await rig.control('/customer', { kind: 'start', from: { id: CUSTOMER } });
  });
  afterAll(() => rig.stop());

  const to = { channel: 'telegram', recipient: { kind: 'telegram', value: String(CUSTOMER) } } as const;
  const send = (rest: Partial<OutboundMessage>) => rig.adapter.send(outboundMessage(to, rest), AbortSignal.timeout(10_000));
  const last = () => rig.ledger().filter((entry) => entry.type === 'sent').at(-1);
  const failure = async (sending: Promise<unknown>): Promise<SendError> => {
    const error = await sending.then(() => null, (reason: unknown) => reason);
    if (!(error instanceof SendError)) throw new Error(`Not a SendError: ${String(error)}`);
    return error;
  };

  it('sends the text as it was typed, markup and all', async () => {
    const text = '<b>10%</b> & *more* _under_ [x](y) 👋\nновий рядок';
    const receipt = await send({ text });
    expect(last()).toMatchObject({ method: 'sendMessage', text, chat_id: CUSTOMER });
    expect(receipt).toEqual({ externalId: `${CUSTOMER}/${last()?.message_id}`, aliases: [], status: 'sent' });
  });

  it('answers the message that was answered, also with a file, and sends even when it is gone', async () => {
    const first = await send({ text: 'перше' });
    await send({ text: 'відповідь', replyTo: first.externalId });
    expect(last()?.reply_to).toBe(Number(first.externalId.split('/')[1]));
    await send({ text: 'з файлом', replyTo: first.externalId, attachments: [outboundAttachment()] });
    expect(last()).toMatchObject({ method: 'sendDocument', reply_to: Number(first.externalId.split('/')[1]) });
    await send({ text: 'усе одно', replyTo: `${CUSTOMER}/999999` });
    expect(last()).toMatchObject({ text: 'усе одно' });
    expect(last()?.reply_to).toBeUndefined();
  });

  it.each([
    ['image', 'image/jpeg', 'sendPhoto'], ['image', 'image/svg+xml', 'sendDocument'], ['voice', 'audio/ogg', 'sendVoice'], ['voice', 'audio/wav', 'sendDocument'],
    ['video', 'video/mp4', 'sendVideo'], ['video', 'video/quicktime', 'sendDocument'], ['audio', 'audio/mpeg', 'sendAudio'], ['file', 'application/pdf', 'sendDocument'],
  ] as const)('sends %s (%s) by %s', async (kind, mime, method) => {
    const bytes = Buffer.from(`bytes of ${mime}`);
    await send({ text: 'підпис', attachments: [outboundAttachment({ kind, mime, bytes, name: 'файл.bin' })] });
    expect(last()).toMatchObject({ method, text: 'підпис', file: { name: 'файл.bin', size: bytes.length } });
  });

  it('lets no file name out of its header', async () => {
    await send({ text: '', attachments: [outboundAttachment({ name: 'a"\r\nX-Evil: 1\r\n/../../прайс.txt' })] });
    expect(last()?.file?.name).toBe('a___X-Evil: 1___.._.._прайс.txt');
  });

  it('says that nothing was sent when the file cannot be read', async () => {
    const before = rig.ledger().length;
    expect((await failure(send({ text: '', attachments: [outboundAttachment({ open: () => Promise.reject(new Error('ENOENT /data/secret')) })] }))).failure).toBe('unavailable');
    expect(rig.ledger()).toHaveLength(before);
  });

  it('follows a group to its new id, once', async () => {
    await rig.control('/customer', { kind: 'text', chat: { id: -100_500, type: 'supergroup', title: 'Група' } });
    await rig.control('/fail', { answer: { status: 400, body: { ok: false, error_code: 400, description: 'Bad Request: group chat was upgraded to a supergroup chat', parameters: { migrate_to_chat_id: -100_500 } } } });
    const receipt = await rig.adapter.send(outboundMessage({ channel: 'telegram', recipient: { kind: 'telegram', value: '-500' } }, { text: 'група' }), AbortSignal.timeout(5_000));
    expect(receipt.externalId).toBe(`-100500/${last()?.message_id}`);
  });

  it.each([
    ['server-error', 'unknown-outcome'], ['not-json', 'unknown-outcome'], ['accept-then-close', 'unknown-outcome'], ['close', 'unknown-outcome'], ['unauthorized', 'config'],
    ['deactivated', 'recipient'], ['too-long', 'invalid'],
  ])('after "%s" says %s', async (fault, kind) => {
    await rig.control('/fail', { fault });
    const error = await failure(send({ text: 'x' }));
    expect(error.failure).toBe(kind);
    expect(error.message + String(error.stack)).not.toContain(TOKEN);
  });

  it('holds every send of the bot back while Telegram asks for patience', async () => {
    const bot = rig.make();
    await rig.control('/fail', { fault: 'rate-limited', seconds: 1 });
    const send1 = failure(bot.send(outboundMessage(to), AbortSignal.timeout(5_000)));
    expect((await send1).retryAfterMs).toBe(1000);
    const before = rig.ledger().length;
    const second = await failure(bot.send(outboundMessage(to), AbortSignal.timeout(5_000)));
    expect(second.failure).toBe('rate-limited');
    expect(second.retryAfterMs).toBeLessThanOrEqual(1000);
    expect(rig.ledger()).toHaveLength(before);
  });

  it('keeps a path in the address of a Bot API server of one\'s own', async () => {
    const lost = rig.make({ apiRoot: `http://127.0.0.1:${rig.sandbox.port}/telegram` });
    // The stand-in knows no such path: had the path been dropped, this would succeed.
    expect((await lost.check()).ok).toBe(false);
  });

  it('refuses settings key by key without repeating the token', () => {
    const bad = () => rig.make({ token: 'CANARY but no token', apiRoot: 'ftp://x' });
    expect(bad).toThrow(SettingsError);
    try {
      bad();
    } catch (error) {
      expect((error as SettingsError).problems.map(({ path }) => path).sort()).toEqual(['credentials.token', 'settings.apiRoot']);
      expect(String(error)).not.toContain('CANARY');
    }
  });

  it('asks no server that an admin has not allowed', async () => {
    const adapter = rig.make({ dependencies: { checkHost: () => Promise.reject(new Error('private address')) } });
    expect((await failure(adapter.send(outboundMessage(to), AbortSignal.timeout(5_000)))).failure).toBe('config');
    await expect(adapter.openMedia({ fileId: 'x' })).rejects.toBeInstanceOf(MediaError);
    expect((await adapter.check()).ok).toBe(false);
  });

  it('tells who a token is', async () => {
    await expect(discoverTelegram(TOKEN, `http://127.0.0.1:${rig.sandbox.port}`)).resolves.toEqual({ botId: '6100000001', name: 'Okno Sandbox', username: 'okno_sandbox_1_bot' });
    expect((await failure(discoverTelegram(`1${TOKEN}`, `http://127.0.0.1:${rig.sandbox.port}`))).failure).toBe('config');
  });

  it('shows the customer that somebody types', async () => {
    await rig.adapter.typing(String(CUSTOMER));
    const { chats } = (await rig.control('/state', undefined, 'GET')) as { chats: { typing: boolean }[] };
    expect(chats[0]?.typing).toBe(true);
  });

  describe('media', () => {
    const fileId = async (action: object): Promise<string> => {
      await rig.control('/customer', { kind: 'document', from: { id: 77 }, ...action });
      const { chats } = (await rig.control('/state', undefined, 'GET')) as { chats: { chat: { id: number }; messages: { document: { file_id: string } }[] }[] };
      return chats.find(({ chat: { id } }) => id === 77)?.messages.at(-1)?.document.file_id ?? '';
    };
    it('comes byte for byte', async () => {
      const bytes = Buffer.from('вміст файлу'.repeat(1000));
      expect(await buffer(await rig.adapter.openMedia({ fileId: await fileId({ bytes: bytes.toString('base64') }) }))).toEqual(bytes);
    });
    it('is refused for good above 20 MB', async () => {
      await expect(rig.adapter.openMedia({ fileId: await fileId({ size: 30 * 1024 * 1024 }) })).rejects.toMatchObject({ final: true });
    });
    it('is cut off when it turns out bigger than it claimed', async () => {
      const adapter = rig.make({ dependencies: { fetch: () => Promise.resolve(new Response(new Uint8Array(21 * 1024 * 1024))) } });
      await expect(buffer(await adapter.openMedia({ fileId: await fileId({}) }))).rejects.toBeInstanceOf(MediaError);
    });
    it('is asked for again later when Telegram fails', async () => {
      await rig.control('/fail', { method: 'getFile', fault: 'server-error' });
      await expect(rig.adapter.openMedia({ fileId: 'x' })).rejects.toMatchObject({ final: false });
    });
  });
});

published.describe('the documented refusals', () => {
  const expected: Record<string, string> = {
    '401-revoked': 'config', '404-unknown-method': 'config', '403-blocked': 'opted-out', '403-deactivated': 'recipient', '403-cant-initiate': 'recipient', '400-chat-not-found': 'recipient',
    '400-reply-missing': 'invalid', '400-too-long': 'invalid', '400-parse-entities': 'invalid', '400-file-too-big': 'invalid', '400-migrated': 'recipient', '409-two-pollers': 'unavailable',
    '413-upload': 'invalid', '429-flood': 'rate-limited', '500-restart': 'unknown-outcome',
  };
  it.each(Object.entries(expected))('%s is %s', (name, kind) => {
    const { body } = published.json<Record<string, { body: { error_code: number; description: string; parameters?: object } }>>('api-responses.json')[name] ?? { body: { error_code: 0, description: '' } };
    const error = toSendError(new BotApiRefusal(body.error_code, body.description, body.parameters ?? {}));
    expect(error.failure).toBe(kind);
    if (kind === 'rate-limited') expect(error.retryAfterMs).toBe(17_000);
  });
});

describe('changing what was sent by Telegram', () => {
  let rig: SandboxRig;
  beforeAll(async () => {
    rig = await startTelegramRig();
    await rig.control('/customer', { kind: 'start', from: { id: CUSTOMER } });
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.control('/fail', undefined, 'DELETE'));

  const to = { channel: 'telegram', recipient: { kind: 'telegram', value: String(CUSTOMER) } } as const;
  const signal = () => AbortSignal.timeout(10_000);
  const sent = async (rest: Partial<OutboundMessage> = {}): Promise<AcceptedMessage> => {
    const message = outboundMessage(to, rest);
    const { externalId } = await rig.adapter.send(message, signal());
    return { ...message, externalId, captioned: message.attachments.length > 0, sentAt: new Date() };
  };
  const last = () => rig.ledger().at(-1);
  const failure = async (changing: Promise<unknown>): Promise<SendError> => {
    const error = await changing.then(() => null, (reason: unknown) => reason);
    if (!(error instanceof SendError)) throw new Error(`Not a SendError: ${String(error)}`);
    return error;
  };

  it('puts a caption under a file, at most as long as captions are', async () => {
    const message = await sent({ text: '', attachments: [outboundAttachment()] });
    await rig.adapter.edit(message, 'Ось рахунок', 'c', signal());
    expect(last()).toMatchObject({ type: 'edited', text: 'Ось рахунок', message_id: Number(message.externalId.split('/')[1]) });
    expect((await failure(rig.adapter.edit(message, 'ш'.repeat(1025), 'c', signal()))).failure).toBe('invalid');
  });

  it('in a business account takes back by the account’s own numbers', async () => {
    const message = await sent({ externalThreadId: `bc-1|${CUSTOMER}` });
    expect(message.externalId).toMatch(/^bc-1\|/);
    await rig.adapter.edit(message, 'інше', 'c', signal());
    expect(last()).toMatchObject({ type: 'edited', text: 'інше' });
    await rig.adapter.remove(message, 'c', signal());
    expect(last()).toMatchObject({ type: 'deleted', chat_id: CUSTOMER });
    await rig.adapter.remove(message, 'c', signal());
  });

  it('says what Telegram says when a message is gone or too old, and who must act', async () => {
    const message = await sent();
    await rig.adapter.remove(message, 'c', signal());
    expect(await failure(rig.adapter.edit(message, 'інше', 'c', signal()))).toMatchObject({ failure: 'invalid', message: expect.stringContaining('message to edit not found') });
    const old = await sent();
    await rig.control('/fail', { method: 'deletemessage', answer: { status: 400, body: { ok: false, error_code: 400, description: "Bad Request: message can't be deleted for everyone" } } });
    expect(await failure(rig.adapter.remove(old, 'c', signal()))).toMatchObject({ failure: 'invalid', message: expect.stringContaining("can't be deleted") });
    await rig.control('/fail', { method: 'editmessagetext', fault: 'rate-limited', seconds: 3 });
    expect(await failure(rig.adapter.edit(old, 'інше', 'c', signal()))).toMatchObject({ failure: 'rate-limited', retryAfterMs: 3000 });
    await rig.control('/fail', { method: 'editmessagetext', fault: 'server-error' });
    expect((await failure(rig.adapter.edit(old, 'інше', 'c', signal()))).failure).toBe('unknown-outcome');
    expect((await failure(rig.adapter.edit({ ...old, externalId: 'none of ours' }, 'інше', 'c', signal()))).failure).toBe('invalid');
  });
});
