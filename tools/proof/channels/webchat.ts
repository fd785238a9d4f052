import { randomUUID } from 'node:crypto';
import { openLedger, readLedger } from '../../sandbox/ledger.ts';
import { countTokens, postJson, untilTaken } from '../channel.ts';
import type { WayIn } from '../channel.ts';
import type { Desk } from '../desk.ts';

/** Visitors of a site, as the widget's frame speaks for them: the same message under the same id until it is taken. */
export function openWebchat(folder: string, appUrl: () => string): { connect(desk: Desk): Promise<void>; chat: WayIn; stop(): void } {
  const path = `${folder}/webchat-posted.jsonl`;
  const ledger = openLedger(path);
  const visitors = new Map<number, string>();
  let inboxId = '';
  const post = (what: string, body: unknown, token?: string) =>
    postJson(`${appUrl()}/widget/${inboxId}/${what}`, body, { origin: appUrl(), 'sec-fetch-site': 'same-origin', ...(token ? { authorization: `Bearer ${token}` } : {}) });
  return {
    chat: {
      name: 'Web chat', points: ['K1', 'K2', 'K3', 'K4'], atOnce: 4, patienceMs: 90_000,
      async write(index, text) {
        const token = visitors.get(index) ?? String((await untilTaken(() => post('session', { token: null }))).token);
        visitors.set(index, token);
        const message = { type: 'message', id: randomUUID(), text, files: [] };
        await untilTaken(() => post('messages', message, token));
        ledger.append({ type: 'posted', text });
      },
      acknowledged: (tokens) => countTokens(tokens, readLedger<{ text: string }>(path).map(({ text }) => text)),
    },
    async connect(desk) {
      inboxId = (await desk.call<{ id: string }>('POST', '/inboxes', { adapter: 'webchat', name: 'Site', settings: {}, credentials: {} })).id;
    },
    stop: () => ledger.close(),
  };
}
