import { startMailReceiver, type MailReceiver } from '#channels';
import type { Config } from '../config.ts';
import type { Accept } from './accept.ts';
import type { LiveAdapters } from './live-adapters.ts';

const MAX_MAIL = 50 * 1024 * 1024;

/** Mail delivered to us by SMTP, for inboxes that have a forwarding address. Null when SMTP_PORT is not set. */
export async function receiveMail(config: Pick<Config, 'smtpPort' | 'host'>, parts: { adapters: LiveAdapters; accept: Accept; now: () => Date }): Promise<MailReceiver | null> {
  const { adapters, accept, now } = parts;
  if (config.smtpPort === null) return null;
  return startMailReceiver({
    host: config.host, port: config.smtpPort, maxBytes: MAX_MAIL, now, proveSenders: true,
    async resolveRecipient(address) {
      const taker = (await adapters.all()).find(({ inbox }) => String(inbox.settings.forwardingAddress ?? '').toLowerCase() === address);
      return taker?.inbox.id ?? null;
    },
    deliver: (inboxId, raw) => adapters.use(inboxId, ({ adapter }) => accept(inboxId, adapter, raw)),
  });
}
