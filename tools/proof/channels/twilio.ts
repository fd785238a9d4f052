import { readLedger } from '../../sandbox/ledger.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import type { RunningSandbox } from '../../sandbox/start-sandbox.ts';
import { countTokens, postJson } from '../channel.ts';
import type { WayIn, WayOut } from '../channel.ts';
import type { Desk } from '../desk.ts';

const ACCOUNT = 'AC0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d';
const AUTH_TOKEN = 'proof-auth-token-0123456789abcdef';
const NUMBER = '+380555000100';

interface Entry {
  readonly type: string;
  readonly body?: string;
}

export async function openTwilio(folder: string): Promise<{ sandbox: RunningSandbox; connect(desk: Desk): Promise<void>; webhook: WayIn; out: WayOut }> {
  const ledgerPath = `${folder}/twilio.jsonl`;
  const sandbox = await startSandbox('tools/sandbox/twilio/server.ts', ['--ledger', ledgerPath, '--account', ACCOUNT, '--token', AUTH_TOKEN, '--number', NUMBER]);
  const texts = (type: string): string[] => readLedger<Entry & Record<string, unknown>>(ledgerPath).flatMap((entry) => (entry.type === type ? [entry.body ?? ''] : []));
  const webhook: WayIn = {
    name: 'Twilio webhook', points: ['K1', 'K2', 'K3', 'K4'], atOnce: 4,
    // Twilio gives a webhook up after 15 s; then only our own listing brings the message back, every three minutes.
    patienceMs: 240_000,
    async write(index, text) {
      await postJson(`http://127.0.0.1:${sandbox.control}/sms`, { from: `+38067${String(2_000_000 + index)}`, to: NUMBER, body: text });
    },
    // What a customer sent is at Twilio, whether or not our webhook took it.
    acknowledged: (tokens) => countTokens(tokens, texts('message-received')),
  };
  return {
    sandbox, webhook,
    out: { name: 'Twilio', from: webhook, accepted: (tokens) => countTokens(tokens, texts('message-accepted')) },
    async connect(desk) {
      const settings = { phoneNumber: NUMBER, accountSid: ACCOUNT, apiRoot: `http://127.0.0.1:${sandbox.port}` };
      const { id } = await desk.call<{ id: string }>('POST', '/inboxes', { adapter: 'twilio', name: 'Number', settings, credentials: { authToken: AUTH_TOKEN } });
      await desk.call('POST', `/inboxes/${id}/connect`);
    },
  };
}
