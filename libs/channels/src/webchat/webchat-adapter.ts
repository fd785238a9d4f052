import type { CountryCode } from 'libphonenumber-js';
import type {
  ChannelCapabilities, ChannelEvent, ChannelHealth, DeletingChannel, EditingChannel, IngestOutcome, OutboundMessage, RawInbound, SendReceipt, SettlingChannel, VisitorChannel, WebhookReply, WebhookRequest,
} from '../contract.ts';
import { MediaError, SendError, WebhookRejected } from '../errors.ts';
import type { AdapterDependencies, AdapterSetup } from '../setup.ts';
import { claimsOf } from './claims.ts';
import { readEntry, storable, type Entry } from './entry.ts';
import { attachmentOf, ticketOf } from './file-ticket.ts';
import { parseSettings } from './settings.ts';
import { sameText } from './signed.ts';
import { tokenOf, verifyIdentity, visitorIdOf, visitorOf, type Visitor } from './visitor.ts';

const CAPABILITIES: ChannelCapabilities = {
  channel: 'webchat', maxTextLength: 10_000, format: 'plain', subject: false, attachments: { maxCount: 10, maxBytes: 25 * 1024 * 1024 }, attachmentsWithText: true,
  startsConversation: false, addressKind: 'visitor', highestReceipt: 'read', cc: false, calls: false, canEdit: { withinMs: null }, canDelete: { withinMs: null },
};
/** Which visitor the token proved, kept beside the body; the token itself is a password and is never kept. */
const VISITOR_HEADER = 'okno-visitor';

