import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListenError } from '../errors.ts';
import type { RawInbound } from '../contract.ts';
import { CUSTOMER, startTelegramRig, TOKEN, webhookRequest } from './testing/sandbox-rig.ts';
import type { SandboxRig } from './testing/sandbox-rig.ts';

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('It did not come true within 10 s.');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
};

describe('receiving from Telegram', () => {
  let rig: SandboxRig;
  beforeEach(async () => {
    rig = await startTelegramRig();
  });
  afterEach(() => rig.stop());

  const write = (text: string, id = CUSTOMER) => rig.control('/customer', { kind: 'text', text, from: { id } });
  const textOf = (raw: RawInbound): string => (JSON.parse(raw.body.toString()) as { message?: { text?: string } }).message?.text ?? '';
  const confirmed = () => rig.ledger().filter((entry) => entry.type === 'confirmed').length;

  /** Listens until told to stop; what it committed is in `kept`. */
  function listening(commit: (raw: RawInbound) => Promise<void> = () => Promise.resolve()) {
    const kept: RawInbound[] = [];
    const healths: { ok: boolean; detail?: string }[] = [];
    const abort = new AbortController();
    const adapter = rig.make({ webhookUrl: null });
    const ended = adapter.listen(null, async (raw) => {
      if (!raw) return;
      await commit(raw);
      kept.push(raw);
    }, abort.signal, (health) => healths.push(health));
    return { kept, healths, ended, adapter, stop: async () => { abort.abort(); await ended; } };
  }

  describe('by polling', () => {
    it('commits each update before Telegram may forget it', async () => {
      await write('1');
      await write('2');
      let release = () => undefined as void;
      const held = new Promise<void>((resolve) => (release = resolve));
      const listener = listening((raw) => (textOf(raw) === '2' ? held : Promise.resolve()));
      await until(() => listener.kept.length === 1);
      expect(confirmed()).toBe(0);
      release();
      await until(() => confirmed() === 2);
      expect(listener.kept.map(textOf)).toEqual(['1', '2']);
      await listener.stop();
    });

    it('gets what was committed but never confirmed once more, under the same key', async () => {
      await write('1');
      // As a SIGKILL after the commit would: the next getUpdates, which would have confirmed, never leaves.
      const first = listening(() => first.adapter.close());
      await first.ended;
      expect(first.kept).toHaveLength(1);
      expect(confirmed()).toBe(0);
      const second = listening();
      await until(() => second.kept.length === 1);
      expect(second.kept[0]?.providerKey).toBe(first.kept[0]?.providerKey);
      await second.stop();
    });

    it('does not go on past an update that could not be committed, and tries it again', async () => {
      await write('1');
      await write('2');
      let away = 2;
      const listener = listening(() => (away-- > 0 ? Promise.reject(new Error('The database is away.')) : Promise.resolve()));
      await until(() => listener.healths.length === 1);
      expect(confirmed()).toBe(0);
      await until(() => confirmed() === 2);
      expect(listener.kept.map(textOf)).toEqual(['1', '2']);
      expect(listener.healths.map(({ ok }) => ok)).toEqual([false, true]);
      await listener.stop();
    });

    it('loses nothing when the update ids start anew below the old ones', async () => {
      const listener = listening();
      await write('before the quiet week');
      await until(() => confirmed() === 1);
      const message = { message_id: 900, from: { id: CUSTOMER, first_name: 'О' }, chat: { id: CUSTOMER, type: 'private' }, date: 1_795_291_000 };
      for (const id of [17, 18]) await rig.control('/update', { update: { update_id: id, message: { ...message, message_id: 900 + id, text: `after ${id}` } } });
      await until(() => confirmed() === 3);
      expect(listener.kept.map(textOf)).toEqual(['before the quiet week', 'after 17', 'after 18']);
      await listener.stop();
    });

    it('goes on after 5xx, 429 and a second poller, and says so', async () => {
      for (const fault of ['server-error', 'rate-limited', 'not-json']) await rig.control('/fail', { fault, method: 'getUpdates', seconds: 1 });
      const listener = listening();
      await write('still here');
      await until(() => listener.kept.length === 1);
      expect(listener.healths.map(({ ok }) => ok)).toEqual([false, true]);
      await rig.control('/fail', { fault: 'conflict', method: 'getUpdates' });
      await write('and again');
      await until(() => listener.healths.length === 4);
      expect(listener.healths[2]).toMatchObject({ ok: false, detail: expect.stringContaining('Another program') as string });
      expect(listener.kept.map(textOf)).toEqual(['still here', 'and again']);
      await listener.stop();
    });

    it('removes a webhook that somebody left behind, without dropping what waits', async () => {
      await rig.make().connect('http://127.0.0.1:9/elsewhere');
      await write('waiting');
      const listener = listening();
      await until(() => listener.kept.length === 1);
      await listener.stop();
    });

    it('ends with an error that calls a person when the token is revoked', async () => {
      const listener = listening();
      await until(() => listener.healths.length === 1);
      await rig.control(`/bots/${TOKEN}`, undefined, 'DELETE');
      await expect(listener.ended).rejects.toBeInstanceOf(ListenError);
    });
  });

  describe('by webhook', () => {
    it('is handed every update until it answers with 200, in order within a chat', async () => {
      const kept: RawInbound[] = [];
      let refusals = 3;
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          if (refusals-- > 0) return void response.writeHead(503).end();
          const { raw, reply } = rig.adapter.receive({
            method: 'POST', url: '', path: '', query: new URLSearchParams(), rawBody: Buffer.concat(chunks), receivedAt: new Date(),
            headers: request.headers as Record<string, string>,
          });
          kept.push(...raw);
          const answer = reply(raw.map(() => ({ status: 'committed' })));
          response.writeHead(answer.status, answer.headers).end(answer.body);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        await rig.adapter.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/inbox-1`);
        for (const text of ['1', '2', '3']) await write(text);
        await until(() => confirmed() === 3);
        expect(kept.map(textOf)).toEqual(['1', '2', '3']);
        expect(kept[0]?.headers).toEqual({});
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });

    it('keeps an update under the same key whichever way it comes', async () => {
      await write('either way');
      const listener = listening();
      await until(() => listener.kept.length === 1);
      await listener.stop();
      const { update } = rig.ledger().find((entry) => entry.type === 'update') as unknown as { update: object };
      const secret = createHmac('sha256', rig.signingKey).update(`telegram-webhook:inbox-1:${TOKEN.split(':')[0]}`).digest('base64url');
      expect(rig.adapter.receive(webhookRequest(update, secret)).raw[0]?.providerKey).toBe(listener.kept[0]?.providerKey);
    });

    it('listens only where there is no address that Telegram could reach', () => {
      expect(rig.make({ webhookUrl: null }).listens).toBe(true);
      expect(rig.make({ webhookUrl: 'https://desk.example.com/hooks/1' }).listens).toBe(false);
      expect(rig.make({ webhookUrl: 'https://desk.example.com/hooks/1', receive: 'polling' }).listens).toBe(true);
      expect(rig.make({ webhookUrl: 'http://localhost:3000/hooks/1', apiRoot: 'https://api.telegram.org' }).listens).toBe(true);
    });
  });
});
