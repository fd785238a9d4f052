/**
 * One mailbox in a process of its own, so that the environment decides whom it trusts: `one-mailbox.ts '{settings, credentials}'`
 * checks both servers, waits for one mail and sends one, and prints how that went as one JSON line.
 */
import { createEmailAdapter } from '../email-adapter.ts';
import { outboundMessage } from '../../testing/outbound-message.ts';

/** What it prints. */
export interface OneMailbox {
  readonly check: { readonly name: string; readonly ok: boolean; readonly detail?: string }[];
  /** Up to the first mail or the first trouble. */
  readonly listened: { readonly mail: string } | { readonly trouble: string };
  readonly sent: { readonly status: string } | { readonly failure: string; readonly message: string };
}

const { settings, credentials } = JSON.parse(process.argv[2] ?? '{}') as { settings: Record<string, unknown>; credentials: Record<string, string> };
const adapter = createEmailAdapter(
  { settings, credentials },
  { inboxId: 'inbox-1', signingKey: Buffer.alloc(32, 1), webhookUrl: null, fetch, checkHost: () => Promise.resolve(), now: () => new Date(), log: () => undefined },
  { retryMs: 100, maxRetryMs: 200, connectMs: 3_000 },
);
const health = await adapter.check();
const listened = await new Promise<OneMailbox['listened']>((done) => {
  const take = (raw: { body: Buffer } | null): Promise<void> => {
    if (raw) done({ mail: raw.body.toString() });
    return Promise.resolve();
  };
  void adapter.listen(null, take, AbortSignal.timeout(15_000), (state) => { if (!state.ok) done({ trouble: state.detail ?? '' }); }).then(() => done({ trouble: 'nothing came' }), (error: unknown) => done({ trouble: String(error) }));
});
const sent = await adapter.send(outboundMessage({ channel: 'email', recipient: { kind: 'email', value: 'olena@example.com' } }), AbortSignal.timeout(15_000)).then(
  ({ status }) => ({ status }),
  (error: unknown) => { const { failure, message } = error as { failure: string; message: string }; return { failure, message }; },
);
await adapter.close();
console.log(JSON.stringify({ check: health.steps.map(({ name, ok, detail }) => ({ name, ok, ...(detail ? { detail } : {}) })), listened, sent } satisfies OneMailbox));