/** Our own web chat: no vendor stands between, but a message takes the path of every other channel. */
export function createWebchatAdapter(setup: AdapterSetup, dependencies: AdapterDependencies): VisitorChannel & SettlingChannel & EditingChannel & DeletingChannel {
  const { page, country, identitySecret } = parseSettings(setup);
  const { inboxId, signingKey } = dependencies;

  function admit({ token, identity, site, fresh }: Parameters<VisitorChannel['admit']>[0]): { visitorId: string; token: string } {
    if (site !== null && !siteAllowed(page.allowedOrigins, site)) throw new WebhookRejected(403, `The site ${site.slice(0, 100)} is not on the list of sites that may show this chat. An admin adds it.`);
    const known = token ? visitorOf(signingKey, inboxId, token) : null;
    if (identity === undefined || identity === null) {
      // Signed out on this browser: what the signed-in person wrote stays theirs.
      const visitor: Visitor = known && !known.identity ? known : { id: fresh.toString('base64url') };
      return { visitorId: visitor.id, token: tokenOf(signingKey, inboxId, visitor) };
    }
    const signed = verifyIdentity(identitySecret, identity);
    const before = known?.identity ? known.before : known?.id;
    const visitor: Visitor = { id: visitorIdOf(signingKey, inboxId, signed), identity: signed, ...(before && { before }) };
    return { visitorId: visitor.id, token: tokenOf(signingKey, inboxId, visitor) };
  }

  function receive(request: WebhookRequest): { raw: readonly RawInbound[]; reply(outcomes: readonly IngestOutcome[]): WebhookReply } {
    const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const visitor = token ? visitorOf(signingKey, inboxId, token) : null;
    if (!visitor) throw new WebhookRejected(401, 'This is no visitor of this chat: open a session first.');
    if (request.method !== 'POST' || !['messages', 'receipts'].includes(request.path)) throw new WebhookRejected(400, 'Post to messages or receipts.');
    const entry = readEntry(request.rawBody);
    if ((entry.type === 'message') !== (request.path === 'messages')) throw new WebhookRejected(400, `type: ${entry.type} does not belong to ${request.path}`);
    if (entry.type === 'message' && entry.files.some((ticket) => !attachmentOf(signingKey, inboxId, visitor.id, ticket))) throw new WebhookRejected(400, 'files: not uploaded by this visitor');
    const providerKey = entry.type === 'message' ? `message ${visitor.id}/${entry.id}` : `receipt ${visitor.id}/${entry.deliveryId}/${entry.status}`;
    return {
      raw: [{ providerKey, body: request.rawBody, headers: { [VISITOR_HEADER]: JSON.stringify(visitor) }, receivedAt: request.receivedAt }],
      reply: ([outcome]) => ({ status: outcome?.status === 'quarantined' ? 202 : 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ status: outcome?.status ?? 'committed' }) }),
    };
  }

  async function parse(raw: RawInbound): Promise<readonly ChannelEvent[]> {
    const visitor = JSON.parse(raw.headers[VISITOR_HEADER] ?? 'null') as Visitor | null;
    if (!visitor) throw new Error('The raw event does not say which visitor wrote it.');
    const entry = readEntry(raw.body);
    return [entry.type === 'message' ? messageOf(visitor, entry, raw.receivedAt) : receiptOf(visitor, entry)];
  }

  function messageOf(visitor: Visitor, entry: Extract<Entry, { type: 'message' }>, receivedAt: Date): ChannelEvent {
    const name = storable((visitor.identity?.name ?? entry.profile?.name ?? '').trim());
    const { source = {} } = entry;
    return {
      type: 'message-received',
      channel: 'webchat',
      externalId: `${visitor.id}/${entry.id}`,
      externalThreadId: visitor.id,
      direction: 'inbound',
      sender: {
        address: { kind: 'visitor', value: visitor.id },
        verified: visitor.identity !== undefined,
        ...(name && { displayName: name }),
        ...(entry.language && { language: entry.language }),
      },
      claims: claimsOf(visitor, entry.profile ?? {}, country as CountryCode | undefined),
      occurredAt: receivedAt,
      text: storable(entry.text),
      attachments: entry.files.map((ticket) => attachmentOf(signingKey, inboxId, visitor.id, ticket)).map(
        (file, index) => file ?? { kind: 'file', name: `file ${index + 1}`, mime: 'application/octet-stream', content: { type: 'unavailable', reason: 'The key that vouched for this upload has changed since.' } },
      ),
      ...((entry.source || entry.page) && {
        source: {
          ...(source.utm && { utm: source.utm }),
          ...(source.referrer && { referrer: source.referrer }),
          ...(source.landingPage && { landingPage: source.landingPage }),
          ...(source.clickId && { clickId: source.clickId }),
          ...(entry.page && { page: entry.page }),
        },
      }),
    };
  }

  return {
    kind: 'webchat',
    capabilities: [CAPABILITIES],
    page,
    admit,
    visitor: (token) => visitorOf(signingKey, inboxId, token)?.id ?? null,
    ticket: (visitorId, file) => ticketOf(signingKey, inboxId, visitorId, file),
    clientId: (externalId) => externalId.split('/')[1] ?? null,
    receive,
    parse,
    send: async (message, signal) => accept(message, signal),
    // Nobody but we can know, and what we record is what the page shows, under the same message id.
    settle: (message) => Promise.resolve({ outcome: 'sent', receipt: receiptFor(message) }),
    // The message row is what the page shows: as soon as the change is recorded, the visitor's pages get it by the feed.
    async edit(_message, text) {
      if (text.length > CAPABILITIES.maxTextLength) throw new SendError('invalid', `The web chat takes ${CAPABILITIES.maxTextLength} characters at most.`);
    },
    remove: () => Promise.resolve(),
    openMedia: () => Promise.reject(new MediaError('Files of the web chat are in our own store; there is nowhere to fetch them from.', true)),
    check: () => Promise.resolve(healthOf(page.allowedOrigins, identitySecret !== undefined)),
    close: () => Promise.resolve(),
  };

  /** The message row is the delivery: as soon as it counts as sent, the visitor's pages get it by the feed. */
  function accept(message: OutboundMessage, signal: AbortSignal): SendReceipt {
    if (signal.aborted) throw new SendError('unavailable', 'Stopped before anything was sent.');
    if (message.recipient.kind !== 'visitor') throw new SendError('recipient', 'The web chat reaches visitors only.');
    if (message.text.length > CAPABILITIES.maxTextLength) throw new SendError('invalid', `The web chat takes ${CAPABILITIES.maxTextLength} characters at most.`);
    const { maxCount, maxBytes } = CAPABILITIES.attachments!;
    if (message.attachments.length > maxCount) throw new SendError('unsupported', `The web chat takes ${maxCount} files in one message.`);
    if (message.attachments.some((file) => file.size > maxBytes)) throw new SendError('unsupported', `The web chat takes files of up to ${maxBytes / 1024 / 1024} MB.`);
    if (!message.text.trim() && !message.attachments.length) throw new SendError('invalid', 'There is nothing to send: neither text nor a file.');
    dependencies.log('debug', 'web chat delivery accepted', { deliveryId: message.deliveryId });
    return receiptFor(message);
  }
}

const receiptFor = (message: OutboundMessage): SendReceipt => ({ externalId: message.deliveryId, aliases: [], status: 'sent' });

const receiptOf = (visitor: Visitor, entry: Extract<Entry, { type: 'receipt' }>): ChannelEvent => ({
  type: 'read-by-customer', externalThreadId: visitor.id, upTo: new Date(entry.upTo), externalId: entry.deliveryId, status: entry.status,
});

/** `https://*.shop.example` covers every host below shop.example, not shop.example itself (as CSP has it). Empty: any site. */
function siteAllowed(allowed: readonly string[], site: string): boolean {
  if (!allowed.length) return true;
  return allowed.some((entry) => {
    const [scheme, rest = ''] = entry.split('://*.');
    return entry.includes('://*.') ? site.startsWith(`${scheme}://`) && site.endsWith(`.${rest}`) : sameText(entry, site);
  });
}

const healthOf = (sites: readonly string[], identity: boolean): ChannelHealth => ({
  ok: true,
  account: sites.length ? sites.join(', ') : 'any site',
  steps: [
    { name: 'sites', ok: true, detail: sites.length ? `shown on ${sites.length} listed site(s)` : 'shown on any site', milliseconds: 0 },
    { name: 'identity', ok: true, detail: identity ? 'signed identities are recognised' : 'visitors are anonymous: no identity secret is set', milliseconds: 0 },
  ],
});
