import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { MessageReceived, RawInbound } from '../contract.ts';
import { outboundMessage } from '../testing/outbound-message.ts';
import { createTelegramAdapter } from './telegram-adapter.ts';

/** Somebody else's stand-in, so that ours and our adapter do not share one misunderstanding. */
interface ForeignClient {
  makeMessage(text: string): object;
  sendMessage(message: object): Promise<unknown>;
  getUpdates(): Promise<{ result: { message: { text: string; chat_id: string } }[] }>;
}
interface ForeignServer {
  start(): Promise<void>;
  stop(): Promise<unknown>;
  getClient(token: string, options: object): ForeignClient;
}
const ForeignTelegram = createRequire(import.meta.url)('telegram-test-api') as new (config: object) => ForeignServer;
const TOKEN = '6100000001:some-other-stand-ins-token-000';

describe('the telegram-test-api package', () => {
  let server: ForeignServer;
  let apiRoot: string;
  beforeAll(async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    server = new ForeignTelegram({ port, host: '127.0.0.1' });
    await server.start();
    apiRoot = `http://127.0.0.1:${port}`;
  });
  afterAll(() => server.stop());

  it('accepts the text we send and delivers what the customer writes', async () => {
    const adapter = createTelegramAdapter(
      { settings: { apiRoot }, credentials: { token: TOKEN } },
      { inboxId: 'i', signingKey: Buffer.from('k'), webhookUrl: null, fetch, checkHost: () => Promise.resolve(), now: () => new Date(), log: () => undefined },
    );
    const client = server.getClient(TOKEN, { userId: 42, chatId: 42, firstName: 'Олена', type: 'private', timeout: 5_000 });
    await client.sendMessage(client.makeMessage('Чи є синя чашка?'));

    const abort = new AbortController();
    const kept: RawInbound[] = [];
    await adapter.listen(null, (raw) => {
      if (raw) kept.push(raw);
      abort.abort();
      return Promise.resolve();
    }, abort.signal);
    const [event] = await adapter.parse(kept[0] as RawInbound);
    expect(event).toMatchObject({ type: 'message-received', text: 'Чи є синя чашка?', sender: { address: { kind: 'telegram', value: '42' }, displayName: 'Олена' } });

    const { externalThreadId } = event as MessageReceived;
    const receipt = await adapter.send(outboundMessage({ channel: 'telegram', recipient: { kind: 'telegram', value: '42' } }, { externalThreadId, text: 'Так, є.' }), AbortSignal.timeout(5_000));
    expect(receipt.status).toBe('sent');
    const { result } = await client.getUpdates();
    expect(result.map(({ message }) => message.text)).toEqual(['Так, є.']);
    await adapter.close();
  });
});
