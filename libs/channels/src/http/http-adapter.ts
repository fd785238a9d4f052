import { Readable } from 'node:stream';
import type { AcceptedMessage, ChannelCapabilities, ChannelHealth, DeletingChannel, EditingChannel, WebhookChannel } from '../contract.ts';
import { MediaError, SendError, WebhookRejected } from '../errors.ts';
import type { AdapterDependencies, AdapterSetup } from '../setup.ts';
import { readBody } from './inbound-body.ts';
import { outboundBody, recipientOf } from './outbound-body.ts';
import { signedPost } from './post.ts';
import { parseSettings, type HttpSettings } from './settings.ts';
import { verifySignature } from './signature.ts';
import { toChannelEvent } from './to-channel-event.ts';

const MEDIA_TIMEOUT_MS = 60_000;

/** Bring your own messenger: signed JSON in, signed JSON out (docs/http-channel.md). */
export function createHttpAdapter(setup: AdapterSetup, dependencies: AdapterDependencies): WebhookChannel & EditingChannel & DeletingChannel {
  const { settings, webhook } = parseSettings(setup);
  const namespace = settings.namespace ?? dependencies.inboxId;
  const capabilities = capabilitiesOf(settings);

  return {
    kind: 'http',
    capabilities: [capabilities],

    receive(request) {
      const id = verifySignature(webhook, request);
      if (request.method !== 'POST' || request.path !== '') throw new WebhookRejected(400, 'Post to the webhook address itself.');
      readBody(request.rawBody);
      return {
        raw: [{ providerKey: id, body: request.rawBody, headers: { 'webhook-id': id }, receivedAt: request.receivedAt }],
        reply: ([outcome]) => ({
          status: outcome?.status === 'quarantined' ? 202 : 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ status: outcome?.status ?? 'committed' }),
        }),
      };
    },

    parse: async (raw) => readBody(raw.body).map((event) => toChannelEvent(event, { namespace, verifiedKinds: settings.verifiedKinds })),

    async send(message, signal) {
      if (!settings.outboundUrl) throw new SendError('config', 'This inbox has no outbound URL: it only receives. An admin sets one.');
      const body = await outboundBody(message, capabilities, namespace);
      const id = await signedPost(settings.outboundUrl, message.deliveryId, body, webhook, signal, dependencies);
      return { externalId: id ?? message.deliveryId, aliases: id ? [message.deliveryId] : [], status: 'sent' };
    },

    async edit(message, text, changeId, signal) {
      if (text.length > capabilities.maxTextLength) throw new SendError('invalid', `This messenger takes ${capabilities.maxTextLength} characters at most.`);
      await postChange('message-edited', message, changeId, signal, { text });
    },

    remove: (message, changeId, signal) => postChange('message-deleted', message, changeId, signal, {}),

    async openMedia(ref) {
      const url = URL.parse(String(ref.url));
      if (!url || !settings.mediaHosts.includes(url.origin)) throw new MediaError(`Files of ${url?.origin ?? 'this address'} are not fetched: it is not in the list of media hosts. An admin adds it.`, true);
      const response = await dependencies.fetch(url, { redirect: 'error', signal: AbortSignal.timeout(MEDIA_TIMEOUT_MS) }).catch(() => {
        throw new MediaError('The file could not be fetched.', false);
      });
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        throw new MediaError(`The file could not be fetched: ${response.status}.`, response.status < 500 && response.status !== 408 && response.status !== 429);
      }
      return Readable.fromWeb(response.body);
    },

    check: () => checkOutbound(),
    close: () => Promise.resolve(),
  };

  async function postChange(type: 'message-edited' | 'message-deleted', message: AcceptedMessage, changeId: string, signal: AbortSignal, words: { text?: string }): Promise<void> {
    if (!settings.outboundUrl) throw new SendError('config', 'This inbox has no outbound URL: it only receives. An admin sets one.');
    const body = JSON.stringify({
      type, id: message.externalId, deliveryId: message.deliveryId, messageId: message.messageId, to: recipientOf(message.recipient, namespace), threadId: message.externalThreadId, ...words,
      at: dependencies.now().toISOString(),
    });
    await signedPost(settings.outboundUrl, `${changeId}.${message.deliveryId}`, body, webhook, signal, dependencies);
  }

  async function checkOutbound(): Promise<ChannelHealth> {
    const url = settings.outboundUrl;
    if (!url) return { ok: true, account: namespace, steps: [{ name: 'outbound', ok: true, detail: 'receives only: no outbound URL is set', milliseconds: 0 }] };
    const started = dependencies.now().getTime();
    const step = (ok: boolean, detail: string): ChannelHealth => ({ ok, account: new URL(url).host, steps: [{ name: 'outbound', ok, detail, milliseconds: dependencies.now().getTime() - started }] });
    try {
      await signedPost(url, `ping_${started}`, JSON.stringify({ type: 'ping', at: new Date(started).toISOString() }), webhook, AbortSignal.timeout(10_000), dependencies);
      return step(true, 'the signed ping was answered');
    } catch (error) {
      return step(false, error instanceof SendError ? error.message : 'the ping failed');
    }
  }
}

function capabilitiesOf(settings: HttpSettings): ChannelCapabilities {
  return {
    channel: 'http', maxTextLength: settings.maxTextLength, format: 'plain', subject: false, attachments: settings.outboundUrl ? { maxCount: 10, maxBytes: 10 * 1024 * 1024 } : null, attachmentsWithText: true,
    startsConversation: settings.startsWith !== null, addressKind: settings.startsWith === null || settings.startsWith === 'id' ? 'http' : settings.startsWith,
    highestReceipt: settings.highestReceipt, cc: false, calls: false,
    ...(settings.canEdit && settings.outboundUrl ? { canEdit: { withinMs: null } } : {}), ...(settings.canDelete && settings.outboundUrl ? { canDelete: { withinMs: null } } : {}),
  };
}
