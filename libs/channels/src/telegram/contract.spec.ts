import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { MediaRef } from '../contract.ts';
import { notMeaningful } from '../testing/channel-harness.ts';
import type { Inbound } from '../testing/channel-harness.ts';
import { describeChannelContract } from '../testing/describe-channel-contract.ts';
import { CUSTOMER, startTelegramRig, TOKEN, webhookRequest } from './testing/sandbox-rig.ts';
import type { SandboxRig } from './testing/sandbox-rig.ts';

const secretOf = (rig: SandboxRig): string => createHmac('sha256', rig.signingKey).update(`telegram-webhook:inbox-1:${TOKEN.split(':')[0]}`).digest('base64url');
const from = { id: CUSTOMER, is_bot: false, first_name: 'Олена', last_name: 'Т.', username: 'olena_example', language_code: 'uk' };
const chat = { id: CUSTOMER, type: 'private', first_name: 'Олена' };
const message = (id: number, content: object) => ({ update_id: 900_000 + id, message: { message_id: id, from, chat, date: 1_795_291_000, ...content } });
const hook = (rig: SandboxRig, update: object | string): Inbound => ({ request: webhookRequest(update, secretOf(rig)) });

describeChannelContract<SandboxRig>('telegram', {
  async start() {
    const rig = await startTelegramRig();
    // Telegram lets only the customer begin.
    await rig.control('/customer', { kind: 'start', from: { id: CUSTOMER } });
    return rig;
  },
  stop: (rig) => rig.stop(),
  adapter: (rig) => rig.adapter,
  fresh: (rig) => rig.make({ webhookUrl: null }),
  canaries: (rig) => [TOKEN, 'CANARY-bot-token', secretOf(rig), rig.signingKey.toString()],
  logLines: (rig) => rig.logLines,

  samples: (rig) => [
    { name: 'a text', inbound: hook(rig, message(2, { text: '👋 Привіт! Де моє замовлення?' })) },
    { name: 'a photo', inbound: hook(rig, message(3, { photo: [{ file_id: 'small', file_unique_id: 's', width: 90, height: 67 }, { file_id: 'big', file_unique_id: 'b', width: 1280, height: 960 }], caption: 'Ось' })) },
    { name: 'a contact', inbound: hook(rig, message(4, { contact: { phone_number: '380555000201', first_name: 'Олена', user_id: CUSTOMER } })) },
    { name: 'an edit', inbound: hook(rig, { update_id: 900_005, edited_message: { ...message(2, { text: 'Привіт!' }).message, edit_date: 1_795_291_200 } }) },
    {
      name: 'a restarted update id', inbound: hook(rig, { ...message(6, { text: 'after a quiet week' }), update_id: 900_002 }),
    },
    {
      name: 'a block',
      inbound: hook(rig, { update_id: 900_007, my_chat_member: { chat, from, date: 1_795_291_400, old_chat_member: { user: from, status: 'member' }, new_chat_member: { user: from, status: 'kicked', until_date: 0 } } }),
    },
  ],
  forged: (rig) => [
    webhookRequest(message(9, { text: 'forged' }), undefined),
    webhookRequest(message(9, { text: 'forged' }), ''),
    webhookRequest(message(9, { text: 'forged' }), `${secretOf(rig).slice(0, -1)}!`),
    webhookRequest(message(9, { text: 'forged' }), `${secretOf(rig)}x`),
    webhookRequest(message(9, { text: 'forged' }), TOKEN),
  ],
  malformed: (rig) => [
    hook(rig, ''), hook(rig, 'not json'), hook(rig, '[]'), hook(rig, 'null'), hook(rig, '{"update_id":"1"}'), hook(rig, '{"message":{}}'),
    { request: webhookRequest(Buffer.from([0x7b, 0xff, 0xfe]), secretOf(rig)) },
    { raw: { providerKey: 'x', body: Buffer.from('{"update_id":1,"message":{"message_id":"one"}}'), headers: {}, receivedAt: new Date(0) } },
    { raw: { providerKey: 'y', body: Buffer.from('{"update_id":1,"message":null}'), headers: {}, receivedAt: new Date(0) } },
  ],
  signatureExample: notMeaningful('Telegram signs nothing; a secret token in a header is compared, see the forged requests'),
  unknown: (rig) => [hook(rig, { update_id: 1, telepathy: { thought: 'a kind of the year 2031' } }), hook(rig, { update_id: 2 }), hook(rig, { update_id: 3, poll: { id: '1' } })],
  ownEcho: (rig) => [
    hook(rig, { update_id: 11, business_message: { ...message(11, { text: 'ours' }).message, business_connection_id: 'bc', sender_business_bot: { id: 6_100_000_001, is_bot: true, first_name: 'Desk' } } }),
    hook(rig, message(12, { from: { id: 6_100_000_001, is_bot: true, first_name: 'Desk' }, text: 'ours' })),
  ],
  automatic: (rig) => [
    { inbound: hook(rig, { update_id: 13, business_message: { ...message(13, { text: 'Ми зачинені', from: { ...from, id: 7_000_000_900 } }).message, business_connection_id: 'bc', is_from_offline: true } }), expected: 'auto-reply' },
    { inbound: hook(rig, message(14, { text: 'news', from: { id: 5, is_bot: true, first_name: 'Newsbot' }, chat: { id: -5, type: 'group', title: 'Group' } })), expected: 'bulk' },
  ],
  addresses: (rig) => [
    { inbound: hook(rig, message(15, { text: 'private' })), expected: { kind: 'telegram', value: String(CUSTOMER) } },
    { inbound: hook(rig, message(16, { text: 'group', chat: { id: -1_002_000_000_001, type: 'supergroup', title: 'Підтримка' } })), expected: { kind: 'telegram', value: '-1002000000001' } },
  ],

  recipient: () => ({ channel: 'telegram', address: { kind: 'telegram', value: String(CUSTOMER) }, externalThreadId: String(CUSTOMER) }),
  accepted: (rig) => rig.ledger().filter((entry) => entry.type === 'sent').length,
  async rateLimited(rig) {
    await rig.control('/fail', { fault: 'rate-limited', seconds: 1 });
    return { retryAfterMs: 1000 };
  },
  async refused(rig) {
    await rig.control('/fail', { fault: 'chat-not-found' });
    return { kinds: ['recipient'] };
  },
  async optedOut(rig) {
    await rig.control('/fail', { fault: 'blocked' });
  },
  async silentAfterAccept(rig) {
    await rig.control('/fail', { fault: 'accept-then-hang' });
  },
  async unreachable(rig) {
    const port = await closedPort();
    return rig.make({ apiRoot: `http://127.0.0.1:${port}/` });
  },
  async shown(rig, externalId) {
    const state = (await rig.control('/state', undefined, 'GET')) as { chats: { chat: { id: number }; messages: { message_id: number; text: string }[] }[] };
    const [chatId, id] = externalId.split('/');
    return state.chats.find(({ chat }) => String(chat.id) === chatId)?.messages.find((each) => String(each.message_id) === id)?.text ?? null;
  },
  tooLong: true,
  undeclaredAttachment: true,
  async foreignMedia(rig, url) {
    const paths = [url, new URL(url).host, `//${new URL(url).host}/x`, `..\\..\\${url}`, `../../../../${url}`, 'photos/../../../secret', 'moved.jpg'];
    for (const path of paths) await rig.control('/customer', { kind: 'document', from: { id: 42 }, path });
    const state = (await rig.control('/state', undefined, 'GET')) as { chats: { chat: { id: number }; messages: { document: { file_id: string } }[] }[] };
    const ids = state.chats.find(({ chat: { id } }) => id === 42)?.messages.map(({ document }) => document.file_id) ?? [];
    if (ids.length !== paths.length) throw new Error('The stand-in did not keep every file.');
    await rig.control('/fail', { method: 'file', times: 50, answer: { status: 302, body: '', headers: { location: url } } });
    const refs: MediaRef[] = [{ url }, { fileId: '' }, { fileId: url }, ...ids.map((fileId) => ({ fileId }))];
    return refs;
  },
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
